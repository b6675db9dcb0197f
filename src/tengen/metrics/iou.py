"""Intersection over union of predicted and true regions, by a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.losses._tensors import as_tensor
from tengen.losses.reduction import fit_weight
from tengen.metrics._registry import registry
from tengen.metrics.means import divide
from tengen.metrics.metric import Metric


class _ConfusionMatrix(Metric):
    """Base: `total_confusion_matrix[t, p]` counts pixels of class t called p."""

    def _begin(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        ignore_class: int | None = None,
        sparse: tuple[bool, bool] = (True, True),
        axis: int = -1,
    ) -> None:
        if target_class_ids and max(target_class_ids) >= num_classes:
            raise ValueError(
                complain(
                    f"metric {self.name!r}",
                    f"target class {max(target_class_ids)}",
                    f"classes 0 to {num_classes - 1}",
                )
            )
        self.num_classes = num_classes
        self.target_class_ids = list(target_class_ids)
        self.ignore_class = ignore_class
        self.axis = axis
        self._sparse = sparse
        self.total_confusion_matrix = self.add_variable(
            (num_classes, num_classes), name="total_confusion_matrix"
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch of class numbers, or of one value per class along `axis`."""
        truth, called = as_tensor(y_true), as_tensor(y_pred)
        if not self._sparse[0]:
            truth = jnp.argmax(truth, axis=self.axis)
        if not self._sparse[1]:
            called = jnp.argmax(called, axis=self.axis)
        truth, called = truth.astype("int32"), called.astype("int32")
        if truth.size != called.size:
            raise ValueError(
                complain(
                    f"metric {self.name!r}: targets and outputs differ in shape",
                    f"y_true {truth.shape} and y_pred {called.shape}",
                    "one class each per pixel",
                )
            )
        weight = jnp.ones((), self.dtype)
        if sample_weight is not None:
            weight = as_tensor(sample_weight).astype(self.dtype)
            weight = fit_weight(weight, called)
        weight = jnp.broadcast_to(weight, called.shape).reshape(-1)
        truth, called = truth.reshape(-1), called.reshape(-1)
        if self.ignore_class is not None:
            weight = jnp.where(truth == self.ignore_class, 0, weight)
        rows = jax.nn.one_hot(truth, self.num_classes, dtype=self.dtype)
        columns = jax.nn.one_hot(called, self.num_classes, dtype=self.dtype)
        precise = jax.lax.Precision.HIGHEST
        counts = jnp.matmul(rows.T * weight, columns, precision=precise)
        self.total_confusion_matrix.assign_add(counts)

    def result(self) -> jax.Array:
        """Return the mean over those target classes that occur."""
        matrix = self.total_confusion_matrix.value
        both = jnp.diagonal(matrix)
        union = matrix.sum(axis=0) + matrix.sum(axis=1) - both
        targets = jnp.asarray(self.target_class_ids)
        shares, unions = divide(both, union)[targets], union[targets]
        return divide(shares.sum(), (unions != 0).sum().astype(self.dtype))


@registry.register("iou")
class IoU(_ConfusionMatrix):
    """Intersection over union of chosen classes: `TP / (TP + FP + FN)`, their mean.

    Args:
        num_classes: how many classes there are.
        target_class_ids: the classes that are looked at.
        ignore_class: pixels of this target class do not count.
        sparse_y_true: whether targets are class numbers, not one-hot.
        sparse_y_pred: whether outputs are class numbers, not one value per class.
        axis: the axis of the classes where not sparse.

    Example:
        >>> metric = IoU(num_classes=2, target_class_ids=[0])
        >>> round(float(metric([0, 0, 1, 1], [0, 1, 0, 1])), 4)
        0.3333
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(dtype, name)
        sparse = (sparse_y_true, sparse_y_pred)
        self._begin(num_classes, target_class_ids, ignore_class, sparse, axis)


@registry.register("mean_iou")
class MeanIoU(_ConfusionMatrix):
    """Intersection over union, the mean over all classes that occur.

    Args:
        num_classes: how many classes there are.
        ignore_class: pixels of this target class do not count.
        sparse_y_true: whether targets are class numbers, not one-hot.
        sparse_y_pred: whether outputs are class numbers, not one value per class.
        axis: the axis of the classes where not sparse.

    Example:
        >>> round(float(MeanIoU(num_classes=2)([0, 0, 1, 1], [0, 1, 0, 1])), 4)
        0.3333
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(dtype, name)
        sparse = (sparse_y_true, sparse_y_pred)
        self._begin(num_classes, range(num_classes), ignore_class, sparse, axis)


@registry.register("binary_iou")
class BinaryIoU(_ConfusionMatrix):
    """Intersection over union of the classes 0 and 1 told apart by a threshold.

    Args:
        target_class_ids: `(0, 1)`, `[0]` or `[1]`.
        threshold: probabilities from it on mean class 1.

    Example:
        >>> metric = BinaryIoU(target_class_ids=[1], threshold=0.3)
        >>> float(metric([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]))
        0.3333333432674408
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        self.threshold = threshold
        self._begin(2, target_class_ids)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch of targets 0 or 1 and probabilities."""
        called = as_tensor(y_pred) >= self.threshold
        super().update_state(y_true, called, sample_weight)


@registry.register("one_hot_iou")
class OneHotIoU(IoU):
    """`IoU` for one-hot targets.

    Args:
        num_classes: how many classes there are.
        target_class_ids: the classes that are looked at.
        ignore_class: pixels of this target class do not count.
        sparse_y_pred: whether outputs are class numbers, not one value per class.
        axis: the axis of the classes.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes,
            target_class_ids,
            name,
            dtype,
            ignore_class,
            sparse_y_true=False,
            sparse_y_pred=sparse_y_pred,
            axis=axis,
        )


@registry.register("one_hot_mean_iou")
class OneHotMeanIoU(MeanIoU):
    """`MeanIoU` for one-hot targets.

    Args:
        num_classes: how many classes there are.
        ignore_class: pixels of this target class do not count.
        sparse_y_pred: whether outputs are class numbers, not one value per class.
        axis: the axis of the classes.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes,
            name,
            dtype,
            ignore_class,
            sparse_y_true=False,
            sparse_y_pred=sparse_y_pred,
            axis=axis,
        )
