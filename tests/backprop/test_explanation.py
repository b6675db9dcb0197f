"""The chain rule in words: its numbers are the gradients, its text the textbook's."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tengen.backprop import Network, explanation, random_network, worked_example

OUTPUT_WEIGHT = """\
w5, from h1 to o1 (output layer)
  dE/dw5 = dE/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw5

  1. dE/dout_o1: the slope of the error
     E = 1/2 (target_o1 - out_o1)^2 + 1/2 (target_o2 - out_o2)^2
     dE/dout_o1 = -(target_o1 - out_o1)
                = -(0.01 - 0.75136507) = 0.74136507

  2. dout_o1/dnet_o1: the slope of the activation function
     out_o1 = 1 / (1 + e^-net_o1)
     dout_o1/dnet_o1 = out_o1 (1 - out_o1)
                     = 0.75136507 (1 - 0.75136507) = 0.186815602

  3. dnet_o1/dw5: what w5 is multiplied with
     net_o1 = w5 * out_h1 + w6 * out_h2 + b2 * 1
     dnet_o1/dw5 = out_h1 = 0.593269992

  Product
     dE/dw5 = 0.74136507 * 0.186815602 * 0.593269992 = 0.082167041

  New value
     new w5 = w5 - rate * dE/dw5
            = 0.4 - 0.5 * 0.082167041 = 0.35891648"""

HIDDEN_LINES = [
    "dE/dw1 = dE/dout_h1 * dout_h1/dnet_h1 * dnet_h1/dw1",
    "dE/dout_h1 = dE_o1/dout_h1 + dE_o2/dout_h1",
    "= 0.74136507 * 0.186815602 = 0.138498562",
    "dnet_o1/dout_h1 = w5 = 0.4",
    "= 0.138498562 * 0.4 = 0.055399425",
    "dE/dout_h1 = 0.055399425 + (-0.019049118) = 0.036350306",
    "= 0.593269992 (1 - 0.593269992) = 0.241300709",
    "dnet_h1/dw1 = i1 = 0.05",
    "dE/dw1 = 0.036350306 * 0.241300709 * 0.05 = 0.000438568",
    "= 0.15 - 0.5 * 0.000438568 = 0.149780716",
]


def test_an_output_weight_reads_as_in_the_textbook():
    assert str(explanation(worked_example().round(), "w5")) == OUTPUT_WEIGHT


def test_a_hidden_weight_reads_as_in_the_textbook():
    lines = str(explanation(worked_example().round(), "w1")).splitlines()
    lines = [line.strip() for line in lines]
    positions = [lines.index(line) for line in HIDDEN_LINES]
    assert positions == sorted(positions)


def test_explain_prints_the_text(capsys):
    example = worked_example()
    example.network.explain("w5", example.x, example.target, rate=example.rate)
    assert capsys.readouterr().out == OUTPUT_WEIGHT + "\n"


def test_sequential_order_says_that_weights_are_new():
    text = str(explanation(worked_example().round("sequential"), "w1"))
    assert "dnet_o1/dout_h1 = w5 = 0.35891648  (already updated, was 0.4)" in text
    assert "= 0.15 - 0.5 * 0.000364723 = 0.149817639" in text


@pytest.mark.parametrize("update", ["simultaneous", "sequential"])
def test_every_weight_and_bias_of_a_deep_network(update):
    net = random_network([2, 3, 1, 2], ["tanh", "relu", "logistic"], seed=4)
    done = net.round([0.4, -0.9], [0.0, 1.0], rate=0.2, update=update)
    for layer, weights in enumerate(net.weights):
        for (i, j), old in np.ndenumerate(weights):
            why = explanation(done, net.names.weight(layer, i, j))
            gradient = done.gradients.weights[layer][i, j]
            assert why.gradient == pytest.approx(gradient)
            assert np.prod([*why.factors.values()]) == pytest.approx(gradient)
            assert (why.old, why.new) == (old, done.new_weights[layer][i, j])
            assert why.new == pytest.approx(why.old - 0.2 * why.gradient)
            if why.shares:
                first = next(iter(why.factors.values()))
                assert sum(why.shares.values()) == pytest.approx(first)
            assert bool(why.shares) == (layer < 2)
        for j in range(weights.shape[1]):
            why = explanation(done, net.names.bias(layer, j))
            assert why.gradient == pytest.approx(done.gradients.biases[layer][j])
            assert why.new == done.new_biases[layer][j]


def test_a_shared_bias_sums_over_its_neurons():
    example = worked_example()
    why = explanation(example.round(), "b2")
    assert list(why.shares) == ["dE/dnet_o1", "dE/dnet_o2"]
    assert why.gradient == pytest.approx(example.round().gradients.deltas[1].sum())
    assert "b2 stays 0.6: not trained" in str(why)
    example.network.train_biases = True
    why = explanation(example.round(), "b2")
    assert f"= 0.6 - 0.5 * {why.gradient:.9f} = {why.new:.9f}" in str(why)


def test_every_printed_equation_is_true_to_the_printed_digits():
    """Evaluate each ``numbers = number`` in the texts of all weights."""
    done = worked_example().round()
    checked = 0
    for weight in done.network.names.all_weights():
        for line in str(explanation(done, weight)).splitlines():
            parts = [part.strip() for part in line.split(" = ")]
            for left, right in zip(parts, parts[1:], strict=False):
                left = left.removeprefix("= ").replace(" (1 -", " * (1 -")
                if re.fullmatch(r"[-+*(). \d]+", left) and re.search(r"\d [-+*]", left):
                    assert eval(left) == pytest.approx(float(right), abs=3e-9)
                    checked += 1
    assert checked == 4 * 4 + 4 * 8


def test_one_row_will_do_but_a_batch_will_not():
    net = worked_example().network
    row = net.round([[0.05, 0.10]], [[0.01, 0.99]])
    assert str(explanation(row, "w5")) == OUTPUT_WEIGHT
    batch = net.round([[0.05, 0.10]] * 2, [[0.01, 0.99]] * 2)
    with pytest.raises(ValueError, match=r"got 2 samples[\s\S]*pass x\[0\]"):
        explanation(batch, "w5")


def test_networks_without_biases_have_formulas_without_biases():
    net = Network([[[0.5], [2.0]]], activation="linear")
    text = str(explanation(net.round([1.0, 3.0], [0.0]), "w2"))
    assert "net_o1 = w1 * i1 + w2 * i2\n" in text
    assert "b1" not in text
