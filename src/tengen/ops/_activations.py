"""Activation functions: the formula of each, and its derivative where it has a kink.

All take a tensor of any shape and return one of the same shape (`glu`: half as long),
of floats. Integers become floats first. The room `activations` gives them their names.
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.ops._dispatch import op
from tengen.ops._families import floats

# fmt: off
__all__ = [
    "celu", "elu", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu",
    "hard_swish", "hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax", "relu",
    "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus",
    "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish",
    "tanh_shrink", "threshold",
]
# fmt: on

_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


@op
def relu(x: Any) -> jax.Array:
    """Rectified linear unit: max(x, 0). Derivative at 0: 0."""
    return jax.nn.relu(floats(x))


@op
def relu6(x: Any) -> jax.Array:
    """Rectified linear unit with a ceiling: min(max(x, 0), 6).

    Derivative at 0 and at 6: 0.
    """
    return _between(floats(x), 0, 6)


@op
def leaky_relu(x: Any, negative_slope: float = 0.2) -> jax.Array:
    """x where x >= 0, `negative_slope` * x below. Derivative at 0: 1."""
    x = floats(x)
    return jnp.where(x < 0, negative_slope * x, x)


@op
def elu(x: Any, alpha: float = 1.0) -> jax.Array:
    """Exponential linear unit: x where x > 0, alpha * (exp(x) - 1) below.

    Derivative at 0: alpha. Source: Clevert et al. 2016, equation 15.
    """
    x = floats(x)
    return jnp.where(x > 0, x, alpha * jnp.expm1(_negative(x)))


@op
def selu(x: Any) -> jax.Array:
    """Scaled exponential linear unit: 1.0507 * elu(x, alpha=1.6733).

    Keeps mean 0 and variance 1 from layer to layer. Derivative at 0: 1.0507 * 1.6733.
    Source: Klambauer et al. 2017, equation 2.
    """
    x = floats(x)
    below = _SELU_ALPHA * jnp.expm1(_negative(x))
    return _SELU_SCALE * jnp.where(x > 0, x, below)


@op
def celu(x: Any, alpha: float = 1.0) -> jax.Array:
    """x where x > 0, alpha * (exp(x / alpha) - 1) below. Derivative at 0: 1.

    Source: Barron 2017, equation 2.
    """
    x = floats(x)
    return jnp.where(x > 0, x, alpha * jnp.expm1(_negative(x) / alpha))


@op
def gelu(x: Any, approximate: bool = True) -> jax.Array:
    """Gaussian error linear unit: x * P(X <= x) for a standard normal X.

    Args:
        x: tensor.
        approximate: whether P is taken from a tanh (the formula of GPT-2) instead of
            the error function. `activations.gelu` has `False` as its default.

    Smooth. Source: Hendrycks and Gimpel 2016, section 2.
    """
    x = floats(x)
    if approximate:
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
        return 0.5 * x * (1 + jnp.tanh(inner))
    return 0.5 * x * jax.lax.erfc(-x * math.sqrt(0.5))


@op
def sigmoid(x: Any) -> jax.Array:
    """Logistic function: 1 / (1 + exp(-x)). Smooth; derivative s * (1 - s).

    Inside a layer's call the result's logits are remembered, so that a cross-entropy
    of it can be computed without overflow.
    """
    x = floats(x)
    return _report(jax.lax.logistic(x), "sigmoid", x)


@op
def log_sigmoid(x: Any) -> jax.Array:
    """Logarithm of the logistic function: -log(1 + exp(-x)). Smooth."""
    return -_softplus(-floats(x))


@op
def softplus(x: Any) -> jax.Array:
    """log(1 + exp(x)). Smooth; its derivative is the logistic function."""
    return _softplus(floats(x))


@op
def softsign(x: Any) -> jax.Array:
    """x / (1 + |x|). Derivative at 0: 1."""
    x = floats(x)
    return x / (1 + jnp.abs(x))


@op
def silu(x: Any) -> jax.Array:
    """x * sigmoid(x), also called swish. Smooth.

    Source: Ramachandran et al. 2017, section 3.
    """
    x = floats(x)
    return x * jax.lax.logistic(x)


swish = silu


@op
def hard_sigmoid(x: Any) -> jax.Array:
    """x / 6 + 1 / 2, limited to [0, 1]. Derivative at -3 and at 3: 0."""
    return _between(floats(x) + 3, 0, 6) / 6


@op
def hard_silu(x: Any) -> jax.Array:
    """x * hard_sigmoid(x), also called hard swish. Derivative at -3: 0, at 3: 1.

    Source: Howard et al. 2019 (MobileNetV3), section 5.2.
    """
    x = floats(x)
    return x * (_between(x + 3, 0, 6) / 6)


hard_swish = hard_silu


@op
def hard_tanh(x: Any) -> jax.Array:
    """x limited to [-1, 1]. Derivative at -1 and at 1: 1."""
    x = floats(x)
    return jnp.where(x < -1, -1, jnp.where(x > 1, 1, x))


@op
def hard_shrink(x: Any, threshold: float = 0.5) -> jax.Array:
    """x where |x| > `threshold`, else 0. Jumps there; derivative 0 at the jump."""
    x = floats(x)
    return jnp.where(jnp.abs(x) <= threshold, 0, x)


@op
def soft_shrink(x: Any, threshold: float = 0.5) -> jax.Array:
    """x moved towards 0 by `threshold`, 0 within it. Derivative at the kinks: 0."""
    x = floats(x)
    return jnp.where(jnp.abs(x) <= threshold, 0, x - threshold * jnp.sign(x))


@op
def tanh_shrink(x: Any) -> jax.Array:
    """x - tanh(x). Smooth."""
    x = floats(x)
    return x - jnp.tanh(x)


@op
def threshold(x: Any, threshold: float, default_value: float) -> jax.Array:
    """x where x > `threshold`, else `default_value`. Derivative there: 0."""
    x = floats(x)
    return jnp.where(x <= threshold, default_value, x)


@op
def sparse_plus(x: Any) -> jax.Array:
    """0 up to -1, (x + 1)^2 / 4 up to 1, x above. Derivative 0 at -1, 1 at 1."""
    x = floats(x)
    arc = 0.25 * jnp.square(x + 1)
    return jnp.where(x <= -1, 0, jnp.where(x < 1, arc, x))


@op
def sparse_sigmoid(x: Any) -> jax.Array:
    """(x + 1) / 2, limited to [0, 1]. Derivative at -1 and at 1: 0."""
    return 0.5 * _between(floats(x) + 1, 0, 2)


@op
def squareplus(x: Any, b: float = 4) -> jax.Array:
    """(x + sqrt(x^2 + b)) / 2. Smooth for b > 0. Source: Barron 2021, equation 1."""
    x = floats(x)
    return 0.5 * (x + jnp.sqrt(jnp.square(x) + b))


@op
def glu(x: Any, axis: int = -1) -> jax.Array:
    """a * sigmoid(b), where a and b are the halves of an axis of even length.

    Source: Dauphin et al. 2017, equation 1.
    """
    a, b = jnp.split(floats(x), 2, axis=axis)
    return a * jax.lax.logistic(b)


@op
def softmax(x: Any, axis: Any = -1) -> jax.Array:
    """exp(x) / sum(exp(x)) along an axis: positive numbers whose sum is one.

    Args:
        x: tensor, the logits.
        axis: one axis, a tuple of axes, or `None` for all.

    Inside a layer's call the result's logits are remembered (for the last axis), so
    that a cross-entropy of it can be computed without overflow.
    """
    x = floats(x)
    result = jax.nn.softmax(x, axis=_axes(axis))
    if axis == -1 or axis == x.ndim - 1:
        _report(result, "softmax", x)
    return result


@op
def log_softmax(x: Any, axis: Any = -1) -> jax.Array:
    """x - log(sum(exp(x))) along an axis: log(softmax(x)) without overflow."""
    return jax.nn.log_softmax(floats(x), axis=_axes(axis))


@op
def sparsemax(x: Any, axis: int = -1) -> jax.Array:
    """The point nearest to x among positive numbers whose sum is one.

    max(x - t, 0) with t such that the sum along the axis is one: small entries become
    exactly 0. Source: Martins and Astudillo 2016, algorithm 1.
    """
    x = jnp.moveaxis(floats(x), axis, -1)
    ordered = -jnp.sort(-x, axis=-1)
    rank = jnp.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    inside = 1 + rank * ordered > jnp.cumsum(ordered, axis=-1)
    size = jnp.sum(inside, axis=-1, keepdims=True)
    total = jnp.sum(jnp.where(inside, ordered, 0), axis=-1, keepdims=True)
    return jnp.moveaxis(jax.nn.relu(x - (total - 1) / size), -1, axis)


def _report(result: jax.Array, activation: str, logits: jax.Array) -> jax.Array:
    call = context.current_call()
    if call is not None:
        call.set_logits(result, activation, logits)
    return result


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


def _between(x: jax.Array, low: float, high: float) -> jax.Array:
    """Limit x; NaN stays NaN, and the derivative at the limits is zero."""
    return jnp.where(x <= low, low, jnp.where(x >= high, high, x))


def _negative(x: jax.Array) -> jax.Array:
    """Zero where x > 0: an exponential there would overflow, and spoil gradients."""
    return jnp.where(x > 0, 0, x)


def _softplus(x: jax.Array) -> jax.Array:
    return jnp.logaddexp(x, jnp.zeros((), x.dtype))
