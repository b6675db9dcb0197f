"""The course's `golois`: arrays of positions, filled in place.

A script of the course's Go project runs unchanged under `tengen run`: `import golois`
means this module there, as it does after `tengen.compat.as_keras()`.

    golois.getValidation(input_data, policy, value, end)
    for i in range(1, epochs + 1):
        golois.getBatch(input_data, policy, value, end, groups, i * N)
        model.fit(input_data, {"policy": policy, "value": value}, batch_size=batch)

The games come from `games.npz` or `games.data` in the working folder, or from the file
that the environment variable `TENGEN_GAMES` names; `tengen go import` makes such files.
One game of twenty, chosen by a hash of the game, is kept for validation: `getBatch`
never serves a position of it, `getValidation` serves nothing else.

What differs from the original, on purpose:

* `getBatch` may be called before `getValidation`.
* Arrays that the original left unchanged without a word (float64, such as Keras 3's
  `to_categorical` makes, or parts of other arrays) are filled, with a warning; arrays
  that cannot be filled are refused, naming what is wrong.
* Each position of `getBatch` is turned or mirrored by a random one of the eight
  symmetries, as in the original, at every call anew. Augmenting again is wasted time.
  `setSymmetry(False)` or `TENGEN_SYMMETRY=0` switches it off. In the validation set the
  symmetry is fixed: place number modulo 8.
* `setSeed` chooses another order; the same seed gives the same arrays on any machine.
* When all positions have been served, they come again in another order.

Beside it: `encode(board)` for a position of one's own, `batch` and `validation`, which
return new arrays, and `positions()`, a data set for a plain `fit` with callbacks.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tengen.go import planes
from tengen.go.archive import GameArchive
from tengen.go.data import Positions, one_hot

__all__ = [
    "Batch",
    "GoloisError",
    "batch",
    "encode",
    "getBatch",
    "getBatchVal",
    "getValidation",
    "positions",
    "setGames",
    "setSeed",
    "setSoft",
    "setSymmetry",
    "validation",
]

Array = np.ndarray[Any, Any]

_PLANES = planes.PLANES["golois"]


class GoloisError(ValueError):
    """Arrays that cannot be filled, or games that are not there."""


class Batch(NamedTuple):
    """N positions on a board of S lines.

    Attributes:
        input: `(N, S, S, 31)`, the planes.
        policy: `(N, S * S)`, one-hot: the move played.
        value: `(N,)`, White's probability to win, or the outcome.
        end: `(N, S, S, 2)`, the stones at the end of the game: of the player to move,
            and the opponent's. Never turned, although the planes are.
        groups: `(N, S, S, 1)`, 0 on empty points, elsewhere a number for each string.
    """

    input: Array
    policy: Array
    value: Array
    end: Array
    groups: Array


# -- the calls of the original ---------------------------------------------------------


def getValidation(input: Array, policy: Array, value: Array, end: Array) -> None:
    """Fill arrays with the N positions of the validation set.

    They are of N different games, where so many games are held out, and the same ones
    at every call.

    Args:
        input: `(N, 19, 19, 31)`, float32, as all of them.
        policy: `(N, 361)`.
        value: `(N,)`.
        end: `(N, 19, 19, 2)`.

    Raises:
        GoloisError: for an array that cannot be filled, or where there are no games.
    """
    given = {"input": input, "policy": policy, "value": value, "end": end}
    _library.fill(_library.held_out, given, 0)


def getBatch(
    input: Array, policy: Array, value: Array, end: Array, groups: Array, index: int
) -> None:
    """Fill arrays with N positions of the shuffled training games.

    Args:
        input, policy, value, end: as in `getValidation`.
        groups: `(N, 19, 19, 1)`.
        index: positions `index` to `index + N - 1` of the order.

    Raises:
        GoloisError: for an array that cannot be filled, or where there are no games.
    """
    given = {"input": input, "policy": policy, "value": value, "end": end}
    given["groups"] = groups
    _library.fill(_library.training, given, _index(index))


def getBatchVal(input: Array, policy: Array, value: Array, end: Array) -> None:
    """Fill arrays with N positions of `games.val.npz` or `games.val.data`.

    A second file of games, all of whose positions count. The original also writes the
    value into one of the planes; this does not.

    Raises:
        GoloisError: for an array that cannot be filled, or where there is no such file.
    """
    given = {"input": input, "policy": policy, "value": value, "end": end}
    _library.fill(_library.second, given, 0)


def setSoft(soft: Any) -> None:
    """Do nothing, as in the original."""


# -- what people ask for beside it -----------------------------------------------------


def setSymmetry(on: bool) -> None:
    """Say whether `getBatch` turns and mirrors positions at random."""
    _library.symmetry = bool(on)


def setSeed(seed: int) -> None:
    """Choose another order of the positions and other symmetries."""
    _library.seed = int(seed)
    _library.calls = 0
    _library.forget()


def setGames(path: str | os.PathLike[str] | None) -> None:
    """Serve the games of a file; `None`: look for one again."""
    _library.path = None if path is None else Path(path)
    _library.forget()


def encode(board: Any, symmetry: int = 0) -> Array:
    """Return the planes of a position, `(S, S, 31)` float32, for a network to predict.

    Args:
        board: a `tengen.go.Board`.
        symmetry: which of the eight, 0 to 7.

    Example:
        >>> from tengen.go import Board
        >>> encode(Board()).shape
        (19, 19, 31)
    """
    return planes.encode(board, "golois", symmetry)


def batch(count: int, index: int = 0) -> Batch:
    """Return new arrays with positions `index` to `index + count - 1`, for training."""
    made = _empty(_library.training, count)
    _library.fill(_library.training, made._asdict(), _index(index))
    return made


def validation(count: int) -> Batch:
    """Return new arrays with the first `count` positions of the validation set."""
    made = _empty(_library.held_out, count)
    _library.fill(_library.held_out, made._asdict(), 0)
    return made


def positions(
    epoch: int | None = 10_000, batch_size: int = 128, part: str = "training"
) -> Positions:
    """Return a data set for a plain `fit`: batches are made while the model trains.

        model.fit(
            golois.positions(),
            validation_data=golois.positions(2_000, part="held out"),
            epochs=20,
            callbacks=[...],
        )

    Args:
        epoch: positions of an epoch; `None`: all.
        batch_size: positions of a step.
        part: `"training"` or `"held out"`.
    """
    symmetry = None if _library.symmetry else "none"
    archive = _library.training.archive
    return Positions(
        archive, batch_size, part, epoch, symmetry=symmetry, seed=_library.seed
    )


# -- behind them -----------------------------------------------------------------------


class _Library:
    """The open archives, and where the random numbers are."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.symmetry = os.environ.get("TENGEN_SYMMETRY", "1") not in ("0", "off", "no")
        self.seed = 0
        self.calls = 0
        self._open: dict[str, Positions] = {}

    def forget(self) -> None:
        """Close the archives."""
        self._open.clear()

    @property
    def training(self) -> Positions:
        """Positions of the games to train on."""
        return self._part("training", "games")

    @property
    def held_out(self) -> Positions:
        """Positions of the games kept for validation."""
        return self._part("held out", "games")

    @property
    def second(self) -> Positions:
        """Positions of the file of `getBatchVal`."""
        return self._part("all", "games.val")

    def _part(self, part: str, stem: str) -> Positions:
        key = f"{part} of {stem}"
        if key not in self._open:
            path = self.path if stem == "games" and self.path else find_games(stem)
            archive = open_games(path)
            try:
                self._open[key] = Positions(archive, part=part, seed=self.seed)
            except ValueError as error:
                raise GoloisError(f"{path}: {error}") from error
        return self._open[key]

    def fill(self, source: Positions, given: dict[str, Any], first: int) -> None:
        """Fill arrays given by name with positions from `first` on."""
        arrays = _checked(given, source.size)
        count = len(arrays["input"])
        games, plies = source.locate(first, count)
        x = arrays["input"]
        made = planes.EncodedPositions(
            x if _is_plain(x) else np.empty(x.shape, "float32"),
            np.empty(count, "int32"),
            np.empty(count, "float32"),
            np.empty(arrays["end"].shape, "float32"),
            np.empty((*x.shape[:3], 1), "float32") if "groups" in arrays else None,
        )
        planes.encode_positions(
            source.archive,
            games,
            plies,
            "golois",
            self._symmetries(source, first, count),
            out=made,
        )
        if made.x is not x:
            x[...] = made.x
        arrays["policy"][...] = one_hot(made.policy, source.moves)
        arrays["value"][...] = made.value.reshape(arrays["value"].shape)
        arrays["end"][...] = made.end
        if "groups" in arrays:
            arrays["groups"][...] = made.groups

    def _symmetries(self, source: Positions, first: int, count: int) -> Array:
        if source.part != "training":
            return source.symmetries(first, count)
        if not self.symmetry:
            return np.zeros(count, "uint8")
        self.calls += 1
        generator = np.random.Generator(np.random.Philox(key=[self.seed, self.calls]))
        return generator.integers(0, 8, count, "uint8")


