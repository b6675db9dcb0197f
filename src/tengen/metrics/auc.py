"""The area under the ROC curve or the precision-recall curve, by thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.core.messages import complain
from tengen.losses._tensors import as_tensor
from tengen.metrics._registry import registry
from tengen.metrics.confusion import _NAMES, ConfusionMetric, evenly_spaced
from tengen.metrics.means import divide

_CURVES = ("ROC", "PR", "PRGAIN")
_SUMMATIONS = ("interpolation", "minoring", "majoring")


@registry.register()
class AUC(ConfusionMetric):
    """The area under a curve that is sampled at thresholds.

    Args:
        num_thresholds: how many, evenly spaced; more is more exact.
        curve: `'ROC'` (true over false positive rate), `'PR'` (precision over recall)
            or `'PRGAIN'` (their gains over calling everything positive, Flach and Kull
            2015, "Precision-Recall-Gain Curves").
        summation_method: `'interpolation'` (trapezoids for ROC; for PR the true
            positives are interpolated, Davis and Goadrich 2006), `'minoring'` (left
            sums, too small) or `'majoring'` (right sums, too large).
        thresholds: explicit thresholds between 0 and 1 in place of `num_thresholds`.
        multi_label: whether each label of `(N, L)` has its own area; their mean is the
            result.
        num_labels: L, where the metric is made before data is known.
        label_weights: weights of that mean, `(L,)`; without `multi_label` weights of
            the labels' counts.
        from_logits: whether outputs still need a sigmoid.

    Example:
        >>> metric = AUC(num_thresholds=3)
        >>> float(metric([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]))
        0.75
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(dtype, name)
        self.curve = _one_of("curve", str(curve).upper(), _CURVES)
        method = str(summation_method).lower()
        self.summation_method = _one_of("summation_method", method, _SUMMATIONS)
        margin = config.epsilon()
        if thresholds is not None:
            inner = sorted(float(t) for t in thresholds)
            limits = [-margin, *inner, 1.0 + margin]
        elif num_thresholds > 1:
            limits = evenly_spaced(num_thresholds, margin)
        else:
            raise ValueError(
                complain("AUC", f"num_thresholds={num_thresholds}", "2 or more")
            )
        self.num_thresholds = len(limits)
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = label_weights
        self.from_logits = from_logits
        self._built = False
        self._start(_NAMES, limits)
        if not multi_label or num_labels:
            self._build(num_labels)

    def _build(self, labels: int | None) -> None:
        self._make_counts(labels if self.multi_label else None)
        self.num_labels = labels
        self._built = True

    def build(self, y_true_shape: Sequence[Any], y_pred_shape: Sequence[Any]) -> None:
        """Make the counts, one set per label with `multi_label`."""
        if not self._built:
            self._build(y_pred_shape[-1])

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: targets and probabilities `(N,)`, `(N, 1)` or `(N, L)`."""
        y_pred = as_tensor(y_pred)
        self.build(y_pred.shape, y_pred.shape)
        if self.from_logits:
            y_pred = jax.nn.sigmoid(y_pred)
        super().update_state(y_true, y_pred, sample_weight)

    def _standardize(
        self, y_true: Any, y_pred: Any, sample_weight: Any
    ) -> tuple[jax.Array, jax.Array, jax.Array]:
        y_true, y_pred, weight = super()._standardize(y_true, y_pred, sample_weight)
        if self.label_weights is not None and not self.multi_label:
            weight = weight * jnp.asarray(self.label_weights, self.dtype)
        return y_true, y_pred, weight

    def _row_shape(self, x: jax.Array) -> tuple[int, ...]:
        return (-1, x.shape[-1]) if self.multi_label else (-1,)

    def result(self) -> jax.Array:
        """Return the area."""
        tp, fp, tn, fn = (getattr(self, name).value for name in _NAMES)
        if self.curve == "PR" and self.summation_method == "interpolation":
            areas = _interpolated_pr_area(tp, fp, fn)
        else:
            x, y = self._points(tp, fp, tn, fn)
            areas = jnp.sum((x[:-1] - x[1:]) * self._heights(y), axis=0)
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return jnp.mean(areas)
        weights = jnp.asarray(self.label_weights, self.dtype)
        return divide(jnp.sum(areas * weights), jnp.sum(weights))

    def _points(
        self, tp: jax.Array, fp: jax.Array, tn: jax.Array, fn: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        """Return the curve's points, one per threshold."""
        recall = divide(tp, tp + fn)
        if self.curve == "ROC":
            return divide(fp, fp + tn), recall
        if self.curve == "PR":
            return recall, divide(tp, tp + fp)
        odds = divide(tp + fn, fp + tn)
        return _gain(fn, tp, odds), _gain(fp, tp, odds)

    def _heights(self, y: jax.Array) -> jax.Array:
        if self.summation_method == "minoring":
            return jnp.minimum(y[:-1], y[1:])
        if self.summation_method == "majoring":
            return jnp.maximum(y[:-1], y[1:])
        return (y[:-1] + y[1:]) / 2


def _gain(errors: jax.Array, hits: jax.Array, odds: jax.Array) -> jax.Array:
    """Return `1 - odds * errors / hits`, at least 0; without an error 1."""
    safe = jnp.where(hits == 0, 1, hits)
    gain = jnp.where(hits == 0, 0, jnp.maximum(1 - odds * errors / safe, 0))
    return jnp.where(errors == 0, 1, gain)


def _interpolated_pr_area(tp: jax.Array, fp: jax.Array, fn: jax.Array) -> jax.Array:
    """Integrate precision over recall with true positives linear in all positives.

    Between two thresholds `tp = intercept + slope * p` for `p = tp + fp` positives, and
    the area is the integral of `tp / p` d`tp` over all targets that are positive:
    `slope * (change of tp + intercept * log(p_high / p_low))`.
    """
    positives = tp + fp
    change = tp[:-1] - tp[1:]
    slope = divide(change, jnp.maximum(positives[:-1] - positives[1:], 0))
    intercept = tp[1:] - slope * positives[1:]
    high, low = positives[:-1], positives[1:]
    both = (high > 0) & (low > 0)
    ratio = jnp.where(both, high / jnp.where(both, low, 1), 1)
    area = slope * (change + intercept * jnp.log(jnp.where(both, ratio, 1)))
    return jnp.sum(divide(area, jnp.maximum(tp[1:] + fn[1:], 0)), axis=0)


def _one_of(what: str, value: str, options: tuple[str, ...]) -> str:
    if value not in options:
        raise ValueError(complain(f"AUC: {what}", repr(value), f"one of {options}"))
    return value
