"""Networks of any shape: gradients, batches, updates, training, and refusals.

Properties: (1) all derivatives agree with finite differences, over random depths,
widths, activations, biases and batches; (2) a batch is the sum of its samples; (3) the
sequential order carries the error through the new weights, and is the simultaneous one
in networks of one layer; (4) training is a loop of rounds; (5) the exercise and XOR are
learned; (6) what does not fit is refused and leaves the network as it was.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen.backprop import (
    ACTIVATIONS,
    Network,
    exercise_network,
    numeric_gradient,
    random_network,
    worked_example,
    xor_batch,
)

SMOOTH = ["logistic", "half_tanh", "tanh", "linear"]
KINKED = ["relu", "piecewise_linear"]


def random_case(seed: int):
    """Make a network with any mixture of layers, and a batch for it."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 6, size=random.integers(2, 6))
    layers = len(sizes) - 1
    weights = [random.normal(size=(sizes[k], sizes[k + 1])) for k in range(layers)]
    biases = [
        [None, random.normal(), random.normal(size=n)][random.integers(3)]
        for n in sizes[1:]
    ]
    names = list(random.choice(SMOOTH + KINKED, size=layers))
    samples = int(random.integers(1, 5))
    x = random.normal(size=(samples, sizes[0]))
    return Network(weights, biases, names), x, random.normal(size=(samples, sizes[-1]))


@pytest.mark.parametrize("seed", range(30))
def test_gradients_agree_with_finite_differences(seed):
    net, x, target = random_case(seed)
    gradients = net.backward(x, target)

    def error_with(weights, biases):
        return Network(weights, biases, net.activations).error(x, target)

    for k in range(len(net.weights)):

        def by_weight(w, k=k):
            return error_with([*net.weights[:k], w, *net.weights[k + 1 :]], net.biases)

        def by_bias(b, k=k):
            return error_with(net.weights, [*net.biases[:k], b, *net.biases[k + 1 :]])

        numeric = numeric_gradient(by_weight, net.weights[k])
        np.testing.assert_allclose(gradients.weights[k], numeric, rtol=1e-6, atol=1e-7)
        if net.biases[k] is None:
            assert gradients.biases[k] is None
        else:
            assert gradients.biases[k].shape == net.biases[k].shape
            numeric = numeric_gradient(by_bias, net.biases[k])
            np.testing.assert_allclose(
                gradients.biases[k], numeric, rtol=1e-6, atol=1e-7
            )


@pytest.mark.parametrize("seed", range(10))
def test_a_batch_is_the_sum_of_its_samples(seed):
    net, x, target = random_case(seed)
    whole = net.round(x, target)
    parts = [net.round(one, goal) for one, goal in zip(x, target, strict=True)]
    assert whole.error == pytest.approx(sum(part.error for part in parts))
    for k in range(len(net.weights)):
        np.testing.assert_allclose(
            whole.gradients.weights[k], sum(p.gradients.weights[k] for p in parts)
        )
        np.testing.assert_allclose(
            whole.gradients.deltas[k], [p.gradients.deltas[k] for p in parts]
        )
        np.testing.assert_allclose(
            whole.activity.outs[k], [p.activity.outs[k] for p in parts]
        )


def test_a_single_sample_has_no_batch_axis():
    done = worked_example().round()
    for arrays in (
        done.activity.nets,
        done.activity.outs,
        done.gradients.dE_dout,
        done.gradients.dout_dnet,
        done.gradients.deltas,
    ):
        assert [each.shape for each in arrays] == [(2,), (2,)]
    batch = worked_example().network.round([[0.05, 0.10]], [[0.01, 0.99]])
    assert batch.gradients.deltas[0].shape == (1, 2)
    assert batch.errors.shape == (1, 2)


def test_delta_is_the_product_of_its_two_factors():
    net, x, target = random_case(3)
    gradients = net.backward(x, target)
    for k in range(len(net.weights)):
        product = gradients.dE_dout[k] * gradients.dout_dnet[k]
        np.testing.assert_array_equal(gradients.deltas[k], product)


@pytest.mark.parametrize("seed", range(10))
def test_sequential_order_by_hand(seed):
    """Recompute it layer by layer, each behind layer taken after its own update."""
    net, x, target = random_case(seed)
    done = net.round(x, target, rate=0.3, update="sequential")
    inputs = [x, *done.activity.outs]
    slope = done.activity.output - target
    for k in reversed(range(len(net.weights))):
        delta = slope * net.activations[k].slope(done.activity.nets[k])
        new = net.weights[k] - 0.3 * np.einsum("ni,nj->ij", inputs[k], delta)
        np.testing.assert_allclose(done.new_weights[k], new)
        np.testing.assert_allclose(done.gradients.deltas[k], delta)
        slope = np.einsum("nj,ij->ni", delta, new)


def test_one_layer_knows_no_order():
    net = random_network([3, 2], "logistic", seed=5)
    x, target = [0.1, -0.4, 0.7], [1.0, 0.0]
    for one, two in zip(
        net.round(x, target, update="simultaneous").new_weights,
        net.round(x, target, update="sequential").new_weights,
        strict=True,
    ):
        np.testing.assert_array_equal(one, two)


def test_a_round_leaves_the_network_and_later_changes_leave_the_round():
    example = worked_example()
    before = [w.copy() for w in example.network.weights]
    done = example.round()
    example.train(5)
    for kept, weight in zip(before, done.network.weights, strict=True):
        np.testing.assert_array_equal(kept, weight)
    assert done.network.error(done.x, done.target) == done.error


