"""Gradients through a layer, in Keras's way of binding variables and in tengen's."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .losses import draw


def outputs_under(layer: Any, weights: list[Any], x: Any, **call: Any) -> Any:
    """Outputs of a layer whose trainable weights have the given (traced) values."""
    if hasattr(layer, "stateless_call"):
        fixed = [variable.value for variable in layer.non_trainable_variables]
        return layer.stateless_call(weights, fixed, x, **call)[0]
    from tengen.core.context import bind

    with bind(layer.trainable_weights, weights):
        return layer(x, **call)


def is_float(x: Any) -> bool:
    return np.asarray(x).dtype.kind == "f"


def gradients(layer: Any, x: Any, **call: Any) -> dict[str, Any]:
    """Gradients of ``sum(c * output)``, c fixed and random, by inputs and weights."""
    many = isinstance(x, (list, tuple))
    inputs = [jnp.asarray(part) for part in (x if many else [x])]
    weights = [jnp.asarray(variable.value) for variable in layer.trainable_weights]

    def total(weights: list[Any], floats: list[Any]) -> Any:
        rest = iter(floats)
        parts = [next(rest) if is_float(part) else part for part in inputs]
        found = outputs_under(layer, weights, parts if many else parts[0], **call)
        pairs = enumerate(jax.tree.leaves(found))
        return sum(jnp.sum(out * draw(71 + i, *out.shape, low=-1)) for i, out in pairs)

    floats = [part for part in inputs if is_float(part)]
    by_weights, by_inputs = jax.jit(jax.grad(total, argnums=(0, 1)))(weights, floats)
    return {"weights": by_weights, "inputs": by_inputs}
