"""Losses of distributions: Kullback-Leibler, Poisson, generalized cross-entropy."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.core.messages import complain
from tengen.losses._registry import registry
from tengen.losses._tensors import as_float, as_tensor, float_pair
from tengen.losses.loss import LossFunctionWrapper
from tengen.ops._dispatch import op


@registry.register("kld", "KLD", "kullback_leibler_divergence")
@op
def kl_divergence(y_true: Any, y_pred: Any) -> jax.Array:
    """Return `sum(y_true log(y_true / y_pred))` over the last axis.

    Args:
        y_true: target probabilities `(N, ..., C)`.
        y_pred: output probabilities `(N, ..., C)`.

    Returns:
        Losses `(N, ...)`, 0 where the distributions are equal.

    Example:
        >>> kl_divergence([[0.5, 0.5]], [[0.5, 0.5]]).tolist()
        [0.0]
    """
    y_true, y_pred = float_pair("kl_divergence", y_true, y_pred)
    y_true = jnp.clip(y_true, config.epsilon(), 1.0)
    y_pred = jnp.clip(y_pred, config.epsilon(), 1.0)
    return jnp.sum(y_true * jnp.log(y_true / y_pred), axis=-1)


@registry.register()
@op
def poisson(y_true: Any, y_pred: Any) -> jax.Array:
    """Return the mean of `y_pred - y_true log(y_pred)` over the last axis.

    Up to a constant the negative log-likelihood of counts `y_true` under rates
    `y_pred`; both `(N, ..., D)`, the result `(N, ...)`.

    Example:
        >>> [round(float(x), 4) for x in poisson([[2.0]], [[1.0]])]
        [1.0]
    """
    y_true, y_pred = float_pair("poisson", y_true, y_pred)
    log_rate = jnp.log(y_pred + config.epsilon())
    return jnp.mean(y_pred - y_true * log_rate, axis=-1)


@registry.register()
@op
def categorical_generalized_cross_entropy(
    y_true: Any, y_pred: Any, q: float = 0.5
) -> jax.Array:
    """Return `(1 - p**q) / q` for the probability `p` of the target class.

    Between cross-entropy (q to 0) and absolute error (q = 1); bears wrong labels
    (Zhang and Sabuncu 2018, "Generalized Cross Entropy Loss", equation 6).

    Args:
        y_true: class numbers `(N,)`.
        y_pred: class probabilities `(N, C)`.
        q: from 0 (exclusive) to 1.

    Returns:
        Losses `(N,)`.

    Example:
        >>> float(categorical_generalized_cross_entropy([0], [[0.25, 0.75]])[0])
        1.0
    """
    y_pred = as_float(y_pred)
    labels = as_tensor(y_true).astype("int32")
    if labels.ndim == y_pred.ndim and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if labels.shape != y_pred.shape[:-1]:
        raise ValueError(
            complain(
                "loss 'categorical_generalized_cross_entropy'",
                f"y_true {labels.shape} for outputs {y_pred.shape}",
                f"class numbers of shape {y_pred.shape[:-1]}",
            )
        )
    hit = jax.nn.one_hot(labels, y_pred.shape[-1], dtype=y_pred.dtype)
    p = jnp.sum(hit * y_pred, axis=-1)
    return (1.0 - p**q) / q


@registry.register()
class KLDivergence(LossFunctionWrapper):
    """`kl_divergence` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "kl_divergence",
        dtype: Any = None,
    ) -> None:
        super().__init__(kl_divergence, reduction, name, dtype)


@registry.register()
class Poisson(LossFunctionWrapper):
    """`poisson` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "poisson",
        dtype: Any = None,
    ) -> None:
        super().__init__(poisson, reduction, name, dtype)


@registry.register()
class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """`categorical_generalized_cross_entropy` as a loss object.

    Raises:
        ValueError: for `q` outside of 0 to 1.
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        if not 0 < q < 1:
            raise ValueError(complain("q", repr(q), "a number between 0 and 1"))
        super().__init__(
            categorical_generalized_cross_entropy, reduction, name, dtype, q=q
        )
        self.q = q
