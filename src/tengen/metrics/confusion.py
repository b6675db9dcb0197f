"""True and false positives and negatives at thresholds, and what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.variable import Variable
from tengen.losses._tensors import as_float, as_tensor, to_same_rank
from tengen.losses.reduction import fit_weight
from tengen.metrics._registry import registry
from tengen.metrics.means import divide, mask_of, with_mask
from tengen.metrics.metric import Metric

Thresholds = float | Sequence[float] | None
_NAMES = ("true_positives", "false_positives", "true_negatives", "false_negatives")


def standardize_thresholds(thresholds: Thresholds, default: float) -> list[float]:
    """Return a list of thresholds.

    Raises:
        ValueError: for one outside of 0 to 1.
    """
    if thresholds is None:
        return [default]
    given = list(thresholds) if isinstance(thresholds, Sequence) else [thresholds]
    if any(t is None or not 0 <= t <= 1 for t in given):
        raise ValueError(complain("thresholds", repr(thresholds), "numbers in 0 to 1"))
    return [float(t) for t in given]


def evenly_spaced(count: int, margin: float = 0.0) -> list[float]:
    """Return `count` thresholds from `-margin` to `1 + margin`, evenly spaced within.

    Example:
        >>> evenly_spaced(3)
        [0.0, 0.5, 1.0]
    """
    inner = [i / (count - 1) for i in range(1, count - 1)]
    return [0.0 - margin, *inner, 1.0 + margin]


class ConfusionMetric(Metric):
    """Counts outputs by truth and by the side of each threshold they are on.

    Args:
        counts: which of the four counts to keep.
        thresholds: outputs above one are called positive.
        top_k: only the `k` greatest outputs of a sample are called positive.
        class_id: look at this entry of the last axis only.
        labels: number of entries of the last axis that are counted apart.
    """

    true_positives: Variable
    false_positives: Variable
    true_negatives: Variable
    false_negatives: Variable

    def _start(
        self,
        counts: Sequence[str],
        thresholds: list[float],
        top_k: int | None = None,
        class_id: int | None = None,
    ) -> None:
        self._kept = counts
        self._thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id

    def _make_counts(self, labels: int | None = None) -> None:
        shape = (len(self._thresholds),) + ((labels,) if labels else ())
        for name in self._kept:
            setattr(self, name, self.add_variable(shape, name=name))

    @property
    def thresholds(self) -> Any:
        """The thresholds: a number if there is one, else a list."""
        found = self._thresholds
        return found[0] if len(found) == 1 else found

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch.

        Args:
            y_true: zeros and ones `(N, ...)`.
            y_pred: probabilities `(N, ...)`.
            sample_weight: `(N,)` or one per output.
        """
        weight = with_mask(sample_weight, mask_of(y_pred), self.dtype)
        y_true, y_pred, weight = self._standardize(y_true, y_pred, weight)
        rows = [x.reshape(self._row_shape(x)) for x in (y_true, y_pred, weight)]
        for name, total in self._count(*rows).items():
            getattr(self, name).assign_add(total)

    def _row_shape(self, x: jax.Array) -> tuple[int, ...]:
        """Samples first; with labels counted apart, those second."""
        return (-1,)

    def _standardize(
        self, y_true: Any, y_pred: Any, sample_weight: Any
    ) -> tuple[jax.Array, jax.Array, jax.Array]:
        y_pred = as_float(y_pred).astype(self.dtype)
        y_true, y_pred = to_same_rank(as_tensor(y_true).astype(self.dtype), y_pred)
        if y_true.shape != y_pred.shape:
            raise ValueError(
                complain(
                    f"metric {self.name!r}: targets and outputs differ in shape",
                    f"y_true {y_true.shape} and y_pred {y_pred.shape}",
                    "the same shape (one-hot targets for several classes)",
                )
            )
        if self.class_id is not None and y_pred.ndim < 2:
            got = f"class_id={self.class_id} and y_pred {y_pred.shape}"
            expected = "outputs (N, ..., classes)"
            raise ValueError(complain(f"metric {self.name!r}", got, expected))
        if self.top_k is not None:
            y_pred = _only_top_k(y_pred, self.top_k)
        weight = jnp.ones((), self.dtype)
        if sample_weight is not None:
            weight = as_tensor(sample_weight).astype(self.dtype)
            weight = fit_weight(weight, y_pred)
        weight = jnp.broadcast_to(weight, y_pred.shape)
        if self.class_id is not None:
            y_true, y_pred, weight = (
                x[..., self.class_id] for x in (y_true, y_pred, weight)
            )
        return y_true, y_pred, weight

    def _count(
        self, y_true: jax.Array, y_pred: jax.Array, weight: jax.Array
    ) -> dict[str, jax.Array]:
        """Return the kept counts of rows `(M, ...)`, each `(thresholds, ...)`."""
        limits = jnp.asarray(self._thresholds, self.dtype)
        limits = limits.reshape((-1,) + (1,) * (y_pred.ndim - 1))
        called = y_pred[:, None] > limits
        truly = jnp.where(y_true != 0, weight, 0)[:, None]
        falsely = jnp.where(y_true != 0, 0, weight)[:, None]
        parts = (
            (called, truly),
            (called, falsely),
            (~called, falsely),
            (~called, truly),
        )
        return {
            name: jnp.where(side, weights, 0).sum(axis=0)
            for name, (side, weights) in zip(_NAMES, parts, strict=True)
            if name in self._kept
        }


