"""The course's exercise on Go: six planes in, a policy of 362 and a value out.

    python -m tengen.go.exercise               # random data, as the slides begin
    python -m tengen.go.exercise games.npz     # the games of an archive

On random data there is nothing to learn but the data itself: the policy's loss falls
below ln 362 = 5.892 on what was seen, and on nothing else. On games it falls for games
never seen as well.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from tengen.go.archive import GameArchive
from tengen.go.data import Positions
from tengen.go.networks.exercise import compiled

__all__ = ["random_data", "train_on_games", "train_on_random_data"]

SIZE, PLANES = 19, 6


def random_data(count: int, seed: int = 0) -> tuple[Any, dict[str, Any]]:
    """Return random boards, moves and values.

    Returns:
        Planes of zeros and ones `(count, 19, 19, 6)`, and by name the targets: one-hot
        moves `(count, 362)` and values 0 or 1 `(count, 1)`; all float32.

    Example:
        >>> x, y = random_data(2)
        >>> x.shape, y["policy"].shape, y["value"].shape
        ((2, 19, 19, 6), (2, 362), (2, 1))
    """
    dice = np.random.default_rng(seed)
    boards = dice.integers(0, 2, (count, SIZE, SIZE, PLANES)).astype("float32")
    moves = np.eye(SIZE * SIZE + 1, dtype="float32")
    values = dice.integers(0, 2, (count, 1)).astype("float32")
    return boards, {
        "policy": moves[dice.integers(0, len(moves), count)],
        "value": values,
    }


def train_on_random_data(
    count: int = 2000,
    epochs: int = 20,
    batch_size: int = 32,
    seed: int = 0,
    **build: Any,
) -> Any:
    """Train the exercise's network on random data; return it and its history.

    Args:
        count: how many boards.
        epochs, batch_size: of `fit`.
        seed: of the data.
        build: arguments of `tengen.go.networks.exercise.build`.
    """
    model = compiled(**build)
    x, y = random_data(count, seed)
    history = model.fit(
        x, y, batch_size, epochs, validation_data=random_data(count // 10, seed + 1)
    )
    return model, history


def train_on_games(
    archive: str | GameArchive,
    epochs: int = 5,
    positions: int = 10_000,
    batch_size: int = 128,
    **build: Any,
) -> Any:
    """Train the exercise's network on recorded games; return it and its history.

    Passes are moves here, the 362nd. What is validated on are games kept apart.

    Args:
        archive: games, or the file that `tengen go import` wrote.
        epochs: how many.
        positions: of an epoch.
        batch_size: of a step.
        build: arguments of `tengen.go.networks.exercise.build`.
    """
    if isinstance(archive, str):
        archive = GameArchive.open(archive)
    model = compiled(size=int(archive.size), **build)
    kind: dict[str, Any] = {"planes": "exercise", "passes": True}
    history = model.fit(
        Positions(archive, batch_size, epoch=positions, **kind),
        epochs=epochs,
        validation_data=Positions(
            archive, batch_size, part="held out", epoch=positions // 5, **kind
        ),
    )
    return model, history


def main(arguments: list[str]) -> None:
    """Train on the archive that is named, or on random data."""
    if arguments:
        train_on_games(arguments[0])
    else:
        train_on_random_data()


if __name__ == "__main__":
    main(sys.argv[1:])
