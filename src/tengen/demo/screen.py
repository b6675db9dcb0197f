"""What the demonstration shows on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from tengen.demo.results import Classifier, Digits, Textbook, Xor


class Screen:
    """A terminal, or whatever stands in its place.

    Args:
        console: where to write.
    """

    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, text: str) -> None:
        """Write a line as it is."""
        self.console.print(text, markup=False, highlight=False)

    def step(self, title: str) -> None:
        """Begin a step."""
        self.console.print()
        self.console.rule(f"[bold]{title}", align="left")

    @contextmanager
    def rounds(self, total: int) -> Iterator[Callable[[int], None]]:
        """Show a bar that follows the yielded function `watch(done)`."""
        columns = (
            TextColumn("rounds"),
            MofNCompleteColumn(),
            BarColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, refresh_per_second=5) as bars:
            task = bars.add_task("rounds", total=total)
            yield lambda done: bars.update(task, completed=done)

    def textbook(self, done: Textbook) -> None:
        """Show what the worked example came to."""
        first, second, last = done.errors[0], done.errors[1], done.errors[-1]
        self.say(
            f"error {first:.9f}; after one round {second:.9f}; "
            f"after {done.rounds:,} {last:.9f}"
        )

    def xor(self, done: Xor) -> None:
        """Show the four points."""
        table = Table("inputs", "target", "output", "")
        for (a, b), target, output in zip(
            done.points, done.targets, done.outputs, strict=True
        ):
            is_right = (output > 0.5) == (target > 0.5)
            mark = "[green]right" if is_right else "[red]wrong"
            table.add_row(f"{a:g}, {b:g}", f"{target:g}", f"{output:.3f}", mark)
        self.console.print(table)

    def digits(self, digits: Digits) -> None:
        """Say which digits are read."""
        train, test = len(digits.x_train), len(digits.x_test)
        self.say(digits.remark)
        self.say(f"{train:,} images to train, {test:,} to test.")

    def network(self, name: str, outline: str) -> None:
        """Announce a network."""
        self.console.print(f"\n[bold]{name}[/bold]: {outline}", highlight=False)

    def classifiers(self, digits: Digits, trained: tuple[Classifier, ...]) -> None:
        """Show how well the test images were read."""
        for one in trained:
            if one.remark:
                self.say(f"{one.name}: {one.remark}")
        table = Table(title=f"{digits.title}: {len(digits.y_test):,} test images")
        for name in ("network", "weights", "epochs", "seconds"):
            table.add_column(name, justify="left" if name == "network" else "right")
        table.add_column("test accuracy", justify="right", style="bold")
        for one in trained:
            table.add_row(
                one.name,
                f"{one.parameters:,}",
                str(one.epochs),
                f"{one.seconds:.1f}",
                f"{100 * one.accuracy:.2f} %",
            )
        self.console.print()
        self.console.print(table)

    def go_games(self, games: int, positions: int, goes_on: bool) -> None:
        """Say what is learned from."""
        self.say(f"{games:,} games on 9x9, {positions:,} positions.")
        if goes_on:
            self.say("An earlier demonstration was stopped here; this one goes on.")

    def report(self, path: Path, seconds: float) -> None:
        """Say where the report is."""
        self.console.print(
            f"\nReport: [bold]{path}[/bold]  ({seconds:.0f} s in all)",
            highlight=False,
            soft_wrap=True,
        )
