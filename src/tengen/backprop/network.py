"""A network of neurons given by weight matrices, with every derivative visible.

Forward, error, backward, update, as the textbook does it by hand:

    net = Network([[[0.15, 0.25], [0.20, 0.30]], [[0.40, 0.50], [0.45, 0.55]]],
                  biases=[0.35, 0.60], train_biases=False)
    net.explain("w5", [0.05, 0.10], [0.01, 0.99])
    net.train([0.05, 0.10], [0.01, 0.99], rounds=10_000)

Letters: N samples, m inputs of a layer, n neurons of it. Where a batch (N, m) is
taken, a single sample (m,) is taken too, and the results then have no N. Everything
is computed in float64. What is not here: mini-batches, other losses and optimizers;
those are the engine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from tengen.backprop.activations import Activation, Array
from tengen.backprop.checks import (
    check_order,
    checked_activations,
    checked_biases,
    checked_weights,
    rows_of,
)
from tengen.backprop.naming import Names
from tengen.backprop.passes import (
    Gradients,
    UpdateOrder,
    backward_pass,
    bias_gradient,
    forward_pass,
)
from tengen.backprop.round import Activity, Round


class Network:
    """Layers of neurons, each of which computes ``out = f(sum w * input + bias)``.

    Args:
        weights: one matrix (m, n) per layer; column j holds the weights into neuron j.
        biases: one entry per layer: a number that all neurons of the layer share,
            an array (n,), or None. Without the argument no layer has a bias.
        activation: a name or `Activation` for all layers, or a list of one per layer.
        train_biases: whether the update changes the biases.

    Raises:
        ValueError: shapes that do not fit together, or an unknown activation.

    Source: the course, "Formalization of a neural network" and "Backpropagation".

    Example:
        >>> net = Network([[[0.15, 0.25], [0.20, 0.30]]], biases=[0.35])
        >>> net.forward([0.05, 0.10]).output.round(9)
        array([0.59326999, 0.59688438])
    """

    def __init__(
        self,
        weights: Sequence[ArrayLike],
        biases: Sequence[ArrayLike | None] | None = None,
        activation: str | Activation | Sequence[str | Activation] = "logistic",
        train_biases: bool = True,
    ) -> None:
        self.weights = checked_weights(weights)
        self.biases = checked_biases(biases, self.weights)
        self.activations = checked_activations(activation, len(self.weights))
        self.train_biases = train_biases

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs and of neurons in each layer."""
        return (self.weights[0].shape[0], *(w.shape[1] for w in self.weights))

    @property
    def names(self) -> Names:
        """The names of neurons and weights: i1, h1, o1, w1, b1, ..."""
        counts = [0 if b is None else b.size for b in self.biases]
        return Names(self.sizes, counts)

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.sizes))
        names = ", ".join(each.name for each in self.activations)
        return f"<network {sizes}: {names}>"

    def copy(self) -> Network:
        """Return an independent network with the same weights."""
        return Network(self.weights, self.biases, self.activations, self.train_biases)

    def forward(self, x: ArrayLike) -> Activity:
        """Compute net inputs and outputs of all layers for `x`, (N, m) or (m,).

        Raises:
            ValueError: `x` has not as many columns as the network has inputs.
        """
        rows, single = rows_of(x, "x", self.sizes[0])
        nets, outs = forward_pass(self.weights, self.biases, self.activations, rows)
        return Activity(_strip(nets, single), _strip(outs, single))

    def error(self, x: ArrayLike, target: ArrayLike) -> float:
        """Compute ``E = sum 1/2 (target - out)^2``, over all outputs and samples."""
        rows, targets, _ = self._pair(x, target)
        return float(0.5 * np.sum((targets - self.forward(rows).output) ** 2))

    def backward(self, x: ArrayLike, target: ArrayLike) -> Gradients:
        """Compute the derivatives of the error by all that it depends on.

        Shapes: `x` (N, m) or (m,), `target` (N, n) or (n,).

        Raises:
            ValueError: shapes that do not fit the network or each other.
        """
        return self.round(x, target).gradients

    def round(
        self,
        x: ArrayLike,
        target: ArrayLike,
        rate: float = 0.5,
        update: UpdateOrder = "simultaneous",
    ) -> Round:
        """Work out one round of backpropagation without changing the network.

        Args:
            x: samples, (N, m) or (m,).
            target: what the outputs should be, (N, n) or (n,).
            rate: the learning rate.
            update: "simultaneous" computes all derivatives with the original weights;
                "sequential" changes each layer's weights, the last one's first, before
                the error is carried back through them.

        Raises:
            ValueError: shapes that do not fit, or an unknown order of update.
        """
        check_order(update)
        rows, targets, single = self._pair(x, target)
        before = self.copy()
        nets, outs = forward_pass(
            before.weights, before.biases, before.activations, rows
        )
        slopes, factors, deltas, gradients, new_weights = backward_pass(
            before.weights,
            before.activations,
            rows,
            nets,
            outs,
            targets,
            rate,
            update,
        )
        bias_gradients = tuple(map(bias_gradient, before.biases, deltas))
        new_biases = before._new_biases(bias_gradients, rate)
        after = Network(new_weights, new_biases, before.activations)
        errors = 0.5 * (targets - outs[-1]) ** 2
        return Round(
            network=before,
            x=rows[0] if single else rows,
            target=targets[0] if single else targets,
            rate=rate,
            update=update,
            activity=Activity(_strip(nets, single), _strip(outs, single)),
            gradients=Gradients(
                _strip(slopes, single),
                _strip(factors, single),
                _strip(deltas, single),
                tuple(gradients),
                bias_gradients,
            ),
            new_weights=tuple(new_weights),
            new_biases=new_biases,
            errors=errors[0] if single else errors,
            error=float(errors.sum()),
            error_after=after.error(rows, targets),
        )

    def learn(
        self,
        x: ArrayLike,
        target: ArrayLike,
        rate: float = 0.5,
        update: UpdateOrder = "simultaneous",
    ) -> Round:
        """Do one round and take the new weights over; arguments as for `round`."""
        done = self.round(x, target, rate, update)
        self.weights, self.biases = done.new_weights, done.new_biases
        return done

    def train(
        self,
        x: ArrayLike,
        target: ArrayLike,
        rounds: int,
        rate: float = 0.5,
        update: UpdateOrder = "simultaneous",
    ) -> Array:
        """Do many rounds with the same samples; arguments as for `round`.

        Returns the error before the first round and after each, (rounds + 1,).

        Raises:
            ValueError: shapes that do not fit, or an unknown order of update.
            FloatingPointError: the error is no longer a finite number. The network
                then keeps the weights that it had before.

        Example:
            >>> net = Network([[[0.5]]])
            >>> errors = net.train([1.0], [0.0], rounds=100)
            >>> bool(errors[-1] < 0.01 < errors[0])
            True
        """
        check_order(update)
        rows, targets, _ = self._pair(x, target)
        errors = np.empty(rounds + 1)
        weights: Sequence[Array] = self.weights
        biases = self.biases
        acts = self.activations
        with np.errstate(over="ignore", invalid="ignore"):
            for done in range(rounds + 1):
                nets, outs = forward_pass(weights, biases, acts, rows)
                missing = targets - outs[-1]
                errors[done] = 0.5 * np.vdot(missing, missing)
                if done == rounds:
                    break
                _, _, deltas, _, weights = backward_pass(
                    weights, acts, rows, nets, outs, targets, rate, update
                )
                if self.train_biases:
                    gradients = tuple(map(bias_gradient, biases, deltas))
                    biases = self._new_biases(gradients, rate, biases)
        if not np.isfinite(errors[-1]):
            first = int(np.argmin(np.isfinite(errors)))
            raise FloatingPointError(
                f"train: the error is not finite after round {first}.\n"
                f"got rate={rate}. Fix: a smaller rate; the weights are as before."
            )
        self.weights, self.biases = tuple(weights), biases
        return errors

    def explain(
        self,
        weight: str,
        x: ArrayLike,
        target: ArrayLike,
        rate: float = 0.5,
        update: UpdateOrder = "simultaneous",
    ) -> None:
        """Print the chain rule of one weight with numbers: ``"w5"``, ``"h1->o1"``.

        Arguments as for `round`, but one sample only. To have the numbers and the
        text instead, use `tengen.backprop.explanation`.

        Raises:
            ValueError: no such weight, or more than one sample.
        """
        self.round(x, target, rate, update).explain(weight)

    def draw(
        self,
        path: str | Path,
        x: ArrayLike,
        target: ArrayLike,
        rate: float = 0.5,
        update: UpdateOrder = "simultaneous",
    ) -> Path:
        """Draw the network in one round of backpropagation; returns the path.

        Arguments as for `round`, but one sample only; `path` ends in .svg or .png.

        Raises:
            ValueError: another ending, more than one sample, or too many neurons.
        """
        return self.round(x, target, rate, update).draw(path)

    def _new_biases(
        self,
        gradients: Sequence[Array | None],
        rate: float,
        biases: Sequence[Array | None] | None = None,
    ) -> tuple[Array | None, ...]:
        old = self.biases if biases is None else biases
        if not self.train_biases:
            return tuple(old)
        return tuple(
            None if b is None or g is None else np.asarray(b - rate * g)
            for b, g in zip(old, gradients, strict=True)
        )

    def _pair(self, x: ArrayLike, target: ArrayLike) -> tuple[Array, Array, bool]:
        rows, single = rows_of(x, "x", self.sizes[0])
        targets, _ = rows_of(target, "target", self.sizes[-1])
        if len(rows) != len(targets):
            raise ValueError(
                f"x and target: got {len(rows)} and {len(targets)} samples.\n"
                "expected one target for each sample."
            )
        return rows, targets, single


def _strip(arrays: Sequence[Array], single: bool) -> tuple[Array, ...]:
    return tuple(each[0] if single else each for each in arrays)
