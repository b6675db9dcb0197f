"""Activation functions, each with its derivative and its formula in words.

The course gives four, in this order: `step`, `piecewise_linear`, `logistic` and
`half_tanh`. `tanh`, `relu` and `linear` came later and are here to check the engine.

A derivative is a function of the net input and the output, because the textbook
writes most of them with the output alone: that of the logistic is ``out (1 - out)``.
At a kink, where no derivative exists, the docstring of the function's derivative
says which one-sided value is used.

Softmax is not here: it ties the neurons of a layer together, so it has a Jacobian
and no derivative per neuron. See `tengen.backprop.dense`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_LARGEST_EXPONENT = 709.0  # exp(709) is the last that float64 holds


@dataclass(frozen=True)
class Activation:
    """A function of a neuron's net input, with what is needed to teach it.

    `function(net)` and `derivative(net, out)` take and return arrays of one shape, any
    shape. `formula` and `derivative_formula` are templates with the places ``{net}``
    and ``{out}``, into which names or numbers are put.

    Example:
        >>> float(logistic(0.3775).round(9))
        0.593269992
        >>> logistic.derivative_formula.format(out="out_h1")
        'out_h1 (1 - out_h1)'
    """

    name: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]
    formula: str
    derivative_formula: str

    def __call__(self, net: ArrayLike) -> Array:
        return self.function(np.asarray(net, dtype=np.float64))

    def slope(self, net: ArrayLike) -> Array:
        """Compute the derivative at `net`, same shape, from the net input alone."""
        net = np.asarray(net, dtype=np.float64)
        return self.derivative(net, self.function(net))

    def __repr__(self) -> str:
        return f"<activation {self.name}: {self.formula.format(net='net')}>"


def _step(net: Array) -> Array:
    return np.where(net >= 0, 1.0, 0.0)


def _step_derivative(net: Array, out: Array) -> Array:
    """Zero, also at 0, where the function jumps: no gradient passes a step."""
    return np.zeros_like(net)


def _piecewise_linear(net: Array) -> Array:
    return np.clip(net, 0.0, 1.0)


def _piecewise_linear_derivative(net: Array, out: Array) -> Array:
    """One on the closed interval [0, 1], which the course calls the linear piece."""
    return np.where((net >= 0) & (net <= 1), 1.0, 0.0)


def _logistic(net: Array) -> Array:
    # Without the bound exp overflows below -709, with the right limit and a warning.
    return 1.0 / (1.0 + np.exp(np.minimum(-net, _LARGEST_EXPONENT)))


def _logistic_derivative(net: Array, out: Array) -> Array:
    return out * (1.0 - out)


def _half_tanh(net: Array) -> Array:
    return np.tanh(0.5 * net)


def _half_tanh_derivative(net: Array, out: Array) -> Array:
    return 0.5 * (1.0 - out * out)


def _tanh_derivative(net: Array, out: Array) -> Array:
    return 1.0 - out * out


def _relu(net: Array) -> Array:
    return np.maximum(net, 0.0)


def _relu_derivative(net: Array, out: Array) -> Array:
    """Zero at 0, as in Keras."""
    return np.where(net > 0, 1.0, 0.0)


def _linear(net: Array) -> Array:
    return net


def _linear_derivative(net: Array, out: Array) -> Array:
    return np.ones_like(net)


step = Activation("step", _step, _step_derivative, "1 if {net} >= 0 else 0", "0")
piecewise_linear = Activation(
    "piecewise_linear",
    _piecewise_linear,
    _piecewise_linear_derivative,
    "min(1, max(0, {net}))",
    "1 if 0 <= {net} <= 1 else 0",
)
logistic = Activation(
    "logistic",
    _logistic,
    _logistic_derivative,
    "1 / (1 + e^-{net})",
    "{out} (1 - {out})",
)
half_tanh = Activation(
    "half_tanh",
    _half_tanh,
    _half_tanh_derivative,
    "tanh({net} / 2)",
    "(1 - {out}^2) / 2",
)
tanh = Activation("tanh", np.tanh, _tanh_derivative, "tanh({net})", "1 - {out}^2")
relu = Activation(
    "relu", _relu, _relu_derivative, "max(0, {net})", "1 if {net} > 0 else 0"
)
linear = Activation("linear", _linear, _linear_derivative, "{net}", "1")

ACTIVATIONS = {
    each.name: each
    for each in (step, piecewise_linear, logistic, half_tanh, tanh, relu, linear)
}
ACTIVATIONS["sigmoid"] = logistic  # Keras's name


def get_activation(which: str | Activation) -> Activation:
    """Return the activation of this name; an `Activation` is returned as it is.

    Raises:
        ValueError: no activation has this name.

    Example:
        >>> get_activation("sigmoid")
        <activation logistic: 1 / (1 + e^-net)>
    """
    if isinstance(which, Activation):
        return which
    if which in ACTIVATIONS:
        return ACTIVATIONS[which]
    close = get_close_matches(str(which), ACTIVATIONS, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise ValueError(
        f"activation: got {which!r}.\nexpected one of: {', '.join(ACTIVATIONS)}.{hint}"
    )
