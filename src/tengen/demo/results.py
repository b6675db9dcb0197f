"""What the demonstration finds out: plain data, from which the report is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tengen.go.learning_curves import Run
    from tengen.go.standings import Results as Tournament

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Textbook:
    """The worked example, trained for many rounds.

    Attributes:
        drawing: its first round as SVG.
        errors: the error before the first round and after each, `(rounds + 1,)`.
        targets, before, after: what the outputs should be, were, and are, `(2,)` each.
        seconds: time of the training.
    """

    drawing: str
    errors: Array
    targets: Array
    before: Array
    after: Array
    seconds: float

    @property
    def rounds(self) -> int:
        """How many rounds it was trained."""
        return len(self.errors) - 1


@dataclass(frozen=True)
class Xor:
    """The network that learns the exclusive or.

    Attributes:
        points: the four inputs, `(4, 2)`.
        targets, outputs: what should come out and what does, `(4,)` each.
        losses: loss of each epoch, `(epochs,)`.
        field: output for inputs from -0.25 to 1.25, `(rows, columns)`; the first row
            is that of the largest second input.
        seconds: time of `fit`, with compilation.
    """

    points: Array
    targets: Array
    outputs: Array
    losses: Array
    field: Array
    seconds: float

    @property
    def right(self) -> int:
        """How many of the four points are on the right side of one half."""
        return int(np.sum((self.outputs > 0.5) == (self.targets > 0.5)))


@dataclass(frozen=True)
class Digits:
    """Images of handwritten digits.

    Attributes:
        title: what they are called.
        remark: where they come from, and why these were taken.
        x_train, x_test: grey images from 0 (paper) to 1 (ink), `(N, H, W, 1)`.
        y_train, y_test: the digits, `(N,)`.
    """

    title: str
    remark: str
    x_train: NDArray[np.float32]
    y_train: NDArray[np.int32]
    x_test: NDArray[np.float32]
    y_test: NDArray[np.int32]


@dataclass(frozen=True)
class Classifier:
    """A network that was trained to read digits.

    Attributes:
        name, plan: what it is called, and its layers in a line.
        parameters: how many numbers were trained.
        history: loss and accuracy of each epoch by name, as `fit` returns them.
        probabilities: its answers to the test images, `(N, 10)`.
        loss, accuracy: of the test images.
        samples: training samples of an epoch.
        seconds: time of `fit`, with compilation and validation.
        remark: what else should be said, such as that time was up.
    """

    name: str
    plan: str
    parameters: int
    history: dict[str, list[float]]
    probabilities: NDArray[np.float32]
    loss: float
    accuracy: float
    samples: int
    seconds: float
    remark: str = ""

    @property
    def predicted(self) -> NDArray[np.int64]:
        """The digit that it takes each test image for, `(N,)`."""
        return self.probabilities.argmax(-1)

    @property
    def epochs(self) -> int:
        """How many epochs it was trained."""
        return len(self.history["loss"])


@dataclass(frozen=True)
class GoLab:
    """Two networks that learned Go, and what they reached.

    Attributes:
        games, positions: how many they learned from.
        runs: how their training went, plain and residual.
        position: in words, what the drawings show.
        drawings: a board with a network's move probabilities as SVG, by its name.
        tournament: standings and games.
        page: of the tournament, relative to the report.
        seconds: time of all of it.
    """

    games: int
    positions: int
    runs: tuple[Run, ...]
    position: str
    drawings: dict[str, str]
    tournament: Tournament
    page: str
    seconds: float


@dataclass(frozen=True)
class Machine:
    """What it was measured on, as pairs of a name and a fact."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Results:
    """All of it.

    Attributes:
        go: `None` where the rules of Go have not been compiled.
        command: what to type to see it again.
        started: when, in local time.
        seconds: time of the whole, without the writing of the report.
    """

    textbook: Textbook
    xor: Xor
    digits: Digits
    classifiers: tuple[Classifier, ...]
    go: GoLab | None
    machine: Machine
    command: str
    seed: int
    quick: bool
    started: datetime
    seconds: float
