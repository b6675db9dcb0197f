"""What a network costs, and which widths and depths fit a limit of parameters.

`cost` counts, `speed` measures, `fitting` searches. The limits of the course's project
are 100,000 parameters (1,000,000 until 2022).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tengen import layers
from tengen.go.networks import NetworkFamily
from tengen.models import Model, clone_model

_TRAINING_BATCH = 128
_STEPS = 10
# Filters per block. Cazenave 2021 ("Improving Model and Search for Computer Go") found
# 3 to 6 best; few and wide blocks are faster.
_NARROWEST, _WIDEST = 1, 24


@dataclass(frozen=True)
class Cost:
    """What a network costs.

    Attributes:
        parameters: of all weights, those of normalizations' statistics included.
        trainable: those that training changes.
        multiply_adds: of one position, in convolutions and dense layers.
    """

    parameters: int
    trainable: int
    multiply_adds: int


def cost(model: Model) -> Cost:
    """Count a network's parameters and multiply-adds.

    Args:
        model: a functional model whose shapes, the batch apart, are all known.

    Example:
        >>> from tengen.go.networks import NETWORKS
        >>> cost(NETWORKS["official"]())
        Cost(parameters=65479, trainable=65479, multiply_adds=17034196)
    """
    weights: list[Any] = model.trainable_weights
    trainable = sum(math.prod(weight.shape) for weight in weights)
    return Cost(model.count_params(), trainable, _multiply_adds(model))


def _multiply_adds(model: Any) -> int:
    return sum(_of_layer(layer) for layer in model.layers)


def _of_layer(layer: Any) -> int:
    if isinstance(layer, Model):
        return _multiply_adds(layer)
    if isinstance(layer, layers.EinsumDense):
        return _of_einsum(layer)
    kernels = ("kernel", "depthwise_kernel", "pointwise_kernel")
    weights = [getattr(layer, kernel, None) for kernel in kernels]
    counted = sum(math.prod(w.shape) for w in weights if w is not None)
    if not counted:
        return 0
    # A kernel is applied once at every place of the result.
    return counted * math.prod(layer.output.shape[1:-1])


def _of_einsum(layer: Any) -> int:
    """All labels of the equation but the first, the batch."""
    of_input, of_kernel = layer.equation.split("->")[0].split(",")
    sizes = dict(zip(of_input[1:], layer.input.shape[1:], strict=True))
    sizes.update(zip(of_kernel, layer.kernel.shape, strict=True))
    return math.prod(sizes.values())


@dataclass(frozen=True)
class Fit:
    """A network within a limit.

    Attributes:
        filters: the widest that fits at this depth.
        blocks: its depth.
        cost: what it costs.
    """

    filters: int
    blocks: int
    cost: Cost


def fitting(
    family: NetworkFamily,
    params_max: int,
    size: int = 19,
    planes: int | None = None,
    few: int = 6,
    **options: Any,
) -> list[Fit]:
    """Find widths and depths that use a limit of parameters best.

    For every depth the widest network within the limit is sought, of 1 to 24 filters
    per block; those that leave the fewest parameters unused are returned. Each was
    built and counted.

    Args:
        family: one of `NETWORKS`.
        params_max: no network has more parameters, trainable or not.
        size: rows and columns of the board.
        planes: planes of the input; the family's own by default.
        few: how many to return at most.
        options: further arguments of the family's `build`.

    Returns:
        Networks in the order of their depth.

    Raises:
        ValueError: where even the smallest network is too large.

    Example:
        >>> from tengen.go.networks import NETWORKS
        >>> best = fitting(NETWORKS["plain"], 50_000, few=1)[0]
        >>> best.cost.parameters <= 50_000
        True
    """
    shape = {"size": size, "planes": planes or family.planes, **options}

    def counted(filters: int, blocks: int) -> Cost:
        return cost(family.build(filters=filters, blocks=blocks, **shape))

    smallest = counted(family.filters[0], family.blocks[0])
    if smallest.parameters > params_max:
        raise ValueError(
            f"{family.name}: the smallest network has {smallest.parameters:,} "
            f"parameters, more than {params_max:,} (at size {size})."
        )
    expected = _formula(family, lambda *which: counted(*which).parameters)
    candidates = []
    for blocks in family.blocks:
        widths = _widths(family, blocks)
        fits = [at for at, f in enumerate(widths) if expected(f, blocks) <= params_max]
        if fits:
            candidates.append((expected(widths[fits[-1]], blocks), fits[-1], blocks))
    candidates.sort(reverse=True)
    found = [
        fit
        for _, at, blocks in candidates[: 2 * few]
        if (fit := _widest(_widths(family, blocks), at, blocks, counted, params_max))
    ]
    found.sort(key=lambda fit: -fit.cost.parameters)
    return sorted(found[:few], key=lambda fit: fit.blocks)


def _formula(
    family: NetworkFamily, parameters: Callable[[int, int], int]
) -> Callable[[int, int], float]:
    """Parameters as a function of filters and blocks, from six small networks.

    They are quadratic in the filters and linear in the blocks, but for what is rounded.
    """
    widths = np.array(family.filters[:5:2])
    shallow, deep = family.blocks[1], family.blocks[3]
    at_shallow, at_deep = (
        np.polyfit(widths, [parameters(int(f), depth) for f in widths], 2)
        for depth in (shallow, deep)
    )
    of_block = (at_deep - at_shallow) / (deep - shallow)
    of_rest = at_shallow - shallow * of_block

    def expected(filters: int, blocks: int) -> float:
        return float(np.polyval(of_rest + blocks * of_block, filters))

    return expected


def _widths(family: NetworkFamily, blocks: int) -> list[int]:
    return [f for f in family.filters if _NARROWEST * blocks <= f <= _WIDEST * blocks]


def _widest(
    widths: list[int],
    at: int,
    blocks: int,
    counted: Callable[[int, int], Cost],
    params_max: int,
) -> Fit | None:
    """The widest network of a depth, sought around the width that is expected."""
    found = counted(widths[at], blocks)
    while found.parameters > params_max:
        at -= 1
        if at < 0:
            return None
        found = counted(widths[at], blocks)
    while at + 1 < len(widths):
        wider = counted(widths[at + 1], blocks)
        if wider.parameters > params_max:
            break
        at, found = at + 1, wider
    return Fit(widths[at], blocks, found)


@dataclass(frozen=True)
class Speed:
    """How fast a network is on this machine.

    Attributes:
        evaluation: milliseconds of one `predict`, by the number of positions.
        training: positions that `fit` trains in a second of one core, in batches of
            128. It is taken from processor time, which other programs do not change.
    """

    evaluation: dict[int, float]
    training: float


def speed(model: Model, batches: Sequence[int] = (1, 8), rounds: int = 2) -> Speed:
    """Measure a network on random positions: evaluation and training.

    A copy is trained, with Adam, for `rounds` epochs of 10 steps after one that is not
    counted. The fastest of all repetitions counts.

    Args:
        model: a network with outputs "policy" and "value", or one of them.
        batches: numbers of positions to evaluate at once.
        rounds: epochs that are measured.
    """
    model = clone_model(model)
    boards, targets = _random_positions(model, _STEPS * _TRAINING_BATCH)
    losses = {"policy": "categorical_crossentropy", "value": "mse"}
    names = list(targets)
    model.compile(optimizer="adam", loss={name: losses[name] for name in names})
    evaluation = {batch: _evaluation(model, boards[:batch]) for batch in batches}

    def epoch() -> object:
        return model.fit(boards, targets, batch_size=_TRAINING_BATCH, verbose=0)

    epoch()
    seconds = min(_seconds(epoch, time.process_time) for _ in range(rounds))
    return Speed(evaluation, len(boards) / seconds)


def _random_positions(model: Model, count: int) -> tuple[Any, dict[str, Any]]:
    random = np.random.default_rng(0)
    inputs: Any = model.inputs
    shape = (count, *inputs[0].shape[1:])
    boards = random.integers(0, 2, shape, "uint8").astype("float32")
    targets = {}
    outputs: Any = model.outputs
    for name, output in zip(model.output_names, outputs, strict=True):
        width = output.shape[-1]
        targets[name] = np.zeros((count, width), "float32")
        targets[name][np.arange(count), random.integers(0, width, count)] = 1.0
    return boards, targets


def _evaluation(model: Model, boards: Any, repeats: int = 50) -> float:
    """Milliseconds of `predict`, after one that compiles."""

    def predict() -> object:
        return model.predict(boards, verbose=0)

    predict()
    return 1000 * min(_seconds(predict, time.perf_counter) for _ in range(repeats))


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    before = clock()
    work()
    return clock() - before
