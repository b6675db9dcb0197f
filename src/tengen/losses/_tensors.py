"""Targets and outputs as tensors that may be compared: floats of one shape."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import config, context
from tengen.core.dtypes import is_float
from tengen.core.messages import complain
from tengen.core.variable import Variable


def as_tensor(x: Any) -> jax.Array:
    """Return a JAX array; an array that is one already keeps its identity."""
    if isinstance(x, Variable):
        return x.value
    return x if isinstance(x, jax.Array) else jnp.asarray(np.asarray(x))


def cast(value: Any, dtype: str) -> jax.Array:
    """Cast to a dtype; mask and logits of the tensor go with it."""
    x = as_tensor(value)
    if x.dtype == dtype:
        return x
    y = x.astype(dtype)
    call = context.current_call()
    if call is not None:
        call.pass_on(x, y)
    return y


def as_float(x: Any) -> jax.Array:
    """Return a float tensor: floats as they are, all else in the default type."""
    x = as_tensor(x)
    return x if is_float(x.dtype) else cast(x, config.floatx())


def to_same_rank(x: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Let `(n,)` meet `(n, 1)`: the rank-1 side is expanded, else the 1 is dropped."""
    if x.ndim == y.ndim + 1:
        y, x = _meet(y, x)
    elif y.ndim == x.ndim + 1:
        x, y = _meet(x, y)
    return x, y


def _meet(low: jax.Array, high: jax.Array) -> tuple[jax.Array, jax.Array]:
    if high.shape[-1] != 1:
        return low, high
    if low.ndim == 1:
        return low[:, None], high
    return low, _drop_last(high)


def _drop_last(x: jax.Array) -> jax.Array:
    y = x[..., 0]
    call = context.current_call()
    logits = None if call is None else call.logits_of(x, "sigmoid")
    if call is not None and logits is not None:
        call.set_logits(y, "sigmoid", logits[..., 0])
    return y


def float_pair(name: str, y_true: Any, y_pred: Any) -> tuple[jax.Array, jax.Array]:
    """Return targets and outputs as floats of one shape.

    Raises:
        ValueError: where the shapes differ; nothing is broadcast but scalars.
    """
    y_pred = as_float(y_pred)
    y_true = cast(y_true, str(y_pred.dtype))
    y_true, y_pred = to_same_rank(y_true, y_pred)
    if 0 not in (y_true.ndim, y_pred.ndim):
        check_same_shape(name, y_true, y_pred)
    return y_true, y_pred


def check_same_shape(
    name: str,
    y_true: jax.Array,
    y_pred: jax.Array,
    fix: str = "give one target per output: the last layer's units, or y, are wrong",
) -> None:
    """Refuse targets and outputs of different shapes."""
    if y_true.shape != y_pred.shape:
        raise ValueError(
            complain(
                f"loss '{name}': targets and outputs differ in shape",
                f"y_true {y_true.shape} and y_pred {y_pred.shape}",
                "the same shape",
                fix,
            )
        )


def logits_behind(y_pred: Any, activation: str) -> jax.Array | None:
    """Return the logits that a softmax or sigmoid turned into `y_pred`, if known."""
    call = context.current_call()
    return None if call is None else call.logits_of(y_pred, activation)