_library = _Library()


def find_games(stem: str = "games") -> Path:
    """Return the file of games that serves this working folder.

    Raises:
        GoloisError: if there is none, with what to do.
    """
    for name in (f"{stem}.npz", f"{stem}.data"):
        if Path(name).is_file():
            return Path(name)
    named = os.environ.get("TENGEN_GAMES") if stem == "games" else None
    if named:
        if Path(named).is_file():
            return Path(named)
        raise GoloisError(f"TENGEN_GAMES={named}: there is no such file")
    raise GoloisError(
        f"golois: no games. In {Path.cwd()} is neither {stem}.npz nor {stem}.data"
        + ("; TENGEN_GAMES is not set\n" if stem == "games" else "\n")
        + f"  fix: tengen go import GAMES... -o {stem}.npz (files of SGF, archives of "
        "them, or the course's games.data)"
    )


def _checked(given: dict[str, Any], size: int) -> dict[str, Array]:
    """Return the arrays, all of which can be filled."""
    first = given["input"]
    count = len(first) if isinstance(first, np.ndarray) and first.ndim else 0
    shapes: dict[str, Sequence[int]] = {
        "input": (count, size, size, _PLANES),
        "policy": (count, size * size),
        "value": (count,),
        "end": (count, size, size, 2),
        "groups": (count, size, size, 1),
    }
    for name, array in given.items():
        problem = _problem(array, tuple(shapes[name]))
        if problem:
            raise GoloisError(_refusal(name, problem, shapes[name], size))
        if not _is_plain(array):
            warnings.warn(
                f"golois: {name} is {_looks(array)}; it is filled, but the original "
                "would leave it as it is, without a word\n"
                f"  fix: {name} = numpy.ascontiguousarray({name}, 'float32')",
                stacklevel=4,
            )
    return given


