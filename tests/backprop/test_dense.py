"""The dense reference: losses in closed form, gradients by finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from tengen.backprop import Network, dense_gradients, numeric_gradient, softmax

ENDS = [
    ("mean_squared_error", "linear"),
    ("mean_squared_error", "sigmoid"),
    ("mean_squared_error", "tanh"),
    ("mean_squared_error", "softmax"),
    ("mean_absolute_error", "linear"),
    ("mean_absolute_error", "relu"),
    ("binary_crossentropy", "sigmoid"),
    ("categorical_crossentropy", "softmax"),
]


def random_case(seed: int, loss: str, last: str):
    random = np.random.default_rng(seed)
    sizes = random.integers(2, 6, size=random.integers(2, 5))
    weights = [
        random.normal(size=(m, n)) for m, n in zip(sizes, sizes[1:], strict=False)
    ]
    biases = [random.normal(size=n) for n in sizes[1:]]
    hidden = ["sigmoid", "tanh", "relu", "linear", "softmax"]
    names = [*random.choice(hidden, size=len(weights) - 1), last]
    samples = int(random.integers(1, 6))
    x = random.normal(size=(samples, sizes[0]))
    target = random.normal(size=(samples, sizes[-1]))
    if loss == "binary_crossentropy":
        target = random.uniform(size=target.shape).round(1)
    if loss == "categorical_crossentropy":
        target = np.eye(sizes[-1])[random.integers(sizes[-1], size=samples)]
    return x, target, weights, biases, names


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("loss", "last"), ENDS)
def test_gradients_agree_with_finite_differences(loss, last, seed):
    x, target, weights, biases, names = random_case(seed, loss, last)
    result = dense_gradients(x, target, weights, biases, names, loss)

    def numeric(change, at):
        return numeric_gradient(
            lambda value: dense_gradients(*change(value), names, loss).loss, at
        )

    close = dict(rtol=1e-6, atol=1e-8)
    by_x = numeric(lambda v: (v, target, weights, biases), x)
    np.testing.assert_allclose(result.inputs, by_x, **close)
    for k in range(len(weights)):

        def with_weight(v, k=k):
            return x, target, [*weights[:k], v, *weights[k + 1 :]], biases

        def with_bias(v, k=k):
            return x, target, weights, [*biases[:k], v, *biases[k + 1 :]]

        np.testing.assert_allclose(
            result.weights[k], numeric(with_weight, weights[k]), **close
        )
        np.testing.assert_allclose(
            result.biases[k], numeric(with_bias, biases[k]), **close
        )


@pytest.mark.parametrize(("loss", "last"), ENDS)
def test_losses_follow_their_definition(loss, last):
    x, t, weights, biases, names = random_case(11, loss, last)
    result = dense_gradients(x, t, weights, biases, names, loss)
    o = result.output
    definition = {
        "mean_squared_error": lambda: ((t - o) ** 2).mean(),
        "mean_absolute_error": lambda: np.abs(t - o).mean(),
        "binary_crossentropy": lambda: (
            -(t * np.log(o) + (1 - t) * np.log(1 - o)).mean()
        ),
        "categorical_crossentropy": lambda: -(t * np.log(o)).sum() / len(t),
    }[loss]
    assert result.loss == pytest.approx(definition())


def test_agrees_with_the_textbooks_network_up_to_the_average():
    random = np.random.default_rng(6)
    weights = [random.normal(size=(3, 4)), random.normal(size=(4, 2))]
    biases = [random.normal(size=4), random.normal(size=2)]
    x, target = random.normal(size=(5, 3)), random.normal(size=(5, 2))
    textbook = Network(weights, biases, "logistic").backward(x, target)
    dense = dense_gradients(x, target, weights, biases, ["sigmoid"] * 2, "mse")
    scale = 2 / target.size  # from sum 1/2 d^2 to mean d^2
    for k in range(2):
        np.testing.assert_allclose(dense.weights[k], scale * textbook.weights[k])
        np.testing.assert_allclose(dense.biases[k], scale * textbook.biases[k])


def test_cross_entropy_is_exact_where_probabilities_run_out():
    for activation, loss, target in (
        ("sigmoid", "binary_crossentropy", [[0.0]]),
        ("softmax", "categorical_crossentropy", [[0.0, 1.0]]),
    ):
        n = len(target[0])
        weights = [np.eye(2)[:, :n] * 1000.0]
        result = dense_gradients(
            [[1.0, 0.0]], target, weights, [np.zeros(n)], [activation], loss
        )
        assert result.loss == pytest.approx(1000.0)
        assert result.biases[0][0] == pytest.approx(1.0)


def test_softmax_sums_to_one_and_ignores_a_common_shift():
    nets = np.random.default_rng(8).normal(size=(4, 5)) * 30
    np.testing.assert_allclose(softmax(nets).sum(axis=-1), 1.0)
    np.testing.assert_allclose(softmax(nets), softmax(nets + 1e3), rtol=1e-10)


def test_what_does_not_fit_is_refused():
    one = ([[1.0]], [[1.0]], [[[1.0]]], [[0.0]])
    with pytest.raises(ValueError, match=r"loss: got 'hinge'"):
        dense_gradients(*one, ["linear"], "hinge")
    with pytest.raises(ValueError, match=r"got 'linear'[\s\S]*expected 'sigmoid'"):
        dense_gradients(*one, ["linear"], "binary_crossentropy")
    with pytest.raises(ValueError, match=r"activation: got 'selo'"):
        dense_gradients(*one, ["selo"], "mse")
    with pytest.raises(ValueError, match=r"target: got shape \(1,\)"):
        dense_gradients([[1.0]], [1.0], [[[1.0]]], [[0.0]], ["linear"], "mse")
