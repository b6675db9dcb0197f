"""``tengen course``: the exercises as recipes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tengen.course.results import Result

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The course: each exercise as a recipe, and a report.",
)

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended

Names = Annotated[
    list[str], typer.Argument(help="Names or numbers of recipes, or all.")
]
Name = Annotated[str, typer.Argument(help="Name or number of a recipe.")]
Quick = Annotated[
    bool, typer.Option("--quick", help="Small settings: seconds a recipe, no bars.")
]
Out = Annotated[
    Path | None,
    typer.Option(help="Folder of the results; course-results or course-quick."),
]


@app.command("list")
def list_() -> None:
    """List the recipes."""
    from rich.console import Console

    from tengen.course.catalogue import recipes
    from tengen.course.screen import listing

    Console().print(listing(list(recipes())))


@app.command()
def run(
    names: Names,
    quick: Quick = False,
    again: Annotated[
        bool, typer.Option("--again", help="Repeat recipes that are done.")
    ] = False,
    out: Out = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Recipes at a time; in the quick setting two."),
    ] = None,
) -> None:
    """Run recipes and write the report; those that are done are kept."""
    from rich.console import Console

    from tengen.course.catalogue import chosen
    from tengen.course.running import run as run_all
    from tengen.course.screen import Screen

    folder = out or _folder(quick)
    console = Console()
    try:
        recipes = chosen(names)
        at_once = jobs or (min(2, os.cpu_count() or 1) if quick else 1)
        talks = len(recipes) == 1
        with Screen(console, len(recipes), talks, quick) as screen:
            results = run_all(recipes, folder, screen, quick, again, at_once)
        page = _report(folder)
    except KeyboardInterrupt:
        typer.echo("\nStopped. The same command goes on where it was.", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    except (ValueError, OSError) as error:
        raise _refusal(error) from None
    typer.echo(f"Report: {page}")
    if any(result.state == "failed" or result.missed for result in results):
        raise typer.Exit(1)


@app.command()
def report(quick: Quick = False, out: Out = None) -> None:
    """Write the report on all that has been run."""
    try:
        page = _report(out or _folder(quick), is_needed=True)
    except (ValueError, OSError) as error:
        raise _refusal(error) from None
    typer.echo(f"Report: {page}")


@app.command()
def show(name: Name) -> None:
    """Show the code of a recipe."""
    from rich.console import Console
    from rich.syntax import Syntax

    from tengen.course.catalogue import find

    try:
        recipe = find(name)
    except ValueError as error:
        raise _refusal(error) from None
    console = Console()
    if console.is_terminal:
        console.print(Syntax(recipe.source, "python", background_color="default"))
    else:
        typer.echo(recipe.source, nl=False)


@app.command()
def new(
    name: Name,
    path: Annotated[
        Path | None, typer.Argument(help="Where to; NAME.py if not given.")
    ] = None,
) -> None:
    """Copy a recipe to play with; `python NAME.py` runs it."""
    from tengen.course.catalogue import find

    try:
        recipe = find(name)
        path = path or Path(f"{recipe.name}.py")
        if path.is_dir():
            path = path / f"{recipe.name}.py"
        with path.open("x", encoding="utf-8") as stream:
            stream.write(recipe.source)
    except FileExistsError:
        raise _refusal(f"{path} is there already; name another file") from None
    except (ValueError, OSError) as error:
        raise _refusal(error) from None
    typer.echo(f"{path}: run it with `python {path}`")


@app.command()
def notebooks(
    folder: Annotated[Path, typer.Argument(help="Where to.")] = Path("notebooks"),
) -> None:
    """Write all recipes as notebooks."""
    from tengen.course.notebooks import write_notebooks

    try:
        written = write_notebooks(folder)
    except OSError as error:
        raise _refusal(error) from None
    typer.echo(f"{len(written)} notebooks in {folder}")


def _folder(quick: bool) -> Path:
    return Path("course-quick" if quick else "course-results")


def _report(folder: Path, is_needed: bool = False) -> Path:
    from tengen.course.catalogue import recipes
    from tengen.course.report import Entry, write_report
    from tengen.course.results import read_result

    results: list[Result | None] = [read_result(folder / r.name) for r in recipes()]
    if is_needed and not any(results):
        raise ValueError(
            f"{folder} holds no results; `tengen course run all` makes them"
        )
    entries = [
        Entry(recipe, result, folder / recipe.name)
        for recipe, result in zip(recipes(), results, strict=True)
    ]
    return write_report(entries, folder / "report.html")


def _refusal(error: Exception | str) -> typer.Exit:
    typer.echo(f"Error: {error}", err=True)
    return typer.Exit(1)
