"""CTC: label sequences without an alignment."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.losses._registry import registry
from tengen.losses._tensors import as_float, as_tensor
from tengen.losses.loss import LossFunctionWrapper
from tengen.ops import ctc_loss
from tengen.ops._dispatch import op


@registry.register()
@op
def ctc(y_true: Any, y_pred: Any) -> jax.Array:
    """Return `-log p` of label sequences, summed over all their alignments.

    Graves et al. 2006, "Connectionist Temporal Classification"; see `ops.ctc_loss`.

    Args:
        y_true: labels from 1 on, `(N, L)`; rows are filled up with 0.
        y_pred: logits `(N, T, C)`; class 0 means "no label here".

    Returns:
        Losses `(N,)`.

    Raises:
        ValueError: for tensors with other numbers of axes.

    Example:
        >>> import numpy as np
        >>> loss = ctc([[1, 0]], np.zeros((1, 2, 2)))
        >>> round(float(loss[0]), 4)
        0.2877
    """
    labels, logits = as_tensor(y_true), as_float(y_pred)
    if (labels.ndim, logits.ndim) != (2, 3):
        got = f"y_true {labels.shape} and y_pred {logits.shape}"
        expected = "labels (N, L) and logits (N, T, C)"
        raise ValueError(complain("loss 'ctc'", got, expected))
    times = jnp.full(logits.shape[0], logits.shape[1])
    return ctc_loss(labels, logits, (labels != 0).sum(-1), times)


@registry.register()
class CTC(LossFunctionWrapper):
    """`ctc` as a loss object."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "ctc",
        dtype: Any = None,
    ) -> None:
        super().__init__(ctc, reduction, name, dtype)
