"""The networks that the course works through, and ones to learn on by matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tengen.backprop.activations import Activation, Array
from tengen.backprop.network import Network
from tengen.backprop.passes import UpdateOrder
from tengen.backprop.round import Round


@dataclass(frozen=True)
class Example:
    """A network with samples `x` (N, m) or (m,), targets (N, n) or (n,) and a rate."""

    network: Network
    x: Array
    target: Array
    rate: float

    def round(self, update: UpdateOrder = "simultaneous") -> Round:
        """Work out the next round; the network stays as it is."""
        return self.network.round(self.x, self.target, self.rate, update)

    def sample(self, index: int) -> Example:
        """Return the same example with one of its samples only.

        Raises:
            ValueError: there is no such sample.
        """
        x, target = np.atleast_2d(self.x), np.atleast_2d(self.target)
        if not 0 <= index < len(x):
            raise ValueError(f"sample: got {index}.\nexpected 0 to {len(x) - 1}.")
        return Example(self.network, x[index], target[index], self.rate)

    def train(self, rounds: int, update: UpdateOrder = "simultaneous") -> Array:
        """Train the network; returns the error before and after each round."""
        return self.network.train(self.x, self.target, rounds, self.rate, update)


def worked_example() -> Example:
    """Build the textbook's worked example: two inputs, two hidden neurons, two outputs.

    Source: the course, "Backpropagation", from "The Forward Pass" on. The biases are
    shared by each layer and are not trained; the rate is 0.5.

    Example:
        >>> example = worked_example()
        >>> example.round().error, example.round().error_after  # doctest: +ELLIPSIS
        (0.29837110..., 0.29102777...)
    """
    network = Network(
        weights=[[[0.15, 0.25], [0.20, 0.30]], [[0.40, 0.50], [0.45, 0.55]]],
        biases=[0.35, 0.60],
        train_biases=False,
    )
    return Example(network, np.array([0.05, 0.10]), np.array([0.01, 0.99]), rate=0.5)


def exercise_network() -> Example:
    """Build the course's exercise: inputs 0.1 and 0.5, one hidden neuron, output 0.2.

    The course leaves the weights to the reader; these are the first ones of the worked
    example, and its biases.

    Example:
        >>> example = exercise_network()
        >>> errors = example.train(1000)
        >>> example.network.forward([0.1, 0.5]).output.round(3)
        array([0.2])
    """
    network = Network(
        weights=[[[0.15], [0.20]], [[0.40]]], biases=[0.35, 0.60], train_biases=False
    )
    return Example(network, np.array([0.1, 0.5]), np.array([0.2]), rate=0.5)


def xor_batch(seed: int = 0) -> Example:
    """Build a 2-4-1 network and XOR as one batch of four samples.

    Every neuron has a bias of its own, and all weights are random, from `seed`.

    Example:
        >>> example = xor_batch()
        >>> errors = example.train(2000)
        >>> example.network.forward(example.x).output.round().ravel()
        array([0., 1., 1., 0.])
    """
    network = random_network([2, 4, 1], ["tanh", "logistic"], seed)
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Example(network, x, np.array([[0.0], [1.0], [1.0], [0.0]]), rate=0.5)


def random_network(
    sizes: Sequence[int],
    activation: str | Activation | Sequence[str | Activation] = "logistic",
    seed: int = 0,
) -> Network:
    """Make a network with random weights and one bias of zero per neuron.

    Weights are uniform between -r and r with ``r = sqrt(6 / (m + n))`` (Glorot and
    Bengio 2010, equation 16), from `seed` alone.

    Example:
        >>> random_network([2, 4, 1], "half_tanh", seed=3)
        <network 2-4-1: half_tanh, half_tanh>
    """
    random = np.random.default_rng(seed)
    weights = []
    for m, n in zip(sizes, sizes[1:], strict=False):
        reach = np.sqrt(6.0 / (m + n))
        weights.append(random.uniform(-reach, reach, size=(m, n)))
    return Network(weights, [np.zeros(n) for n in sizes[1:]], activation)
