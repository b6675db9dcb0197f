"""Records of what a network computes: the forward pass, and a round of learning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tengen.backprop.activations import Array
from tengen.backprop.drawing import draw
from tengen.backprop.explanation import explanation
from tengen.backprop.passes import Gradients, UpdateOrder

if TYPE_CHECKING:
    from tengen.backprop.network import Network


@dataclass(frozen=True)
class Activity:
    """What one forward pass computes: a tuple with one array (N, n) per layer each."""

    nets: tuple[Array, ...]
    outs: tuple[Array, ...]

    @property
    def output(self) -> Array:
        """What the last layer gives, (N, n)."""
        return self.outs[-1]


@dataclass(frozen=True)
class Round:
    """One round of backpropagation, from the inputs to the new weights.

    A record of numbers: making one leaves the network as it is. `errors` is
    ``1/2 (target - out)^2`` for each output neuron, (N, n); `error` is their sum, and
    `error_after` the same with the new weights.
    """

    network: Network  # as it was before the update
    x: Array
    target: Array
    rate: float
    update: UpdateOrder
    activity: Activity
    gradients: Gradients
    new_weights: tuple[Array, ...]
    new_biases: tuple[Array | None, ...]
    errors: Array
    error: float
    error_after: float

    @property
    def carriers(self) -> tuple[Array, ...]:
        """The weight matrices through which the error was carried back."""
        sequential = self.update == "sequential"
        return self.new_weights if sequential else self.network.weights

    def explain(self, weight: str) -> None:
        """Print the chain rule of one weight or bias, factor by factor."""
        print(explanation(self, weight))

    def draw(self, path: str | Path) -> Path:
        """Draw this round into a file, .svg or .png; see `tengen.backprop.draw`."""
        return draw(self, path)
