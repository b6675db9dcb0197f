"""Correlations of targets and outputs: Pearson's, and Lin's concordance."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.losses._tensors import float_pair
from tengen.metrics._registry import registry
from tengen.metrics.means import MeanMetricWrapper


def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> jax.Array:
    """Return the linear correlation along an axis, from -1 to 1.

    Args:
        y_true: targets `(N, ..., D)`.
        y_pred: outputs `(N, ..., D)`.
        axis: the axis along which values are compared.

    Returns:
        Correlations `(N, ...)`.

    Example:
        >>> result = pearson_correlation([[0.0, 1.0, 2.0]], [[1.0, 3.0, 5.0]])
        >>> [round(float(r), 4) for r in result]
        [1.0]
    """
    y_true, y_pred = float_pair("pearson_correlation", y_true, y_pred)
    true_spread, pred_spread, both = _moments(y_true, y_pred, axis)
    scale = jnp.sqrt(jnp.maximum(true_spread * pred_spread, config.epsilon() ** 2))
    return both / scale


def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> jax.Array:
    """Return how closely pairs lie on the diagonal, from -1 to 1; shapes as above.

    `2 cov / (var + var + (difference of means)**2)` (Lin 1989, *Biometrics* 45).

    Example:
        >>> round(float(concordance_correlation([[0.0, 2.0]], [[0.0, 2.0]])[0]), 4)
        1.0
    """
    y_true, y_pred = float_pair("concordance_correlation", y_true, y_pred)
    true_spread, pred_spread, both = _moments(y_true, y_pred, axis)
    shift = jnp.mean(y_true, axis=axis) - jnp.mean(y_pred, axis=axis)
    scale = true_spread + pred_spread + shift**2
    return 2 * both / (scale + config.epsilon())


def _moments(y_true: jax.Array, y_pred: jax.Array, axis: int) -> list[jax.Array]:
    """Return the variances of targets and outputs, and their covariance."""
    a = y_true - jnp.mean(y_true, axis=axis, keepdims=True)
    b = y_pred - jnp.mean(y_pred, axis=axis, keepdims=True)
    pairs = ((a, a), (b, b), (a, b))
    return [jnp.mean(x * y, axis=axis) for x, y in pairs]


@registry.register()
class PearsonCorrelation(MeanMetricWrapper):
    """The mean of `pearson_correlation`.

    Args:
        axis: the axis along which values are compared.
    """

    def __init__(
        self,
        name: str | None = "pearson_correlation",
        dtype: Any = None,
        axis: int = -1,
    ) -> None:
        super().__init__(pearson_correlation, name, dtype, axis=axis)


@registry.register()
class ConcordanceCorrelation(MeanMetricWrapper):
    """The mean of `concordance_correlation`.

    Args:
        axis: the axis along which values are compared.
    """

    def __init__(
        self,
        name: str | None = "concordance_correlation",
        dtype: Any = None,
        axis: int = -1,
    ) -> None:
        super().__init__(concordance_correlation, name, dtype, axis=axis)
