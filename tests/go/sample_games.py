"""Made-up games: random legal moves, with win rates, on a small board."""

from __future__ import annotations

import numpy as np

from tengen.go.archive import write_archive
from tengen.go.board import Board
from tengen.go.points import BLACK, WHITE
from tengen.go.records import Game


def random_game(seed: int, size: int = 9, length: int = 40, values: bool = True):
    """A game of random moves, one pass among them, and a winner drawn by lot."""
    generator = np.random.default_rng(seed)
    board = Board(size, rules="tromp-taylor", komi=7.5)
    moves = []
    for ply in range(length):
        legal = np.flatnonzero(board.legal_moves()[: size * size])
        point = size * size if ply == length // 2 else int(generator.choice(legal))
        moves.append((board.to_play, point))
        board.play(point)
    rates = [round(float(x), 2) for x in generator.uniform(0, 1, length)]
    return Game(
        size=size,
        moves=moves,
        komi=7.5,
        winner=(BLACK, WHITE)[seed % 2],
        values=rates if values else [],
    )


def write_games(path, count: int, size: int = 9, length: int = 40, values: bool = True):
    """Write an archive of such games; return its path."""
    games = (random_game(seed, size, length, values) for seed in range(count))
    write_archive(games, path)
    return path
