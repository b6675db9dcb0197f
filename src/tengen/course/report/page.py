"""The report on the course: one page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from tengen.course.report import summary
from tengen.course.report.chapters import by_chapter
from tengen.course.report.entry import Entry
from tengen.course.report.recipe_part import recipe_part
from tengen.pages import (
    machine_facts,
    page,
    section,
    table,
    tag,
    text_tag,
    write_whole,
)

TITLE = "The course, exercise by exercise"


def write_report(entries: Sequence[Entry], path: Path) -> Path:
    """Write the report as one file of HTML.

    Args:
        entries: recipes with their results, in the order of the course.
        path: where to; what is there is replaced as a whole.

    Raises:
        ValueError: if a result's figure is no picture.
    """
    return write_whole(path, report(entries))


def report(entries: Sequence[Entry]) -> str:
    """Return the report as HTML."""
    befores, afters = [None, *entries[:-1]], [*entries[1:], None]
    parts = {
        entry.recipe.name: recipe_part(entry, before, after)
        for entry, before, after in zip(entries, befores, afters, strict=True)
    }
    chapters = [
        section(chapter.id, chapter.title, [parts[e.recipe.name] for e in members])
        for chapter, members in by_chapter(entries).items()
    ]
    main = [
        summary.tiles(entries),
        summary.contents(entries),
        summary.bars(entries),
        _machine(entries),
        *chapters,
    ]
    style = files("tengen.course.report").joinpath("style.css").read_text("utf-8")
    return page(TITLE, _lead(entries), main, _footer(), style)


def _lead(entries: Sequence[Entry]) -> str:
    ran = [entry.result for entry in entries if entry.result is not None]
    if not ran:
        return f"{len(entries)} recipes, none of which has been run."
    quick = sum(result.quick for result in ran)
    kinds = {
        0: "in full",
        len(ran): "in the quick setting, in which bars are not judged",
    }
    kind = kinds.get(quick, f"{quick} of them in the quick setting")
    dates = sorted({result.date for result in ran if result.date})
    days = f", {' to '.join(dict.fromkeys((dates[0], dates[-1])))}" if dates else ""
    return f"{len(ran)} of {len(entries)} recipes were run, {kind}{days}."


def _machine(entries: Sequence[Entry]) -> str:
    ran = [entry.result for entry in entries if entry.result is not None]
    versions = sorted({result.version for result in ran if result.version})
    facts = [*machine_facts(), ("tengen", ", ".join(versions))]
    rows = [(name, fact) for name, fact in facts if fact]
    return section("machine", "Machine", [table(["machine", ""], rows, "facts")])


def _footer() -> list[str]:
    words = [
        "To see it again: ",
        text_tag("code", "tengen course run all"),
        ", then ",
        text_tag("code", "tengen course report"),
        ". To play with a recipe: ",
        text_tag("code", "tengen course new NAME"),
        ".",
    ]
    return [tag("p", words)]
