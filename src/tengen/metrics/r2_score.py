"""The coefficient of determination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.losses._tensors import as_float, as_tensor
from tengen.losses.reduction import fit_weight
from tengen.metrics._registry import registry
from tengen.metrics.means import divide
from tengen.metrics.metric import Metric

_AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")
_STATE = ("squared_sum", "sum", "residual", "count")


@registry.register("r2_score")
class R2Score(Metric):
    """One minus the squared error as a share of the targets' variance.

    Args:
        class_aggregation: `None` gives one score per output, `'uniform_average'` their
            mean, `'variance_weighted_average'` the mean weighted by the variances.
        num_regressors: number of inputs, for the adjusted score; 0 for the plain one.

    Example:
        >>> metric = R2Score()
        >>> round(float(metric([[1], [4], [3]], [[2], [4], [4]])), 4)
        0.5714
    """

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str | None = "r2_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        if class_aggregation not in _AGGREGATIONS:
            raise ValueError(
                complain(
                    "R2Score: class_aggregation",
                    repr(class_aggregation),
                    f"one of {_AGGREGATIONS}",
                )
            )
        if num_regressors < 0:
            raise ValueError(
                complain("R2Score: num_regressors", repr(num_regressors), "0 or more")
            )
        self.class_aggregation = class_aggregation
        self.num_regressors = num_regressors
        self.num_samples = self.add_variable((), name="num_samples")
        self._built = False

    def build(self, y_true_shape: Sequence[Any], y_pred_shape: Sequence[Any]) -> None:
        """Make four sums per output."""
        if self._built:
            return
        if len(y_pred_shape) != 2 or y_pred_shape[1] is None:
            raise ValueError(
                complain(
                    f"metric {self.name!r}",
                    f"outputs of shape {tuple(y_pred_shape)}",
                    "(N, outputs)",
                )
            )
        shape = (y_pred_shape[1],)
        self._sums = [self.add_variable(shape, name=name) for name in _STATE]
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: targets and outputs `(N, D)`, weights `(N,)`."""
        y_pred = as_float(y_pred).astype(self.dtype)
        y_true = as_tensor(y_true).astype(self.dtype)
        self.build(y_true.shape, y_pred.shape)
        if y_true.ndim == 1:
            y_true = y_true[:, None]
        if y_true.shape != y_pred.shape:
            raise ValueError(
                complain(
                    f"metric {self.name!r}: targets and outputs differ in shape",
                    f"y_true {y_true.shape} and y_pred {y_pred.shape}",
                    "the same shape",
                )
            )
        weight = jnp.ones(y_true.shape[:1], self.dtype)
        if sample_weight is not None:
            weight = as_tensor(sample_weight).astype(self.dtype)
        weight = jnp.broadcast_to(fit_weight(weight, y_true), y_true.shape)
        ones = jnp.ones_like(y_true)
        parts = (y_true**2, y_true, (y_true - y_pred) ** 2, ones)
        for variable, part in zip(self._sums, parts, strict=True):
            variable.assign_add(jnp.sum(part * weight, axis=0))
        self.num_samples.assign_add(y_true.shape[0])

    def result(self) -> jax.Array:
        """Return the score; 1 is perfect, 0 as good as always saying the mean."""
        if not self._built:
            return jnp.zeros((), self.dtype)
        squares, total, residual, count = (v.value for v in self._sums)
        variance = squares - total * divide(total, count)
        scores = jnp.where(
            variance == 0,
            jnp.where(residual == 0, 1.0, 0.0),
            1 - residual / jnp.where(variance == 0, 1, variance),
        )
        if self.class_aggregation == "uniform_average":
            scores = jnp.mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = divide(jnp.sum(scores * variance), jnp.sum(variance))
        if self.num_regressors == 0:
            return scores
        samples = self.num_samples.value
        freedom = samples - self.num_regressors - 1
        adjusted = 1 - (1 - scores) * (samples - 1) / jnp.where(freedom > 0, freedom, 1)
        return jnp.where(freedom > 0, adjusted, scores)
