"""The textbook's names of neurons, weights and biases.

Inputs are i1, i2, ..., outputs o1, o2, ..., hidden neurons h1, h2, ...; where there
are several hidden layers, h2.1 is the first neuron of the second. Weights are
numbered from the inputs on, receiver after receiver: all weights into h1 first.
Biases are numbered likewise; a bias that a whole layer shares counts once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a weight or a bias sits.

    `layer` counts the weight matrices from 0; `source` is the row (None for a bias),
    `target` the column (None for a bias that the whole layer shares).
    """

    layer: int
    source: int | None
    target: int | None


class Names:
    """Names for a network with `sizes` neurons per layer, inputs included.

    `bias_counts` says for each layer after the inputs how many biases it has: none,
    one for all, or one per neuron.

    Example:
        >>> names = Names([2, 2, 2], [1, 1])
        >>> names.neurons
        (('i1', 'i2'), ('h1', 'h2'), ('o1', 'o2'))
        >>> names.weight(1, 0, 0), names.find("w5"), names.find("h1->o1")
        ('w5', Place(layer=1, source=0, target=0), Place(layer=1, source=0, target=0))
    """

    def __init__(self, sizes: Sequence[int], bias_counts: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.bias_counts = tuple(bias_counts)
        self.neurons = tuple(
            tuple(f"{prefix}{i + 1}" for i in range(size))
            for prefix, size in zip(_prefixes(len(sizes)), sizes, strict=True)
        )

    def weight(self, layer: int, source: int, target: int) -> str:
        """Name the weight in row `source` and column `target` of matrix `layer`."""
        before = sum(_products(self.sizes)[:layer])
        return f"w{before + target * self.sizes[layer] + source + 1}"

    def bias(self, layer: int, target: int) -> str:
        """Name the bias that neuron `target` of layer `layer` uses; '' for none."""
        count = self.bias_counts[layer]
        if count == 0:
            return ""
        before = sum(self.bias_counts[:layer])
        return f"b{before + (target if count > 1 else 0) + 1}"

    def find(self, name: str) -> Place:
        """Find a weight (``w5`` or ``h1->o1``) or a bias (``b1``) by its name.

        Raises:
            ValueError: nothing has this name.
        """
        place = self._find_ends(name) if "->" in name else self._find_number(name)
        if place is None:
            ends = f"{self.neurons[0][0]}->{self.neurons[1][0]}"
            raise ValueError(
                f"weight: got {name!r}.\nexpected {self._known()} (or {ends!r})."
            )
        return place

    def _find_ends(self, name: str) -> Place | None:
        source, target = (end.strip() for end in name.split("->", 1))
        for layer, (senders, receivers) in enumerate(
            zip(self.neurons, self.neurons[1:], strict=False)
        ):
            if source in senders and target in receivers:
                return Place(layer, senders.index(source), receivers.index(target))
        return None

    def _find_number(self, name: str) -> Place | None:
        match = re.fullmatch(r"([wb])([1-9]\d*)", name.strip())
        if match is None:
            return None
        left = int(match[2]) - 1
        counts = _products(self.sizes) if match[1] == "w" else self.bias_counts
        for layer, count in enumerate(counts):
            if left >= count:
                left -= count
            elif match[1] == "w":
                target, source = divmod(left, self.sizes[layer])
                return Place(layer, source, target)
            else:
                shared = count == 1 and self.sizes[layer + 1] > 1
                return Place(layer, None, None if shared else left)
        return None

    def all_weights(self) -> list[str]:
        """List the names of all weights, in order."""
        return [f"w{i + 1}" for i in range(sum(_products(self.sizes)))]

    def _known(self) -> str:
        weights, biases = sum(_products(self.sizes)), sum(self.bias_counts)
        known = f"w1 to w{weights}"
        if biases:
            known += f", b1 to b{biases}" if biases > 1 else ", b1"
        return known


def _prefixes(layers: int) -> list[str]:
    hidden = layers - 2
    middle = ["h"] if hidden == 1 else [f"h{k + 1}." for k in range(hidden)]
    return ["i", *middle, "o"]


def _products(sizes: Sequence[int]) -> list[int]:
    return [a * b for a, b in zip(sizes, sizes[1:], strict=False)]
