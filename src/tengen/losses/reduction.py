"""From one loss per sample to one number: weights, masks, and the five reductions."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import config
from tengen.core.messages import complain, did_you_mean
from tengen.losses._tensors import as_tensor

REDUCTIONS = ("sum_over_batch_size", "mean", "sum", "mean_with_sample_weight", "none")
_AVERAGES = ("sum_over_batch_size", "mean")


def standardize_reduction(reduction: str | None) -> str:
    """Return a valid reduction; `None` means `'none'`, `'auto'` the average.

    Raises:
        ValueError: for an unknown one.
    """
    name = {None: "none", "auto": "sum_over_batch_size"}.get(reduction, reduction)
    if name not in REDUCTIONS:
        raise ValueError(
            complain(
                "loss reduction",
                repr(reduction),
                f"one of {', '.join(REDUCTIONS)}",
                did_you_mean(reduction, REDUCTIONS),
            )
        )
    return str(name)


def reduce_losses(
    values: Any, reduction: str, sample_weight: Any = None, mask: Any = None
) -> jax.Array:
    """Weight, mask and reduce losses.

    Args:
        values: one loss per sample `(N,)`, or per sample and position `(N, ...)`.
        reduction: one of `REDUCTIONS`. The averages divide by the number of losses
            that are not masked, `'mean_with_sample_weight'` by the sum of the weights.
        sample_weight: weights, `(N,)` or shaped like the losses.
        mask: booleans shaped like the losses; where false, the loss does not count.

    Returns:
        A scalar, or with `'none'` the weighted losses.

    Raises:
        ValueError: for weights that fit neither the samples nor the losses.

    Example:
        >>> float(reduce_losses([1.0, 3.0], "mean", sample_weight=[1.0, 0.0]))
        0.5
    """
    losses = as_tensor(values)
    weight = _joint_weight(losses, reduction, sample_weight, mask)
    if weight is not None:
        # Zero weight silences the loss whatever it is: padding may well give NaN.
        losses = jnp.where(weight == 0, 0, losses * weight)
    if reduction == "none" or losses.ndim == 0:
        return losses
    total = losses.sum()
    if reduction in _AVERAGES:
        return total / max(losses.size, 1)
    if reduction == "mean_with_sample_weight":
        weight = jnp.ones((), losses.dtype) if weight is None else weight
        return _divide_no_nan(total, jnp.broadcast_to(weight, losses.shape).sum())
    return total


def _joint_weight(
    losses: jax.Array, reduction: str, sample_weight: Any, mask: Any
) -> jax.Array | None:
    weight = None
    if sample_weight is not None:
        weight = fit_weight(as_tensor(sample_weight).astype(losses.dtype), losses)
    if mask is None:
        return weight
    kept = fit_weight(as_tensor(mask).astype(losses.dtype), losses, "mask")
    if reduction in _AVERAGES:
        # Averages count the unmasked only; `reduce_losses` divides by all of them.
        kept = kept * kept.size / (kept.sum() + config.epsilon())
    return kept if weight is None else kept * weight


def fit_weight(
    weight: jax.Array, values: jax.Array, what: str = "sample_weight"
) -> jax.Array:
    """Return weights with ones appended to the shape, so that they fit the values.

    Raises:
        ValueError: where a size differs (a size of 1 counts for all).
    """
    if weight.ndim == values.ndim + 1 and weight.shape[-1] == 1:
        weight = weight[..., 0]
    fitted = weight.reshape(weight.shape + (1,) * max(0, values.ndim - weight.ndim))
    sizes = zip(fitted.shape, values.shape, strict=False)
    fits = fitted.ndim == values.ndim and all(a in (1, b) for a, b in sizes)
    if values.ndim and not fits:
        raise ValueError(
            complain(
                f"{what} does not fit the losses",
                f"shape {weight.shape} for losses of shape {values.shape}",
                f"({values.shape[0]},) or {values.shape}",
            )
        )
    return fitted


def _divide_no_nan(total: jax.Array, divisor: jax.Array) -> jax.Array:
    return jnp.where(divisor == 0, 0, total / jnp.where(divisor == 0, 1, divisor))
