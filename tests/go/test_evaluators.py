"""Evaluators.

Properties: (1) values are of the player to move: what a network says of White is turned
for Black, for boards and for leaves alike; (2) the planes a network sees are those of
`tengen.go.planes`, of boards and of leaves; (3) a symmetry turns the position and turns
the policy back; (4) batches are filled up to few sizes, and rows do not touch each
other; (5) what is remembered is not computed again; (6) networks that do not fit, and
outputs that are no numbers, are refused in words; (7) random games know who is winning.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.evaluators import (
    Evaluator,
    Leaves,
    NetworkEvaluator,
    PlayoutEvaluator,
    UniformEvaluator,
)
from tengen.go.planes import PLANES, encode, encode_batch
from tengen.go.points import BLACK, WHITE, symmetry
from tengen.go.search import Search


class FakeModel:
    """A network whose outputs are read off its planes; it counts its calls."""

    def __init__(
        self, size: int = 5, kind: str = "golois", outputs: int | None = None
    ) -> None:
        self.points = size * size
        self.input_shape = (None, size, size, PLANES[kind])
        self.output_names = ["value", "policy"]
        self.output_shape = [(None, 1), (None, outputs or self.points)]
        self.batches: list[int] = []
        self.white = 0.8

    def predict(self, x: Any, batch_size: int, verbose: int) -> list[Any]:
        self.batches.append(len(x))
        flat = x.reshape(len(x), self.points, -1)
        own, theirs = flat[:, :, 11], flat[:, :, 12]
        policy = np.full((len(x), self.output_shape[1][1]), 1e-3, np.float32)
        policy[:, : self.points] += 0.5 * own + 0.25 * theirs  # names the stones
        value = np.full((len(x), 1), self.white, np.float32)
        return [value, policy / policy.sum(axis=1, keepdims=True)]


def some_boards(size: int = 5, count: int = 5) -> list[Board]:
    random, boards = np.random.default_rng(3), []
    for i in range(count):
        board = Board(size)
        for _ in range(3 * i + 1):
            board.play(int(random.choice(np.flatnonzero(board.legal_moves()[:-1]))))
        boards.append(board)
    return boards


def test_white_s_probability_becomes_that_of_the_player_to_move() -> None:
    board = Board(5)
    evaluator = NetworkEvaluator(FakeModel())
    for colour, expected in ((BLACK, 0.2), (WHITE, 0.8)):
        board.to_play = colour
        _, values = evaluator.evaluate([board])
        assert values[0] == pytest.approx(expected)
        # and in a search, where players alternate
        stones = np.arange(26) < 25
        search = Search(evaluator, visits=60, batch=4)
        result = search.run(board, stones)
        assert result.value == pytest.approx(expected, abs=0.02)


def test_planes_of_leaves_are_those_of_their_boards() -> None:
    class Both(Evaluator):
        def __init__(self) -> None:
            self.compared = 0

        def evaluate_leaves(self, leaves: Leaves) -> tuple[Any, Any]:
            which = np.arange(len(leaves))
            for kind in PLANES:
                expected = encode_batch(leaves.boards, kind)
                np.testing.assert_array_equal(leaves.planes(kind, which), expected)
            players = [board.to_play for board in leaves.boards]
            assert leaves.players().tolist() == players
            self.compared += len(leaves)
            return UniformEvaluator().evaluate(leaves.boards)

    for board in some_boards(7, 4):
        board.put(white=[48])  # a set-up: the moves so far are its past no more
        board.to_play = WHITE
        board.play(24)
        evaluator = Both()
        search = Search(evaluator, visits=40, batch=4)
        board.play(search.run(board).move)
        search.run(board)  # a tree that goes on
        assert evaluator.compared > 40


@pytest.mark.parametrize("mode", ["none", "random", "average"])
def test_symmetries_are_turned_back(mode: Any) -> None:
    """The fake network names the stones: in any symmetry, the same ones."""
    boards = some_boards()
    plain = NetworkEvaluator(FakeModel()).evaluate(boards)
    turned = NetworkEvaluator(FakeModel(), symmetry=mode, seed=1).evaluate(boards)
    np.testing.assert_allclose(turned[0], plain[0], atol=1e-6)
    np.testing.assert_allclose(turned[1], plain[1], atol=1e-6)


def test_network_sees_turned_planes() -> None:
    """With random symmetries, each of the eight images is shown."""
    board = Board(5)
    board.play("B5")
    board.play("E3")
    images = {encode(board, symmetry=k).tobytes() for k in range(8)}
    seen: set[bytes] = set()

    class Spy(FakeModel):
        def predict(self, x: Any, batch_size: int, verbose: int) -> list[Any]:
            if x.any():
                seen.update(row.tobytes() for row in x)
            return super().predict(x, batch_size, verbose)

    evaluator = NetworkEvaluator(Spy(), symmetry="random", seed=2)
    for _ in range(10):
        evaluator.evaluate([board] * 8)
    assert seen == images
    assert symmetry(1, 5, 1) == 21  # B5 goes to B1: the images do differ


def test_batches_have_few_sizes_and_rows_are_their_own() -> None:
    model, boards = FakeModel(), some_boards(count=7)
    evaluator = NetworkEvaluator(model, batch=4)
    together = evaluator.evaluate(boards)
    assert set(model.batches) == {1, 4}
    for i, board in enumerate(boards):
        alone = evaluator.evaluate([board])
        np.testing.assert_allclose(together[0][i], alone[0][0])


def test_remembered_positions_are_not_computed_again() -> None:
    def computed(cache: int) -> tuple[int, Any]:
        model = FakeModel(3)
        evaluator = NetworkEvaluator(model, batch=1, cache=cache)
        model.batches.clear()
        result = Search(evaluator, visits=800, batch=1).run(Board(3))
        return len(model.batches), result

    without, expected = computed(0)
    some, result = computed(20_000)
    few, again = computed(10)  # forgets in time, and stays right
    assert some < 0.9 * without == 0.9 * expected.evaluations
    assert some < few <= without
    # One and the same position has one evaluation here, so the search is the same.
    np.testing.assert_array_equal(result.visits, expected.visits)
    np.testing.assert_array_equal(again.visits, expected.visits)


def test_with_another_komi_nothing_is_remembered() -> None:
    class Greedy(FakeModel):
        def predict(self, x: Any, batch_size: int, verbose: int) -> list[Any]:
            value, policy = super().predict(x, batch_size, verbose)
            value[:, 0] = x[:, 0, 0, -10:].argmax(axis=1) / 10  # komi 0.5 to 9.5
            return [value, policy]

    evaluator = NetworkEvaluator(Greedy(3))
    for komi in (1.5, 8.5, 1.5):
        result = Search(evaluator, evaluations=1).run(Board(3, komi=komi))
        assert result.value == pytest.approx(1 - (komi - 0.5) / 10)


def test_pass_output_is_used_where_there_is_one() -> None:
    evaluator = NetworkEvaluator(FakeModel(outputs=26))
    policies, _ = evaluator.evaluate([Board(5)])
    assert policies.shape == (1, 26) and np.isfinite(policies).all()
    without, _ = NetworkEvaluator(FakeModel()).evaluate([Board(5)])
    assert np.isnan(without[0, 25]) and np.isfinite(without[0, :25]).all()


def test_networks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="for 5x5 boards; it cannot play on 9x9"):
        NetworkEvaluator(FakeModel()).evaluate([Board(9)])
    with pytest.raises(ValueError, match="for 5x5 boards; it cannot play on 9x9"):
        Search(NetworkEvaluator(FakeModel()), visits=1).run(Board(9))
    with pytest.raises(ValueError, match="'policy' has 24 outputs"):
        NetworkEvaluator(FakeModel(outputs=24))
    model = FakeModel()
    model.input_shape = (None, 5, 5, 12)
    with pytest.raises(ValueError, match="12 input planes; known are 31"):
        NetworkEvaluator(model)
    model = FakeModel()
    model.output_names = ["policy", "score"]
    with pytest.raises(ValueError, match="'policy' and 'value', not"):
        NetworkEvaluator(model)
    with pytest.raises(ValueError, match="of one size"):
        UniformEvaluator().evaluate([Board(5), Board(9)])


def test_outputs_that_are_no_numbers_are_refused() -> None:
    model = FakeModel()
    evaluator = NetworkEvaluator(model)
    model.white = float("nan")
    with pytest.raises(ValueError, match="not finite numbers"):
        evaluator.evaluate([Board(5)])


def own_loss(y_true: Any, y_pred: Any) -> Any:
    return (y_true - y_pred) ** 2


def test_a_real_network_from_a_file(tmp_path: Path) -> None:
    from tengen.go.networks import NETWORKS

    model = NETWORKS["residual"](size=5, filters=4, blocks=1)
    model.compile("adam", {"policy": own_loss, "value": own_loss})
    model.save(tmp_path / "tiny.keras")  # a loss of one's own is no obstacle to play
    boards = some_boards()
    policies, values = NetworkEvaluator(tmp_path / "tiny.keras", batch=4).evaluate(
        boards
    )
    outputs = model.predict(encode_batch(boards), verbose=0)
    by_name = dict(zip(model.output_names, outputs, strict=True))
    np.testing.assert_allclose(policies[:, :25], by_name["policy"], atol=1e-5)
    white = by_name["value"][:, 0]
    turned = [
        v if b.to_play == WHITE else 1 - v for v, b in zip(white, boards, strict=True)
    ]
    np.testing.assert_allclose(values, turned, atol=1e-5)


def test_random_games_know_who_is_winning() -> None:
    diagram = """
        X X . X . X O
        X X X X X O O
        X X X X X O .
        X X X X X O O
        X X X X X O .
        X X X X X O O
        . X . X X O .
        """
    for to_play, expected in ((BLACK, True), (WHITE, False)):
        board = Board.from_text(diagram, to_play=to_play)
        _, values = PlayoutEvaluator(50, seed=1).evaluate([board])
        assert (values[0] > 0.5) == expected
