"""A tournament of random players, run as a program of its own: see test_tournament.

python sprinkling.py FOLDER GAMES_PER_PAIR JOBS PAUSE
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tengen.go.entrants import Entrant, Settings
from tengen.go.tournament import Tournament


@dataclass
class Chosen:
    point: Any
    value: float | None = None
    details: dict[str, Any] = field(default_factory=dict)


class Sprinkler:
    """Plays at random and fills no eyes of its own; pauses before each move."""

    def __init__(self, seed: int, pause: float = 0.0) -> None:
        self.name, self.pause = f"sprinkler {seed}", pause
        self.draw = np.random.default_rng(seed)

    def new_game(self) -> None: ...

    def close(self) -> None: ...

    def choose(self, board) -> Chosen:
        time.sleep(self.pause)
        points = np.flatnonzero(board.legal_moves()[:-1]).tolist()
        points = [p for p in points if not board.is_own_eye(p, board.to_play)]
        point = self.draw.choice(points) if points else board.size**2
        return Chosen(int(point), value=round(self.draw.random(), 2))


def make(player: str, settings: Settings, seed: int) -> Sprinkler:
    if player == "broken":
        raise OSError("the disk is gone")
    return Sprinkler(seed, float(player))


SETTINGS = Settings(size=5, komi=0.5)


if __name__ == "__main__":
    folder, games, jobs, pause = sys.argv[1:]
    entrants = [Entrant(f"player {letter}", pause) for letter in "abc"]
    settings = Settings(size=5, komi=0.5, games_per_pair=int(games))
    with Tournament(Path(folder), entrants, settings, make, int(jobs)) as tournament:
        print("begun", flush=True)
        tournament.run(lambda pairing, game: print(pairing.id, flush=True))
