"""The perceptron of the first generation: a step, and a rule that learns its weights.

One layer of weights over hand-coded features. The rule finds weights whenever there
are any. For XOR of the raw inputs there are none; with the feature x1 * x2 added by
hand, there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tengen.backprop.activations import Array, step
from tengen.backprop.checks import rows_of

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
GATES = {  # what each gate answers at the four corners
    "and": np.array([0.0, 0.0, 0.0, 1.0]),
    "or": np.array([0.0, 1.0, 1.0, 1.0]),
    "xor": np.array([0.0, 1.0, 1.0, 0.0]),
}


@dataclass(frozen=True)
class Lesson:
    """How a perceptron's training went.

    `mistakes` counts wrong answers, epoch by epoch. `learned`: the last epoch had none.
    `impossible`: an epoch began with weights that an earlier one had begun with, so
    all that follows is repetition and no number of epochs would do.
    """

    mistakes: tuple[int, ...]
    learned: bool
    impossible: bool


class Perceptron:
    """One neuron with a step: 1 where ``sum_{i=0}^n w_i x_i >= 0``, with ``x_0 = 1``.

    `weights` is (n + 1,), the bias w0 first; zeros unless given.

    Source: the course, "First generation neural networks" and "Formalization of a
    neural network"; the rule is Rosenblatt's (1958).

    Example:
        >>> gate = Perceptron(2)
        >>> gate.train(CORNERS, GATES["and"]).learned
        True
        >>> gate.weights, gate.predict([1, 1])
        (array([-3.,  2.,  1.]), array(1.))
    """

    def __init__(self, inputs: int, weights: ArrayLike | None = None) -> None:
        start = np.zeros(inputs + 1) if weights is None else weights
        self.weights: Array = np.array(start, dtype=np.float64)
        if self.weights.shape != (inputs + 1,):
            raise ValueError(
                f"weights: got shape {self.weights.shape}.\n"
                f"expected ({inputs + 1},): w0 for the bias, and {inputs} for inputs."
            )

    def net(self, x: ArrayLike) -> Array:
        """Compute the weighted sum for `x`, (N, n) or (n,); result (N,) or ()."""
        rows, single = rows_of(x, "x", len(self.weights) - 1)
        nets = _with_one(rows) @ self.weights
        return np.asarray(nets[0] if single else nets)

    def predict(self, x: ArrayLike) -> Array:
        """Answer 0 or 1 for `x`, (N, n) or (n,); result (N,) or ()."""
        return step(self.net(x))

    def train(
        self, x: ArrayLike, target: ArrayLike, epochs: int = 1000, rate: float = 1.0
    ) -> Lesson:
        """Apply the rule ``w_i += rate (target - out) x_i``, one sample after another.

        Stops after an epoch without mistakes, or as soon as it is sure that there will
        be none. With whole numbers for inputs, rate and first weights one of the two
        must happen: the weights stay bounded (Block and Levin, 1970), and so repeat.

        Shapes: `x` (N, n), `target` (N,) of zeros and ones.

        Raises:
            ValueError: shapes that do not fit, or targets other than 0 and 1.
        """
        rows = _with_one(rows_of(x, "x", len(self.weights) - 1)[0])  # (N, n + 1)
        targets = _checked_targets(target, len(rows))
        seen: set[bytes] = set()
        mistakes: list[int] = []
        while len(mistakes) < epochs:
            start = self.weights.tobytes()
            if start in seen:
                return Lesson(tuple(mistakes), learned=False, impossible=True)
            seen.add(start)
            mistakes.append(self._epoch(rows, targets, rate))
            if mistakes[-1] == 0:
                return Lesson(tuple(mistakes), learned=True, impossible=False)
        return Lesson(tuple(mistakes), learned=False, impossible=False)

    def _epoch(self, rows: Array, targets: Array, rate: float) -> int:
        mistakes = 0
        for row, target in zip(rows, targets, strict=True):
            missing = target - step(row @ self.weights)
            mistakes += int(missing != 0)
            self.weights = self.weights + rate * missing * row
        return mistakes


def with_product(x: ArrayLike) -> Array:
    """Add the hand-coded feature x1 * x2 to two inputs: (N, 2) becomes (N, 3).

    Example:
        >>> gate = Perceptron(3)
        >>> gate.train(with_product(CORNERS), GATES["xor"]).learned
        True
        >>> gate.predict(with_product(CORNERS))
        array([0., 1., 1., 0.])
    """
    rows, single = rows_of(x, "x", 2)
    longer = np.column_stack([rows, rows[:, 0] * rows[:, 1]])
    return longer[0] if single else longer


def _with_one(rows: Array) -> Array:
    return np.column_stack([np.ones(len(rows)), rows])  # x0 = 1, which w0 weights


def _checked_targets(target: ArrayLike, samples: int) -> Array:
    targets = np.asarray(target, dtype=np.float64)
    if targets.shape != (samples,):
        raise ValueError(
            f"target: got shape {targets.shape}.\nexpected ({samples},), one answer "
            "for each sample."
        )
    if not np.isin(targets, (0.0, 1.0)).all():
        raise ValueError("target: got other numbers.\nexpected 0 and 1 only.")
    return targets
