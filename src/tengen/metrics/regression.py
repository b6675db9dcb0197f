"""Metrics of numbers: the losses of `losses.regression`, averaged over all samples."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen import losses
from tengen.losses._tensors import as_tensor
from tengen.metrics._registry import registry
from tengen.metrics.means import MeanMetricWrapper


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> jax.Array:
    """Return the cosine of the angle between targets and outputs (1: same direction).

    Example:
        >>> cosine_similarity([[1.0, 0.0]], [[2.0, 0.0]]).tolist()
        [1.0]
    """
    return -losses.cosine_similarity(y_true, y_pred, axis=axis)


def _squared_error(y_true: Any, y_pred: Any) -> jax.Array:
    return jnp.square(as_tensor(y_pred) - as_tensor(y_true))


@registry.register("mse", "MSE")
class MeanSquaredError(MeanMetricWrapper):
    """The mean of `(y_true - y_pred)**2`.

    Example:
        >>> float(MeanSquaredError()([[0.0], [0.0]], [[1.0], [3.0]]))
        5.0
    """

    def __init__(
        self, name: str | None = "mean_squared_error", dtype: Any = None
    ) -> None:
        super().__init__(losses.mean_squared_error, name, dtype)


@registry.register("rmse", "RMSE")
class RootMeanSquaredError(MeanMetricWrapper):
    """The root of the mean of `(y_true - y_pred)**2` over all samples.

    Example:
        >>> float(RootMeanSquaredError()([[0.0], [0.0]], [[4.0], [4.0]]))
        4.0
    """

    def __init__(
        self, name: str | None = "root_mean_squared_error", dtype: Any = None
    ) -> None:
        super().__init__(_squared_error, name, dtype)

    def result(self) -> jax.Array:
        """Return the root of the mean."""
        return jnp.sqrt(super().result())


@registry.register("mae", "MAE")
class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of `|y_true - y_pred|`."""

    def __init__(
        self, name: str | None = "mean_absolute_error", dtype: Any = None
    ) -> None:
        super().__init__(losses.mean_absolute_error, name, dtype)


@registry.register("mape", "MAPE")
class MeanAbsolutePercentageError(MeanMetricWrapper):
    """The mean of `100 |y_true - y_pred| / |y_true|`."""

    def __init__(
        self, name: str | None = "mean_absolute_percentage_error", dtype: Any = None
    ) -> None:
        super().__init__(losses.mean_absolute_percentage_error, name, dtype)


@registry.register("msle", "MSLE")
class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """The mean of `(log(1 + y_true) - log(1 + y_pred))**2`."""

    def __init__(
        self, name: str | None = "mean_squared_logarithmic_error", dtype: Any = None
    ) -> None:
        super().__init__(losses.mean_squared_logarithmic_error, name, dtype)


@registry.register("logcosh", "log_cosh")
class LogCoshError(MeanMetricWrapper):
    """The mean of `log(cosh(y_pred - y_true))`."""

    def __init__(self, name: str | None = "logcosh", dtype: Any = None) -> None:
        super().__init__(losses.log_cosh, name, dtype)


@registry.register("cosine_proximity")
class CosineSimilarity(MeanMetricWrapper):
    """The mean cosine of the angle between targets and outputs.

    Args:
        axis: the axis along which the vectors lie.
    """

    def __init__(
        self,
        name: str | None = "cosine_similarity",
        dtype: Any = None,
        axis: int = -1,
    ) -> None:
        super().__init__(cosine_similarity, name, dtype, axis=axis)
