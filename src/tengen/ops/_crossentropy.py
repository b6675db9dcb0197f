"""One-hot vectors, and cross-entropies from probabilities or logits.

Probabilities that came out of a softmax or sigmoid during the same layer call are
replaced by the logits behind them: log(softmax(x)) would overflow where log_softmax(x)
does not.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config, context
from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import default_float, floats

__all__ = [
    "binary_crossentropy",
    "categorical_crossentropy",
    "multi_hot",
    "one_hot",
    "sparse_categorical_crossentropy",
]


@op
def one_hot(
    x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> jax.Array:
    """Return a new axis of `num_classes` zeros with a one at each integer of `x`.

    Integers outside give zeros only. `sparse` has no effect.

    Example:
        >>> one_hot([0, 2], 3).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    x = jnp.asarray(x)
    return jax.nn.one_hot(x, num_classes, axis=axis, dtype=default_float(dtype))


@op
def multi_hot(
    inputs: Any,
    num_classes: int,
    axis: int = -1,
    dtype: Any = None,
    sparse: bool = False,
) -> jax.Array:
    """Return `num_classes` zeros with a one at each of several integers.

    Args:
        inputs: integers `(n,)` or `(batch, n, ...)`.
        num_classes: length of the result's class axis.
        axis: where it goes.
        dtype: default: the configuration's float.
        sparse: no effect.

    Returns:
        `(num_classes,)` or `(batch, ..., num_classes)`.
    """
    inputs = jnp.asarray(inputs)
    ones = jax.nn.one_hot(inputs, num_classes, axis=axis, dtype=default_float(dtype))
    return jnp.max(ones, axis=1 if inputs.ndim > 1 else 0)


@op
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """Return -t log(p) - (1 - t) log(1 - p) for each entry.

    Args:
        target: tensor of numbers from 0 to 1.
        output: probabilities p of the same shape, kept `config.epsilon()` away from 0
            and 1; or logits.
        from_logits: whether `output` are logits.

    Raises:
        ValueError: for tensors of different shapes.
    """
    logits = output if from_logits else _behind(output, "sigmoid")
    target, output = floats(target), _wide(output)
    _same_shape("binary_crossentropy", target, output)
    if logits is not None:
        x = _wide(logits)
        return jax.nn.relu(x) - x * target + jnp.log1p(jnp.exp(-jnp.abs(x)))
    p = _clipped(output)
    return -target * jnp.log(p) - (1 - target) * jnp.log1p(-p)


@op
def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """Return -sum(t log(p)) over the classes.

    Args:
        target: tensor of probabilities, mostly one-hot.
        output: probabilities p of the same shape, divided by their sum and kept
            `config.epsilon()` away from 0 and 1; or logits.
        from_logits: whether `output` are logits.
        axis: axis of the classes; it is missing in the result.

    Raises:
        ValueError: for tensors of different shapes.
    """
    log_p = _log_probabilities(output, from_logits, axis)
    target = floats(target)
    _same_shape("categorical_crossentropy", target, log_p)
    return -jnp.sum(target * log_p, axis=axis)


@op
def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """Return -log(p) of the class that an integer names.

    Args:
        target: integers, of the shape of `output` without the class axis (or with 1
            there); one that names no class gives 0.
        output: probabilities p, divided by their sum and kept `config.epsilon()` away
            from 0 and 1; or logits.
        from_logits: whether `output` are logits.
        axis: axis of the classes; it is missing in the result.

    Raises:
        ValueError: for shapes that do not fit together.
    """
    log_p = _log_probabilities(output, from_logits, axis)
    target = jnp.asarray(target)
    if target.ndim == log_p.ndim and target.shape[axis] == 1:
        target = jnp.squeeze(target, axis)
    expected = list(log_p.shape)
    del expected[axis]
    if target.shape != tuple(expected):
        where = "sparse_categorical_crossentropy(target=...)"
        raise ValueError(complain(where, f"shape {target.shape}", f"{tuple(expected)}"))
    shape = [1] * log_p.ndim
    shape[axis] = -1
    classes = jnp.arange(log_p.shape[axis]).reshape(shape)
    own = jnp.expand_dims(target, axis).astype(classes.dtype) == classes
    return -jnp.sum(jnp.where(own, log_p, 0), axis=axis)


def _log_probabilities(output: Any, from_logits: bool, axis: int) -> jax.Array:
    last = axis in (-1, jnp.ndim(output) - 1)
    logits = output if from_logits else _behind(output, "softmax") if last else None
    if logits is not None:
        return jax.nn.log_softmax(_wide(logits), axis=axis)
    p = _wide(output)
    return jnp.log(_clipped(p / jnp.sum(p, axis=axis, keepdims=True)))


def _behind(output: Any, activation: str) -> Any | None:
    call = context.current_call()
    return None if call is None else call.logits_of(output, activation)


def _wide(x: Any) -> jax.Array:
    """Floats of at least 32 bits: a shorter type cannot tell 1 - 1e-7 from 1."""
    x = floats(x)
    return x.astype(jnp.promote_types(x.dtype, jnp.float32))


def _clipped(p: jax.Array) -> jax.Array:
    return jnp.clip(p, config.epsilon(), 1 - config.epsilon())


def _same_shape(where: str, target: jax.Array, output: jax.Array) -> None:
    if target.shape != output.shape:
        raise ValueError(
            complain(where, f"target {target.shape}", f"that of output {output.shape}")
        )
