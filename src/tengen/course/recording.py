"""What recipes hand over: figures of both kinds, tables, and facts."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tengen.course import results
from tengen.pages import write_whole

FOLDER = "TENGEN_COURSE_FOLDER"  # where the runner wants a recipe's results
KEPT = "TENGEN_COURSE_KEPT"  # where parts of an interrupted run are kept
QUICK = "TENGEN_COURSE_QUICK"
RECORD = "record.json"
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_MANY_POINTS = 20_000  # of a scatter or an image; beyond, pixels are smaller than lines

_record = results.Record()


def is_quick() -> bool:
    """Say whether this is the quick setting."""
    return os.environ.get(QUICK, "") not in ("", "0")


def number(
    name: str,
    value: float,
    at_least: float | None = None,
    at_most: float | None = None,
    near: float | None = None,
    within: float | None = None,
    percent: bool = False,
    note: str = "",
) -> None:
    """Hand over a measured figure.

    Args:
        name: what it is, such as `"test accuracy"`.
        value: a number, or an array that holds one.
        at_least, at_most: what is expected of a full run.
        near, within: what must come out in every run, and how far from it is allowed.
        percent: show 0.98 as 98 %.
        note: a remark, in the report.
    """
    row = results.Number(
        name,
        float(value),
        _real(at_least),
        _real(at_most),
        _real(near),
        _real(within),
        percent,
        note,
    )
    _record.numbers.append(row)
    expected = f"   (expected {row.expected})" if row.expected else ""
    _keep(f"{name}: {row.text}{expected}")


def check(statement: str, holds: object, note: str = "") -> None:
    """Hand over a statement that must hold in every run, and whether it does.

    Args:
        holds: anything with a truth value, an array of one element too.
    """
    row = results.Check(statement, bool(holds), note)
    _record.checks.append(row)
    _keep(f"{'yes' if row.holds else 'NO'}: {statement}")


def table(title: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> None:
    """Hand over a table; the first cell of each row names it.

    Raises:
        ValueError: if a row is longer or shorter than the head.
    """
    heads = [_cell(cell) for cell in head]
    lines = [[_cell(cell) for cell in row] for row in rows]
    for line in lines:
        if len(line) != len(heads):
            raise ValueError(f"table {title!r}: {line} has not the columns {heads}")
    _record.tables.append(results.Table(title, heads, lines))
    widths = [max(map(len, column)) for column in zip(heads, *lines, strict=True)]
    shown = [
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in [heads, *lines]
    ]
    _keep("\n".join([title, *shown]))


def figure(name: str, picture: Any, caption: str = "") -> None:
    """Hand over a picture; a notebook shows it.

    Args:
        name: stem of its file, lower-case, such as `"curves"`.
        picture: a figure of matplotlib, the path of a file, or the text of an SVG.
        caption: what is to be seen.

    Raises:
        ValueError: if the name cannot be a file's or is taken.
    """
    taken = [row.name for row in _record.figures]
    if not _FILE_NAME.fullmatch(name) or (name in taken and not _in_notebook()):
        raise ValueError(f"a figure cannot be named {name!r}, or another is")
    file = _write(name, picture)
    _record.figures[:] = [row for row in _record.figures if row.name != name]
    _record.figures.append(results.Figure(name, file.name, caption))
    if _in_notebook():
        _display(file)
    _keep(f"[figure {file.name}] {caption}".rstrip())


def path(name: str) -> Path:
    """Return a path in the recipe's own folder, for a file that it writes."""
    _folder().mkdir(parents=True, exist_ok=True)
    return _folder() / name


def once(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function; after an interruption, return what it returned before.

    For parts of a recipe that take minutes. A recipe that runs alone keeps nothing.

    Args:
        name: of the part, as a file may be named.
        function: returns what JSON can hold.
        arguments: of the function.
    """
    folder = os.environ.get(KEPT)
    if not folder:
        return function(*arguments)
    file = Path(folder) / f"{name}.json"
    if not file.exists():
        text = json.dumps(function(*arguments))
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)
    return json.loads(file.read_text(encoding="utf-8"))


def _folder() -> Path:
    """Where results go: where the runner says, or beside the work of a student."""
    told = os.environ.get(FOLDER)
    if told:
        return Path(told)
    script = "notebook" if _in_notebook() else Path(sys.argv[0] or "recipe").stem
    return Path("course-results") / f"{script}-alone"


def _keep(words: str) -> None:
    print(words, flush=True)
    text = json.dumps(asdict(_record), indent=1)
    write_whole(path(RECORD), text + "\n")


def _write(name: str, picture: Any) -> Path:
    if isinstance(picture, str) and picture.lstrip().startswith(("<svg", "<?xml")):
        return write_whole(path(f"{name}.svg"), picture)
    if isinstance(picture, str | Path):
        source = Path(picture)
        file = path(f"{name}{source.suffix}")
        if source.resolve() != file.resolve():
            shutil.copyfile(source, file)
        return file
    if _points(picture) > _MANY_POINTS:
        file = path(f"{name}.png")
        picture.savefig(file, dpi=160, bbox_inches="tight")
    else:
        import matplotlib

        file = path(f"{name}.svg")
        # The salt and the missing date make the same figure the same file.
        with matplotlib.rc_context({"svg.hashsalt": name}):
            picture.savefig(file, bbox_inches="tight", metadata={"Date": None})
    return file


def _points(picture: Any) -> int:
    """Count the pixels and points that a figure of matplotlib holds."""
    total = 0
    for axes in picture.axes:
        total += sum(image.get_array().size for image in axes.images)
        total += sum(len(dots.get_offsets()) * 4 for dots in axes.collections)
    return total


@functools.cache
def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and shell.get_ipython() is not None


def _display(file: Path) -> None:
    from IPython.display import SVG, Image, display

    kind: Any = SVG if file.suffix == ".svg" else Image
    display(kind(filename=str(file)))


def _real(value: float | None) -> float | None:
    return None if value is None else float(value)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(part)}" for key, part in value.items())
    try:
        real = float(value) if not isinstance(value, str | int) else None  # type: ignore[arg-type]
    except (TypeError, ValueError):
        real = None
    return str(value) if real is None else f"{real:.4g}"
