"""The worked example, figure by figure, as the textbook prints it.

Properties: (1) every printed figure of the forward pass, the error, the backward pass
and the update; (2) both orders of update after one round and after 10,000, with the
outputs; (3) the textbook's error after one round belongs to the sequential order while
its new weights w1 to w4 belong to the simultaneous one; (4) 10,000 rounds are quick.
"""

from __future__ import annotations

import time
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from tengen.backprop import explanation, worked_example


def assert_prints(value: float, figure: str) -> None:
    """Compare with all decimals that are printed, trailing zeros included."""
    decimals = len(figure.partition(".")[2])
    assert f"{float(value):.{decimals}f}" == figure


@pytest.fixture(scope="module")
def done():
    return worked_example().round()


def test_inputs_are_the_textbooks(done):
    assert done.x.tolist() == [0.05, 0.10]
    assert done.target.tolist() == [0.01, 0.99]
    assert done.rate == 0.5
    assert not done.network.train_biases
    names = done.network.names
    first, second = done.network.weights
    in_order = [*first.T.ravel(), *second.T.ravel()]
    assert names.all_weights() == [f"w{i}" for i in range(1, 9)]
    assert in_order == [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55]
    assert [float(b) for b in done.network.biases] == [0.35, 0.60]


def test_forward_pass(done):
    (net_h, net_o), (out_h, out_o) = done.activity.nets, done.activity.outs
    assert_prints(net_h[0], "0.3775")
    assert net_h[0] == pytest.approx(0.3775, abs=1e-15)
    assert_prints(out_h[0], "0.593269992")
    assert_prints(out_h[1], "0.596884378")
    assert_prints(net_o[0], "1.105905967")
    assert_prints(out_o[0], "0.75136507")
    assert_prints(out_o[1], "0.772928465")


def test_error(done):
    assert_prints(done.errors[0], "0.274811083")
    assert_prints(done.errors[1], "0.023560026")
    assert_prints(done.error, "0.298371109")
    assert done.network.error(done.x, done.target) == done.error


def test_output_layer(done):
    gradients = done.gradients
    assert_prints(gradients.dE_dout[1][0], "0.74136507")
    assert_prints(gradients.dout_dnet[1][0], "0.186815602")
    assert_prints(gradients.deltas[1][0], "0.138498562")
    assert_prints(gradients.weights[1][0, 0], "0.082167041")


def test_hidden_layer(done):
    gradients = done.gradients
    shares = explanation(done, "w1").shares
    assert_prints(shares["dE_o1/dout_h1"], "0.055399425")
    assert_prints(shares["dE_o2/dout_h1"], "-0.019049118")
    assert_prints(gradients.dE_dout[0][0], "0.036350306")
    assert_prints(gradients.dout_dnet[0][0], "0.241300709")
    assert_prints(gradients.weights[0][0, 0], "0.000438568")


def test_the_textbooks_last_digit_comes_from_multiplying_a_rounded_figure(done):
    printed = Decimal(f"{done.gradients.deltas[1][1]:.9f}")
    product = printed * Decimal("0.50")
    rounded = product.quantize(Decimal("1e-9"), ROUND_HALF_UP)
    assert str(rounded) == "-0.019049119"


def test_new_weights(done):
    first, second = done.new_weights
    figures = ["0.149780716", "0.19956143", "0.24975114", "0.29950229"]
    for weight, figure in zip(first.T.ravel(), figures, strict=True):
        assert_prints(weight, figure)
    figures = ["0.35891648", "0.408666186", "0.511301270", "0.561370121"]
    for weight, figure in zip(second.T.ravel(), figures, strict=True):
        assert_prints(weight, figure)
    assert [float(b) for b in done.new_biases] == [0.35, 0.60]


ORDERS = {
    "simultaneous": ("0.291027774", "0.000035102", ["0.01591362", "0.98406427"]),
    "sequential": ("0.291027924", "0.000035085", ["0.015912196", "0.984065734"]),
}


@pytest.mark.parametrize("update", ORDERS)
def test_both_orders_after_one_round_and_after_ten_thousand(update):
    after_one, after_all, outputs = ORDERS[update]
    example = worked_example()
    assert_prints(example.round(update).error_after, after_one)
    errors = example.train(10_000, update)
    assert len(errors) == 10_001
    assert_prints(errors[0], "0.298371109")
    assert_prints(errors[1], after_one)
    assert_prints(errors[-1], after_all)
    for out, figure in zip(
        example.network.forward(example.x).output, outputs, strict=True
    ):
        assert_prints(out, figure)


def test_simultaneous_is_the_default():
    example, other = worked_example(), worked_example()
    assert example.round().update == "simultaneous"
    example.train(3)
    other.train(3, "simultaneous")
    for one, two in zip(example.network.weights, other.network.weights, strict=True):
        assert np.array_equal(one, two)


def test_the_textbook_mixes_the_two_orders():
    simultaneous = worked_example().round("simultaneous")
    sequential = worked_example().round("sequential")
    # w1 as the text derives it, and the error as its program reports it.
    assert_prints(simultaneous.new_weights[0][0, 0], "0.149780716")
    assert_prints(sequential.new_weights[0][0, 0], "0.149817639")
    assert_prints(sequential.error_after, "0.291027924")
    # The output layer knows no difference.
    assert np.array_equal(simultaneous.new_weights[1], sequential.new_weights[1])


def test_ten_thousand_rounds_take_less_than_a_second():
    worked_example().train(100)
    spent = []
    for _ in range(3):
        example = worked_example()
        start = time.process_time()
        example.train(10_000)
        spent.append(time.process_time() - start)
    assert min(spent) < 1.0
