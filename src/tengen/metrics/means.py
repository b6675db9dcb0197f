"""Sums and means of values, and the mean of a function of targets and outputs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Self

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.core.naming import auto_name
from tengen.losses._registry import registry as losses
from tengen.losses._tensors import as_tensor, cast, to_same_rank
from tengen.losses.loss import call_in_progress
from tengen.losses.reduction import fit_weight
from tengen.metrics._registry import registry
from tengen.metrics.metric import Metric


def weighted_sum(
    values: Any, sample_weight: Any, dtype: str
) -> tuple[jax.Array, jax.Array]:
    """Return the sum of values, and the number or weight of the samples behind it.

    Values `(N, ...)` count as one each sample: their mean over the other axes.

    Args:
        values: `(N, ...)` or a scalar.
        sample_weight: `(N,)`, one per value, or `None`.
    """
    values = as_tensor(values).astype(dtype)
    inner = max(1, math.prod(values.shape[1:]))
    if sample_weight is None:
        samples = values.shape[0] if values.ndim else 1
        return values.sum() / inner, jnp.asarray(samples, dtype)
    weight = fit_weight(as_tensor(sample_weight).astype(dtype), values)
    values, weight = jnp.broadcast_arrays(values, weight)
    # A weight of zero silences the value whatever it is.
    total = jnp.where(weight == 0, 0, values * weight).sum()
    return total / inner, weight.sum() / inner


def divide(total: jax.Array, count: jax.Array) -> jax.Array:
    """Return the quotient, 0 where the divisor is 0."""
    return jnp.where(count == 0, 0, total / jnp.where(count == 0, 1, count))


@registry.register()
class Sum(Metric):
    """The sum of all values.

    Example:
        >>> metric = Sum()
        >>> metric.update_state([1.0, 3.0]); metric.update_state(2.0)
        >>> float(metric.result())
        6.0
    """

    def __init__(self, name: str | None = "sum", dtype: Any = None) -> None:
        super().__init__(dtype, name)
        self.total = self.add_variable((), name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Add values `(N, ...)`, each times its weight if given."""
        values = as_tensor(values).astype(self.dtype)
        if sample_weight is not None:
            weight = as_tensor(sample_weight).astype(self.dtype)
            values = values * fit_weight(weight, values)
        self.total.assign_add(values.sum())

    def result(self) -> jax.Array:
        """Return the sum."""
        return self.total.value


@registry.register()
class Mean(Metric):
    """The mean of all values, weighted if weights are given.

    Example:
        >>> metric = Mean()
        >>> metric.update_state([1.0, 3.0]); metric.update_state(5.0)
        >>> float(metric.result())
        3.0
    """

    def __init__(self, name: str | None = "mean", dtype: Any = None) -> None:
        super().__init__(dtype, name)
        self.total = self.add_variable((), name="total")
        self.count = self.add_variable((), name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Add values `(N, ...)`; weights `(N,)` or one per value."""
        total, count = weighted_sum(values, sample_weight, self.dtype)
        self.total.assign_add(total)
        self.count.assign_add(count)

    def result(self) -> jax.Array:
        """Return the mean; 0 before the first value."""
        return divide(self.total.value, self.count.value)


@registry.register()
class MeanMetricWrapper(Mean):
    """The mean of a function `fn(y_true, y_pred, **kwargs)` over all samples.

    Args:
        fn: returns one value per sample, `(N,)`, or per position, `(N, ...)`.
        name: name of the metric; the function's name if `None`.
        kwargs: further arguments of the function.

    Example:
        >>> metric = MeanMetricWrapper(lambda y, p: abs(y - p).mean(-1), name="error")
        >>> float(metric([[1.0], [1.0]], [[2.0], [4.0]]))
        2.0
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        name = name or getattr(fn, "__name__", None) or auto_name(type(self).__name__)
        super().__init__(name, dtype)
        self._fn = fn
        self._fn_kwargs = kwargs

    def update_state(  # type: ignore[override]
        self, y_true: Any, y_pred: Any, sample_weight: Any = None
    ) -> None:
        """Add a batch; the outputs' mask, if any, counts as weights 0 and 1."""
        y_pred = cast(y_pred, self.dtype)
        y_true = cast(y_true, self.dtype)
        with call_in_progress() as call:
            values = self._fn(*to_same_rank(y_true, y_pred), **self._fn_kwargs)
            masks = call.mask_of(y_pred), call.mask_of(values)
        values = as_tensor(values)
        if values.ndim == 0 and y_pred.ndim:
            # The function has averaged the batch itself: every sample has its value.
            values = jnp.broadcast_to(values, y_pred.shape[:1])
        for mask in masks:
            sample_weight = with_mask(sample_weight, mask, self.dtype)
        super().update_state(values, sample_weight)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build a metric from its configuration; `fn` may be a function's name."""
        fn = config.get("fn")
        if isinstance(fn, (str, dict)):
            name = fn if isinstance(fn, str) else fn["config"]
            found = registry.find(name) or losses.lookup(name)
            found = found() if isinstance(found, type) else found
            config = {**config, "fn": getattr(found, "_fn", found)}
        return super().from_config(config)


def mask_of(y_pred: Any) -> Any | None:
    """Return the mask of a tensor, `None` where there is none."""
    call = context.current_call()
    return None if call is None else call.mask_of(y_pred)


def with_mask(sample_weight: Any, mask: Any, dtype: str) -> Any:
    """Return the weights of samples or positions, zero where the mask is false."""
    if mask is None:
        return sample_weight
    mask = as_tensor(mask).astype(dtype)
    if sample_weight is None:
        return mask
    weight = as_tensor(sample_weight).astype(dtype)
    if weight.ndim > mask.ndim:
        return weight * fit_weight(mask, weight, "mask")
    return mask * fit_weight(weight, mask)
