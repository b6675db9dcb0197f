"""Positions a second that one core turns into planes and targets, from an archive.

    python benchmarks/planes.py GAMES... [--positions 20000] [--rounds 5] [--batch 1024]

GAMES are an archive (`.npz`) or records that become one. Positions are drawn at random
from all games, each in a random symmetry, and written batch by batch into the same
arrays, replay from the first move included. The figures are positions per second of
processor time (one thread), the best of the rounds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray

from tengen.go.archive import GameArchive, write_archive
from tengen.go.board import Board
from tengen.go.planes import PLANES, EncodedPositions, encode_batch, encode_positions
from tengen.go.records import read_games


class Course:
    """The same random positions for every kind of planes."""

    def __init__(self, archive: GameArchive, positions: int, batch: int) -> None:
        self.archive = archive
        rng = np.random.default_rng(0)
        places = rng.integers(archive.positions, size=positions)
        self.games, self.plies = archive.locate(places)
        self.symmetries = rng.integers(8, size=positions).astype(np.uint8)
        self.batches = [
            slice(first, first + batch)
            for first in range(0, positions - batch + 1, batch)
        ]
        self.batch = batch

    def rate(self, kind: str, dtype: DTypeLike) -> float:
        """Positions per second of processor time."""
        out = self._encode(kind, dtype, self.batches[0], None)
        begin = time.process_time()
        for batch in self.batches:
            self._encode(kind, dtype, batch, out)
        spent = time.process_time() - begin
        return len(self.batches) * self.batch / spent

    def _encode(
        self, kind: str, dtype: DTypeLike, batch: slice, out: EncodedPositions | None
    ) -> EncodedPositions:
        return encode_positions(
            self.archive,
            self.games[batch],
            self.plies[batch],
            kind,
            self.symmetries[batch],
            threads=1,
            dtype=dtype,
            out=out,
        )

    def boards(self, count: int) -> list[Board]:
        """The first positions, as boards that are played on."""
        boards = []
        for game, ply in zip(self.games[:count], self.plies[:count], strict=True):
            record = self.archive.game(int(game))
            board = Board(record.size, "tromp-taylor", record.komi)
            board.put(record.setup_black, record.setup_white)
            for colour, point in record.moves[:ply]:
                board.play(point, colour)
            boards.append(board)
        return boards


def in_play(boards: list[Board], kind: str) -> float:
    """Microseconds of processor time for one board of a batch."""
    out = encode_batch(boards, kind)
    begin = time.process_time()
    for _ in range(100):
        encode_batch(boards, kind, out=out)
    return (time.process_time() - begin) / 100 / len(boards) * 1e6


def measure(archive: GameArchive, positions: int, rounds: int, batch: int) -> None:
    course = Course(archive, positions, batch)
    boards = course.boards(8)
    mean: NDArray[np.float64] = course.plies.mean()
    print(f"{archive}, {mean:.0f} moves before a position")
    print(f"{'':16}{'planes':>8}{'float32/s':>12}{'uint8/s':>12}{'us in play':>12}")
    for kind, planes in PLANES.items():
        floats, small, played = [], [], []
        for _ in range(rounds):
            floats.append(course.rate(kind, np.float32))
            small.append(course.rate(kind, np.uint8))
            played.append(in_play(boards, kind))
        print(
            f"{kind:16}{planes:8}{max(floats):12,.0f}{max(small):12,.0f}"
            f"{min(played):12.1f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("games", nargs="+", type=Path)
    parser.add_argument("--positions", type=int, default=20_480)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batch", type=int, default=1024)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "games.npz"
        if options.games[0].suffix == ".npz":
            path = options.games[0]
        else:
            write_archive(read_games(options.games), path)
        archive = GameArchive.open(path)
        measure(archive, options.positions, options.rounds, options.batch)


if __name__ == "__main__":
    main()
