"""Records of games: the main line of an SGF, and all that is known about the game.

    game = from_sgf(Path("game.sgf").read_bytes())
    for game in read_games(["games.tar.xz", "more.sgfs"]):
        print(game.name, len(game.moves), game.result)

Variations and other trees are in `tengen.go.sgf`; thousands of games that are read
again and again belong into an archive, `tengen.go.archive`. Whether the moves are legal
is not checked here: see `tengen.go.importing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from os import PathLike

from tengen.go.points import BLACK, EMPTY, WHITE
from tengen.go.sgf import GameTree, Node, SgfError, parse, serialise
from tengen.go.sgf_properties import (
    point_table,
    read_komi,
    read_point,
    read_points,
    read_result,
    read_size,
    write_point,
)
from tengen.go.sgf_text import escape

_NAMES = {BLACK: "B", WHITE: "W"}
_PLAYERS = {"B": BLACK, "W": WHITE}
_SET_UP = {"AB": BLACK, "AW": WHITE, "AE": EMPTY}
_NUMBER = r"\s+(-?\d{1,4}(?:\.\d{1,9})?)"
_LABEL = re.compile(
    rf"\s*([01]\.\d{{1,9}}){_NUMBER}{_NUMBER}(?:{_NUMBER})?(?:\s+v=(\d{{1,9}}))?"
)


@dataclass
class Game:
    """One game, from its set-up to its last move.

    A point is `row * size + column` from the upper left; `size * size` is a pass.
    Colours are `BLACK` and `WHITE` of `tengen.go.points`.

    Attributes:
        size: lines of the board.
        moves: (colour, point) of every move.
        komi: points that White is given.
        rules: their name as the record has it, such as "Japanese", or "".
        setup_black: points with black stones before the first move, handicap as well.
        setup_white: points with white stones before the first move.
        handicap: number of handicap stones that the record names.
        to_play: who moves first.
        result: `B+3.5`, `W+R` (resigned), `W+T` (time), `B+F` (forfeit), `B+`, `0`
            (draw) or `?`.
        winner: `BLACK`, `WHITE`, `EMPTY` after a draw, `None` where it is unknown.
        values: White's probability to win, 0 to 1, as noted at each move; `None` where
            nothing is noted. As long as `moves`, or empty: nothing is noted anywhere.
        leads: by how many points White is ahead, likewise.
        visits: how many visits the search behind these numbers had, likewise.
        comments: on each move, "" where there is none; or empty.
        comment: on the game.
        black, white: names of the players.
        black_rank, white_rank: their ranks, as the record has them.
        date: as the record has it, usually YYYY-MM-DD.
        name: where the record comes from.

    Example:
        >>> game = Game(size=9, komi=7, moves=[(BLACK, 40), (WHITE, 81)])
        >>> to_sgf(game).splitlines()[-1]
        ';B[ee];W[])'
    """

    size: int = 19
    moves: list[tuple[int, int]] = field(default_factory=list)
    komi: float = 7.5
    rules: str = ""
    setup_black: list[int] = field(default_factory=list)
    setup_white: list[int] = field(default_factory=list)
    handicap: int = 0
    to_play: int = BLACK
    result: str = "?"
    winner: int | None = None
    values: list[float | None] = field(default_factory=list)
    leads: list[float | None] = field(default_factory=list)
    visits: list[int | None] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    comment: str = ""
    black: str = ""
    white: str = ""
    black_rank: str = ""
    white_rank: str = ""
    date: str = ""
    name: str = ""

    @staticmethod
    def from_sgf(record: GameTree | bytes | str, name: str = "") -> Game:
        """Return the game of a record; see `from_sgf` of this module."""
        return from_sgf(record, name)

    def to_sgf(self) -> str:
        """Return the game as SGF; see `to_sgf` of this module."""
        return to_sgf(self)


def from_sgf(record: GameTree | bytes | str, name: str = "") -> Game:
    """Return the main line of a record.

    Comments of moves that begin as KataGo writes them - White's probability to win, to
    lose and of no result, White's lead, `v=` visits - give `values`, `leads`, `visits`.

    Args:
        record: a tree, or a file that holds one game.
        name: of the record; the file's by default.

    Raises:
        SgfError: the record is broken or of another game, the board is not square or
            has more than 25 lines, or stones are set up after the first move. It says
            where in the file.

    Example:
        >>> from_sgf("(;SZ[9]KM[7]RE[W+2];B[ee];W[])").moves
        [(1, 40), (2, 81)]
    """
    tree = record if isinstance(record, GameTree) else _only_tree(record, name)
    root = tree.root
    try:
        game = _read_root(root)
    except ValueError as problem:
        raise tree.error(str(problem), root) from None
    game.name = name or tree.source
    points = point_table(game.size)
    stones: dict[int, int] = {}
    comments: list[str] = []
    labelled = False
    to_play = None
    for node in tree.main_line():
        properties = node.properties
        played = len(game.moves)
        for key, values in properties.items():
            if key in _PLAYERS:
                value = values[0]
                if len(values) > 1 or value not in points:
                    value = _unusual_move(tree, node, values, game.size)
                game.moves.append((_PLAYERS[key], points[value]))
                comment = node.text("C") if "C" in properties else ""
                comments.append(comment)
                labelled = labelled or bool(comment)
            elif key in _SET_UP:
                if played:
                    raise _late_set_up(tree, node, key, played)
                _set_up(tree, node, key, game.size, stones)
            elif key == "PL" and not game.moves:
                to_play = {"B": BLACK, "W": WHITE}.get(values[0].strip().upper()[:1])
    game.setup_black = [point for point, c in stones.items() if c == BLACK]
    game.setup_white = [point for point, c in stones.items() if c == WHITE]
    game.to_play = _first_player(game, to_play)
    if labelled:
        _read_labels(game, comments)
    return game


def _only_tree(data: bytes | str, name: str) -> GameTree:
    trees = parse(data, name)
    if len(trees) > 1:
        problem = f"the file holds {len(trees)} games, not one; use read_games"
        raise SgfError(problem, source=name)
    return trees[0]


def _read_root(root: Node) -> Game:
    kind = root.text("GM", "1", simple=True).strip()
    if kind not in ("1", ""):
        raise ValueError(f"this is a record of another game than Go (GM[{kind[:9]}])")
    result, winner = read_result(root.text("RE", simple=True))
    handicap = root.text("HA", simple=True).strip()
    return Game(
        size=read_size(root.text("SZ", simple=True).strip() or "19"),
        komi=read_komi(root.text("KM", simple=True)),
        rules=root.text("RU", simple=True).strip(),
        handicap=int(handicap) if re.fullmatch("[0-9]{1,3}", handicap) else 0,
        result=result,
        winner=winner,
        comment="" if {"B", "W"} & root.properties.keys() else root.text("C"),
        black=root.text("PB", simple=True).strip(),
        white=root.text("PW", simple=True).strip(),
        black_rank=root.text("BR", simple=True).strip(),
        white_rank=root.text("WR", simple=True).strip(),
        date=root.text("DT", simple=True).strip(),
    )


def _unusual_move(tree: GameTree, node: Node, values: list[str], size: int) -> str:
    if len(values) > 1:
        raise tree.error(f"one move has {len(values)} points", node)
    try:
        read_point(values[0], size)
    except ValueError as problem:
        raise tree.error(f"the move {problem}", node) from None
    return values[0].strip()


def _late_set_up(tree: GameTree, node: Node, key: str, played: int) -> SgfError:
    problem = (
        f"stones are set up ({key}) after {played} moves; a game has a set-up before "
        "its first move only"
    )
    return tree.error(problem, node)


def _set_up(
    tree: GameTree, node: Node, key: str, size: int, stones: dict[int, int]
) -> None:
    try:
        points = read_points(node.properties[key], size)
    except ValueError as problem:
        raise tree.error(f"{key}: {problem}", node) from None
    for point in points:
        if _SET_UP[key] == EMPTY:
            stones.pop(point, None)
        else:
            stones[point] = _SET_UP[key]


def _first_player(game: Game, named: int | None) -> int:
    if game.moves:
        return game.moves[0][0]
    if named is not None:
        return named
    return WHITE if game.setup_black and not game.setup_white else BLACK


def _read_labels(game: Game, comments: list[str]) -> None:
    """Take the numbers out of the comments of moves."""
    game.comments = comments
    labels = [_LABEL.match(comment) for comment in comments]
    if not any(labels):
        return
    for label in labels:
        value = float(label[1]) if label else None
        game.values.append(value if value is None or value <= 1 else None)
        game.leads.append(float(label[4]) if label and label[4] else None)
        game.visits.append(int(label[5]) if label and label[5] else None)


def to_sgf(game: Game, program: str = "tengen") -> str:
    """Return a game as SGF, FF[4], UTF-8.

    Values, leads and visits are written as comments of their moves, in KataGo's way:
    `0.53 0.47 0.00 0.9 v=8`. A comment that begins with such numbers stays as it is;
    any other follows them on a line of its own.

    Args:
        game: the game.
        program: what wrote it, for the property AP.

    Example:
        >>> print(to_sgf(Game(9, [(BLACK, 40)], 7, values=[0.53], leads=[0.9])))
        (;FF[4]GM[1]CA[UTF-8]AP[tengen]SZ[9]KM[7]
        ;B[ee]C[0.53 0.47 0.00 0.9])
        <BLANKLINE>
    """
    root = Node(_root_properties(game, program))
    node = root
    for ply, (colour, point) in enumerate(game.moves):
        following = Node({_NAMES[colour]: [write_point(point, game.size)]})
        if comment := _move_comment(game, ply):
            following.properties["C"] = [escape(comment)]
        node.children.append(following)
        node = following
    return serialise(GameTree(root))


def _root_properties(game: Game, program: str) -> dict[str, list[str]]:
    texts = {
        "FF": "4",
        "GM": "1",
        "CA": "UTF-8",
        "AP": program,
        "SZ": str(game.size),
        "KM": f"{game.komi:g}",
        "HA": str(game.handicap or ""),
        "RU": game.rules,
        "PB": game.black,
        "BR": game.black_rank,
        "PW": game.white,
        "WR": game.white_rank,
        "DT": game.date,
        "RE": "" if game.result == "?" else game.result,
        "C": game.comment,
    }
    properties = {key: [escape(text)] for key, text in texts.items() if text}
    for key, points in (("AB", game.setup_black), ("AW", game.setup_white)):
        if points:
            properties[key] = [write_point(point, game.size) for point in points]
    set_up = game.setup_black or game.setup_white
    if set_up or game.to_play == WHITE:
        properties["PL"] = [_NAMES[game.to_play]]
    return properties


def _move_comment(game: Game, ply: int) -> str:
    comment = game.comments[ply] if game.comments else ""
    value = game.values[ply] if game.values else None
    if value is None or _LABEL.match(comment):
        return comment
    label = f"{value:.2f} {1 - value:.2f} 0.00"
    if game.leads and (lead := game.leads[ply]) is not None:
        label += f" {lead:.1f}"
    if game.visits and (visits := game.visits[ply]) is not None:
        label += f" v={visits}"
    return f"{label}\n{comment}" if comment else label


def read_games(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    on_error: Callable[[SgfError], None] | None = None,
) -> Iterator[Game]:
    """Yield the games of files, one after the other, in bounded memory.

    Args:
        paths: a file or several: `.sgf` (any number of games), `.sgfs` (one game per
            line), the course's `games.data`, an archive `.npz`, any of the first three
            as `.xz`, `.gz` or `.bz2`; `.tar`, `.tar.xz`, `.tar.gz`, `.tgz`, `.zip`
            of them; folders are searched.
        on_error: called with what is wrong with a record that cannot be read, instead
            of raising it.

    Yields:
        The games; `name` says where each comes from.

    Raises:
        FileNotFoundError: a file is missing; before the first game.
        SgfError: a record is broken, and there is no `on_error`.
    """
    from tengen.go.sources import games_of, records_of  # which knows Game

    for name, record in records_of(paths, on_error):
        yield from games_of(name, record, on_error)
