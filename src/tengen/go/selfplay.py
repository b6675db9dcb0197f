"""Self-play: games of one player against itself, with its win rates, as an archive.

    self_play("playouts:1000", "games.npz", games=1000, size=9, komi=7)

The first stones are drawn at random, so that the games differ; they are set-up stones
of the record, for nobody should learn from them. Every game depends on its number and
the seed alone: a run that was stopped goes on where it was, and ends in the same file.

The 9x9 games that `tengen demo` trains on (``tengen/demo/go_games.npz``) were made by

    tengen go selfplay --player playouts:400 --games 1000 --size 9 --komi 7 \\
        -o go_games.npz
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tengen.go.archive import write_archive
from tengen.go.board import Board
from tengen.go.match import Limits, play_game
from tengen.go.players import Player, make_player
from tengen.go.points import BLACK, WHITE
from tengen.go.records import Game, from_sgf, to_sgf

__all__ = ["first_stones", "self_play", "self_play_game"]


def self_play(
    player: str,
    output: str | os.PathLike[str],
    *,
    games: int,
    size: int = 19,
    komi: float = 7.5,
    rules: str = "tournament",
    most_stones: int = 5,
    seed: int = 0,
    watch: Callable[[int], None] = lambda done: None,
) -> int:
    """Play games and write them as an archive.

    Until all are played they are kept, one SGF a line, in ``output + ".partial"``.

    Args:
        player: a word that :func:`tengen.go.players.make_player` knows.
        output: the archive, ``*.npz``.
        games: how many.
        size: rows and columns.
        komi: points that White is given.
        rules: a name of :data:`tengen.go.rules.RULES`.
        most_stones: the first stones of a game are 0 to so many.
        seed: other games for another seed.
        watch: called with the number of games done.

    Returns:
        How many games were played now; the others were there from an earlier run.

    Raises:
        ValueError: for arguments that make no sense, a partial file of other games, or
            a player that cannot play.
        FileNotFoundError: if there is no such folder.
    """
    if games < 1:
        raise ValueError(f"self_play: games must be 1 or more, not {games}.")
    path = Path(output)
    if path.suffix != ".npz":
        raise ValueError(f"self_play writes an archive, such as games.npz, not {path}.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {str(path.parent)!r}.")
    partial = path.with_name(path.name + ".partial")
    name = f"{player} {size}x{size} komi {komi:g} {rules} stones {most_stones} {seed}"
    done = _read_partial(partial, name)[:games]
    watch(len(done))
    played = 0
    with partial.open("a", encoding="utf-8") as file:
        for number in range(len(done), games):
            game = self_play_game(
                make_player(player, seed=_seed(seed, number, 1)),
                first_stones(size, most_stones, _seed(seed, number, 0)),
                size=size,
                komi=komi,
                rules=rules,
            )
            game.comment = name
            line = to_sgf(game).replace("\n", " ").strip()
            file.write(line + "\n")
            file.flush()
            done.append(from_sgf(line))
            played += 1
            watch(len(done))
    write_archive(done, path)
    partial.unlink()
    return played


def self_play_game(
    player: Player,
    stones: list[int],
    *,
    size: int,
    komi: float,
    rules: str = "tournament",
) -> Game:
    """Play one game of a player against itself.

    Args:
        player: who plays both colours.
        stones: the first points, Black's, White's, ...; they become set-up stones.
        size: rows and columns.
        komi: points that White is given.
        rules: a name of :data:`tengen.go.rules.RULES`.

    Returns:
        The game, with White's probability of winning before each move as its value.

    Raises:
        ValueError: if the player breaks the rules, or down.
    """
    game = play_game(player, player, rules, size, komi, stones, Limits(settled=False))
    if game.is_forfeit:  # a broken player, and no game to learn from
        raise ValueError(f"{player.name} cannot play: {game.detail}")
    count = len(stones)
    game.setup_black, game.setup_white = stones[::2], stones[1::2]
    game.to_play = WHITE if count % 2 else BLACK
    game.moves, game.values = game.moves[count:], game.values[count:]
    game.visits = []
    return game


def first_stones(size: int, most: int, seed: int) -> list[int]:
    """Draw 0 to `most` points off the edge, no two of them neighbours.

    Example:
        >>> len(first_stones(9, 4, seed=3)) <= 4
        True
    """
    random = np.random.default_rng(seed)
    board = Board(size)
    inner = [r * size + c for r in range(1, size - 1) for c in range(1, size - 1)]
    stones: list[int] = []
    wanted = int(random.integers(most + 1))
    for point in random.permutation(inner)[: 20 * most]:
        row, column = divmod(int(point), size)
        apart = all(abs(row - s // size) + abs(column - s % size) > 1 for s in stones)
        if len(stones) < wanted and apart and board.is_legal(int(point)):
            board.play(int(point))
            stones.append(int(point))
    return stones


def _seed(seed: int, number: int, what: int) -> int:
    return int(np.random.SeedSequence([seed, number, what]).generate_state(1)[0])


def _read_partial(path: Path, name: str) -> list[Game]:
    """The whole games of a run that was stopped; what it was writing is cut off."""
    if not path.exists():
        return []
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if whole != text:
        path.write_bytes(whole)
    games = []
    for line in whole.splitlines():
        game = from_sgf(line)
        if game.comment != name:
            raise ValueError(
                f"{path} holds games of {game.comment!r}, not of {name!r}: finish that "
                "run with its own options, or remove the file."
            )
        games.append(game)
    return games
