"""Is this file a network that can play? Asked before a tournament, answered in words.

    network = check_network("mobile.keras", size=19, most_parameters=100_000)
    network.parameters, network.trainable                      # 98_765, 97_000

The file is loaded as data: nothing in it is run.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.go.planes import PLANES

__all__ = ["BadNetwork", "CheckedNetwork", "check_network", "digest"]

_TRIALS = 4  # positions that a network is tried on
_TOLERANCE = 1e-3  # of a sum of probabilities


class BadNetwork(ValueError):
    """A file that cannot take part: which, what is wrong with it, what to do."""


@dataclass(frozen=True)
class CheckedNetwork:
    """A network that can play.

    Attributes:
        path: its file.
        parameters: of all weights.
        trainable: those that training changes.
        planes: kind of its input planes, such as `"golois"`.
        knows_pass: whether its policy has an output for passing.
        digest: SHA-256 of the file.
    """

    path: Path
    parameters: int
    trainable: int
    planes: str
    knows_pass: bool
    digest: str


def check_network(
    path: str | Path, size: int, most_parameters: int | None = None
) -> CheckedNetwork:
    """Load a network and look at all that could go wrong in a game.

    Args:
        path: a `.keras` or `.h5` file.
        size: rows and columns of the board to play on.
        most_parameters: how many it may have, trainable or not.

    Raises:
        BadNetwork: if it cannot take part; three lines, for its author.
    """
    from tengen.models import load_model

    path = Path(path)
    try:
        model = load_model(path, compile=False)
    except (OSError, ValueError) as problem:
        raise BadNetwork(
            f"{path} is no network that can be loaded\n  {problem}"
        ) from None
    planes = _check_input(path, model, size)
    policy, value = _outputs(path, model)
    width = _check_shapes(path, policy, value, size)
    parameters, trainable = _count(path, model, most_parameters)
    _check_weights(path, model)
    _try(path, model, size)
    return CheckedNetwork(
        path, parameters, trainable, planes, width > size * size, digest(path)
    )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of the files of a folder."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    found = hashlib.sha256()
    for file in files:
        if file.is_file():
            found.update(file.read_bytes())
    return found.hexdigest()


def _check_input(path: Path, model: Any, size: int) -> str:
    inputs = getattr(model, "inputs", None)
    if not inputs or len(inputs) != 1:
        count = "no" if not inputs else len(inputs)
        raise _bad(path, f"it has {count} inputs", "one input, the planes of a board")
    shape = tuple(inputs[0].shape[1:])
    kinds = {count: name for name, count in PLANES.items()}
    known = ", ".join(f"{count} ({name})" for count, name in kinds.items())
    if len(shape) != 3 or shape[-1] not in kinds:
        raise _bad(
            path,
            f"its input is {shape}",
            f"({size}, {size}, planes), where planes is {known}",
        )
    if shape[:2] != (size, size):
        raise _bad(
            path,
            f"it is for boards of {shape[0]}x{shape[1]}, and this is {size}x{size}",
            f"play with --size {shape[0]}, or train a network for {size}x{size}",
            "fix",
        )
    return kinds[shape[-1]]


def _outputs(path: Path, model: Any) -> tuple[Any, Any]:
    found = dict(zip(model.output_names, model.outputs, strict=True))
    if set(found) != {"policy", "value"}:
        words = " and ".join(map(repr, found)) or "none"
        raise _bad(
            path,
            f"its outputs are called {words}",
            "name the last layers: Dense(..., name='policy'), Dense(..., name='value')",
            "fix",
        )
    return found["policy"], found["value"]


def _check_shapes(path: Path, policy: Any, value: Any, size: int) -> int:
    points = size * size
    shape = tuple(policy.shape[1:])
    if shape not in ((points,), (points + 1,)):
        expected = f"({points},), one per point, or ({points + 1},) with the pass"
        raise _bad(path, f"its policy is {shape}", expected)
    if math.prod(value.shape[1:]) != 1:
        shape = tuple(value.shape[1:])
        raise _bad(path, f"its value is {shape}", "(1,), White's probability to win")
    return int(policy.shape[1])


def _count(path: Path, model: Any, most: int | None) -> tuple[int, int]:
    parameters = int(model.count_params())
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    if most is not None and parameters > most:
        raise _bad(
            path,
            f"it has {parameters:,} parameters ({trainable:,} of them trainable), and "
            f"{most:,} are allowed",
            f"`tengen go size --params-max {most}` lists networks that fit",
            "fix",
        )
    return parameters, trainable


def _check_weights(path: Path, model: Any) -> None:
    for weight in model.weights:
        values = np.asarray(weight.numpy())
        if np.issubdtype(values.dtype, np.inexact) and not np.isfinite(values).all():
            name = getattr(weight, "path", weight.name)
            raise _bad(
                path,
                f"its weight {name} holds NaN or infinity: its training went astray",
                "hand in an earlier state, or train with a smaller learning rate",
                "fix",
            )


def _try(path: Path, model: Any, size: int) -> None:
    """Let it look at positions that no game has, as strange as any in a game."""
    shape = tuple(model.inputs[0].shape[1:])
    draw = np.random.default_rng(0)
    boards = draw.integers(0, 2, (_TRIALS, *shape)).astype(np.float32)
    boards[0] = 0
    policy, value = _predict(model, boards)
    if not (np.isfinite(policy).all() and np.isfinite(value).all()):
        raise _bad(
            path,
            "it answers NaN or infinity to some positions",
            "look for numbers that grow without bound in its layers",
            "fix",
        )
    sums = policy.sum(-1)
    if policy.min() < -_TOLERANCE or np.abs(sums - 1).max() > _TOLERANCE:
        raise _bad(
            path,
            f"its policy is no list of probabilities: it sums to {sums[0]:.3g}",
            "let 'policy' end in a softmax",
            "fix",
        )
    if value.min() < -_TOLERANCE or value.max() > 1 + _TOLERANCE:
        raise _bad(
            path,
            f"its value reaches from {value.min():.3g} to {value.max():.3g}",
            "let 'value' end in a sigmoid: it is the probability that White wins",
            "fix",
        )


def _predict(model: Any, boards: NDArray[np.float32]) -> tuple[Any, Any]:
    outputs = model.predict(boards, batch_size=len(boards), verbose=0)
    if not isinstance(outputs, dict):
        outputs = dict(zip(model.output_names, outputs, strict=True))
    return outputs["policy"], outputs["value"]


def _bad(path: Path, what: str, remedy: str, label: str = "expected") -> BadNetwork:
    return BadNetwork(f"{path} cannot take part\n  got: {what}\n  {label}: {remedy}")