@pytest.mark.parametrize("update", ["simultaneous", "sequential"])
@pytest.mark.parametrize("train_biases", [True, False])
def test_training_is_a_loop_of_rounds(update, train_biases):
    net, x, target = random_case(7)
    net.train_biases = train_biases
    other = net.copy()
    errors = net.train(x, target, rounds=4, rate=0.05, update=update)
    rounds = [other.learn(x, target, rate=0.05, update=update) for _ in range(4)]
    np.testing.assert_allclose(errors[:-1], [done.error for done in rounds])
    assert errors[-1] == pytest.approx(rounds[-1].error_after)
    for one, two in zip(net.weights, other.weights, strict=True):
        np.testing.assert_allclose(one, two)
    for one, two in zip(net.biases, other.biases, strict=True):
        assert one is None if two is None else np.allclose(one, two)


def test_untrained_biases_stay_and_trained_ones_follow_their_gradient():
    net = Network([[[0.5, -0.5]]], biases=[0.25], train_biases=False)
    net.learn([1.0], [1.0, 1.0])
    assert float(net.biases[0]) == 0.25
    net.train_biases = True
    done = net.learn([1.0], [1.0, 1.0], rate=2.0)
    expected = 0.25 - 2.0 * done.gradients.deltas[0].sum()
    assert float(net.biases[0]) == pytest.approx(expected)


def test_zero_rounds_change_nothing():
    example = worked_example()
    assert example.train(0).tolist() == [example.round().error]


def test_the_exercise_is_learned():
    example = exercise_network()
    assert example.network.sizes == (2, 1, 1)
    assert example.x.tolist() == [0.1, 0.5]
    assert example.target.tolist() == [0.2]
    errors = example.train(5000)
    assert np.all(np.diff(errors) <= 0)
    assert example.network.forward(example.x).output == pytest.approx(0.2, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_xor_is_learned_as_a_batch(seed):
    example = xor_batch(seed)
    assert example.x.shape == (4, 2)
    example.train(3000)
    outputs = example.network.forward(example.x).output
    np.testing.assert_allclose(outputs, example.target, atol=0.1)


def test_no_gradient_passes_a_step():
    net = Network([[[1.0]], [[1.0]]], activation=["step", "linear"])
    gradients = net.backward([2.0], [5.0])
    assert gradients.weights[1].item() == -4.0
    assert gradients.weights[0].item() == 0.0


def test_random_network_depends_on_its_seed_alone():
    one, two = random_network([3, 4, 2], seed=1), random_network([3, 4, 2], seed=1)
    other = random_network([3, 4, 2], seed=2)
    assert all(map(np.array_equal, one.weights, two.weights))
    assert not np.array_equal(one.weights[0], other.weights[0])
    assert np.abs(one.weights[0]).max() <= np.sqrt(6 / 7)
    assert all(not np.any(b) for b in one.biases)


def test_activations_may_be_objects_and_differ_by_layer():
    net = Network([[[1.0]], [[1.0]]], activation=[ACTIVATIONS["relu"], "linear"])
    assert net.forward([-3.0]).output.tolist() == [0.0]
    assert net.forward([3.0]).output.tolist() == [3.0]


MATRIX = [[1.0, 2.0], [3.0, 4.0]]
REFUSED = {
    "no layers": (dict(weights=[]), "weights: got none"),
    "a vector": (dict(weights=[[1.0, 2.0]]), r"weights\[0\]: got shape \(2,\)"),
    "no chain": (
        dict(weights=[MATRIX, [[1.0]]]),
        r"weights\[1\]: got shape \(1, 1\)[\s\S]*\(2, n\)",
    ),
    "a bias too few": (dict(weights=[MATRIX, MATRIX], biases=[0.1]), "biases: got 1"),
    "a long bias": (
        dict(weights=[MATRIX], biases=[[1.0, 2.0, 3.0]]),
        r"biases\[0\]: got shape \(3,\)",
    ),
    "an activation too many": (
        dict(weights=[MATRIX], activation=["relu", "relu"]),
        "activation: got 2",
    ),
    "no such activation": (dict(weights=[MATRIX], activation="relo"), "mean 'relu'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused(case):
    arguments, message = REFUSED[case]
    with pytest.raises(ValueError, match=message) as caught:
        Network(**arguments)
    assert len(str(caught.value).splitlines()) <= 3


def test_samples_that_do_not_fit_are_refused():
    net = Network([MATRIX])
    with pytest.raises(ValueError, match=r"x: got .* \(3,\)[\s\S]*\(N, 2\)"):
        net.forward([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"target: got"):
        net.backward([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="2 and 1 samples"):
        net.train([[1.0, 2.0]] * 2, [[1.0, 2.0]], rounds=1)
    with pytest.raises(ValueError, match="update: got 'both'"):
        net.round([1.0, 2.0], [1.0, 2.0], update="both")


def test_a_rate_too_large_is_said_and_leaves_the_weights():
    net = Network([[[1.0]], [[1.0]]], activation="linear")
    with pytest.raises(FloatingPointError, match=r"rate=100[\s\S]*smaller rate"):
        net.train([1.0], [0.0], rounds=50, rate=100.0)
    assert [w.item() for w in net.weights] == [1.0, 1.0]
