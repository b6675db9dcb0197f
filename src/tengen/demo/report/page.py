"""The report: one page that needs nothing but itself."""

from __future__ import annotations

from importlib.resources import files

from tengen.demo.report import sections
from tengen.demo.report.markup import tag, text_tag
from tengen.demo.results import Results

TITLE = "From eight weights to handwritten digits"


def write_page(results: Results) -> str:
    """Return the report on a demonstration as HTML."""
    style = files("tengen.demo.report").joinpath("style.css").read_text("utf-8")
    head = [
        '<meta charset="utf-8" />',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        text_tag("title", f"tengen: {TITLE}"),
        tag("style", [style]),
    ]
    main = [
        sections.summary(results),
        sections.worked_example(results.textbook),
        sections.exclusive_or(results.xor),
        sections.reading_digits(results.digits, results.classifiers),
        sections.time_and_machine(results),
    ]
    body = [_header(results), tag("main", main), _footer(results)]
    page = tag("html", [tag("head", head), tag("body", body)], lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def _header(results: Results) -> str:
    minutes, seconds = divmod(round(results.seconds), 60)
    took = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    when = f"{results.started:%d %B %Y, %H:%M}".lstrip("0")
    kind = "A quick look" if results.quick else "A demonstration"
    line = f"{kind}, trained in {took} on {when}, with seed {results.seed}."
    parts = [_star(), text_tag("p", "tengen", class_="name"), text_tag("h1", TITLE)]
    return tag("header", [*parts, text_tag("p", line, class_="lead")])


def _star() -> str:
    """Draw tengen, the centre point of a Go board."""
    lines = []
    for place in (4, 16, 28):
        lines.append(tag("line", x1=0, x2=32, y1=place, y2=place))
        lines.append(tag("line", x1=place, x2=place, y1=0, y2=32))
    point = tag("circle", cx=16, cy=16, r=4.5)
    return tag("svg", [*lines, point], viewBox="0 0 32 32", class_="star")


def _footer(results: Results) -> str:
    again = ["To see it again: ", text_tag("code", results.command), "."]
    return tag("footer", [tag("p", again)])
