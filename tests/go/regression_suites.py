"""Runs suites in GNU Go's `.tst` format over our boards.

A suite is a list of GTP commands. A numbered one is a test, if a line `#? [pattern]`
follows; `!` before the pattern means that the answer must not match, `*` behind it that
its authors did not expect their program to pass. Only commands about the rules are
answered here; tests of what a program thinks are passed over.

    python -m tests.go.regression_suites FOLDER [SUITE...]

prints how many answers agree in each suite below a folder, and those that do not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tengen import _go
from tengen.go import sgf
from tengen.go.board import Board
from tengen.go.points import (
    BLACK,
    WHITE,
    opponent,
    parse_colour,
    parse_point,
    point_text,
)
from tengen.go.rules import Rules
from tengen.go.sgf_properties import read_point

_COMMAND = re.compile(r"(?:(\d+)\s+)?([a-zA-Z_-]+)\s*(.*)")
_EXPECTED = re.compile(r"#\?\s*\[(!?)(.*)\]\s*([*&]*)")
_NAMES = {BLACK: "black", WHITE: "white"}


@dataclass(frozen=True)
class Answer:
    """A test that was answered."""

    suite: str
    number: int
    command: str
    answer: str
    pattern: str
    agrees: bool

    def __str__(self) -> str:
        where = f"{self.suite}:{self.number}"
        return f"{where:32} {self.command:40} {self.answer:20.20} [{self.pattern}]"


class Player:
    """Answers commands about the rules.

    Args:
        folder: what file names in a suite are relative to.
        rules: of the boards.
    """

    def __init__(self, folder: Path, rules: Rules | None = None) -> None:
        self.folder = folder
        self.rules = rules or Rules(ko="simple")
        self.board = Board(19, self.rules)
        self.tried: list[Board] = []

    def answer(self, command: str, arguments: list[str]) -> str | None:
        """What it says; `None` if it does not know the command."""
        method: Callable[..., str | None] | None
        method = getattr(self, f"do_{command}", None)
        return method(*arguments) if method else None

    def do_loadsgf(self, name: str, before: str = "") -> str:
        self.board = load(self.folder / name, self.rules, before)
        return ""

    def do_boardsize(self, size: str) -> str:
        self.board = Board(int(size), self.rules)
        return ""

    def do_clear_board(self) -> str:
        self.board = Board(self.board.size, self.board.rules)
        return ""

    def do_play(self, colour: str, vertex: str) -> str:
        self.board.play(vertex, colour)
        return ""

    def do_black(self, vertex: str) -> str:
        return self.do_play("black", vertex)

    def do_white(self, vertex: str) -> str:
        return self.do_play("white", vertex)

    def do_undo(self, *_: str) -> str:
        self.board.undo()
        return ""

    def do_trymove(self, colour: str, vertex: str) -> str:
        self.tried.append(self.board.copy())
        return self.do_play(colour, vertex)

    def do_popgo(self) -> str:
        self.board = self.tried.pop()
        return ""

    def do_is_legal(self, colour: str, vertex: str) -> str:
        return str(int(self.board.is_legal(vertex, colour)))

    def do_captures(self, colour: str) -> str:
        return str(self.board.captures[parse_colour(colour)])

    def do_countlib(self, vertex: str) -> str:
        return str(int(self.board.liberties.ravel()[self.point(vertex)]))

    def do_unconditional_status(self, vertex: str) -> str:
        point = self.point(vertex)
        owner = int(self.board.unconditionally_alive().ravel()[point])
        stone = int(self.board.stones.ravel()[point])
        if not owner:
            return "undecided"
        if not stone:
            return f"{_NAMES[owner]}_territory"
        return "alive" if stone == owner else "dead"

    def do_go_safe(self, method: str, colour: str = "") -> str | None:
        if method != "benson":
            return None
        owners = self.board.unconditionally_alive()
        colours = [parse_colour(colour)] if colour else [BLACK, WHITE]
        points = np.flatnonzero(np.isin(owners, colours))
        vertices = [point_text(int(point), self.board.size) for point in points]
        return " ".join([str(len(points)), *vertices, ""])

    def do_final_score(self) -> str:
        """By territory; what random games think dead, is dead."""
        score = self.board.territory_score(self.board.estimate_dead(playouts=400))
        return f"{'B' if score > 0 else 'W'}+{abs(score):.1f}" if score else "0"

    def do_go_ladder(self, vertex: str) -> str:
        point = self.point(vertex)
        owner = int(self.board.stones.ravel()[point])
        twin = self.board.copy()
        twin.to_play = opponent(owner)
        if not _go.ladder_captured(twin._native, point):
            return "escaped"
        twin.to_play = owner
        return "unsettled" if self.gets_away(twin, point) else "captured"

    def gets_away(self, board: Board, point: int) -> bool:
        """Whether the owner, to play, saves a chain that a ladder would capture."""
        if board.liberties.ravel()[point] == 1:
            return bool(_go.ladder_escapes(board._native, point))
        near = [point_text(p, board.size) for p in np.flatnonzero(board.legal_moves())]
        for vertex in near[:-1]:
            twin = board.copy()
            twin.play(vertex)
            if twin.stones.ravel()[point] and not _go.ladder_captured(
                twin._native, point
            ):
                return True
        return False

    do_go_static_ladder = do_go_ladder

    def point(self, vertex: str) -> int:
        return parse_point(vertex, self.board.size)


def load(path: Path, rules: Rules, before: str = "") -> Board:
    """The position of a record's main line, before a move number or a vertex."""
    tree = sgf.parse(path.read_bytes())[0]
    size = int(tree.root.text("SZ", "19"))
    board = Board(size, rules, komi=float(tree.root.text("KM", "0") or 0))
    for node in tree.main_line():
        for name, values in node.properties.items():
            if name in ("AB", "AW", "AE"):
                put(board, name, values)
            elif name in ("B", "W"):
                point = read_point(values[0], size)
                vertex = point_text(point, size)
                if before in (str(board.move_number + 1), vertex):
                    return board
                board.play(point, name)
    return board


