"""One rate at the best threshold at which another rate is good enough."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.metrics._registry import registry
from tengen.metrics.confusion import _NAMES, ConfusionMetric, evenly_spaced
from tengen.metrics.means import divide


class _BestUnderConstraint(ConfusionMetric):
    """Base: the greatest `_wanted` among thresholds whose `_kept_up` is enough."""

    def _begin(self, value: float, num_thresholds: int, class_id: int | None) -> None:
        what = type(self).__name__
        if not 0 <= value <= 1:
            raise ValueError(complain(what, repr(value), "a number from 0 to 1"))
        if num_thresholds <= 0:
            got = f"num_thresholds={num_thresholds}"
            raise ValueError(complain(what, got, "1 or more"))
        self.value = value
        self.num_thresholds = num_thresholds
        single = num_thresholds == 1
        limits = [0.5] if single else evenly_spaced(num_thresholds)
        self._start(_NAMES, limits, class_id=class_id)
        self._make_counts()

    def _rates(self) -> dict[str, jax.Array]:
        tp, fp, tn, fn = (getattr(self, name).value for name in _NAMES)
        return {
            "recall": divide(tp, tp + fn),
            "precision": divide(tp, tp + fp),
            "specificity": divide(tn, tn + fp),
        }

    def _best(self, wanted: str, kept_up: str) -> jax.Array:
        rates = self._rates()
        return jnp.max(jnp.where(rates[kept_up] >= self.value, rates[wanted], 0))


@registry.register()
class SensitivityAtSpecificity(_BestUnderConstraint):
    """The greatest sensitivity (recall) with at least a given specificity.

    Args:
        specificity: least `TN / (TN + FP)`, from 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: look at this class only.

    Example:
        >>> metric = SensitivityAtSpecificity(0.5)
        >>> float(metric([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]))
        0.5
    """

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        self.specificity = specificity
        self._begin(specificity, num_thresholds, class_id)

    def result(self) -> jax.Array:
        """Return the sensitivity; 0 where no threshold is good enough."""
        return self._best("recall", "specificity")


@registry.register()
class SpecificityAtSensitivity(_BestUnderConstraint):
    """The greatest specificity with at least a given sensitivity (recall).

    Args:
        sensitivity: least `TP / (TP + FN)`, from 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: look at this class only.
    """

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        self.sensitivity = sensitivity
        self._begin(sensitivity, num_thresholds, class_id)

    def result(self) -> jax.Array:
        """Return the specificity; 0 where no threshold is good enough."""
        return self._best("specificity", "recall")


@registry.register()
class PrecisionAtRecall(_BestUnderConstraint):
    """The greatest precision with at least a given recall.

    Args:
        recall: least `TP / (TP + FN)`, from 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: look at this class only.
    """

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        self.recall = recall
        self._begin(recall, num_thresholds, class_id)

    def result(self) -> jax.Array:
        """Return the precision; 0 where no threshold is good enough."""
        return self._best("precision", "recall")


@registry.register()
class RecallAtPrecision(_BestUnderConstraint):
    """The greatest recall with at least a given precision.

    Args:
        precision: least `TP / (TP + FP)`, from 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: look at this class only.
    """

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        self.precision = precision
        self._begin(precision, num_thresholds, class_id)

    def result(self) -> jax.Array:
        """Return the recall; 0 where no threshold is good enough."""
        return self._best("recall", "precision")
