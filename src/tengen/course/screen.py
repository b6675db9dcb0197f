"""What the terminal shows while recipes run."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table

from tengen.course.recipe import Recipe
from tengen.course.results import Result

_MARKS = {"done": "[green]done[/]", "failed": "[red]failed[/]", "skipped": "skipped"}


class Screen:
    """Bars for what runs, a line for what has ended; a watcher of `running.run`.

    Args:
        console: where to write.
        total: how many recipes there are.
        talks: let the recipes' own words through, as for a single one.
        quick: whether it is the quick setting, which has no budgets.
    """

    def __init__(self, console: Console, total: int, talks: bool, quick: bool) -> None:
        self.console = console
        self.talks = talks
        self.quick = quick
        columns = (TextColumn("{task.description}"), BarColumn(20))
        self.bars = Progress(
            *columns,
            TextColumn("{task.fields[time]}"),
            TextColumn("[dim]{task.fields[said]}[/]", table_column=None),
            console=console,
            refresh_per_second=4,
            transient=True,
            expand=False,
        )
        self.overall = self.bars.add_task("recipes", total=total, time="", said="")
        self.tasks: dict[str, tuple[TaskID, float]] = {}
        self.done = 0

    def __enter__(self) -> Screen:
        if not self.talks:
            self.bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.bars.stop()

    def started(self, recipe: Recipe) -> None:
        """Show a bar that fills as the recipe's time is spent."""
        total = None if self.quick else recipe.budget
        words = f"{recipe.number:>3} {recipe.name}"
        task = self.bars.add_task(words, total=total, time="", said="")
        self.tasks[recipe.name] = task, time.monotonic()
        if self.talks:
            self.console.print(f"[bold]{recipe.number}. {escape(recipe.title)}[/]\n")

    def printed(self, recipe: Recipe, line: str) -> None:
        """Show a recipe's last line, or all of them."""
        if self.talks:
            self.console.print(line, markup=False, highlight=False, soft_wrap=True)
        elif line.strip() and recipe.name in self.tasks:
            room = max(10, self.console.width - 62)
            said = escape(line.strip()[:room])
            self.bars.update(self.tasks[recipe.name][0], said=said)

    def waited(self) -> None:
        """Let the bars grow."""
        for task, start in self.tasks.values():
            spent = time.monotonic() - start
            self.bars.update(task, completed=spent, time=f"{spent:4.0f} s")

    def finished(self, recipe: Recipe, result: Result, kept: bool) -> None:
        """Write the line that stays."""
        task = self.tasks.pop(recipe.name, None)
        if task is not None:
            self.bars.remove_task(task[0])
        self.done += 1
        self.bars.update(self.overall, completed=self.done, time="", said="")
        note = "kept" if kept else f"{result.seconds:.0f} s"
        if result.state == "skipped":
            note = "its data cannot be had"
        self.console.print(
            f"{recipe.number:>3} {recipe.name:<22} {_MARKS[result.state]}  {note}",
            highlight=False,
        )
        for missed in result.missed:
            self.console.print(
                f"      [red]not as expected:[/] {escape(missed)}", highlight=False
            )
        if result.state == "failed":
            self.console.print(f"      {escape(result.reason)}", highlight=False)


def listing(recipes: list[Recipe]) -> Table:
    """Return the recipes as a table."""
    table = Table(box=None, pad_edge=False)
    table.add_column("", justify="right")
    for name in ("name", "title", "data"):
        table.add_column(name, overflow="fold")
    table.add_column("time", justify="right", no_wrap=True)
    for recipe in recipes:
        table.add_row(
            recipe.number,
            f"[bold]{recipe.name}[/]",
            escape(recipe.title),
            recipe.data,
            f"{recipe.budget:.0f} s",
        )
    return table
