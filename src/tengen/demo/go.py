"""Step 4: a plain and a residual network learn Go, and meet at the board.

The games they learn from lie beside this file. Players of this project's own made them:
search with random playouts, against itself (`tengen go selfplay`).
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tengen.demo.results import GoLab
from tengen.demo.screen import Screen
from tengen.pages import write_whole

FOLDER = "go"
GAMES = files("tengen.demo").joinpath("go_games.npz")
_MARKER = "demo.json"
_TOURNAMENT = "tournament"
_ILLUSTRATED_PLY = 16  # the first held-out position that is as far is drawn


@dataclass(frozen=True)
class Extent:
    """How much is done.

    Attributes:
        minutes: of training for each network, or
        positions: to train it on.
        filters, blocks: of both networks.
        validations: points of the learning curves.
        visits: of the networks' search.
        playouts: random games for a move of the player without a network.
        games_per_pair: of the tournament.
        policies: whether the networks also play without search.
    """

    minutes: float | None = 0.75
    positions: int | None = None
    filters: int = 32
    blocks: int = 4
    validations: int = 9
    visits: int = 32
    playouts: int = 400
    games_per_pair: int = 6
    policies: bool = True


QUICK = Extent(None, 4096, 16, 2, 1, 8, 20, 2, False)


def is_possible() -> bool:
    """Whether the rules of Go have been compiled."""
    return find_spec("tengen._go") is not None


class Folder:
    """Where networks and games are, and whether an earlier call left them unfinished.

    Args:
        path: the folder.
        command: what the user called.

    Raises:
        OSError: if there is such a folder that is not the demonstration's.
    """

    def __init__(self, path: Path, command: str) -> None:
        self.path, self._command = path, command
        self._marker = path / _MARKER
        if path.exists() and not self._marker.is_file():
            raise OSError(
                f"cannot write into {path}\n  got a folder that is not from a "
                "demonstration\n  fix: name another folder with --out"
            )

    def open(self) -> bool:
        """Make the folder, or go on in one that the same call has left unfinished.

        Returns:
            Whether it goes on. What a finished demonstration or another one has left is
            deleted.
        """
        if self._marker.is_file():
            if json.loads(self._marker.read_text()) == self._words(False):
                return True
            shutil.rmtree(self.path)
        self._mark(finished=False)
        return False

    def close(self) -> None:
        """Note that all is done."""
        self._mark(finished=True)

    def _mark(self, finished: bool) -> None:
        write_whole(self._marker, json.dumps(self._words(finished)) + "\n")

    def _words(self, finished: bool) -> dict[str, Any]:
        return {"command": self._command, "finished": finished}


def learn_and_play(folder: Folder, extent: Extent, seed: int, screen: Screen) -> GoLab:
    """Train both networks, draw what they see, let them play.

    Raises:
        KeyboardInterrupt: on Ctrl-C. What has been done stays in the folder, and the
            next call goes on from there.
    """
    from tengen.go.archive import GameArchive
    from tengen.go.learning_curves import train_once
    from tengen.go.training import Plan

    start = time.perf_counter()
    goes_on = folder.open()
    with as_file(GAMES) as data:
        archive = GameArchive.open(data)
        positions = int(archive.starts[-1])
        screen.go_games(len(archive), positions, goes_on)
        runs = []
        for kind in ("plain", "residual"):
            spec = f"golois-{kind}:filters={extent.filters},blocks={extent.blocks}"
            screen.network(kind, f"{2 * extent.blocks + 2} convolutional layers")
            plan = Plan(
                data=str(data),
                network=spec,
                out=str(folder.path / kind),
                minutes=extent.minutes,
                positions=extent.positions,
                seed=seed,
                checkpoint_seconds=10.0,
                validation_seconds=60 * (extent.minutes or 1.0) / extent.validations,
                validation_positions=500,
                final_positions=2000,
            )
            run = train_once(plan, kind)
            if run is None:
                raise KeyboardInterrupt
            shutil.copyfile(
                folder.path / kind / "model.keras", _network(folder.path, kind)
            )
            runs.append(run)
        position, drawings = _draw(archive, folder.path)
    results = _play(folder.path, extent, seed, screen)
    folder.close()
    return GoLab(
        games=len(archive),
        positions=positions,
        runs=tuple(runs),
        position=position,
        drawings=drawings,
        tournament=results,
        page=f"{folder.path.name}/{_TOURNAMENT}/index.html",
        seconds=time.perf_counter() - start,
    )


def _network(folder: Path, kind: str) -> Path:
    return folder / f"{kind}.keras"


def _play(folder: Path, extent: Extent, seed: int, screen: Screen) -> Any:
    from tengen.go.entrants import Settings
    from tengen.go.tournament_screen import play_tournament

    networks = [str(_network(folder, kind)) for kind in ("plain", "residual")]
    players = [*networks, f"playouts:{extent.playouts}"]
    if extent.policies:
        players.append(f"policy:{networks[1]}")
    settings = Settings(
        size=9,
        komi=7.0,
        games_per_pair=extent.games_per_pair,
        visits=extent.visits,
        seed=seed,
        settled=True,
    )
    screen.say("")
    return play_tournament(
        folder / _TOURNAMENT,
        players,
        settings,
        "Plain, residual, playouts",
        console=screen.console,
    )


def _draw(archive: Any, folder: Path) -> tuple[str, dict[str, str]]:
    """Draw one held-out position with the move probabilities of each network."""
    from tengen.go.board import Board
    from tengen.go.data import Positions
    from tengen.go.drawing import board_svg
    from tengen.go.evaluators import NetworkEvaluator
    from tengen.go.points import colour_name, point_text

    held_out = Positions(archive, part="held out", symmetry="none")
    games, plies = held_out.locate(0, held_out.available)
    chosen = int((plies >= _ILLUSTRATED_PLY).argmax())
    game, ply = archive.game(int(games[chosen])), int(plies[chosen])
    board = Board(game.size, komi=game.komi)
    board.put(black=game.setup_black, white=game.setup_white)
    for colour, point in game.moves[:ply]:
        board.play(point, colour)
    colour, point = game.moves[ply]
    board.to_play = colour
    drawings = {}
    for kind in ("plain", "residual"):
        policies, _ = NetworkEvaluator(_network(folder, kind)).evaluate([board])
        drawings[kind] = board_svg(
            board,
            last_move=game.moves[ply - 1][1],
            probabilities=policies[0],
            marks={point: "square"},
            title=f"What the {kind} network would play",
        )
    words = (
        f"Move {ply + 1} of a game that no network learned from; {colour_name(colour)} "
        f"played {point_text(point, board.size)}, the square. The disks are the "
        "networks' probabilities."
    )
    return words, drawings
