"""What says how good a position is: a network, random games, or nobody.

    >>> from tengen.go.board import Board
    >>> policies, values = UniformEvaluator().evaluate([Board(9)])
    >>> policies.shape, values.tolist()
    ((1, 82), [0.5])

All evaluators speak of **the player to move**: a value is the probability that this
player wins. (The networks here speak of White; :class:`NetworkEvaluator` translates.)
A policy has P + 1 numbers, P the points of the board, the last for passing; it is NaN
where the evaluator has no opinion about passing, and the search decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tengen import _go
from tengen.go.board import Board
from tengen.go.planes import PLANES, encode_batch
from tengen.go.points import WHITE, symmetry_table

__all__ = [
    "Evaluator",
    "Leaves",
    "NetworkEvaluator",
    "PlayoutEvaluator",
    "UniformEvaluator",
]

Floats = NDArray[np.float32]


class Leaves:
    """Positions of a search tree that wait for their evaluation, N of them.

    Evaluators that need no more than planes never make boards of them.
    """

    def __init__(self, tree: Any, board: Board) -> None:
        self._tree, self._board = tree, board
        self._count = len(tree.leaf_players())

    def __len__(self) -> int:
        return self._count

    @property
    def size(self) -> int:
        """Rows and columns of the board."""
        return self._board.size

    @property
    def komi(self) -> float:
        """Points that White is given."""
        return self._board.komi

    def players(self) -> NDArray[np.uint8]:
        """Whose turn it is, ``(N,)``."""
        return self._tree.leaf_players()

    def keys(self) -> NDArray[np.uint64]:
        """A hash of stones, player, ko and passes of each, ``(N,)``."""
        return self._tree.leaf_keys()

    def planes(self, kind: str, which: NDArray[np.int64]) -> Floats:
        """The input planes of some of them, ``(len(which), size, size, planes)``."""
        return self._tree.leaf_planes(kind, which.tolist(), self._board.komi)

    @cached_property
    def boards(self) -> list[Board]:
        """The positions as boards."""
        boards = []
        for path in self._tree.leaf_paths():
            board = self._board.copy()
            for point in path:
                board.play(point)
            boards.append(board)
        return boards


class Evaluator:
    """Something that evaluates positions. Subclasses define `evaluate`.

    Example, one who likes to have stones in atari:
        >>> class Hunter(Evaluator):
        ...     def evaluate(self, boards):
        ...         policies, values = UniformEvaluator().evaluate(boards)
        ...         for i, board in enumerate(boards):
        ...             theirs = board.stones == 3 - board.to_play
        ...             values[i] += 0.1 * bool((theirs & (board.liberties == 1)).any())
        ...         return policies, values
    """

    def evaluate(self, boards: Sequence[Board]) -> tuple[Floats, Floats]:
        """Evaluate N positions of one size.

        Returns:
            Policies ``(N, P + 1)``, probabilities of the moves, those of illegal ones
            ignored by whoever reads them, the last of them NaN if there is no opinion
            about passing; values ``(N,)``, the player to move's probability of winning.
        """
        raise NotImplementedError(
            f"{type(self).__name__} must define evaluate(boards)."
        )

    def evaluate_leaves(self, leaves: Leaves) -> tuple[Floats, Floats]:
        """The same for leaves of a search; by default through boards."""
        return self.evaluate(leaves.boards)


class UniformEvaluator(Evaluator):
    """Every move is as good as any other, and every position even."""

    def evaluate(self, boards: Sequence[Board]) -> tuple[Floats, Floats]:
        """See :class:`Evaluator`."""
        points = _size_of(boards) ** 2
        policies = np.full((len(boards), points + 1), 1 / points, np.float32)
        policies[:, points] = np.nan
        return policies, np.full(len(boards), 0.5, np.float32)


class PlayoutEvaluator(Evaluator):
    """Random games to the end; priors from what moves look like at first sight.

    A search with this evaluator runs entirely in C++.

    Args:
        playouts: random games per position.
        score_weight: share of the value that grows with the points won instead of
            counting the win alone, so that one who wins still plays good moves.
        amaf: how long a search believes all moves as first, the k of Gelly and Silver
            (2011): at a node with N visits they have the weight sqrt(k / (3 N + k)).
            0 for not at all.
        seed: for `evaluate`; a search draws from its own.

    Example:
        >>> from tengen.go.board import Board
        >>> board = Board.from_text('''
        ...     X X . X .
        ...     X X X X X
        ...     X X X X X
        ...     X X X X X
        ...     . . . . .''')
        >>> _, values = PlayoutEvaluator(100, seed=1).evaluate([board])
        >>> bool(values[0] > 0.9)
        True
    """

    def __init__(
        self,
        playouts: int = 1,
        score_weight: float = 0.0,
        amaf: float = 0.0,
        seed: int | None = None,
    ) -> None:
        if playouts < 1:
            raise ValueError(
                f"PlayoutEvaluator: playouts must be 1 or more: {playouts}."
            )
        if not 0 <= score_weight <= 1:
            raise ValueError(
                f"PlayoutEvaluator: score_weight is a share from 0 to 1, "
                f"not {score_weight}."
            )
        self.playouts, self.score_weight, self.amaf = playouts, score_weight, amaf
        self._random = np.random.default_rng(seed)

    def evaluate(self, boards: Sequence[Board]) -> tuple[Floats, Floats]:
        """See :class:`Evaluator`."""
        policies, values = UniformEvaluator().evaluate(boards)
        for i, board in enumerate(boards):
            komi = board.komi + board.rules.bonus(board.handicap)
            tree = _go.Search(
                board._native, komi, 1.0, 0.0, "mean", self.score_weight, 0.0
            )
            seed = int(self._random.integers(2**63))
            tree.search_by_playouts(0, np.inf, self.playouts, seed)
            root = tree.root()
            policies[i, :-1] = 0
            stones = root["moves"] < board.size**2
            policies[i, root["moves"][stones]] = root["priors"][stones]
            values[i] = root["own_value"]
        return policies, values


class Model(Protocol):
    """What a network must be able to do: that of :class:`tengen.models.Model`."""

    input_shape: Any
    output_names: list[str]

    def predict(self, x: Any, batch_size: int, verbose: int) -> Any: ...


class NetworkEvaluator(Evaluator):
    """A network with outputs ``policy`` and ``value`` (the probability of White's win).

    The kind of its input planes follows from their number; a policy may have an output
    for passing (P + 1) or not (P). Batches are filled up to a few fixed sizes, whose
    programs are compiled when the evaluator is made.

    Args:
        model: a model, or a ``.keras`` or ``.h5`` file.
        batch: the most positions computed together.
        symmetry: ``"none"``; ``"random"``: each position in one of its eight images;
            ``"average"``: the mean over all eight, at eight times the cost.
        cache: positions remembered (by stones, player, ko and passes, so that a
            position reached by another order of moves is not computed again); 0 for
            none.
        seed: for random symmetries.

    Raises:
        ValueError: for a network of another kind, and, when used, for a board of
            another size than the network's and for outputs that are no numbers.
    """

    def __init__(
        self,
        model: Model | str | Path,
        batch: int = 8,
        symmetry: Literal["none", "random", "average"] = "none",
        cache: int = 20_000,
        seed: int | None = None,
    ) -> None:
        if symmetry not in ("none", "random", "average"):
            raise ValueError(
                "NetworkEvaluator: symmetry is 'none', 'random' or 'average', "
                f"not {symmetry!r}."
            )
        self.model: Model
        if isinstance(model, str | Path):
            from tengen.models import load_model

            self.name = Path(model).stem
            self.model = load_model(model, compile=False)
        else:
            self.name, self.model = "network", model
        self.symmetry = symmetry
        self.size, self.planes, self._policy, self._value = _read_shapes(
            self.model, self.name
        )
        self._sizes = sorted({1, batch} if batch <= 16 else {1, 8, batch})
        self._cache: dict[int, tuple[Floats, np.float32]] = {}
        self._cache_size, self._cache_komi = cache, 0.0
        self._random = np.random.default_rng(seed)
        self._tables = symmetry_table(self.size)
        count = PLANES[self.planes]
        for size in self._sizes:
            self._predict(np.zeros((size, self.size, self.size, count), np.float32))

    def evaluate(self, boards: Sequence[Board]) -> tuple[Floats, Floats]:
        """See :class:`Evaluator`."""
        self._check_size(_size_of(boards))
        planes = encode_batch(boards, self.planes)
        players = np.array([board.to_play for board in boards], np.uint8)
        return self.evaluate_planes(planes, players)

    def evaluate_leaves(self, leaves: Leaves) -> tuple[Floats, Floats]:
        """See :class:`Evaluator`; what is remembered is not computed again."""
        self._check_size(leaves.size)
        if leaves.komi != self._cache_komi:  # some planes show it
            self._cache.clear()
            self._cache_komi = leaves.komi
        keys = leaves.keys().tolist()
        known = [self._cache.get(key) for key in keys]
        missing = np.array(
            [i for i, each in enumerate(known) if each is None], np.int64
        )
        policies = np.empty((len(keys), self.size**2 + 1), np.float32)
        values = np.empty(len(keys), np.float32)
        for i, each in enumerate(known):
            if each is not None:
                policies[i], values[i] = each
        if len(missing):
            planes = leaves.planes(self.planes, missing)
            found = self.evaluate_planes(planes, leaves.players()[missing])
            policies[missing], values[missing] = found
            self._remember(keys, missing, policies, values)
        return policies, values

    def evaluate_planes(
        self, planes: Floats, players: NDArray[np.uint8]
    ) -> tuple[Floats, Floats]:
        """Evaluate planes made elsewhere, with the players to move.

        Args:
            planes: ``(N, size, size, planes)``.
            players: colours, ``(N,)``.
        """
        if self.symmetry == "none":
            policies, white = self._compute(planes)
        elif self.symmetry == "random":
            which = self._random.integers(8, size=len(planes))
            policies, white = self._compute_symmetric(planes, which)
        else:
            each = [
                self._compute_symmetric(planes, np.full(len(planes), k))
                for k in range(8)
            ]
            policies = np.mean([policy for policy, _ in each], axis=0)
            white = np.mean([value for _, value in each], axis=0)
        return policies, np.where(players == WHITE, white, 1 - white)

    # Inside.

    def _compute_symmetric(
        self, planes: Floats, which: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """Turn each position by a symmetry, and its policy back."""
        points = self.size**2
        tables = self._tables[which]  # (N, P): where a point goes
        sources = np.argsort(tables, axis=1)
        flat = planes.reshape(len(planes), points, -1)
        turned = np.take_along_axis(flat, sources[:, :, None], axis=1)
        policies, white = self._compute(turned.reshape(planes.shape))
        policies[:, :points] = np.take_along_axis(policies[:, :points], tables, axis=1)
        return policies, white

    def _compute(self, planes: Floats) -> tuple[Floats, Floats]:
        parts = []
        most = self._sizes[-1]
        for start in range(0, len(planes), most):
            parts.append(self._predict(planes[start : start + most]))
        if len(parts) == 1:
            return parts[0]
        policies, values = zip(*parts, strict=True)
        return np.concatenate(policies), np.concatenate(values)

    def _predict(self, planes: Floats) -> tuple[Floats, Floats]:
        """Policies ``(N, P + 1)`` and White's probabilities ``(N,)`` of one batch."""
        count = len(planes)
        size = next(size for size in self._sizes if size >= count)
        if size > count:
            filled = np.empty((size, *planes.shape[1:]), np.float32)
            filled[:count], filled[count:] = planes, planes[-1]
            planes = filled
        outputs = self.model.predict(planes, batch_size=size, verbose=0)
        policy = outputs[self._policy][:count]
        value = outputs[self._value][:count].reshape(count)
        if not (np.isfinite(policy).all() and np.isfinite(value).all()):
            raise ValueError(
                f"{self.name}: the network's outputs are not finite numbers. "
                "Its weights were probably spoiled in training."
            )
        points = self.size**2
        policies = np.full((count, points + 1), np.nan, np.float32)
        policies[:, : policy.shape[1]] = policy
        return policies, value

    def _remember(
        self,
        keys: list[int],
        which: NDArray[np.int64],
        policies: Floats,
        values: Floats,
    ) -> None:
        if not self._cache_size:
            return
        if len(self._cache) + len(which) > self._cache_size:
            for old in list(self._cache)[: self._cache_size // 4 + len(which)]:
                del self._cache[old]
        for i in which:
            self._cache[keys[i]] = policies[i].copy(), values[i]

    def _check_size(self, size: int) -> None:
        if size != self.size:
            raise ValueError(
                f"{self.name} is a network for {self.size}x{self.size} boards; "
                f"it cannot play on {size}x{size}."
            )


def _read_shapes(model: Model, name: str) -> tuple[int, str, Any, Any]:
    """Board size, kind of planes, and where policy and value are in the outputs."""
    shape = model.input_shape
    kinds = {count: kind for kind, count in PLANES.items()}
    if not isinstance(shape, tuple) or len(shape) != 4 or shape[1] != shape[2]:
        raise ValueError(
            f"{name}: a Go network has one input of shape (None, size, size, planes), "
            f"not {shape}."
        )
    if shape[3] not in kinds:
        raise ValueError(
            f"{name}: {shape[3]} input planes; known are "
            + ", ".join(f"{count} ({kind})" for count, kind in kinds.items())
            + "."
        )
    names = list(model.output_names)
    if sorted(names) != ["policy", "value"]:
        raise ValueError(
            f"{name}: a Go network has the outputs 'policy' and 'value', not {names}."
        )
    size = int(shape[1])
    shapes = model.output_shape  # type: ignore[attr-defined]
    by_name = isinstance(shapes, dict)
    where: list[Any] = [
        each if by_name else names.index(each) for each in sorted(names)
    ]
    width = shapes[where[0]][-1]
    if width not in (size**2, size**2 + 1):
        raise ValueError(
            f"{name}: 'policy' has {width} outputs; a {size}x{size} board needs "
            f"{size**2}, or {size**2 + 1} with the pass."
        )
    return size, kinds[shape[3]], where[0], where[1]


def _size_of(boards: Sequence[Board]) -> int:
    sizes = {board.size for board in boards}
    if len(sizes) != 1:
        raise ValueError(f"Boards of one size are evaluated together, not {sizes}.")
    return sizes.pop()
