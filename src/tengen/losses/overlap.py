"""Losses of overlapping regions, for segmentation: Dice and Tversky."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.losses._registry import registry
from tengen.losses._tensors import float_pair
from tengen.losses.loss import LossFunctionWrapper
from tengen.ops._dispatch import op

Axes = int | tuple[int, ...] | list[int] | None


@registry.register()
@op
def dice(y_true: Any, y_pred: Any, axis: Axes = None) -> jax.Array:
    """Return `1 - 2 |A and B| / (|A| + |B|)`.

    Args:
        y_true: target regions, 0 or 1, `(N, ...)`.
        y_pred: probabilities `(N, ...)`.
        axis: axes to sum over; `None` sums over all, the batch too.

    Returns:
        A scalar, or with `axis` the losses of the other axes.

    Example:
        >>> round(float(dice([[1.0, 0.0]], [[1.0, 0.0]])), 4)
        0.0
    """
    y_true, y_pred = float_pair("dice", y_true, y_pred)
    axes = _axes(axis)
    both = jnp.sum(y_true * y_pred, axis=axes)
    sizes = jnp.sum(y_true, axis=axes) + jnp.sum(y_pred, axis=axes)
    return 1.0 - (2.0 * both + config.epsilon()) / (sizes + config.epsilon())


@registry.register()
@op
def tversky(
    y_true: Any,
    y_pred: Any,
    alpha: float = 0.5,
    beta: float = 0.5,
    axis: Axes = None,
) -> jax.Array:
    """Return one minus the Tversky index; `alpha = beta = 0.5` is Dice.

    Args:
        y_true: target regions, 0 or 1, `(N, ...)`.
        y_pred: probabilities `(N, ...)`.
        alpha: weight of what was missed (as Keras computes it).
        beta: weight of what was wrongly found.
        axis: axes to sum over; `None` sums over all, the batch too.

    Returns:
        A scalar, or with `axis` the losses of the other axes.

    Example:
        >>> round(float(tversky([[1.0, 0.0]], [[1.0, 0.0]])), 4)
        0.0
    """
    y_true, y_pred = float_pair("tversky", y_true, y_pred)
    axes = _axes(axis)
    both = jnp.sum(y_true * y_pred, axis=axes)
    invented = jnp.sum((1.0 - y_true) * y_pred, axis=axes)
    missed = jnp.sum(y_true * (1.0 - y_pred), axis=axes)
    index = (both + config.epsilon()) / (
        both + alpha * missed + beta * invented + config.epsilon()
    )
    return 1.0 - index


def _axes(axis: Axes) -> int | tuple[int, ...] | None:
    return tuple(axis) if isinstance(axis, (list, tuple)) else axis


@registry.register()
class Dice(LossFunctionWrapper):
    """`dice` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "dice",
        axis: Axes = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dice, reduction, name, dtype, axis=axis)


@registry.register()
class Tversky(LossFunctionWrapper):
    """`tversky` as a loss object."""

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str = "tversky",
        axis: Axes = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis
        )
