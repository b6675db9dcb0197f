"""The search tree.

Properties: (1) with one position at a time the visits are those of PUCT written down in
Python; (2) values are of the player who moves, at every depth and for both colours;
(3) a move that wins at once is found; (4) no limit is passed, whatever the batch, and
every descent is accounted for; (5) what is searched obeys the rules, superko included;
(6) the same seed gives the same search; (7) a search goes on from what the last one
found; (8) an evaluator that fails leaves the tree as it was; (9) noise and temperature
do what they say; (10) with random games alone, tactics of a few moves are solved.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from tengen.go.board import Board
from tengen.go.evaluators import Evaluator, PlayoutEvaluator, UniformEvaluator
from tengen.go.points import BLACK, WHITE, parse_point
from tengen.go.search import Search

C_PUCT, FPU = 0.8, 0.15


class Dreamer(Evaluator):
    """Opinions without reason: policy and value are drawn from the position's hash."""

    def __init__(self) -> None:
        self.asked = 0

    def evaluate(self, boards: Sequence[Board]) -> tuple[np.ndarray, np.ndarray]:
        self.asked += len(boards)
        policies, values = [], []
        for board in boards:
            random = np.random.default_rng([board.hash, board.to_play, board.passes])
            policy = random.dirichlet(np.full(board.size**2 + 1, 0.3))
            policies.append([*policy[:-1], np.nan])
            values.append(random.random())
        return np.array(policies, np.float32), np.array(values, np.float32)


@dataclass
class PlainNode:
    """PUCT as the paper has it, one dictionary per node."""

    board: Board
    priors: dict[int, float] = field(default_factory=dict)
    visits: dict[int, int] = field(default_factory=dict)
    sums: dict[int, float] = field(default_factory=dict)
    children: dict[int, PlainNode] = field(default_factory=dict)
    value: float = math.nan


def plain_search(board: Board, evaluator: Evaluator, visits: int) -> PlainNode:
    root = PlainNode(board)
    plain_expand(root, evaluator, is_root=True)
    for _ in range(visits):
        plain_descent(root, evaluator)
    return root


def plain_descent(node: PlainNode, evaluator: Evaluator) -> float:
    """One more visit; the value for the player to move at the node."""
    if math.isnan(node.value):
        plain_expand(node, evaluator, is_root=False)
        return node.value
    if not node.priors:
        return node.value  # the end of the game
    total = 1 + sum(node.visits.values())
    mean = (node.value + sum(node.sums.values())) / total
    tried = sum(p for a, p in node.priors.items() if node.visits[a])

    def score(a: int) -> float:
        n = node.visits[a]
        q = node.sums[a] / n if n else mean - FPU * math.sqrt(tried)
        return q + C_PUCT * node.priors[a] * math.sqrt(total) / (1 + n)

    move = max(node.priors, key=score)
    if move not in node.children:
        after = node.board.copy()
        after.play(move)
        node.children[move] = PlainNode(after)
    value = 1 - plain_descent(node.children[move], evaluator)
    node.visits[move] += 1
    node.sums[move] += value
    return value


def plain_expand(node: PlainNode, evaluator: Evaluator, is_root: bool) -> None:
    board = node.board
    player, points = board.to_play, board.size**2
    if board.is_over:
        ahead = board.area_score() * (1 if player == BLACK else -1)
        node.value = 0.5 if ahead == 0 else float(ahead > 0)
        return
    policies, values = evaluator.evaluate([board])
    node.value = float(values[0])
    legal = np.flatnonzero(board.legal_moves()[:-1])
    moves = [int(p) for p in legal if not board.is_own_eye(int(p), player)]
    total = sum(float(policies[0, p]) for p in moves)
    share = 0.0
    if is_root or board.passes or len(moves) <= board.size:
        share = max(1 / (len(moves) + 1), 0.1 if board.passes else 0)
    node.priors = {p: float(policies[0, p]) / total * (1 - share) for p in moves}
    if share:
        node.priors[points] = share
    node.visits = dict.fromkeys(node.priors, 0)
    node.sums = dict.fromkeys(node.priors, 0.0)


