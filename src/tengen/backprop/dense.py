"""Loss and gradients of a dense network, for other losses than the textbook's.

The reference that the engine's own gradients are compared with. Losses are averaged
as Keras averages them. Written out in full, with no care for speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tengen.backprop.activations import ACTIVATIONS, Array, get_activation

LOSSES = (
    "mean_squared_error",
    "mean_absolute_error",
    "binary_crossentropy",
    "categorical_crossentropy",
)
_SHORT = {"mse": "mean_squared_error", "mae": "mean_absolute_error"}
_NEEDS = {"binary_crossentropy": "sigmoid", "categorical_crossentropy": "softmax"}


@dataclass(frozen=True)
class DenseGradients:
    """Loss, output (N, n), and the loss's derivatives.

    `weights` and `biases` hold one array per layer, shaped as the weights (m, n) and
    biases (n,) themselves; `inputs` is the derivative by `x`, (N, m).
    """

    loss: float
    output: Array
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    inputs: Array


def softmax(net: ArrayLike) -> Array:
    """Compute ``e^net / sum e^net`` over the last axis; same shape.

    Example:
        >>> softmax([0.0, 0.0, 1000.0])
        array([0., 0., 1.])
    """
    net = np.asarray(net, dtype=np.float64)
    power = np.exp(net - net.max(axis=-1, keepdims=True))
    return np.asarray(power / power.sum(axis=-1, keepdims=True))


def dense_gradients(
    x: ArrayLike,
    target: ArrayLike,
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    activations: Sequence[str],
    loss: str,
) -> DenseGradients:
    """Compute loss and gradients of a stack of dense layers.

    Args:
        x: samples, (N, m).
        target: (N, n); for categorical cross-entropy one-hot or probabilities.
        weights: one matrix (m, n) per layer.
        biases: one array (n,) per layer.
        activations: a name per layer: "softmax" or any of `ACTIVATIONS`.
        loss: "mean_squared_error", "mean_absolute_error" (means over all N * n
            numbers), "binary_crossentropy" (the same; the last layer is "sigmoid") or
            "categorical_crossentropy" (sum over n, mean over N; it is "softmax").

    The cross-entropies are computed from the last net input, which is exact where
    the probabilities have run into 0 or 1. The derivative of the absolute error at 0
    is 0. To check a loss that takes logits, name the last activation all the same.

    Raises:
        ValueError: an unknown loss or activation, or a cross-entropy without its
            activation.

    Source: the course, "Cross-entropy loss" and "Binary cross-entropy loss".

    Example:
        >>> result = dense_gradients(
        ...     [[1.0, 2.0]], [[0.0, 1.0]], [np.eye(2)], [np.zeros(2)], ["softmax"],
        ...     "categorical_crossentropy",
        ... )
        >>> round(result.loss, 6), result.biases[0].round(6)
        (0.313262, array([ 0.268941, -0.268941]))
    """
    loss = _checked_loss(loss, activations)
    outs = [np.asarray(x, dtype=np.float64)]  # outs[k] is what layer k takes
    nets = []
    for weight, bias, name in zip(weights, biases, activations, strict=True):
        nets.append(outs[-1] @ np.asarray(weight, np.float64) + np.asarray(bias))
        outs.append(_activate(name, nets[-1]))
    goal = np.asarray(target, dtype=np.float64)
    value, delta = _loss_and_delta(loss, activations[-1], nets[-1], outs[-1], goal)
    weight_gradients, bias_gradients = [], []
    for k in range(len(nets) - 1, -1, -1):
        weight_gradients.append(outs[k].T @ delta)  # (m, N) @ (N, n)
        bias_gradients.append(delta.sum(axis=0))
        slope = delta @ np.asarray(weights[k], np.float64).T  # (N, n) @ (n, m)
        if k:
            delta = _through(activations[k - 1], nets[k - 1], outs[k], slope)
    return DenseGradients(
        value,
        outs[-1],
        tuple(reversed(weight_gradients)),
        tuple(reversed(bias_gradients)),
        slope,
    )


def _activate(name: str, net: Array) -> Array:
    return softmax(net) if name == "softmax" else get_activation(name)(net)


def _through(name: str, net: Array, out: Array, slope: Array) -> Array:
    """Take dE/dout back to dE/dnet, all (N, n)."""
    if name == "softmax":  # its Jacobian is diag(out) - out out^T
        return np.asarray(out * (slope - (slope * out).sum(axis=-1, keepdims=True)))
    return slope * get_activation(name).derivative(net, out)


def _loss_and_delta(
    loss: str, activation: str, net: Array, out: Array, target: Array
) -> tuple[float, Array]:
    """Return the loss and its derivative by the last net input (N, n)."""
    if out.shape != target.shape:
        raise ValueError(
            f"target: got shape {target.shape}.\nexpected {out.shape}, that of the "
            "output."
        )
    samples = len(out)
    if loss == "binary_crossentropy":  # -(t log o + (1 - t) log(1 - o))
        each = np.maximum(net, 0) - net * target + np.log1p(np.exp(-np.abs(net)))
        return float(each.mean()), (out - target) / out.size
    if loss == "categorical_crossentropy":  # -t log o
        top = net.max(axis=-1, keepdims=True)
        log_out = net - top - np.log(np.exp(net - top).sum(axis=-1, keepdims=True))
        delta = out * target.sum(axis=-1, keepdims=True) - target
        return float(-(target * log_out).sum() / samples), delta / samples
    missing = out - target
    if loss == "mean_squared_error":
        value, slope = (missing**2).mean(), 2.0 * missing / out.size
    else:
        value, slope = np.abs(missing).mean(), np.sign(missing) / out.size
    return float(value), _through(activation, net, out, slope)


def _checked_loss(loss: str, activations: Sequence[str]) -> str:
    loss = _SHORT.get(loss, loss)
    if loss not in LOSSES:
        raise ValueError(f"loss: got {loss!r}.\nexpected one of: {', '.join(LOSSES)}.")
    last = "sigmoid" if activations[-1] == "logistic" else activations[-1]
    needed = _NEEDS.get(loss, last)
    if last != needed:
        raise ValueError(
            f"activations: got {last!r} for the last layer.\n"
            f"expected {needed!r}, which {loss} goes with."
        )
    for name in activations:
        if name != "softmax" and name not in ACTIVATIONS:
            get_activation(name)  # raises, and says what there is
    return loss
