"""The formulas of one round, in the textbook's names and in its numbers.

`Formulas` answers questions such as "what is the net input of o1, in words and in
numbers"; `explanation` and `report` put the answers into sentences. Layers are
counted as the weight matrices are, from 0; the inputs are layer -1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tengen.backprop.figures import chain, long_sum, operand, show

if TYPE_CHECKING:
    from tengen.backprop.round import Round


def one_sample(done: Round) -> Round:
    """Return the round of its only sample.

    Raises:
        ValueError: the round was one of several samples.
    """
    if done.x.ndim == 1:
        return done
    if len(done.x) > 1:
        raise ValueError(
            f"x: got {len(done.x)} samples.\nexpected one, for a chain rule with "
            "numbers is that of one sample. Fix: pass x[0] and target[0]."
        )
    return done.network.round(done.x[0], done.target[0], done.rate, done.update)


def equation(left: str, *rights: str) -> list[str]:
    """Write ``left = right``, further right sides below the first.

    >>> equation("E", "1/2 (1 - 0)^2", "0.5")
    ['E = 1/2 (1 - 0)^2', '  = 0.5']
    """
    first, *others = rights
    return [f"{left} = {first}", *(f"{' ' * len(left)} = {each}" for each in others)]


class Formulas:
    """Names, formulas and numbers of a round of one sample."""

    def __init__(self, done: Round) -> None:
        self.done = done
        self.names = done.network.names
        self.last = len(done.network.weights) - 1

    def neuron(self, layer: int, j: int) -> str:
        """Name a neuron or, in layer -1, an input."""
        return self.names.neurons[layer + 1][j]

    def out_name(self, layer: int, j: int) -> str:
        """Name what a neuron sends on: ``out_h1``, or ``i1`` for an input."""
        neuron = self.neuron(layer, j)
        return neuron if layer < 0 else f"out_{neuron}"

    def out(self, layer: int, j: int) -> float:
        """Give what a neuron (or an input) sends on."""
        return float(self.done.x[j] if layer < 0 else self.done.activity.outs[layer][j])

    def layer_name(self, layer: int) -> str:
        """Say in words which layer it is."""
        if layer == self.last:
            return "output layer"
        return "hidden layer" if self.last == 1 else f"hidden layer {layer + 1}"

    def net_words(self, layer: int, j: int) -> str:
        """``w5 * out_h1 + w6 * out_h2 + b2 * 1``"""
        terms = [
            f"{self.names.weight(layer, i, j)} * {self.out_name(layer - 1, i)}"
            for i in range(self.names.sizes[layer])
        ]
        bias = self.names.bias(layer, j)
        return long_sum([*terms, f"{bias} * 1"] if bias else terms)

    def net_numbers(self, layer: int, j: int) -> str:
        """``0.4 * 0.593269992 + 0.45 * 0.596884378 + 0.6 * 1``"""
        column = self.done.network.weights[layer][:, j]
        terms = [
            chain([weight, self.out(layer - 1, i)], "*")
            for i, weight in enumerate(column)
        ]
        bias = self.bias(layer, j)
        return long_sum(terms if bias is None else [*terms, f"{show(bias)} * 1"])

    def bias(self, layer: int, j: int) -> float | None:
        """Give the bias that a neuron uses."""
        bias = self.done.network.biases[layer]
        return None if bias is None else float(bias[j] if bias.ndim else bias)

    def activation_words(self, layer: int, j: int) -> str:
        """``1 / (1 + e^-net_o1)``"""
        formula = self.done.network.activations[layer].formula
        return formula.format(net=f"net_{self.neuron(layer, j)}")

    def activation_numbers(self, layer: int, j: int) -> str:
        """``1 / (1 + e^-1.105905967)``"""
        formula = self.done.network.activations[layer].formula
        return formula.format(net=operand(self.done.activity.nets[layer][j]))

    def slope_words(self, layer: int, j: int) -> str:
        """``out_o1 (1 - out_o1)``"""
        formula = self.done.network.activations[layer].derivative_formula
        name = self.neuron(layer, j)
        return formula.format(net=f"net_{name}", out=f"out_{name}")

    def slope_numbers(self, layer: int, j: int) -> str:
        """``0.75136507 (1 - 0.75136507)``"""
        formula = self.done.network.activations[layer].derivative_formula
        net, out = (self.done.activity.nets[layer][j], self.out(layer, j))
        return formula.format(net=operand(net), out=operand(out))

    def error_words(self) -> str:
        """``1/2 (target_o1 - out_o1)^2 + 1/2 (target_o2 - out_o2)^2``"""
        outputs = self.names.neurons[-1]
        return long_sum([f"1/2 (target_{o} - out_{o})^2" for o in outputs], most=3)
