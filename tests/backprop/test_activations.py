"""The activation functions: values by the course's formulas, slopes by differences."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from tengen.backprop import ACTIVATIONS, get_activation, numeric_gradient

# Far enough from the kinks at 0 and 1 for a difference to stay on one side.
NETS = np.array([-7.3, -1.4, -0.25, 0.125, 0.5, 0.875, 1.75, 6.5])

COURSE = {
    "step": lambda x: 1.0 if x >= 0 else 0.0,
    "piecewise_linear": lambda x: 1.0 if x > 1 else (x if x >= 0 else 0.0),
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "half_tanh": lambda x: (1 - np.exp(-x)) / (1 + np.exp(-x)),
    "tanh": lambda x: (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)),
    "relu": lambda x: x if x > 0 else 0.0,
    "linear": lambda x: x,
}


@pytest.mark.parametrize("name", COURSE)
def test_values_follow_the_formula(name):
    nets = np.array([*NETS, 0.0, 1.0])
    expected = [COURSE[name](x) for x in nets]
    np.testing.assert_allclose(ACTIVATIONS[name](nets), expected, rtol=1e-14, atol=0)


@pytest.mark.parametrize("name", COURSE)
def test_slope_is_the_finite_difference(name):
    activation = ACTIVATIONS[name]
    numeric = numeric_gradient(lambda x: activation(x).sum(), NETS)
    np.testing.assert_allclose(activation.slope(NETS), numeric, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "at", "slope"),
    [
        ("step", 0.0, 0.0),
        ("piecewise_linear", 0.0, 1.0),
        ("piecewise_linear", 1.0, 1.0),
        ("relu", 0.0, 0.0),
    ],
)
def test_slopes_at_the_kinks_are_as_documented(name, at, slope):
    assert ACTIVATIONS[name].slope(at) == slope


@pytest.mark.parametrize("name", COURSE)
def test_formulas_compute_what_the_functions_do(name):
    """Read both formulas as Python (with ^ as power) and compare."""
    activation = ACTIVATIONS[name]
    for net in NETS:
        out = float(activation(net))
        values = {"net": f"({net})", "out": f"({out!r})"}
        for template, expected in (
            (activation.formula, out),
            (activation.derivative_formula, float(activation.slope(net))),
        ):
            text = template.format(**values)
            text = text.replace("^", "**").replace(") (1 -", ") * (1 -")
            scope = {"e": np.e, "tanh": np.tanh, "min": min, "max": max}
            assert eval(text, scope) == pytest.approx(expected, abs=1e-12)


def test_logistic_is_quiet_and_right_far_out():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        far = ACTIVATIONS["logistic"]([-1e4, -700.0, 700.0, 1e4])
    np.testing.assert_allclose(far, [0.0, np.exp(-700.0), 1.0, 1.0], atol=1e-307)


def test_shapes_are_kept():
    for activation in ACTIVATIONS.values():
        for shape in ((), (3,), (2, 3), (0, 4)):
            assert activation(np.zeros(shape)).shape == shape
            assert activation.slope(np.zeros(shape)).shape == shape


def test_unknown_name_is_answered_with_a_suggestion():
    with pytest.raises(ValueError, match=r"got 'logistik'[\s\S]*mean 'logistic'"):
        get_activation("logistik")
