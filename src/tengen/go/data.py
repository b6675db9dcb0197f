"""Positions of recorded games as a data set that `fit` takes.

`Positions` draws positions of an archive at random, each once per pass, computes
planes and targets natively, and turns each board by one of the eight symmetries.
Batches are made ahead by threads while the model trains. An archive keeps some games
apart (`held_out`), chosen by a hash of the game: they are for validation only.

    archive = GameArchive.open("games.npz")
    model.fit(
        Positions(archive, batch_size=128, epoch=10_000),
        validation_data=Positions(archive, part="held out", epoch=2_000),
        epochs=20,
        callbacks=[...],
    )

The buffers of the course's own library are in `tengen.go.golois`; what trains with
schedule, checkpoints and report is `tengen.go.training`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tengen.go.archive import GameArchive
from tengen.go.planes import PLANES, encode_positions
from tengen.go.shuffling import Shuffle, mixed
from tengen.utils import PyDataset

Array = np.ndarray[Any, Any]

PARTS = ("training", "held out", "all")
SYMMETRIES = ("random", "fixed", "none")
OUTPUTS = ("policy", "value")
_NO_VALUE = 255
_PER_BLOCK = 1 << 24


class PositionBatch(NamedTuple):
    """Some positions: N of them on boards of size S, with P planes, M moves.

    Attributes:
        x: planes `(N, S, S, P)`.
        policy: the move played, one-hot `(N, M)` float32, M = S * S, or one more
            where passes are taken too.
        value: `(N,)` float32, White's probability to win as the record tells it, or
            the outcome: 1 White won, 0 Black won, 0.5 nobody.
        games, plies: which positions of the archive these are, `(N,)`.
        symmetries: which of the eight was applied, `(N,)`.
    """

    x: Array
    policy: Array
    value: Array
    games: Array
    plies: Array
    symmetries: Array


def eligible_positions(
    archive: GameArchive,
    part: str = "training",
    passes: bool = False,
    values: bool = True,
) -> Array:
    """Return the positions that can be trained on: places `(N,)` in `archive.moves`.

    Args:
        archive: recorded games.
        part: `"training"`, `"held out"` or `"all"` games.
        passes: also positions in which the player passed.
        values: only positions with a value: a label of their own, or an outcome.
    """
    wanted = _games_of(archive, _known(part, PARTS, "part"))
    starts = np.asarray(archive.starts, "int64")
    known = np.asarray(archive.winner) != _NO_VALUE
    blocks = []
    for first in range(0, int(starts[-1]), _PER_BLOCK):
        last = min(first + _PER_BLOCK, int(starts[-1]))
        games = np.searchsorted(starts, np.arange(first, last), side="right") - 1
        keep = wanted[games]
        if not passes:
            points = archive.size * archive.size
            keep &= (np.asarray(archive.moves[first:last]) & 1023) != points
        if values:
            has_value = known[games]
            if archive.values is not None:
                has_value |= np.asarray(archive.values[first:last]) != _NO_VALUE
            keep &= has_value
        blocks.append((np.flatnonzero(keep) + first).astype("uint32"))
    return np.concatenate(blocks) if blocks else np.zeros(0, "uint32")


def spread_over_games(archive: GameArchive, places: Array) -> Array:
    """Put positions into an order in which every game comes once before any again.

    The order depends on the games' keys, not on where they are in the archive.

    Args:
        places: numbers of positions `(N,)` of the archive, ascending.
    """
    games, plies = archive.locate(places)
    keys = mixed(np.asarray(archive.keys, "uint64"))
    hashes = mixed(keys[games] ^ mixed(plies.astype("uint64")))
    by_game = np.lexsort((hashes, games))
    ordered = games[by_game]
    begins = np.flatnonzero(np.diff(ordered, prepend=-1))
    turns = np.arange(len(ordered)) - np.repeat(
        begins, np.diff([*begins, len(ordered)])
    )
    return places[by_game][np.lexsort((keys[ordered], turns))]


class Positions(PyDataset):
    """Batches of random positions of an archive.

    Yields `(x, {"policy": ..., "value": ...})`, as `PositionBatch` describes them.
    The order is that of the seed: batch number k is the same in every run.

    Args:
        archive: an archive of games, or the path of one.
        batch_size: positions of a batch.
        part: `"training"`, or `"held out"`: the games kept apart for validation. Their
            order depends on nothing but the games: first one position of every game,
            then a second one of every game, and so on. `"all"`: the same with all.
        epoch: positions of an epoch; by default all there are.
        planes: kind of input planes, see `tengen.go.planes`.
        passes: whether passes are moves too: the policy then has one more entry.
        outputs: which targets, `"policy"`, `"value"`, or both.
        symmetry: `"random"`, one of eight for each position each time; `"fixed"`, by
            the place in the order; `"none"`. Default: random, fixed for other parts.
        dtype: of the planes; `"uint8"` is a quarter of the bytes on the way to a GPU.
        seed: of order and symmetries.
        workers, max_queue_size: threads that make batches, and how far ahead.

    Raises:
        ValueError: for an unknown option, or where no position is left.
    """

    def __init__(
        self,
        archive: GameArchive | str | Path,
        batch_size: int = 128,
        part: str = "training",
        epoch: int | None = None,
        planes: str = "golois",
        passes: bool = False,
        outputs: Sequence[str] = OUTPUTS,
        symmetry: str | None = None,
        dtype: str = "float32",
        seed: int = 0,
        workers: int = 2,
        max_queue_size: int = 6,
    ) -> None:
        super().__init__(workers=workers, max_queue_size=max_queue_size)
        if isinstance(archive, str | Path):
            archive = GameArchive.open(archive)
        is_fixed = _known(part, PARTS, "part") != "training"
        symmetry = symmetry or ("fixed" if is_fixed else "random")
        self.archive = archive
        self.batch_size = _at_least_one(batch_size, "batch_size")
        self.part = part
        self.planes = _known(planes, list(PLANES), "planes")
        self.passes = passes
        names = [outputs] if isinstance(outputs, str) else outputs
        self.outputs = [_known(name, OUTPUTS, "outputs") for name in names]
        self.symmetry = _known(symmetry, SYMMETRIES, "symmetry")
        self.dtype = dtype
        self.seed = 0 if is_fixed else seed
        self.size = int(archive.size)
        self.moves = self.size * self.size + bool(passes)
        self._places = eligible_positions(
            archive, part, passes, values="value" in self.outputs
        )
        if not len(self._places):
            raise ValueError(_nothing_left(archive, part))
        if is_fixed:
            self._places = spread_over_games(archive, self._places)
        whole = len(self._places) if epoch is None else _at_least_one(epoch, "epoch")
        self.epoch = min(whole, len(self._places)) if is_fixed else whole
        self._epochs_done = 0
        self._shuffles: dict[int, Shuffle] = {}

    @property
    def available(self) -> int:
        """How many different positions there are."""
        return len(self._places)

    def __len__(self) -> int:
        return math.ceil(self.epoch / self.batch_size)

    def __getitem__(self, index: int) -> tuple[Array, dict[str, Array]]:
        if not 0 <= index < len(self):
            raise IndexError(f"batch {index} of {len(self)}: there is no such batch")
        first = index * self.batch_size
        count = min(self.batch_size, self.epoch - first)
        if self.part == "training":
            first += self._epochs_done * self.epoch
        return self.as_pair(self.at(first, count))

    def on_epoch_end(self) -> None:
        """Go on with other positions in the next epoch."""
        self._epochs_done += 1

    def as_pair(self, batch: PositionBatch) -> tuple[Array, dict[str, Array]]:
        """Return what `fit` takes: the planes, and the targets by name."""
        return batch.x, {name: getattr(batch, name) for name in self.outputs}

    def batch(self, number: int = 0) -> PositionBatch:
        """Return batch `number` of the endless order; full, whatever the epoch is."""
        return self.at(number * self.batch_size, self.batch_size)

    def at(self, first: int, count: int) -> PositionBatch:
        """Return `count` positions from place `first` of the endless order on."""
        games, plies = self.locate(first, count)
        symmetries = self.symmetries(first, count)
        made = encode_positions(
            self.archive,
            games,
            plies,
            self.planes,
            symmetries,
            threads=1,
            dtype=self.dtype,
        )
        return PositionBatch(
            made.x,
            one_hot(made.policy, self.moves),
            made.value,
            games,
            plies,
            symmetries,
        )

    def locate(self, first: int, count: int) -> tuple[Array, Array]:
        """Return games and plies `(count,)` from place `first` of the order on.

        The order has no end: every pass over the positions is another shuffle.
        """
        numbers = np.arange(first, first + count, dtype="int64")
        passes, places = np.divmod(numbers, len(self._places))
        if self.part == "training":
            for number in np.unique(passes):
                chosen = passes == number
                places[chosen] = self._shuffle(int(number))(places[chosen])
        return self.archive.locate(self._places[places])

    def _shuffle(self, number: int) -> Shuffle:
        if number not in self._shuffles:
            self._shuffles[number] = Shuffle(len(self._places), (self.seed, number))
        return self._shuffles[number]

    def symmetries(self, first: int, count: int) -> Array:
        """Return which symmetries are applied there, uint8 `(count,)`."""
        if self.symmetry == "none":
            return np.zeros(count, "uint8")
        if self.symmetry == "random":
            generator = np.random.Generator(np.random.Philox(key=[self.seed, first]))
            return generator.integers(0, 8, count, "uint8")
        numbers = np.arange(first, first + count)
        return ((numbers + numbers // self.available) % 8).astype("uint8")


def one_hot(indices: Any, count: int) -> Array:
    """Return float32 rows `(N, count)` with a 1 at each index."""
    indices = np.asarray(indices, "int64")
    rows = np.zeros((len(indices), count), "float32")
    rows[np.arange(len(indices)), indices] = 1.0
    return rows


def _games_of(archive: GameArchive, part: str) -> Array:
    """Return which games belong to a part, bool `(games,)`."""
    held_out = np.asarray(archive.held_out, bool)
    if part == "all":
        return np.ones_like(held_out)
    return held_out if part == "held out" else ~held_out


def _known(value: str, choices: Sequence[str], argument: str) -> str:
    if value not in choices:
        expected = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"{argument}={value!r}\n  expected one of {expected}")
    return value


def _at_least_one(value: int, argument: str) -> int:
    if value < 1:
        raise ValueError(f"{argument}={value}\n  expected 1 or more")
    return int(value)


def _nothing_left(archive: GameArchive, part: str) -> str:
    held = int(np.count_nonzero(_games_of(archive, part)))
    return (
        f"no position to take from the {part} games ({held} of {len(archive)})\n"
        "  one game of twenty is held out; positions need a move and an outcome\n"
        "  fix: import more games, with `tengen go import GAMES -o games.npz`"
    )