@pytest.mark.parametrize("size, moves, visits", [(5, 0, 60), (5, 14, 200), (4, 9, 150)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_visits_are_those_of_plain_puct(
    size: int, moves: int, visits: int, seed: int
) -> None:
    board = random_position(size, moves, seed)
    plain = plain_search(board, Dreamer(), visits)
    search = Search(Dreamer(), visits=visits, batch=1, c_puct=C_PUCT, fpu_reduction=FPU)
    result = search.run(board)
    expected = np.zeros(size**2 + 1, np.int64)
    for move, count in plain.visits.items():
        expected[move] = count
    np.testing.assert_array_equal(result.visits, expected)
    for move, count in plain.visits.items():
        if count:
            assert result.values[move] == pytest.approx(
                plain.sums[move] / count, abs=1e-5
            )


def random_position(size: int, moves: int, seed: int) -> Board:
    board, random = Board(size), np.random.default_rng(seed)
    for _ in range(moves):
        legal = np.flatnonzero(board.legal_moves()[:-1])
        legal = [p for p in legal if not board.is_own_eye(int(p), board.to_play)]
        board.play(int(random.choice(legal)) if legal else size**2)
    return board


class Black(Evaluator):
    """Is sure that Black wins."""

    def evaluate(self, boards: Sequence[Board]) -> tuple[np.ndarray, np.ndarray]:
        policies, _ = UniformEvaluator().evaluate(boards)
        values = [0.9 if board.to_play == BLACK else 0.1 for board in boards]
        return policies, np.array(values, np.float32)


@pytest.mark.parametrize("colour, expected", [(BLACK, 0.9), (WHITE, 0.1)])
def test_values_are_of_the_player_to_move(colour: int, expected: float) -> None:
    board = Board(7)
    board.to_play = colour
    # Of the board after two passes it is White who wins, by komi: so none is tried.
    moves = np.arange(50) < 49
    result = Search(Black(), visits=100, batch=4).run(board, moves)
    assert result.value == pytest.approx(expected, abs=0.01)
    assert np.nanmax(abs(result.values - expected)) < 0.02


class Material(Evaluator):
    """Counts stones."""

    def evaluate(self, boards: Sequence[Board]) -> tuple[np.ndarray, np.ndarray]:
        policies, _ = UniformEvaluator().evaluate(boards)
        values = [
            1
            / (1 + math.exp((board.stones == 3 - c).sum() - (board.stones == c).sum()))
            for board in boards
            for c in [board.to_play]
        ]
        return policies, np.array(values, np.float32)


@pytest.mark.parametrize("colour", [BLACK, WHITE])
@pytest.mark.parametrize("batch", [1, 8])
def test_capture_is_found(colour: int, batch: int) -> None:
    """Two stones can be taken at D3."""
    own, other = ("X", "O") if colour == BLACK else ("O", "X")
    diagram = """
        . . . . .
        . a a . .
        a b b . .
        . a a . .
        . . . . .
        """.replace("a", own).replace("b", other)
    board = Board.from_text(diagram, to_play=colour)
    result = Search(Material(), visits=300, batch=batch).run(board)
    assert result.move == parse_point("D3", 5)


@pytest.mark.parametrize("batch", [1, 3, 8, 64])
@pytest.mark.parametrize("virtual", ["mean", "loss"])
def test_limits_hold_whatever_the_batch(batch: int, virtual: str) -> None:
    board, dreamer = random_position(5, 6, 1), Dreamer()
    result = Search(dreamer, visits=100, batch=batch, virtual=virtual).run(board)
    assert result.visits.sum() == 100
    assert result.evaluations == dreamer.asked <= 101

    dreamer = Dreamer()
    result = Search(dreamer, evaluations=75, batch=batch, virtual=virtual).run(board)
    assert result.evaluations == dreamer.asked == 75


def test_first_visit_of_a_batch_does_not_repeat_another() -> None:
    """All leaves of a batch are different positions of the tree."""
    seen: list[list[tuple[int, ...]]] = []

    class Watcher(Dreamer):
        def evaluate(self, boards: Sequence[Board]) -> tuple[np.ndarray, np.ndarray]:
            seen.append([tuple(point for _, point in b.moves) for b in boards])
            return super().evaluate(boards)

    Search(Watcher(), visits=200, batch=8).run(Board(5))
    paths = [path for batch in seen for path in batch]
    assert len(set(paths)) == len(paths)
    assert max(map(len, seen)) == 8


def test_processor_time_is_a_limit() -> None:
    class Slow(UniformEvaluator):
        def evaluate(self, boards: Sequence[Board]) -> tuple[np.ndarray, np.ndarray]:
            until = time.process_time() + 0.01
            while time.process_time() < until:
                pass
            return super().evaluate(boards)

    result = Search(Slow(), cpu_seconds=0.1, batch=1).run(Board(9))
    assert 3 <= result.evaluations <= 10

    by_playouts = Search(PlayoutEvaluator(), cpu_seconds=0.02, visits=10**9)
    assert 1 <= by_playouts.run(Board(9)).visits.sum() < 10**6


def test_no_move_violates_superko() -> None:
    """Games of a small search on a board full of kos, against grids kept in Python."""
    for seed in range(4):
        board, grids = Board(3, "tromp-taylor"), {bytes(9)}
        search = Search(PlayoutEvaluator(), visits=60, temperature=1.0, seed=seed)
        while not board.is_over and board.move_number < 60:
            result = search.run(board)
            for move in np.flatnonzero(result.visits):
                assert board.is_legal(int(move))
            assert_line_is_legal(board, result.principal_variation)
            board.play(result.move)
            grid = board.stones.tobytes()
            assert result.move == 9 or grid not in grids
            grids.add(grid)


def assert_line_is_legal(board: Board, line: list[int]) -> None:
    board = board.copy()
    for move in line:
        board.play(move)  # raises where it is not


@pytest.mark.parametrize("evaluator", [Dreamer, PlayoutEvaluator])
def test_same_seed_same_search(evaluator: type[Evaluator]) -> None:
    def play() -> list[int]:
        search = Search(
            evaluator(), visits=50, noise=0.25, temperature=1.0, seed=7, batch=4
        )
        board, moves = Board(5), []
        for _ in range(6):
            moves.append(search.run(board).move)
            board.play(moves[-1])
        return moves

    assert play() == play()


def test_search_goes_on_from_the_last_one() -> None:
    board, dreamer = Board(5), Dreamer()
    search = Search(dreamer, visits=200, batch=4)
    first = search.run(board)
    board.play(first.move)
    reply = first.principal_variation[1]
    board.play(reply)
    asked = dreamer.asked
    second = search.run(board)
    assert second.visits.sum() == 200
    assert 0 < dreamer.asked - asked < 200
    # A tree that is not reused, or whose board has gone elsewhere, begins anew.
    search.forget()
    assert search.run(board).evaluations >= 190
    elsewhere = Board(5)
    elsewhere.play("A1")
    assert search.run(elsewhere).evaluations >= 190


def test_reused_tree_equals_its_former_part() -> None:
    board = random_position(5, 4, 3)
    search = Search(Dreamer(), visits=300, batch=1)
    first = search.run(board)
    board.play(first.move)
    kept = search.run(board)  # 300 visits again, some of them kept
    search.visits = kept.visits.sum()
    again = search.run(board)  # nothing left to do
    assert again.evaluations == 0
    np.testing.assert_array_equal(kept.visits, again.visits)


def test_failing_evaluator_leaves_the_tree_as_it_was() -> None:
    class Moody(Dreamer):
        def evaluate(self, boards: Sequence[Board]) -> tuple[np.ndarray, np.ndarray]:
            if self.asked == 33:
                self.asked += 1
                raise RuntimeError("no mood")
            return super().evaluate(boards)

    board = Board(5)
    search = Search(Moody(), visits=100, batch=8)
    with pytest.raises(RuntimeError, match="no mood"):
        search.run(board)
    result = search.run(board)
    expected = Search(Dreamer(), visits=100, batch=8).run(board)
    np.testing.assert_array_equal(result.visits, expected.visits)


def test_noise_and_temperature() -> None:
    board = Board(5)
    plain = Search(Dreamer(), visits=1).run(board)
    noisy = Search(Dreamer(), visits=1, noise=0.25, seed=1).run(board)
    assert noisy.priors.sum() == pytest.approx(1, abs=1e-5)
    assert (noisy.priors >= 0.75 * plain.priors - 1e-6).all()
    assert abs(noisy.priors - plain.priors).max() > 0.01

    search = Search(Dreamer(), visits=50, temperature=1.0, seed=1, reuse=False)
    results = [search.run(board) for _ in range(200)]
    counts = np.bincount([r.move for r in results], minlength=26)
    assert (counts[results[0].policy == 0] == 0).all()
    assert abs(counts / 200 - results[0].policy).max() < 0.12
    cold = Search(Dreamer(), visits=50, seed=1).run(board)
    assert cold.move == np.argmax(cold.visits)


def test_wrong_limits_are_named() -> None:
    with pytest.raises(ValueError, match="needs a limit"):
        Search(UniformEvaluator())
    with pytest.raises(ValueError, match="visits must be positive, not 0"):
        Search(UniformEvaluator(), visits=0)
    with pytest.raises(ValueError, match="'mean' or 'loss'"):
        Search(UniformEvaluator(), visits=1, virtual="none")  # type: ignore[arg-type]
    nothing = np.zeros(26, bool)
    with pytest.raises(ValueError, match="none of the moves"):
        Search(UniformEvaluator(), visits=1).run(Board(5), nothing)


CORNER = """
    . . X . O . . . .
    . . X O O . . . .
    . . X X O . O . .
    . X . X O . . . .
    . . . X O . . . .
    . X . X O . . . .
    X X X X X O O . .
    O O O O X X O . .
    . . . O X . . O .
    """
LADDER = """
    . . . X O . . . .
    . . . X O . O . .
    . X . X O O O O O
    . . . X X X X X O
    . X . . . . . X O
    . . X X X X X X O
    . X O O O O X O O
    . X X X X O . . O
    . . . . . . . . .
    """


@pytest.mark.parametrize(
    "diagram, colour, komi, vertex",
    [
        pytest.param(CORNER, BLACK, -6, "B1", id="the middle of three kills"),
        pytest.param(CORNER, WHITE, -6, "B1", id="the middle of three lives"),
        pytest.param(LADDER, BLACK, 30, "G2", id="a ladder to the edge works"),
    ],
)
def test_tactics_by_random_games(
    diagram: str, colour: int, komi: float, vertex: str
) -> None:
    board = Board.from_text(diagram, to_play=colour, komi=komi)
    found = [
        Search(PlayoutEvaluator(), visits=2000, seed=seed).run(board).move
        for seed in range(3)
    ]
    assert found == [parse_point(vertex, 9)] * 3
