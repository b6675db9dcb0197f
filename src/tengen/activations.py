"""Activation functions by name.

Most are functions of `tengen.ops`, whose docstrings give the formula and the derivative
where there is a kink. All take real and symbolic tensors.

Example:
    >>> get("relu")([-1.0, 2.0]).tolist()
    [0.0, 2.0]
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen import ops
from tengen.core import serialized
from tengen.core.registry import Registry, custom_object_scope
from tengen.core.serialized import is_built_in
from tengen.ops import (
    celu,
    elu,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_swish,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    log_softmax,
    relu6,
    selu,
    sigmoid,
    silu,
    soft_shrink,
    softmax,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    swish,
    tanh,
    tanh_shrink,
    threshold,
)
from tengen.ops._dispatch import op
from tengen.ops._families import floats

# fmt: off
__all__ = [
    "celu", "deserialize", "elu", "exponential", "gelu", "get", "glu", "hard_shrink",
    "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "leaky_relu", "linear",
    "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "serialize",
    "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus",
    "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink",
    "threshold",
]
# fmt: on
registry = Registry("activation")
for _function in (
    *(celu, elu, glu, hard_shrink, hard_sigmoid, hard_silu, hard_tanh, leaky_relu),
    *(log_sigmoid, log_softmax, relu6, selu, sigmoid, silu, soft_shrink, softmax),
    *(softplus, softsign, sparse_plus, sparse_sigmoid, sparsemax, squareplus, tanh),
    *(tanh_shrink, threshold),
):
    registry.register()(_function)
registry.alias(swish=silu, hard_swish=hard_silu)


@registry.register()
def linear(x: Any) -> Any:
    """Return `x` itself."""
    return x


@registry.register()
@op
def relu(
    x: Any,
    negative_slope: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
) -> jax.Array:
    """Rectified linear unit, with a slope below and a ceiling.

    With the defaults max(x, 0). In general negative_slope * (x - threshold) up to the
    threshold, and min(x, max_value) above it.

    Args:
        x: tensor.
        negative_slope: slope below the threshold.
        max_value: ceiling; `None` for none.
        threshold: where x itself begins.

    Returns:
        A tensor of the shape of `x`. Derivative at 0 with the defaults: 0.

    Example:
        >>> relu([-2.0, 1.0, 9.0], negative_slope=0.5, max_value=6).tolist()
        [-1.0, 1.0, 6.0]
    """
    x = floats(x)
    if negative_slope == 0 and threshold == 0 and max_value is None:
        return jax.nn.relu(x)
    above = x if max_value is None else jnp.where(x >= max_value, max_value, x)
    return jnp.where(x <= threshold, negative_slope * (x - threshold), above)


@registry.register()
def gelu(x: Any, approximate: bool = False) -> Any:
    """Gaussian error linear unit: x * P(X <= x) for a standard normal X.

    As `ops.gelu`, but exact by default.
    """
    return ops.gelu(x, approximate)


@registry.register()
def exponential(x: Any) -> Any:
    """exp(x). Smooth."""
    return ops.exp(x)


@registry.register()
@op
def mish(x: Any) -> jax.Array:
    """x * tanh(log(1 + exp(x))). Smooth. Source: Misra 2019, equation 1."""
    x = floats(x)
    return x * jnp.tanh(jnp.logaddexp(x, jnp.zeros((), x.dtype)))


def get(identifier: Any) -> Any:
    """Return the activation that a name, config or function stands for.

    `None` stands for `linear`.

    Raises:
        ValueError: for an unknown name, with the closest known ones.

    Example:
        >>> get("swish").__name__
        'silu'
    """
    return linear if identifier is None else registry.get(identifier)


def serialize(activation: Any) -> Any:
    """Return an activation as data: its name, or a dict for a user's own.

    Example:
        >>> serialize(relu)
        'relu'
    """
    name = getattr(activation, "__name__", "")
    built_in = is_built_in(getattr(activation, "__module__", None) or "")
    if built_in and registry.find(name) is activation:
        return name
    return serialized.serialize(activation)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the activation that `serialize` described."""
    with custom_object_scope(custom_objects):
        return get(config)