def _problem(array: Any, shape: tuple[int, ...]) -> str:
    if not isinstance(array, np.ndarray):
        return f"a {type(array).__name__}"
    if array.dtype.kind != "f":
        return f"an array of {array.dtype}"
    if array.shape != shape and not (len(shape) == 1 and array.shape == (*shape, 1)):
        return f"of shape {array.shape}"
    return "" if array.flags.writeable else "read-only"


def _refusal(name: str, problem: str, shape: Sequence[int], size: int) -> str:
    wanted = str(tuple(shape)).replace("(0,", "(N,")
    text = (
        f"golois: {name} is {problem}\n"
        f"  expected a NumPy array of float32 with shape {wanted}, to be filled"
    )
    if name == "policy" and "shape" in problem:
        text += f"\n  fix: to_categorical(..., num_classes={size * size})"
    elif "array of" in problem or "of shape" in problem:
        text += f"\n  fix: {name} = numpy.zeros({wanted}, 'float32')"
    return text


def _is_plain(array: Array) -> bool:
    return array.dtype == np.float32 and bool(array.flags.c_contiguous)


def _looks(array: Array) -> str:
    if array.dtype != np.float32:
        return str(array.dtype)
    return "not contiguous in memory"


def _index(index: Any) -> int:
    number = int(index)
    if number < 0 or number != index:
        raise GoloisError(f"golois: index {index!r}\n  expected 0 or a greater integer")
    return number


def _empty(source: Positions, count: int) -> Batch:
    size = source.size
    board = (count, size, size)
    return Batch(
        np.empty((*board, _PLANES), "float32"),
        np.empty((count, size * size), "float32"),
        np.empty(count, "float32"),
        np.empty((*board, 2), "float32"),
        np.empty((*board, 1), "float32"),
    )


def open_games(path: Path) -> GameArchive:
    """Open an archive; make one from the course's text format first, beside it.

    Raises:
        GoloisError: if the file cannot be read.
    """
    if path.suffix != ".data":
        try:
            return GameArchive.open(path)
        except ValueError as error:
            raise GoloisError(str(error)) from error
    from tengen.go.importing import import_games

    made = path.with_suffix(".npz")
    print(f"golois: reading {path} into {made}, once ...", file=sys.stderr)
    try:
        report = import_games([path], made)
    except (ValueError, OSError) as error:
        raise GoloisError(
            f"golois: {path} cannot be made an archive: {error}\n"
            f"  fix: tengen go import {path} -o games.npz, and TENGEN_GAMES=games.npz"
        ) from error
    left_out = f", {len(report.dropped)} left out" if report.dropped else ""
    print(f"golois: {report.kept} games{left_out}", file=sys.stderr)
    return GameArchive.open(made)
