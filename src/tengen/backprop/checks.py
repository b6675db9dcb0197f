"""Checks of what a user hands to a network, made before any work.

Each raises a `ValueError` that says which argument, what was got and what expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from tengen.backprop.activations import Activation, Array, get_activation
from tengen.backprop.passes import UpdateOrder


def checked_weights(weights: Sequence[ArrayLike]) -> tuple[Array, ...]:
    """Return matrices (m, n) that fit onto each other."""
    matrices = tuple(np.array(each, dtype=np.float64) for each in weights)
    if not matrices:
        raise ValueError("weights: got none.\nexpected one matrix (m, n) per layer.")
    for k, matrix in enumerate(matrices):
        if matrix.ndim != 2 or 0 in matrix.shape:
            raise ValueError(
                f"weights[{k}]: got shape {matrix.shape}.\n"
                "expected a matrix (m, n): one row per input, one column per neuron."
            )
        if k and matrix.shape[0] != matrices[k - 1].shape[1]:
            m = matrices[k - 1].shape[1]
            raise ValueError(
                f"weights[{k}]: got shape {matrix.shape}.\n"
                f"expected ({m}, n), for weights[{k - 1}] leads to {m} neurons.\n"
                "Fix: one row per neuron of the layer before; transpose if need be."
            )
    return matrices


def checked_biases(
    biases: Sequence[ArrayLike | None] | None, weights: Sequence[Array]
) -> tuple[Array | None, ...]:
    """Return for every layer a bias (n,), a shared one (), or None."""
    if biases is None:
        return (None,) * len(weights)
    if len(biases) != len(weights):
        raise ValueError(
            f"biases: got {len(biases)} entries.\nexpected {len(weights)}, one per "
            "layer: a number, an array (n,), or None."
        )
    checked: list[Array | None] = []
    for k, (bias, weight) in enumerate(zip(biases, weights, strict=True)):
        array = None if bias is None else np.array(bias, dtype=np.float64)
        if array is not None and array.shape not in ((), (weight.shape[1],)):
            raise ValueError(
                f"biases[{k}]: got shape {array.shape}.\n"
                f"expected a number or an array ({weight.shape[1]},)."
            )
        checked.append(array)
    return tuple(checked)


def checked_activations(
    activation: str | Activation | Sequence[str | Activation], layers: int
) -> tuple[Activation, ...]:
    """Return one activation per layer."""
    if isinstance(activation, str | Activation):
        return (get_activation(activation),) * layers
    if len(activation) != layers:
        raise ValueError(
            f"activation: got {len(activation)} entries.\n"
            f"expected one for all layers, or {layers}, one per layer."
        )
    return tuple(map(get_activation, activation))


def check_order(update: str) -> None:
    """Refuse an order of update that does not exist."""
    if update not in get_args(UpdateOrder):
        raise ValueError(
            f"update: got {update!r}.\nexpected one of: "
            f"{', '.join(get_args(UpdateOrder))}."
        )


def rows_of(values: ArrayLike, name: str, columns: int) -> tuple[Array, bool]:
    """Return samples as rows, (N, columns), and whether a single one was given."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim not in (1, 2) or array.shape[-1] != columns:
        raise ValueError(
            f"{name}: got an array of shape {array.shape}.\n"
            f"expected (N, {columns}), or ({columns},) for one sample."
        )
    return np.atleast_2d(array), array.ndim == 1
