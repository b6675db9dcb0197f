"""What is measured: every workload, its arithmetic and its bar.

The bar of a workload is how many times faster than the best peer tengen has to be. A
workload names the function that builds its model, `family.model`: `benchmarks.models`
has it in Keras's words, `benchmarks.torch_models` in PyTorch's; the data come from
`family.model_data` of the former. Nothing here imports more than the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks import arithmetic
from benchmarks.arithmetic import Pieces

Kind = Literal["training", "inference", "go", "start", "size"]


@dataclass(frozen=True)
class Workload:
    """One line of the table.

    Attributes:
        name: what the command line calls it.
        title: what the table calls it.
        kind: training, inference and games of Go are timed by the step, starts by the
            process, sizes are read once.
        bar: best peer / tengen, at least; `None` where nothing is asked.
        model: `family.model`, empty for what has no model.
        batch: samples of a step.
        most_steps: as many batches of data there are; longer runs are epochs.
        pieces: multiply-adds of one sample's way through the model, layer by layer.
        peers: who takes part; all but those who only play Go where empty.
        board: lines of a Go board.
        step: of games of Go, `move` or `game`.
    """

    name: str
    title: str
    kind: Kind
    bar: float | None
    model: str = ""
    batch: int = 0
    most_steps: int = 1
    pieces: Pieces = Pieces()
    peers: tuple[str, ...] = ()
    board: int = 0
    step: str = ""

    @property
    def unit(self) -> str:
        """What its numbers count: seconds or megabytes."""
        return "MB" if self.kind == "size" else "s"

    @property
    def operations(self) -> float:
        """Floating point operations of a step, two for each multiply-add."""
        if self.kind == "training":
            return 2.0 * self.batch * self.pieces.training
        if self.kind == "inference":
            return 2.0 * self.batch * self.pieces.forward
        return 0.0


def _training() -> list[Workload]:
    rows = [
        ("xor", "XOR 2-4-1", 20.0, "dense.xor", 1, 4),
        ("mnist_dense", "MNIST 784-64-64-10", 1.2, "dense.mnist", 64, 938),
        ("mnist_cnn", "MNIST CNN 32/64/128", 1.3, "images.mnist", 128, 128),
        ("cifar_cnn", "CIFAR-10 CNN", 1.3, "images.cifar", 64, 192),
        ("imdb", "IMDB 10000-16-16-1, L2", 1.0, "dense.imdb", 512, 16),
        ("ticket", "Tickets, two LSTMs", 1.0, "tickets.tickets", 32, 256),
        ("autoencoder", "Autoencoder", 1.0, "images.autoencoder", 128, 64),
        ("go_residual", "Go residual, 6 x 64", 1.1, "go.residual", 128, 16),
        ("go_mobilenet", "Go MobileNet, 4 x 64/192", 1.4, "go.mobilenet", 128, 16),
    ]
    return [
        Workload(
            name, title, "training", bar, model, batch, steps, arithmetic.PIECES[model]
        )
        for name, title, bar, model, batch, steps in rows
    ]


def _inference() -> list[Workload]:
    bars = {1: 1.0, 8: 1.4, 64: 1.0}
    models = {"go_residual": "go.residual", "go_mobilenet": "go.mobilenet"}
    titles = {"go_residual": "Go residual", "go_mobilenet": "Go MobileNet"}
    return [
        Workload(
            name=f"{name}_{batch}",
            title=f"{titles[name]}, predict",
            kind="inference",
            bar=bar,
            model=model,
            batch=batch,
            pieces=arithmetic.PIECES[model],
        )
        for name, model in models.items()
        for batch, bar in bars.items()
    ]


def _go() -> list[Workload]:
    rows = [
        ("move", "a move", 10.0, ("tengen", "open-spiel", "pgx")),
        ("game", "a whole game", None, ("tengen", "open-spiel")),
    ]
    return [
        Workload(
            name=f"go_{step}_{board}",
            title=f"Random games on {board}x{board}, {words}",
            kind="go",
            bar=bar,
            most_steps=10**9,
            peers=peers,
            board=board,
            step=step,
        )
        for board in (9, 19)
        for step, words, bar, peers in rows
    ]


def _starts() -> list[Workload]:
    rows = [
        ("mnist_dense", "MNIST 784-64-64-10", "dense.mnist", 64),
        ("go_residual", "Go residual", "go.residual", 128),
    ]
    starts = [Workload("import", "Import of layers and models", "start", 1.0)]
    for name, title, model, batch in rows:
        for number, words in ((1, "first step"), (2, "first step, second start")):
            starts.append(
                Workload(
                    name=f"start_{name}_{number}",
                    title=f"{title}, {words}",
                    kind="start",
                    bar=1.0,
                    model=model,
                    batch=batch,
                )
            )
    return starts


def _sizes() -> list[Workload]:
    return [
        Workload("size_wheel", "Its own wheels, what they need apart", "size", None),
        Workload("size_download", "Wheels that an install fetches", "size", None),
        Workload("size_installed", "Installed", "size", None),
    ]


WORKLOADS = {
    workload.name: workload
    for workload in [*_training(), *_inference(), *_go(), *_starts(), *_sizes()]
}
