"""Focal losses: cross-entropies that look away from samples already right.

Lin et al. 2017, "Focal Loss for Dense Object Detection", equations 4 and 5.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.losses._formulas import (
    log_sigmoid_of,
    log_softmax_of,
    smooth_binary,
    smooth_classes,
)
from tengen.losses._registry import registry
from tengen.losses._tensors import float_pair
from tengen.losses.loss import LossFunctionWrapper
from tengen.ops._dispatch import op


@registry.register()
@op
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> jax.Array:
    """Return the mean over an axis of `(1 - p_t)**gamma` times the cross-entropy.

    Args:
        y_true: targets between 0 and 1, `(N, ..., D)`.
        y_pred: probabilities `(N, ..., D)`, or logits.
        apply_class_balancing: whether class 1 is weighted by `alpha`, class 0 by
            `1 - alpha`.
        alpha: weight of class 1.
        gamma: how strongly easy samples are played down.
        from_logits: whether `y_pred` has not been through a sigmoid.
        label_smoothing: how far targets are moved towards 0.5, from 0 to 1.
        axis: the axis of the mean.

    Returns:
        Losses `(N, ...)`.

    Example:
        >>> loss = binary_focal_crossentropy([[1.0]], [[0.5]])
        >>> round(float(loss[0]), 4)
        0.1733
    """
    y_true, y_pred = float_pair("binary_focal_crossentropy", y_true, y_pred)
    y_true = smooth_binary(y_true, label_smoothing)
    log_p, log_not_p = log_sigmoid_of(y_pred, from_logits)
    p = jax.nn.sigmoid(y_pred) if from_logits else y_pred
    p_t = y_true * p + (1.0 - y_true) * (1.0 - p)
    losses = -(y_true * log_p + (1.0 - y_true) * log_not_p)
    losses = (1.0 - p_t) ** gamma * losses
    if apply_class_balancing:
        losses *= y_true * alpha + (1.0 - y_true) * (1.0 - alpha)
    return jnp.mean(losses, axis=axis)


@registry.register()
@op
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> jax.Array:
    """Return `-sum(alpha (1 - p)**gamma y log p)` over the classes.

    Args:
        y_true: one-hot targets `(N, ..., C)`.
        y_pred: class probabilities `(N, ..., C)`, or logits.
        alpha: weight of all classes, or one weight per class `(C,)`.
        gamma: how strongly easy samples are played down.
        from_logits: whether `y_pred` has not been through a softmax.
        label_smoothing: share of the target spread over all classes, from 0 to 1.
        axis: the axis of the classes.

    Returns:
        Losses `(N, ...)`.

    Example:
        >>> loss = categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
        >>> round(float(loss[0]), 4)
        0.0433
    """
    y_true, y_pred = float_pair("categorical_focal_crossentropy", y_true, y_pred)
    y_true = smooth_classes(y_true, label_smoothing, axis)
    log_p = log_softmax_of(y_pred, from_logits, axis)
    weight = jnp.asarray(alpha, log_p.dtype) * (1.0 - jnp.exp(log_p)) ** gamma
    return -jnp.sum(weight * y_true * log_p, axis=axis)


@registry.register()
class BinaryFocalCrossentropy(LossFunctionWrapper):
    """`binary_focal_crossentropy` as a loss object."""

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits


@registry.register()
class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """`categorical_focal_crossentropy` as a loss object."""

    def __init__(
        self,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )
        self.from_logits = from_logits
