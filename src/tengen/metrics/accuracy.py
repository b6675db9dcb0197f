"""Accuracies: the share of outputs that are right."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.losses._tensors import as_float, as_tensor, to_same_rank
from tengen.metrics._registry import registry
from tengen.metrics.means import MeanMetricWrapper


def accuracy(y_true: Any, y_pred: Any) -> jax.Array:
    """Return 1 where output and target are equal, else 0.

    Args:
        y_true: targets `(N, ...)`.
        y_pred: outputs `(N, ...)`.

    Returns:
        Zeros and ones `(N, ...)`.

    Example:
        >>> accuracy([[1], [2]], [[1], [3]]).tolist()
        [[1.0], [0.0]]
    """
    y_true, y_pred = _pair("accuracy", y_true, y_pred)
    return jnp.equal(y_true, y_pred).astype(y_pred.dtype)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> jax.Array:
    """Return 1 where a probability is on its target's side of a threshold, else 0.

    Args:
        y_true: targets 0 or 1, `(N, ...)`.
        y_pred: probabilities `(N, ...)`; above the threshold means 1.
        threshold: between 0 and 1.

    Returns:
        Zeros and ones `(N, ...)`.

    Example:
        >>> binary_accuracy([[1], [0]], [[0.9], [0.6]]).tolist()
        [[1.0], [0.0]]
    """
    y_true, y_pred = _pair("binary_accuracy", y_true, y_pred)
    called = (y_pred > threshold).astype(y_pred.dtype)
    return jnp.equal(y_true, called).astype(y_pred.dtype)


def categorical_accuracy(y_true: Any, y_pred: Any) -> jax.Array:
    """Return 1 where the greatest output is the target's class, else 0.

    Args:
        y_true: one-hot targets `(N, ..., C)`.
        y_pred: probabilities or logits `(N, ..., C)`.

    Returns:
        Zeros and ones `(N, ...)`.

    Example:
        >>> categorical_accuracy([[0, 1], [1, 0]], [[0.2, 0.8], [0.4, 0.6]]).tolist()
        [1.0, 0.0]
    """
    y_true, y_pred = _pair("categorical_accuracy", y_true, y_pred)
    return _hits(jnp.argmax(y_true, axis=-1), y_pred)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> jax.Array:
    """Return 1 where the greatest output is the target's class, else 0.

    Args:
        y_true: class numbers `(N, ...)` or `(N, ..., 1)`.
        y_pred: probabilities or logits `(N, ..., C)`.

    Returns:
        Zeros and ones `(N, ...)`.

    Example:
        >>> sparse_categorical_accuracy([1, 0], [[0.2, 0.8], [0.4, 0.6]]).tolist()
        [1.0, 0.0]
    """
    y_pred = as_float(y_pred)
    return _hits(class_numbers("sparse_categorical_accuracy", y_true, y_pred), y_pred)


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> jax.Array:
    """Return 1 where the target's class is among the `k` greatest outputs, else 0.

    Args:
        y_true: one-hot targets `(N, ..., C)`.
        y_pred: probabilities or logits `(N, ..., C)`.
        k: how many outputs are looked at; ties count in favour.

    Returns:
        Zeros and ones `(N, ...)`.

    Example:
        >>> top_k_categorical_accuracy([[1, 0, 0]], [[0.3, 0.5, 0.2]], k=2).tolist()
        [1.0]
    """
    y_true, y_pred = _pair("top_k_categorical_accuracy", y_true, y_pred)
    return _in_top_k(jnp.argmax(y_true, axis=-1), y_pred, k)


def sparse_top_k_categorical_accuracy(
    y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False
) -> jax.Array:
    """Return 1 where the target's class is among the `k` greatest outputs, else 0.

    Args:
        y_true: class numbers `(N, ...)` or `(N, ..., 1)`.
        y_pred: probabilities or logits `(N, ..., C)`.
        k: how many outputs are looked at; ties count in favour.
        from_sorted_ids: whether `y_pred` holds class numbers, the best first.

    Returns:
        Zeros and ones `(N, ...)`.

    Example:
        >>> sparse_top_k_categorical_accuracy([0], [[0.3, 0.5, 0.2]], k=2).tolist()
        [1.0]
    """
    y_pred = as_float(y_pred)
    labels = class_numbers("sparse_top_k_categorical_accuracy", y_true, y_pred)
    if from_sorted_ids:
        found = jnp.equal(y_pred[..., :k].astype(labels.dtype), labels[..., None])
        return jnp.any(found, axis=-1).astype(y_pred.dtype)
    return _in_top_k(labels, y_pred, k)


def class_numbers(name: str, y_true: Any, y_pred: jax.Array) -> jax.Array:
    """Return integer class numbers shaped like the outputs without their last axis.

    Raises:
        ValueError: where they are shaped otherwise.
    """
    labels: jax.Array = as_tensor(y_true)
    if labels.ndim == y_pred.ndim and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if labels.shape != y_pred.shape[:-1]:
        raise ValueError(
            complain(
                f"metric '{name}'",
                f"y_true {labels.shape} for outputs {y_pred.shape}",
                f"class numbers of shape {y_pred.shape[:-1]}",
            )
        )
    return labels.astype("int32")


def _pair(name: str, y_true: Any, y_pred: Any) -> tuple[jax.Array, jax.Array]:
    y_pred = as_float(y_pred)
    y_true, y_pred = to_same_rank(as_tensor(y_true).astype(y_pred.dtype), y_pred)
    if y_true.shape != y_pred.shape:
        raise ValueError(
            complain(
                f"metric '{name}': targets and outputs differ in shape",
                f"y_true {y_true.shape} and y_pred {y_pred.shape}",
                "the same shape",
            )
        )
    return y_true, y_pred


def _hits(labels: jax.Array, y_pred: jax.Array) -> jax.Array:
    return (jnp.argmax(y_pred, axis=-1) == labels).astype(y_pred.dtype)


def _in_top_k(labels: jax.Array, y_pred: jax.Array, k: int) -> jax.Array:
    number = jax.lax.broadcasted_iota(labels.dtype, y_pred.shape, y_pred.ndim - 1)
    own = jnp.where(number == labels[..., None], y_pred, 0).sum(axis=-1, keepdims=True)
    better = (y_pred > own).sum(axis=-1)
    is_class = (labels >= 0) & (labels < y_pred.shape[-1])
    return (is_class & (better < k)).astype(y_pred.dtype)


@registry.register("acc")
class Accuracy(MeanMetricWrapper):
    """The share of outputs equal to their targets.

    Given as the string `'accuracy'` to `compile`, it becomes the binary, categorical
    or sparse accuracy, whichever the shapes ask for.

    Example:
        >>> float(Accuracy()([[1], [2]], [[1], [3]]))
        0.5
    """

    def __init__(self, name: str | None = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name, dtype)


@registry.register()
class BinaryAccuracy(MeanMetricWrapper):
    """The mean of `binary_accuracy`.

    Args:
        threshold: above it, an output means 1.
    """

    def __init__(
        self,
        name: str | None = "binary_accuracy",
        dtype: Any = None,
        threshold: float = 0.5,
    ) -> None:
        if threshold is not None and not 0 < threshold < 1:
            raise ValueError(
                complain("BinaryAccuracy", f"threshold={threshold}", "between 0 and 1")
            )
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


@registry.register()
class CategoricalAccuracy(MeanMetricWrapper):
    """The mean of `categorical_accuracy`."""

    def __init__(
        self, name: str | None = "categorical_accuracy", dtype: Any = None
    ) -> None:
        super().__init__(categorical_accuracy, name, dtype)


@registry.register()
class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `sparse_categorical_accuracy`."""

    def __init__(
        self, name: str | None = "sparse_categorical_accuracy", dtype: Any = None
    ) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)


@registry.register()
class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `top_k_categorical_accuracy`.

    Args:
        k: how many outputs are looked at.
    """

    def __init__(
        self,
        k: int = 5,
        name: str | None = "top_k_categorical_accuracy",
        dtype: Any = None,
    ) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)


@registry.register()
class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `sparse_top_k_categorical_accuracy`.

    Args:
        k: how many outputs are looked at.
        from_sorted_ids: whether outputs are class numbers, the best first.
    """

    def __init__(
        self,
        k: int = 5,
        name: str | None = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        super().__init__(
            sparse_top_k_categorical_accuracy,
            name,
            dtype,
            k=k,
            from_sorted_ids=from_sorted_ids,
        )
        self.from_sorted_ids = from_sorted_ids
