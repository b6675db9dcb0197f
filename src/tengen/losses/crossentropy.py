"""Cross-entropies: binary, categorical (one-hot targets), sparse (class numbers).

From probabilities they are computed from the logits wherever the probabilities came
straight out of a softmax or sigmoid, so saturated outputs keep their gradient.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import context
from tengen.core.messages import complain
from tengen.losses._formulas import (
    log_sigmoid_of,
    log_softmax_of,
    smooth_binary,
    smooth_classes,
)
from tengen.losses._registry import registry
from tengen.losses._tensors import as_float, as_tensor, check_same_shape, float_pair
from tengen.losses.loss import LossFunctionWrapper
from tengen.ops._dispatch import op

_ONE_HOT = "for class numbers use 'sparse_categorical_crossentropy' or to_categorical"


@registry.register("bce", "BCE")
@op
def binary_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> jax.Array:
    """Return the mean of `-y log p - (1 - y) log(1 - p)` over an axis.

    Args:
        y_true: targets between 0 and 1, `(N, ..., D)`.
        y_pred: probabilities `(N, ..., D)`, or logits.
        from_logits: whether `y_pred` has not been through a sigmoid.
        label_smoothing: how far targets are moved towards 0.5, from 0 to 1.
        axis: the axis of the mean.

    Returns:
        Losses `(N, ...)`.

    Raises:
        ValueError: where the shapes differ.

    Example:
        >>> [round(float(x), 4) for x in binary_crossentropy([[1.0]], [[0.5]])]
        [0.6931]
    """
    y_true, y_pred = float_pair("binary_crossentropy", y_true, y_pred)
    y_true = smooth_binary(y_true, label_smoothing)
    log_p, log_not_p = log_sigmoid_of(y_pred, from_logits)
    return -jnp.mean(y_true * log_p + (1.0 - y_true) * log_not_p, axis=axis)


@registry.register("cce")
@op
def categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> jax.Array:
    """Return `-sum(y log p)` over the classes.

    Args:
        y_true: one-hot targets or class probabilities `(N, ..., C)`.
        y_pred: class probabilities `(N, ..., C)`, or logits.
        from_logits: whether `y_pred` has not been through a softmax.
        label_smoothing: share of the target spread over all classes, from 0 to 1.
        axis: the axis of the classes.

    Returns:
        Losses `(N, ...)`.

    Raises:
        ValueError: where the shapes differ, as for class numbers as targets.

    Example:
        >>> loss = categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
        >>> [round(float(x), 4) for x in loss]
        [0.6931]
    """
    y_pred = as_float(y_pred)
    y_true = as_tensor(y_true).astype(y_pred.dtype)
    check_same_shape("categorical_crossentropy", y_true, y_pred, _ONE_HOT)
    y_true = smooth_classes(y_true, label_smoothing, axis)
    return -jnp.sum(y_true * log_softmax_of(y_pred, from_logits, axis), axis=axis)


@registry.register("scce")
@op
def sparse_categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    ignore_class: int | None = None,
    axis: int = -1,
) -> jax.Array:
    """Return `-log p` of the target class.

    Args:
        y_true: class numbers from 0 to C - 1, `(N, ...)` or `(N, ..., 1)`.
        y_pred: class probabilities `(N, ..., C)`, or logits.
        from_logits: whether `y_pred` has not been through a softmax.
        ignore_class: a class number whose samples do not count.
        axis: the axis of the classes.

    Returns:
        Losses `(N, ...)`; NaN for a class number out of range.

    Raises:
        ValueError: where the shapes do not fit.

    Example:
        >>> loss = sparse_categorical_crossentropy([1], [[0.5, 0.5]])
        >>> [round(float(x), 4) for x in loss]
        [0.6931]
    """
    y_pred = as_float(y_pred)
    labels = _labels(y_true, y_pred, axis)
    log_p = log_softmax_of(y_pred, from_logits, axis)
    number = jax.lax.broadcasted_iota(labels.dtype, y_pred.shape, axis % y_pred.ndim)
    hit = number == jnp.expand_dims(labels, axis)
    losses = -jnp.sum(jnp.where(hit, log_p, 0), axis=axis)
    in_range = (labels >= 0) & (labels < y_pred.shape[axis])
    losses = jnp.where(in_range, losses, jnp.nan)
    if ignore_class is None:
        return losses
    counts = labels != ignore_class
    losses = jnp.where(counts, losses, 0)
    call = context.current_call()
    if call is not None:
        call.set_mask(losses, counts)
    return losses


def _labels(y_true: Any, y_pred: jax.Array, axis: int) -> jax.Array:
    labels = as_tensor(y_true)
    if labels.ndim == y_pred.ndim and labels.shape[-1] == 1:
        labels = labels[..., 0]
    batch = list(y_pred.shape)
    del batch[axis]
    if list(labels.shape) != batch:
        raise ValueError(
            complain(
                "loss 'sparse_categorical_crossentropy'",
                f"y_true {labels.shape} for outputs {y_pred.shape}",
                f"class numbers of shape {tuple(batch)}",
                "for one-hot targets use 'categorical_crossentropy'",
            )
        )
    return labels.astype("int32")


@registry.register()
class BinaryCrossentropy(LossFunctionWrapper):
    """`binary_crossentropy` as a loss object.

    Example:
        >>> loss = BinaryCrossentropy(from_logits=True)
        >>> round(float(loss([[0.0], [1.0]], [[0.0], [0.0]])), 4)
        0.6931
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits


@registry.register()
class CategoricalCrossentropy(LossFunctionWrapper):
    """`categorical_crossentropy` as a loss object."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits


@registry.register()
class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """`sparse_categorical_crossentropy` as a loss object."""

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = "sum_over_batch_size",
        axis: int = -1,
        name: str = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )
        self.from_logits = from_logits


@registry.register("ce")
def crossentropy(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the cross-entropy that the shapes ask for: `compile(loss="crossentropy")`.

    Binary where the output's last axis is 1; sparse where the targets lack that axis,
    or have size 1 there; else categorical.

    Example:
        >>> [round(float(x), 4) for x in crossentropy([1], [[0.5, 0.5]])]
        [0.6931]
    """
    outputs, targets = np.shape(y_pred), np.shape(y_true)
    if len(outputs) < 2 or outputs[-1] == 1:
        return binary_crossentropy(y_true, y_pred)
    if len(targets) < len(outputs) or targets[-1] == 1:
        return sparse_categorical_crossentropy(y_true, y_pred)
    return categorical_crossentropy(y_true, y_pred)
