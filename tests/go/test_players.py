"""Players.

Properties: (1) every player plays legal moves and its games end; (2) the same seed
plays the same game, another seed another; (3) players say what they think: a value of
the side that moves, and the search behind it; (4) a search beats its own policy, and
random games beat random moves; (5) a lost game is resigned when that is wanted;
(6) words make players, and wrong words are explained; (7) self-play gives archives with
values, the same one whether or not it was interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tengen.go.archive import GameArchive
from tengen.go.board import Board
from tengen.go.evaluators import Evaluator, PlayoutEvaluator
from tengen.go.match import Limits, play_game
from tengen.go.players import (
    NetworkPlayer,
    Player,
    PlayoutPlayer,
    PolicyPlayer,
    RandomPlayer,
    make_player,
)
from tengen.go.points import BLACK, EMPTY, WHITE
from tengen.go.selfplay import first_stones, self_play


class Shy(Evaluator):
    """Likes the edge; is sure to lose as White."""

    def evaluate(self, boards: Sequence[Board]) -> tuple[np.ndarray, np.ndarray]:
        policies = np.full((len(boards), boards[0].size ** 2 + 1), 0.001, np.float32)
        policies[:, : boards[0].size] = 0.2
        policies[:, -1] = np.nan
        values = [0.99 if board.to_play == BLACK else 0.01 for board in boards]
        return policies, np.array(values, np.float32)


def players(seed: int) -> list[Player]:
    return [
        RandomPlayer(seed),
        PlayoutPlayer(50, seed=seed),
        PolicyPlayer(PlayoutEvaluator(4, seed=seed), temperature=1.0, seed=seed),
        NetworkPlayer(Shy(), visits=30, seed=seed, noise=0.25, temperature=1.0),
        NetworkPlayer(PlayoutEvaluator(2), evaluations=20, seed=seed),
    ]


@pytest.mark.parametrize("which", range(5))
def test_games_are_legal_end_and_repeat_with_their_seed(which: int) -> None:
    def moves(seed: int) -> list[tuple[int, int]]:
        black, white = players(seed)[which], players(seed + 100)[which]
        limits = Limits(moves=1000)
        game = play_game(black, white, size=5, komi=0.5, limits=limits)
        assert game.reason in ("score", "resign"), game.detail
        return game.moves

    assert moves(1) == moves(1)
    assert len({tuple(moves(seed)) for seed in range(4)}) > 1


def test_new_game_after_a_game_is_a_new_game() -> None:
    """A player that has played before plays on from its random state, not its tree."""
    player = PlayoutPlayer(50, seed=1)
    first = play_game(player, player, size=5, komi=0.5)
    second = play_game(player, player, size=5, komi=0.5)
    assert first.reason == second.reason == "score"


def test_players_say_what_they_think() -> None:
    board = Board(5)
    for colour, low, high in ((BLACK, 0.9, 1.0), (WHITE, 0.0, 0.1)):
        board.to_play = colour
        move = NetworkPlayer(Shy(), visits=50, resign=0.0).choose(board)
        assert move.value is not None and low < move.value < high
        assert move.details["search"].visits.sum() == 50
        policy = PolicyPlayer(Shy()).choose(board)
        assert policy.value is not None and low < policy.value < high
        assert policy.point == 0  # the first of equals at the edge
        assert policy.details["policy"].sum() == pytest.approx(1)


def test_random_games_beat_random_moves() -> None:
    for seed in range(3):
        wise, simple = PlayoutPlayer(100, seed=seed), RandomPlayer(seed)
        assert play_game(wise, simple, size=7, komi=6.5).winner == BLACK
        assert play_game(simple, wise, size=7, komi=6.5).winner == WHITE


def test_all_moves_as_first_make_random_games_stronger() -> None:
    wins = 0
    for seed in range(6):
        with_them = PlayoutPlayer(100, seed=seed)
        without = PlayoutPlayer(100, amaf=0, c_puct=1.4, seed=seed)
        wins += play_game(with_them, without, size=9, komi=7).winner == BLACK
        wins += play_game(without, with_them, size=9, komi=7).winner == WHITE
    assert wins >= 8


def test_lost_games_are_resigned_if_wanted() -> None:
    board = Board(5)
    board.to_play = WHITE
    player = NetworkPlayer(Shy(), visits=20, resign=0.5)
    answers = [player.choose(board).point for _ in range(3)]
    assert answers[:2] != ["resign"] * 2 and answers[2] == "resign"
    player.new_game()
    assert player.choose(board).point != "resign"
    stubborn = NetworkPlayer(Shy(), visits=20, resign=0.0)
    assert all(stubborn.choose(board).point != "resign" for _ in range(4))


def test_words_make_players(tmp_path: Path) -> None:
    from tengen.go.networks import NETWORKS

    path = tmp_path / "small@home.keras"
    NETWORKS["residual"](size=5, filters=4, blocks=1).save(path)
    assert isinstance(make_player("random"), RandomPlayer)
    assert make_player("playouts:30").name == "playouts:30"
    searches: dict[str, Any] = {}
    for word in (f"{path}", f"net:{path}@40", f"{path}@50e", f"{path}@0.5s"):
        player = make_player(word, visits=7)
        assert isinstance(player, NetworkPlayer) and player.name == "small@home"
        searches[word] = player.search
    limits = [(s.visits, s.evaluations, s.cpu_seconds) for s in searches.values()]
    assert limits == [
        (7, None, None),
        (40, None, None),
        (None, 50, None),
        (None, None, 0.5),
    ]
    instant = make_player(f"policy:{path}", seed=1)
    assert isinstance(instant, PolicyPlayer)
    game = play_game(instant, make_player(f"net:{path}@16", seed=2), size=5)
    assert game.reason in ("score", "resign", "moves"), game.detail


@pytest.mark.parametrize(
    "word, message",
    [
        ("nobody", "there is no file 'nobody'. Players are random"),
        ("playouts:many", "'many' is not a positive whole number"),
        ("playouts:0", "'0' is not a positive whole number"),
        ("policy:missing.keras", "there is no file 'missing.keras'"),
    ],
)
def test_wrong_words_are_explained(word: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_player(word)


def test_wrong_limits_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.keras"
    path.touch()
    for limit in ("soon", "0", "-1e", "nans", "infs", ""):
        with pytest.raises(ValueError, match=f"'@{limit}' is no limit; write @400"):
            make_player(f"{path}@{limit}")
    with pytest.raises(ValueError, match="plays without search; leave '@8' away"):
        make_player(f"policy:{path}@8")


def test_self_play_gives_an_archive(tmp_path: Path) -> None:
    path, again = tmp_path / "games.npz", tmp_path / "again.npz"
    settings: dict[str, Any] = {"games": 4, "size": 5, "komi": 0.5, "seed": 3}
    assert self_play("playouts:60", path, **settings) == 4
    archive = GameArchive.open(path)
    assert len(archive) == 4
    for number in range(4):
        game = archive.game(number)
        board = Board(5, komi=0.5)
        board.put(black=game.setup_black, white=game.setup_white)
        board.to_play = game.to_play
        for colour, point in game.moves:
            board.play(point, colour)
        assert board.is_over
        assert game.winner == (BLACK if board.area_score() > 0 else WHITE)
        known = [value for value in game.values if value is not None]
        assert len(known) > 5
        assert (known[-1] > 0.5) == (game.winner == WHITE)  # White's, as in records

    def stop(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        self_play("playouts:60", again, watch=stop, **settings)
    with (tmp_path / "again.npz.partial").open("a") as file:
        file.write("(;FF[4]GM[1]SZ[5")  # what it was writing when it was killed
    assert not again.exists()
    with pytest.raises(ValueError, match="holds games of"):
        self_play("playouts:60", again, **{**settings, "seed": 4})
    assert self_play("playouts:60", again, **settings) == 2
    assert again.read_bytes() == path.read_bytes()
    assert not (tmp_path / "again.npz.partial").exists()


def test_self_play_keeps_no_games_of_who_cannot_play(tmp_path: Path) -> None:
    from tengen.go.networks import NETWORKS

    network = tmp_path / "small.keras"
    NETWORKS["residual"](size=5, filters=4, blocks=1).save(network)
    with pytest.raises(ValueError, match="cannot play: .* network for 5x5"):
        self_play(str(network), tmp_path / "games.npz", games=1, size=7)
    assert not (tmp_path / "games.npz").exists()
    with pytest.raises(ValueError, match="such as games.npz, not"):
        self_play("random", tmp_path / "games.sgf", games=1, size=5)
    with pytest.raises(FileNotFoundError, match="no folder"):
        self_play("random", tmp_path / "none" / "games.npz", games=1, size=5)


def test_first_stones_are_apart_and_off_the_edge() -> None:
    counts = set()
    for seed in range(50):
        stones = first_stones(9, 5, seed)
        counts.add(len(stones))
        places = [divmod(point, 9) for point in stones]
        assert all(0 < r < 8 and 0 < c < 8 for r, c in places)
        for i, (r, c) in enumerate(places):
            assert all(abs(r - s) + abs(c - d) > 1 for s, d in places[:i])
    assert counts == set(range(6))


def test_embedded_games_are_whole_and_even() -> None:
    """Legal to the end by superko, two passes, a winner that the count names."""
    path = Path(str(resources.files("tengen.demo"))) / "go_games.npz"
    assert path.stat().st_size <= 250_000
    archive = GameArchive.open(path)
    wins = {BLACK: 0, WHITE: 0, EMPTY: 0}
    for number in range(len(archive)):
        game = archive.game(number)
        board = Board(9, komi=game.komi)
        board.put(black=game.setup_black, white=game.setup_white)
        board.to_play = game.to_play
        for colour, point in game.moves:
            board.play(point, colour)
        assert board.is_over
        score = board.area_score()
        assert game.winner == (BLACK if score > 0 else WHITE if score < 0 else EMPTY)
        assert game.winner is not None
        wins[game.winner] += 1
    assert len(archive) >= 500
    assert min(wins[BLACK], wins[WHITE]) > 0.3 * len(archive)
