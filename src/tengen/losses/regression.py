"""Losses of numbers: squared, absolute, relative, logarithmic, robust, directional."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.losses._registry import registry
from tengen.losses._tensors import float_pair
from tengen.losses.loss import LossFunctionWrapper
from tengen.ops._dispatch import op


@registry.register("mse", "MSE")
@op
def mean_squared_error(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `(y_true - y_pred)**2` over the last axis.

    Args:
        y_true: targets `(N, ..., D)`.
        y_pred: outputs `(N, ..., D)`.

    Returns:
        Losses `(N, ...)`.

    Raises:
        ValueError: where the shapes differ.

    Example:
        >>> mean_squared_error([[0.0, 1.0]], [[0.0, 3.0]]).tolist()
        [2.0]
    """
    y_true, y_pred = float_pair("mean_squared_error", y_true, y_pred)
    return jnp.mean(jnp.square(y_true - y_pred), axis=-1)


@registry.register("mae", "MAE")
@op
def mean_absolute_error(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `|y_true - y_pred|` over the last axis; shapes as for mse.

    Example:
        >>> mean_absolute_error([[0.0, 1.0]], [[0.0, 3.0]]).tolist()
        [1.0]
    """
    y_true, y_pred = float_pair("mean_absolute_error", y_true, y_pred)
    return jnp.mean(jnp.abs(y_true - y_pred), axis=-1)


@registry.register("mape", "MAPE")
@op
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `100 |y_true - y_pred| / |y_true|`; shapes as for mse.

    Example:
        >>> round(float(mean_absolute_percentage_error([[4.0]], [[5.0]])[0]))
        25
    """
    name = "mean_absolute_percentage_error"
    y_true, y_pred = float_pair(name, y_true, y_pred)
    scale = jnp.maximum(jnp.abs(y_true), config.epsilon())
    return 100.0 * jnp.mean(jnp.abs((y_true - y_pred) / scale), axis=-1)


@registry.register("msle", "MSLE")
@op
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `(log(1 + y_true) - log(1 + y_pred))**2`; shapes as for mse.

    Values below zero count as zero.

    Example:
        >>> mean_squared_logarithmic_error([[3.0]], [[3.0]]).tolist()
        [0.0]
    """
    name = "mean_squared_logarithmic_error"
    y_true, y_pred = float_pair(name, y_true, y_pred)
    least = config.epsilon()
    logs = [jnp.log(jnp.maximum(y, least) + 1.0) for y in (y_true, y_pred)]
    return jnp.mean(jnp.square(logs[0] - logs[1]), axis=-1)


@registry.register("huber_loss")
@op
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> jax.Array:
    """Return Huber's loss: squared up to an error of `delta`, linear beyond.

    Per entry with error `e`: `e**2 / 2` if `|e| <= delta`, else
    `delta |e| - delta**2 / 2` (Huber 1964, *Annals of Mathematical Statistics* 35(1)).
    Shapes as for mse.

    Example:
        >>> huber([[0.0], [0.0]], [[1.0], [3.0]]).tolist()
        [0.5, 2.5]
    """
    y_true, y_pred = float_pair("huber", y_true, y_pred)
    error = jnp.abs(y_pred - y_true)
    square = 0.5 * jnp.square(error)
    line = delta * error - 0.5 * delta * delta
    return jnp.mean(jnp.where(error <= delta, square, line), axis=-1)


@registry.register("logcosh")
@op
def log_cosh(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `log(cosh(y_pred - y_true))`; shapes as for mse.

    Example:
        >>> log_cosh([[0.0]], [[0.0]]).tolist()
        [0.0]
    """
    y_true, y_pred = float_pair("log_cosh", y_true, y_pred)
    error = jnp.abs(y_pred - y_true)
    # log cosh e = |e| + log(1 + exp(-2|e|)) - log 2, which cannot overflow.
    value = error + jnp.log1p(jnp.exp(-2.0 * error)) - jnp.log(2.0)
    return jnp.mean(value.astype(error.dtype), axis=-1)


@registry.register("cosine_proximity")
@op
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> jax.Array:
    """Return the negative cosine of the angle between targets and outputs.

    Args:
        y_true: targets `(N, ..., D)`.
        y_pred: outputs `(N, ..., D)`.
        axis: the axis along which the vectors lie.

    Returns:
        Values from -1 (same direction) to 1, shape without `axis`; 0 where a vector
        is zero.

    Example:
        >>> cosine_similarity([[1.0, 0.0]], [[2.0, 0.0]]).tolist()
        [-1.0]
    """
    y_true, y_pred = float_pair("cosine_similarity", y_true, y_pred)
    return -jnp.sum(_unit(y_true, axis) * _unit(y_pred, axis), axis=axis)


def _unit(x: jax.Array, axis: int) -> jax.Array:
    squared = jnp.sum(jnp.square(x), axis=axis, keepdims=True)
    return x * jax.lax.rsqrt(jnp.maximum(squared, 1e-12))


@registry.register()
class MeanSquaredError(LossFunctionWrapper):
    """`mean_squared_error` as a loss object.

    Example:
        >>> float(MeanSquaredError()([[0.0], [1.0]], [[2.0], [1.0]]))
        2.0
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_squared_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype)


@registry.register()
class MeanAbsoluteError(LossFunctionWrapper):
    """`mean_absolute_error` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_absolute_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_error, reduction, name, dtype)


@registry.register()
class MeanAbsolutePercentageError(LossFunctionWrapper):
    """`mean_absolute_percentage_error` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_absolute_percentage_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


@registry.register()
class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """`mean_squared_logarithmic_error` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


@registry.register()
class Huber(LossFunctionWrapper):
    """`huber` as a loss object.

    Args:
        delta: the error at which the loss turns from a square into a line.
    """

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str = "huber_loss",
        dtype: Any = None,
    ) -> None:
        super().__init__(huber, reduction, name, dtype, delta=delta)


@registry.register()
class LogCosh(LossFunctionWrapper):
    """`log_cosh` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "log_cosh",
        dtype: Any = None,
    ) -> None:
        super().__init__(log_cosh, reduction, name, dtype)


@registry.register()
class CosineSimilarity(LossFunctionWrapper):
    """`cosine_similarity` as a loss object.

    Args:
        axis: the axis along which the vectors lie.
    """

    def __init__(
        self,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "cosine_similarity",
        dtype: Any = None,
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
