"""Circle loss: embeddings of one class near one another, those of others far."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.losses._registry import registry
from tengen.losses._tensors import as_float, as_tensor
from tengen.losses.loss import Loss
from tengen.ops._dispatch import op


@registry.register()
@op
def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> jax.Array:
    """Return for each embedding how far like ones are, and how near unlike ones.

    With distances d = 1 - cosine: `log(1 + sum exp(-gamma p (margin - d)) *
    sum exp(gamma n (1 - margin - d)))`, the first sum over embeddings of the same
    class, the second over all others, with weights `p = margin + d` and
    `n = 1 + margin - d` (Sun et al. 2020, "Circle Loss", equations 4 to 6).

    Args:
        y_true: class numbers `(N,)`.
        y_pred: embeddings of length 1, `(N, D)`.
        ref_labels, ref_embeddings: what they are compared with, `(M,)` and `(M, D)`;
            the batch itself if `None`.
        remove_diagonal: whether an embedding is not compared with itself.
        gamma: how sharply the worst pairs are picked out.
        margin: how far like and unlike ones are to be kept apart.

    Returns:
        Losses `(N,)`; where an embedding has no like or no unlike one, the loss is 0
        and does not count.

    Example:
        >>> import numpy as np
        >>> points = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        >>> circle([0, 0, 1], points).round(2).tolist()
        [0.0, 0.0, 0.0]
    """
    labels, embeddings = as_tensor(y_true).reshape(-1), as_float(y_pred)
    others = embeddings if ref_embeddings is None else as_float(ref_embeddings)
    other_labels = labels if ref_labels is None else as_tensor(ref_labels).reshape(-1)
    distances = jnp.maximum(1 - embeddings @ others.T, 0)
    is_like = labels[:, None] == other_labels
    is_unlike = ~is_like
    if remove_diagonal:
        is_like &= ~jnp.eye(is_like.shape[0], is_like.shape[1], dtype=bool)
    pull = -gamma * jnp.maximum(margin + distances, 0) * (margin - distances)
    push = gamma * jnp.maximum(1 + margin - distances, 0) * (1 - margin - distances)
    losses = jax.nn.softplus(_log_sum(pull, is_like) + _log_sum(push, is_unlike))
    call = context.current_call()
    if call is not None:
        call.set_mask(losses, losses > 0)
    return losses


def _log_sum(values: jax.Array, counts: jax.Array) -> jax.Array:
    """Return log of the sum of exponentials of those that count, for each row."""
    is_any = counts.any(1)
    # A row of nothing would have NaN as its gradient: it is given something to sum.
    counts |= ~is_any[:, None]
    return jnp.where(is_any, jax.nn.logsumexp(values, axis=1, where=counts), -jnp.inf)


@registry.register()
class Circle(Loss):
    """`circle` as a loss object; calls may name what a batch is compared with."""

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str | None = "sum_over_batch_size",
        name: str = "circle",
        dtype: Any = None,
    ) -> None:
        super().__init__(name, reduction, dtype)
        self.gamma = gamma
        self.margin = margin
        self.remove_diagonal = remove_diagonal

    def call(
        self,
        y_true: Any,
        y_pred: Any,
        ref_labels: Any = None,
        ref_embeddings: Any = None,
    ) -> jax.Array:
        """Return the losses `(N,)`."""
        return circle(
            y_true,
            y_pred,
            ref_labels,
            ref_embeddings,
            self.remove_diagonal,
            self.gamma,
            self.margin,
        )