def put(board: Board, name: str, values: list[str]) -> None:
    points: list[int] = []
    for value in values:
        first, _, last = value.partition(":")
        top, left = divmod(read_point(first, board.size), board.size)
        bottom, right = divmod(read_point(last or first, board.size), board.size)
        points += [
            row * board.size + column
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
    colour = {"AB": "black", "AW": "white", "AE": "empty"}[name]
    board.put(**{colour: sorted(set(points))})


def run(suite: Path, folder: Path | None = None) -> Iterator[Answer]:
    """The tests of a suite that are about the rules, answered."""
    player = Player(folder or suite.parent)
    asked: tuple[int, str, str] | None = None
    usable = True
    for line in suite.read_text(errors="replace").splitlines():
        expected = _EXPECTED.match(line)
        if expected and asked:
            negated, pattern, _ = expected.groups()
            agrees = bool(re.fullmatch(pattern, asked[2].strip())) != bool(negated)
            agrees = agrees or bool(re.fullmatch(pattern, asked[2])) != bool(negated)
            yield Answer(suite.stem, *asked, negated + pattern, agrees)
            asked = None
        command = None if line.lstrip().startswith("#") else _COMMAND.match(line)
        if not command:
            continue
        number, name, rest = command.groups()
        arguments = rest.partition("#")[0].split()
        if name == "loadsgf":
            usable = True
        try:
            answer = player.answer(name, arguments) if usable else None
        except (ValueError, OSError) as problem:
            print(f"{suite.stem}: {line.strip()}: {problem}", file=sys.stderr)
            usable = name != "loadsgf"
            continue
        asked = (int(number), f"{name} {rest}", answer) if number and answer else None


def main(folder: Path, names: list[str]) -> None:
    """Print a line for each suite, and the answers that do not agree."""
    total = agreed = 0
    for suite in sorted(folder.rglob("*.tst")):
        if names and suite.stem not in names:
            continue
        answers = list(run(suite))
        right = sum(answer.agrees for answer in answers)
        total, agreed = total + len(answers), agreed + right
        if answers:
            print(f"{suite.stem}: {right} of {len(answers)}")
        for answer in answers:
            if not answer.agrees:
                print("   ", answer)
    print(f"{agreed} of {total} answers agree")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
