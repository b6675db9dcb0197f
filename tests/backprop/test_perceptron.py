"""The first generation: what the perceptron rule learns, and what nothing can learn.

Properties: (1) one update is the rule's; (2) AND and OR are learned from any start;
(3) XOR is not, and no weights at all solve it; (4) with x1 * x2 it is learned; (5) the
convergence theorem's bound on mistakes holds.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen.backprop import CORNERS, GATES, Perceptron, with_product


def test_the_bias_is_the_weight_of_x0_and_zero_counts_as_yes():
    neuron = Perceptron(2, weights=[-1.0, 2.0, 3.0])
    assert neuron.net([0.5, 0.0]) == 0.0
    assert neuron.predict([0.5, 0.0]) == 1.0
    assert neuron.predict([0.49, 0.0]) == 0.0
    assert neuron.net(CORNERS).tolist() == [-1.0, 2.0, 1.0, 4.0]


def test_one_mistake_changes_each_weight_by_rate_times_difference_times_input():
    neuron = Perceptron(2, weights=[0.0, 0.0, 0.0])
    neuron.train([[3.0, 5.0]], [0.0], epochs=1, rate=0.5)  # says 1, should say 0
    assert neuron.weights.tolist() == [-0.5, -1.5, -2.5]
    neuron.train([[-1.0, 5.0]], [1.0], epochs=1, rate=0.5)  # says 0, should say 1
    assert neuron.weights.tolist() == [0.0, -2.0, 0.0]


@pytest.mark.parametrize("gate", ["and", "or"])
def test_and_and_or_are_learned_from_any_start(gate):
    random = np.random.default_rng(1)
    for _ in range(20):
        neuron = Perceptron(2, weights=random.integers(-9, 10, size=3))
        lesson = neuron.train(CORNERS, GATES[gate])
        assert lesson.learned
        assert not lesson.impossible
        assert lesson.mistakes[-1] == 0
        assert all(lesson.mistakes[:-1])
        assert neuron.predict(CORNERS).tolist() == GATES[gate].tolist()


def test_xor_is_out_of_reach_of_the_raw_inputs():
    random = np.random.default_rng(2)
    for _ in range(20):
        neuron = Perceptron(2, weights=random.integers(-9, 10, size=3))
        lesson = neuron.train(CORNERS, GATES["xor"])
        assert lesson.impossible
        assert not lesson.learned
        assert all(lesson.mistakes)


def test_impossible_means_that_the_weights_really_go_round():
    neuron = Perceptron(2)
    epochs = len(neuron.train(CORNERS, GATES["xor"]).mistakes)
    seen = []
    again = Perceptron(2)
    for _ in range(epochs):
        seen.append(again.weights.tolist())
        again.train(CORNERS, GATES["xor"], epochs=1)
    assert again.weights.tolist() in seen


def test_no_weights_whatever_solve_xor():
    """With net(x) linear, net(00) + net(11) = net(01) + net(10): a contradiction."""
    random = np.random.default_rng(3)
    for _ in range(1000):
        nets = Perceptron(2, weights=random.normal(size=3)).net(CORNERS)
        assert nets[0] + nets[3] == pytest.approx(nets[1] + nets[2])
        answers = np.where(nets >= 0, 1.0, 0.0)
        assert answers.tolist() != GATES["xor"].tolist()


def test_xor_is_within_reach_of_a_hand_coded_product():
    features = with_product(CORNERS)
    assert features.tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 1]]
    random = np.random.default_rng(4)
    for _ in range(20):
        neuron = Perceptron(3, weights=random.integers(-9, 10, size=4))
        assert neuron.train(features, GATES["xor"]).learned
        assert neuron.predict(features).tolist() == GATES["xor"].tolist()


def test_mistakes_stay_below_the_bound_of_the_convergence_theorem():
    """Novikoff (1962): at most (R / margin)^2 mistakes from zero weights."""
    random = np.random.default_rng(5)
    teacher = np.array([0.3, -1.0, 2.0])
    x = random.normal(size=(200, 2))
    nets = Perceptron(2, weights=teacher).net(x)
    x, nets = x[np.abs(nets) > 0.2], nets[np.abs(nets) > 0.2]
    rows = np.column_stack([np.ones(len(x)), x])
    margin = np.abs(nets).min() / np.linalg.norm(teacher)
    bound = (np.linalg.norm(rows, axis=1).max() / margin) ** 2
    lesson = Perceptron(2).train(x, (nets >= 0).astype(float))
    assert lesson.learned
    assert 0 < sum(lesson.mistakes) <= bound


def test_stopping_early_claims_nothing():
    lesson = Perceptron(2).train(CORNERS, GATES["and"], epochs=1)
    assert (lesson.learned, lesson.impossible) == (False, False)
    assert len(lesson.mistakes) == 1


def test_wrong_shapes_and_targets_are_refused():
    with pytest.raises(ValueError, match=r"x: got .*\(4, 2\)[\s\S]*\(N, 3\)"):
        Perceptron(3).train(CORNERS, GATES["or"])
    with pytest.raises(ValueError, match=r"target: got shape \(3,\)"):
        Perceptron(2).train(CORNERS, [0, 1, 1])
    with pytest.raises(ValueError, match="0 and 1"):
        Perceptron(2).train(CORNERS, [-1, 1, 1, -1])
    with pytest.raises(ValueError, match=r"weights: got shape \(2,\)"):
        Perceptron(2, weights=[1.0, 2.0])
