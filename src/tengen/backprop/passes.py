"""The forward and the backward pass, as functions of matrices.

Letters: N samples, n neurons of a layer, m neurons (or inputs) of the layer before.
Weights of a layer are a matrix (m, n), its biases (n,) or, shared by all, (). All
activities are (N, n). `network.py` puts names and manners around these two functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tengen.backprop.activations import Activation, Array

UpdateOrder = Literal["simultaneous", "sequential"]


@dataclass(frozen=True)
class Gradients:
    """What one backward pass finds, a tuple with one array per layer each.

    Shapes: `dE_dout`, `dout_dnet` and `deltas` (the product of both, dE/dnet) are
    (N, n), or (n,) for a single sample; `weights` (dE/dw) are (m, n); `biases` (dE/db)
    are (n,), () where the layer shares one bias, None where it has none.
    """

    dE_dout: tuple[Array, ...]
    dout_dnet: tuple[Array, ...]
    deltas: tuple[Array, ...]
    weights: tuple[Array, ...]
    biases: tuple[Array | None, ...]


def forward_pass(
    weights: Sequence[Array],
    biases: Sequence[Array | None],
    activations: Sequence[Activation],
    x: Array,
) -> tuple[list[Array], list[Array]]:
    """Return the net inputs and the outputs of every layer, each (N, n)."""
    nets, outs = [], []
    out = x  # (N, m)
    for weight, bias, activation in zip(weights, biases, activations, strict=True):
        net = out @ weight  # (N, n)
        if bias is not None:
            net = net + bias
        out = activation.function(net)
        nets.append(net)
        outs.append(out)
    return nets, outs


def backward_pass(
    weights: Sequence[Array],
    activations: Sequence[Activation],
    x: Array,
    nets: Sequence[Array],
    outs: Sequence[Array],
    target: Array,
    rate: float,
    update: UpdateOrder,
) -> tuple[list[Array], list[Array], list[Array], list[Array], list[Array]]:
    """Go from the error back to the inputs.

    Returns dE/dout, dout/dnet and their product (N, n), dE/dw and the new weights
    (m, n), each as a list in the order of the layers.

    The error reaches a layer through the weights of the layer behind it. With
    ``update="sequential"`` those have already been changed when it passes, with
    ``"simultaneous"`` they have not; this is the only difference.
    """
    last = len(weights) - 1
    slopes, factors, deltas, gradients, new_weights = [], [], [], [], []
    slope = outs[last] - target  # dE/dout = -(target - out), (N, n)
    for k in range(last, -1, -1):
        factor = activations[k].derivative(nets[k], outs[k])
        delta = slope * factor
        gradient = (outs[k - 1] if k else x).T @ delta  # (m, N) @ (N, n)
        new_weight = weights[k] - rate * gradient
        slopes.append(slope)
        factors.append(factor)
        deltas.append(delta)
        gradients.append(gradient)
        new_weights.append(new_weight)
        if k:
            carrier = new_weight if update == "sequential" else weights[k]
            slope = delta @ carrier.T  # (N, n) @ (n, m)
    lists = (slopes, factors, deltas, gradients, new_weights)
    for each in lists:
        each.reverse()
    return lists


def bias_gradient(bias: Array | None, delta: Array) -> Array | None:
    """Sum dE/dnet (N, n) over all that the bias feeds: samples, or neurons too."""
    if bias is None:
        return None
    return np.asarray(delta.sum(axis=0) if bias.ndim else delta.sum())
