"""The chain rule of one weight, written out factor by factor with its numbers.

For a weight into the output layer there are three factors; for one before it, the
first of the three is itself a sum, with one share for each neuron of the next layer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tengen.backprop.figures import chain, operand, show
from tengen.backprop.formulas import Formulas, equation, one_sample

if TYPE_CHECKING:
    from tengen.backprop.round import Round


@dataclass(frozen=True)
class Explanation:
    """Why a weight changes as it does; printed, it is the text.

    `factors` are the factors of the chain rule by name, in order; their product is
    `gradient`. `shares` are the summands of a factor that is a sum: of dE/dout of a
    hidden neuron one for each neuron that hears it, of a shared bias one for each
    neuron that it feeds. `old` and `new` are the weight before and after.

    Example:
        >>> from tengen.backprop import explanation, worked_example
        >>> why = explanation(worked_example().round(), "w5")
        >>> list(why.factors)
        ['dE/dout_o1', 'dout_o1/dnet_o1', 'dnet_o1/dw5']
        >>> round(why.gradient, 9), round(why.new, 9)
        (0.082167041, 0.35891648)
    """

    weight: str
    factors: dict[str, float]
    shares: dict[str, float]
    gradient: float
    old: float
    new: float
    text: str = field(repr=False)

    def __str__(self) -> str:
        return self.text


def explanation(done: Round, weight: str) -> Explanation:
    """Explain one weight (``"w5"``, ``"h1->o1"``) or bias (``"b1"``) of a round.

    Raises:
        ValueError: no such weight, or the round is one of several samples.
    """
    formulas = Formulas(one_sample(done))
    place = formulas.names.find(weight)
    if place.source is not None and place.target is not None:
        return _of_weight(formulas, place.layer, place.source, place.target)
    if place.target is not None:
        return _of_bias(formulas, place.layer, place.target)
    return _of_shared_bias(formulas, place.layer)


def _of_weight(f: Formulas, layer: int, i: int, j: int) -> Explanation:
    name = f.names.weight(layer, i, j)
    neuron, sender = f.neuron(layer, j), f.neuron(layer - 1, i)
    heading = f"{name}, from {sender} to {neuron} ({f.layer_name(layer)})"
    source = (f.out_name(layer - 1, i), f.out(layer - 1, i))
    old = float(f.done.network.weights[layer][i, j])
    new = float(f.done.new_weights[layer][i, j])
    return _three_factors(f, layer, j, name, heading, source, old, new)


def _of_bias(f: Formulas, layer: int, j: int) -> Explanation:
    name, neuron = f.names.bias(layer, j), f.neuron(layer, j)
    heading = f"{name}, the bias of {neuron} ({f.layer_name(layer)})"
    old, new = f.done.network.biases[layer], f.done.new_biases[layer]
    assert old is not None and new is not None  # a bias with a name exists
    old, new = old.reshape(-1), new.reshape(-1)
    source = ("", 1.0)
    return _three_factors(
        f, layer, j, name, heading, source, float(old[j]), float(new[j])
    )


def _three_factors(
    f: Formulas,
    layer: int,
    j: int,
    name: str,
    heading: str,
    source: tuple[str, float],
    old: float,
    new: float,
) -> Explanation:
    neuron = f.neuron(layer, j)
    source_name, source_value = source
    factors = {
        f"dE/dout_{neuron}": float(f.done.gradients.dE_dout[layer][j]),
        f"dout_{neuron}/dnet_{neuron}": float(f.done.gradients.dout_dnet[layer][j]),
        f"dnet_{neuron}/d{name}": source_value,
    }
    first, second, third = factors
    gradient = float(f.done.gradients.deltas[layer][j] * source_value)
    product = " * ".join(factors)
    if layer == f.last:
        title, lines, shares = _error_by_output(f, j)
    else:
        title, lines, shares = _error_by_hidden(f, layer, j)
    rights = [source_name, show(source_value)] if source_name else ["1"]
    text = [
        heading,
        *_indent([f"dE/d{name} = {product}"]),
        *_section(f"1. {first}: {title}", lines),
        *_section(
            f"2. {second}: the slope of the activation function",
            [
                f"out_{neuron} = {f.activation_words(layer, j)}",
                *equation(
                    second,
                    f.slope_words(layer, j),
                    f"{f.slope_numbers(layer, j)} = {show(factors[second])}",
                ),
            ],
        ),
        *_section(
            f"3. {third}: what {name} is multiplied with",
            [
                f"net_{neuron} = {f.net_words(layer, j)}",
                " = ".join([third, *rights]),
            ],
        ),
        *_section(
            "Product",
            equation(
                f"dE/d{name}", f"{chain([*factors.values()], '*')} = {show(gradient)}"
            ),
        ),
        *_new_value(f, name, old, gradient, new),
    ]
    return Explanation(name, factors, shares, gradient, old, new, "\n".join(text))


def _error_by_output(f: Formulas, j: int) -> tuple[str, list[str], dict[str, float]]:
    neuron = f.neuron(f.last, j)
    target, out = float(f.done.target[j]), f.out(f.last, j)
    slope = float(f.done.gradients.dE_dout[f.last][j])
    lines = [
        f"E = {f.error_words()}",
        *equation(
            f"dE/dout_{neuron}",
            f"-(target_{neuron} - out_{neuron})",
            f"-({show(target)} - {operand(out)}) = {show(slope)}",
        ),
    ]
    return "the slope of the error", lines, {}


def _error_by_hidden(
    f: Formulas, layer: int, j: int
) -> tuple[str, list[str], dict[str, float]]:
    """Add up what reaches the error through each neuron of the next layer."""
    neuron = f.neuron(layer, j)
    shares: dict[str, float] = {}
    lines: list[str] = []
    for n in range(f.names.sizes[layer + 2]):
        name, value, share_lines = _share(f, layer, j, n)
        shares[name] = value
        lines += share_lines
    left = f"dE/dout_{neuron}"
    total = float(f.done.gradients.dE_dout[layer][j])
    if len(shares) == 1:
        listeners = f"by way of {f.neuron(layer + 1, 0)}"
        closing = [f"{left} = {next(iter(shares))} = {show(total)}"]
    else:
        listeners = "a sum over the neurons that hear it"
        lines = [f"{left} = {' + '.join(shares)}", *lines]
        closing = [f"{left} = {chain([*shares.values()], '+')} = {show(total)}"]
    return listeners, [*lines, *closing], shares


def _share(f: Formulas, layer: int, j: int, n: int) -> tuple[str, float, list[str]]:
    """Follow the error back through neuron `n` of the next layer."""
    here, there = f.neuron(layer, j), f.neuron(layer + 1, n)
    gradients = f.done.gradients
    weight = f.names.weight(layer + 1, j, n)
    carrier = float(f.done.carriers[layer + 1][j, n])
    slope = float(gradients.dE_dout[layer + 1][n])
    factor = float(gradients.dout_dnet[layer + 1][n])
    delta = float(gradients.deltas[layer + 1][n])
    error = f"dE_{there}" if layer + 1 == f.last else "dE"
    net = f"{error}/dnet_{there}"
    name = f"{net} * dnet_{there}/dout_{here}"
    lines = [
        *equation(
            net,
            f"{error}/dout_{there} * dout_{there}/dnet_{there}",
            f"{chain([slope, factor], '*')} = {show(delta)}",
        ),
        f"dnet_{there}/dout_{here} = {weight} = {show(carrier)}"
        + _already_new(f, layer + 1, j, n),
    ]
    numbers = f"{chain([delta, carrier], '*')} = {show(delta * carrier)}"
    if layer + 1 == f.last:  # only an output neuron has an error of its own
        short = f"dE_{there}/dout_{here}"
        lines += equation(short, name, numbers)
        name = short
    else:
        lines += equation(name, numbers)
    return name, delta * carrier, lines


def _already_new(f: Formulas, layer: int, i: int, j: int) -> str:
    if f.done.update != "sequential":
        return ""
    old = float(f.done.network.weights[layer][i, j])
    return f"  (already updated, was {show(old)})"


def _of_shared_bias(f: Formulas, layer: int) -> Explanation:
    name = f.names.bias(layer, 0)
    neurons = f.names.neurons[layer + 1]
    gradients = f.done.gradients
    shares = {
        f"dE/dnet_{neuron}": float(gradients.deltas[layer][j])
        for j, neuron in enumerate(neurons)
    }
    gradient = sum(shares.values())
    lines = []
    for j, (share, neuron) in enumerate(zip(shares, neurons, strict=True)):
        pair = (gradients.dE_dout[layer][j], gradients.dout_dnet[layer][j])
        lines += equation(
            share,
            f"dE/dout_{neuron} * dout_{neuron}/dnet_{neuron}",
            f"{chain(pair, '*')} = {show(shares[share])}",
        )
    old, new = f.done.network.biases[layer], f.done.new_biases[layer]
    assert old is not None and new is not None  # a bias with a name exists
    text = [
        f"{name}, the bias that all neurons of the {f.layer_name(layer)} share",
        *_indent([f"dE/d{name} = {' + '.join(shares)}"]),
        *_section(
            f"Each net input contains {name} * 1, and so has slope 1 in it", lines
        ),
        *_section(
            "Sum",
            equation(
                f"dE/d{name}", f"{chain([*shares.values()], '+')} = {show(gradient)}"
            ),
        ),
        *_new_value(f, name, float(old), gradient, float(new)),
    ]
    return Explanation(
        name, {}, shares, gradient, float(old), float(new), "\n".join(text)
    )


def _new_value(
    f: Formulas, name: str, old: float, gradient: float, new: float
) -> list[str]:
    if name.startswith("b") and not f.done.network.train_biases:
        return _section("New value", [f"{name} stays {show(old)}: not trained"])
    rate = f.done.rate
    lines = equation(
        f"new {name}",
        f"{name} - rate * dE/d{name}",
        f"{show(old)} - {show(rate)} * {operand(gradient)} = {show(new)}",
    )
    return _section("New value", lines)


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", *_indent([title, *_indent(lines, 3)])]


def _indent(lines: list[str], by: int = 2) -> list[str]:
    return [" " * by + line for line in lines]