def _only_top_k(y_pred: jax.Array, k: int) -> jax.Array:
    """Keep the `k` greatest of the last axis; the others become minus infinity."""
    _, places = jax.lax.top_k(y_pred, k)
    kept = jax.nn.one_hot(places, y_pred.shape[-1]).sum(axis=-2) > 0
    return jnp.where(kept, y_pred, -jnp.inf)


def as_result(values: jax.Array) -> jax.Array:
    """Return the number at the only threshold, or one number per threshold."""
    return values[0] if values.shape[0] == 1 else values


class _Counter(ConfusionMetric):
    _counts: str

    def __init__(
        self, thresholds: Thresholds = None, name: str | None = None, dtype: Any = None
    ) -> None:
        super().__init__(dtype, name)
        self._start([self._counts], standardize_thresholds(thresholds, 0.5))
        self._make_counts()

    def result(self) -> jax.Array:
        """Return the count, or one count per threshold."""
        return as_result(getattr(self, self._counts).value)


@registry.register()
class TruePositives(_Counter):
    """How many outputs above the threshold have the target 1.

    Args:
        thresholds: one or several from 0 to 1; 0.5 if `None`.

    Example:
        >>> float(TruePositives()([0, 1, 1], [0.9, 0.9, 0.1]))
        1.0
    """

    _counts = "true_positives"


@registry.register()
class FalsePositives(_Counter):
    """How many outputs above the threshold have the target 0."""

    _counts = "false_positives"


@registry.register()
class TrueNegatives(_Counter):
    """How many outputs up to the threshold have the target 0."""

    _counts = "true_negatives"


@registry.register()
class FalseNegatives(_Counter):
    """How many outputs up to the threshold have the target 1."""

    _counts = "false_negatives"


class _Share(ConfusionMetric):
    _other: str

    def __init__(
        self,
        thresholds: Thresholds = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        default = 0.5 if top_k is None else -jnp.inf
        limits = standardize_thresholds(thresholds, default)
        self._start(["true_positives", self._other], limits, top_k, class_id)
        self._make_counts()

    def result(self) -> jax.Array:
        """Return the share, or one share per threshold."""
        found = self.true_positives.value
        return as_result(divide(found, found + getattr(self, self._other).value))


@registry.register()
class Precision(_Share):
    """How many of the outputs called positive are: `TP / (TP + FP)`.

    Args:
        thresholds: one or several from 0 to 1; 0.5 if `None`.
        top_k: instead, the `k` greatest outputs of a sample are called positive.
        class_id: look at this class only.

    Example:
        >>> round(float(Precision()([0, 1, 1, 1], [1, 0, 1, 1])), 4)
        0.6667
    """

    _other = "false_positives"


@registry.register()
class Recall(_Share):
    """How many of the positive targets were called positive: `TP / (TP + FN)`.

    Args:
        thresholds: one or several from 0 to 1; 0.5 if `None`.
        top_k: instead, the `k` greatest outputs of a sample are called positive.
        class_id: look at this class only.

    Example:
        >>> float(Recall()([0, 1, 1, 1, 1], [1, 0, 0, 1, 1]))
        0.5
    """

    _other = "false_negatives"
