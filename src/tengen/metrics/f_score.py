"""F scores: the weighted harmonic mean of precision and recall, class by class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.core.messages import complain
from tengen.losses._tensors import as_float, as_tensor
from tengen.losses.reduction import fit_weight
from tengen.metrics._registry import registry
from tengen.metrics.metric import Metric

_AVERAGES = (None, "micro", "macro", "weighted")
_STATE = ("true_positives", "false_positives", "false_negatives")


@registry.register("fbeta_score")
class FBetaScore(Metric):
    """`(1 + beta**2) * precision * recall / (beta**2 * precision + recall)`.

    Args:
        average: `None` gives one score per class; `'micro'` counts all classes
            together; `'macro'` is the mean over classes, `'weighted'` the mean weighted
            by how many targets a class has.
        beta: how much more recall matters than precision.
        threshold: outputs above it are called positive; `None`: the greatest of a
            sample is.

    Example:
        >>> metric = FBetaScore(beta=2.0, threshold=0.5)
        >>> scores = metric([[1, 0], [1, 1]], [[0.9, 0.1], [0.2, 0.8]])
        >>> [round(float(score), 4) for score in scores]
        [0.5556, 1.0]
    """

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str | None = "fbeta_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        if average not in _AVERAGES:
            raise ValueError(
                complain("F score: average", repr(average), f"one of {_AVERAGES}")
            )
        if beta <= 0:
            raise ValueError(complain("F score: beta", repr(beta), "more than 0"))
        if threshold is not None and not 0 < threshold <= 1:
            raise ValueError(
                complain("F score: threshold", repr(threshold), "in 0 to 1, or None")
            )
        self.average = average
        self.beta = beta
        self.threshold = threshold
        self._built = False

    def build(self, y_true_shape: Sequence[Any], y_pred_shape: Sequence[Any]) -> None:
        """Make the counts, one per class unless `average='micro'`."""
        if self._built:
            return
        if len(y_pred_shape) != 2 or y_pred_shape[1] is None:
            raise ValueError(
                complain(
                    f"metric {self.name!r}",
                    f"outputs of shape {tuple(y_pred_shape)}",
                    "(N, classes), and one-hot targets",
                )
            )
        shape = () if self.average == "micro" else (y_pred_shape[1],)
        self._counts = [self.add_variable(shape, name=name) for name in _STATE]
        self._support = self.add_variable(shape, name="intermediate_weights")
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: one-hot targets and outputs `(N, C)`, weights `(N,)`."""
        y_pred = as_float(y_pred).astype(self.dtype)
        y_true = as_tensor(y_true).astype(self.dtype)
        self.build(y_true.shape, y_pred.shape)
        if y_true.shape != y_pred.shape:
            raise ValueError(
                complain(
                    f"metric {self.name!r}",
                    f"y_true {y_true.shape} and y_pred {y_pred.shape}",
                    "one-hot targets of the outputs' shape",
                )
            )
        called = self._called(y_pred).astype(self.dtype)
        weight = jnp.ones((), self.dtype)
        if sample_weight is not None:
            weight = as_tensor(sample_weight).astype(self.dtype)
            weight = fit_weight(weight, y_pred)
        axis = None if self.average == "micro" else 0
        parts = (called * y_true, called * (1 - y_true), (1 - called) * y_true)
        for variable, part in zip(self._counts, parts, strict=True):
            variable.assign_add(jnp.sum(part * weight, axis=axis))
        self._support.assign_add(jnp.sum(y_true * weight, axis=axis))

    def _called(self, y_pred: jax.Array) -> jax.Array:
        if self.threshold is not None:
            return y_pred > self.threshold
        greatest = y_pred >= y_pred.max(axis=-1, keepdims=True)
        return greatest & (jnp.abs(y_pred) > 1e-9)  # a row of zeros calls nothing

    def result(self) -> jax.Array:
        """Return one score, or with `average=None` one per class."""
        if not self._built:
            return jnp.zeros((), self.dtype)
        tp, fp, fn = (variable.value for variable in self._counts)
        epsilon, square = config.epsilon(), self.beta**2
        precision, recall = tp / (tp + fp + epsilon), tp / (tp + fn + epsilon)
        mean = precision * recall / (precision * square + recall + epsilon)
        scores = (1 + square) * mean
        if self.average == "macro":
            return jnp.mean(scores)
        if self.average == "weighted":
            support = self._support.value
            return jnp.sum(scores * support / (jnp.sum(support) + epsilon))
        return scores


@registry.register("f1_score")
class F1Score(FBetaScore):
    """The harmonic mean of precision and recall.

    Args:
        average: see `FBetaScore`.
        threshold: see `FBetaScore`.

    Example:
        >>> metric = F1Score(average="macro", threshold=0.5)
        >>> round(float(metric([[1, 0], [1, 1]], [[0.9, 0.1], [0.2, 0.8]])), 4)
        0.8333
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str | None = "f1_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)
