"""Step 1: the worked example of backpropagation, trained by hand-written NumPy."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tengen import backprop
from tengen.demo.results import Textbook

ROUNDS = 10_000
_ROUNDS_AT_ONCE = 250


def train(watch: Callable[[int], None], rounds: int = ROUNDS) -> Textbook:
    """Train the worked example.

    Args:
        watch: told after some rounds how many are done.
    """
    example = backprop.worked_example()
    first = example.round()
    start = time.perf_counter()
    errors = [np.array([first.error])]
    for done in range(0, rounds, _ROUNDS_AT_ONCE):
        count = min(_ROUNDS_AT_ONCE, rounds - done)
        errors.append(example.train(count)[1:])
        watch(done + count)
    seconds = time.perf_counter() - start
    return Textbook(
        drawing=_as_svg(first),
        errors=np.concatenate(errors),
        targets=np.asarray(example.target).ravel(),
        before=np.asarray(first.network.forward(example.x).output).ravel(),
        after=np.asarray(example.network.forward(example.x).output).ravel(),
        seconds=seconds,
    )


def _as_svg(done: backprop.Round) -> str:
    with TemporaryDirectory() as folder:
        path = backprop.draw(done, Path(folder) / "round.svg")
        return path.read_text(encoding="utf-8")
