"""The board against GNU Go 3.8, move by move.

Properties, in random games and in games of professionals, strong amateurs and engines,
each played on at random until only small eyes are left: (1) before every move the same
points are legal for the player to move, by simple ko without and with suicide, and by
both kinds of superko; (2) both count the same prisoners; (3) at the
end the area scores are equal.

The samples are small; `-m slow` plays 2,000 random games and 200 real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.points import BLACK, WHITE, point_text
from tengen.go.records import Game, read_games
from tengen.go.rules import Rules
from tests.go.gnugo import GnuGo

SETTINGS = {
    "forbid-suicide": (["--forbid-suicide"], Rules(ko="simple")),
    "allow-all-suicide": (["--allow-all-suicide"], Rules(ko="simple", suicide=True)),
    # Its superko overlooks grids that come back by suicide, so without that.
    "positional-superko": (["--positional-superko"], Rules(ko="positional")),
    "situational-superko": (["--situational-superko"], Rules(ko="situational")),
}
START = ["--chinese-rules", "--never-resign"]


@dataclass
class Transcript:
    """What we say of a game, and the commands that make GNU Go say the same."""

    board: Board
    commands: list[str] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ask(f"boardsize {self.board.size}", "")
        self.ask("clear_board", "")
        self.ask(f"komi {self.board.komi}", "")

    def ask(self, command: str, answer: object) -> None:
        self.commands.append(command)
        self.answers.append(answer)

    def set_up(self, black: Iterable[int], white: Iterable[int]) -> None:
        for colour, stones in (("black", black), ("white", white)):
            for stone in stones:
                self.ask(f"play {colour} {point_text(stone, self.board.size)}", "")

    def play(self, point: int, colour: int) -> None:
        board, name = self.board, "black" if colour == BLACK else "white"
        legal = np.flatnonzero(board.legal_moves(colour)[:-1])
        vertices = {point_text(int(p), board.size) for p in legal}
        self.ask(f"all_legal {name}", vertices)
        board.play(point, colour)
        self.ask(f"play {name} {point_text(point, board.size)}", "")
        for each, colour_name in ((BLACK, "black"), (WHITE, "white")):
            self.ask(f"captures {colour_name}", str(board.captures[each]))

    def play_out(self, random: np.random.Generator) -> None:
        """Play on at random until both pass, filling no small eyes; then count.

        Suicide is tried for as many moves as there are points: it could go on for ever.
        A game that goes round (there is no superko) is left uncounted.
        """
        board, passes = self.board, 0
        for number in range(3 * board.size**2):
            colour = board.to_play
            moves = map(int, np.flatnonzero(board.legal_moves()[:-1]))
            sensible = [p for p in moves if not board.is_own_eye(p, colour)]
            if board.rules.suicide and number > board.size**2:
                sensible = [p for p in sensible if survives(board, p)]
            point = int(random.choice(sensible)) if sensible else board.size**2
            self.play(point, colour)
            passes = 0 if sensible else passes + 1
            if passes == 2:
                return self.count()

    def count(self) -> None:
        score = self.board.area_score()
        self.ask("final_score", f"{'B' if score > 0 else 'W'}+{abs(score):.1f}")

    def hold_against(self, engine: GnuGo) -> None:
        answers = engine.ask(self.commands)
        for command, ours, theirs in zip(
            self.commands, self.answers, answers, strict=True
        ):
            said = set(theirs.split()) if isinstance(ours, set) else theirs
            assert said == ours, f"{command}\n{self.board}\n{self.board.moves}"


def survives(board: Board, point: int) -> bool:
    """Whether a stone stays on the board."""
    after = board.copy()
    after.play(point)
    return bool(after.stones.ravel()[point])


def random_game(engine: GnuGo, rules: Rules, size: int, seed: int) -> None:
    transcript = Transcript(Board(size, rules, komi=0.5))
    transcript.play_out(np.random.default_rng([size, seed]))
    transcript.hold_against(engine)


def real_game(engine: GnuGo, rules: Rules, game: Game, seed: int) -> None:
    board = Board(game.size, rules, komi=0.5)
    transcript = Transcript(board)
    transcript.set_up(game.setup_black, game.setup_white)
    board.put(black=game.setup_black, white=game.setup_white)
    for colour, point in game.moves:
        if not board.is_legal(point, colour):
            break
        transcript.play(point, colour)
    transcript.play_out(np.random.default_rng(seed))
    transcript.hold_against(engine)


def records(folder: Path, archive: str, every: int) -> Iterator[Game]:
    """Games of an archive, spread over it, that GNU Go's board is large enough for."""
    games = islice(read_games([folder / archive]), 0, None, every)
    return (game for game in games if 5 <= game.size <= 19 and len(game.moves) > 20)


Engine = Callable[..., GnuGo]


@pytest.mark.parametrize("setting", SETTINGS)
def test_random_games(gnugo: Engine, setting: str):
    options, rules = SETTINGS[setting]
    engine = gnugo(*START, *options)
    for size in (5, 6, 7, 9):
        random_game(engine, rules, size, seed=0)


def test_real_games(gnugo: Engine, go_data: Path):
    options, rules = SETTINGS["forbid-suicide"]
    engine = gnugo(*START, *options)
    for seed, game in enumerate(islice(records(go_data, "go9x9.tar.xz", 10), 4)):
        real_game(engine, rules, game, seed)


@pytest.mark.slow
def test_two_thousand_random_games(gnugo: Engine):
    engines = {name: gnugo(*START, *each) for name, (each, _) in SETTINGS.items()}
    for number in range(2000):
        setting = [*SETTINGS][number % 4]
        random_game(engines[setting], SETTINGS[setting][1], 5 + number % 15, number)


@pytest.mark.slow
def test_two_hundred_real_games(gnugo: Engine, go_data: Path):
    options, rules = SETTINGS["forbid-suicide"]
    engine = gnugo(*START, *options)
    for archive, every in (("pro19.tar.xz", 430), ("go9x9.tar.xz", 210)):
        chosen = list(islice(records(go_data, archive, every), 100))
        assert len(chosen) == 100
        for seed, game in enumerate(chosen):
            real_game(engine, rules, game, seed)
