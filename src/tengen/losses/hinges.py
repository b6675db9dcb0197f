"""Hinge losses, which ask for a margin: binary, squared, categorical."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.losses._registry import registry
from tengen.losses._tensors import float_pair
from tengen.losses.loss import LossFunctionWrapper
from tengen.ops._dispatch import op


@registry.register()
@op
def hinge(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `max(1 - y_true y_pred, 0)` over the last axis.

    Args:
        y_true: targets -1 or 1, `(N, ..., D)`; if all are 0 or 1, 0 counts as -1.
        y_pred: outputs `(N, ..., D)`.

    Returns:
        Losses `(N, ...)`.

    Example:
        >>> hinge([[-1.0, 1.0]], [[0.5, 0.5]]).tolist()
        [1.0]
    """
    y_true, y_pred = float_pair("hinge", y_true, y_pred)
    return jnp.mean(jnp.maximum(1.0 - _signs(y_true) * y_pred, 0.0), axis=-1)


@registry.register()
@op
def squared_hinge(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `max(1 - y_true y_pred, 0)**2`; shapes as for `hinge`.

    Example:
        >>> squared_hinge([[-1.0, 1.0]], [[0.5, 0.5]]).tolist()
        [1.25]
    """
    y_true, y_pred = float_pair("squared_hinge", y_true, y_pred)
    margin = jnp.maximum(1.0 - _signs(y_true) * y_pred, 0.0)
    return jnp.mean(jnp.square(margin), axis=-1)


@registry.register()
@op
def categorical_hinge(y_true: Any, y_pred: Any) -> jax.Array:
    """Return how far the best wrong class comes within 1 of the right one.

    `max(0, 1 + max((1 - y_true) y_pred) - sum(y_true y_pred))`.

    Args:
        y_true: one-hot targets `(N, ..., C)`.
        y_pred: outputs `(N, ..., C)`.

    Returns:
        Losses `(N, ...)`.

    Example:
        >>> categorical_hinge([[0.0, 1.0]], [[0.5, 0.75]]).tolist()
        [0.75]
    """
    y_true, y_pred = float_pair("categorical_hinge", y_true, y_pred)
    right = jnp.sum(y_true * y_pred, axis=-1)
    wrong = jnp.max((1.0 - y_true) * y_pred, axis=-1)
    return jnp.maximum(wrong - right + 1.0, 0.0)


def _signs(y_true: jax.Array) -> jax.Array:
    is_binary = jnp.all((y_true == 0) | (y_true == 1))
    return jnp.where(is_binary, 2.0 * y_true - 1.0, y_true)


@registry.register()
class Hinge(LossFunctionWrapper):
    """`hinge` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(hinge, reduction, name, dtype)


@registry.register()
class SquaredHinge(LossFunctionWrapper):
    """`squared_hinge` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "squared_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(squared_hinge, reduction, name, dtype)


@registry.register()
class CategoricalHinge(LossFunctionWrapper):
    """`categorical_hinge` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(categorical_hinge, reduction, name, dtype)
