"""The report: one page that needs nothing but itself."""

from __future__ import annotations

from importlib.resources import files

from tengen.demo.report import sections
from tengen.demo.results import Results
from tengen.pages import page, tag, text_tag

TITLE = "From eight weights to a game of Go"


def write_page(results: Results) -> str:
    """Return the report on a demonstration as HTML."""
    main = [
        sections.summary(results),
        sections.worked_example(results.textbook),
        sections.exclusive_or(results.xor),
        sections.reading_digits(results.digits, results.classifiers),
    ]
    if results.go is not None:
        from tengen.demo.report import go  # needs the compiled rules

        main.append(go.playing_go(results.go))
    main.append(sections.time_and_machine(results))
    again = ["To see it again: ", text_tag("code", results.command), "."]
    style = files("tengen.demo.report").joinpath("style.css").read_text("utf-8")
    return page(TITLE, _lead(results), main, [tag("p", again)], style)


def _lead(results: Results) -> str:
    minutes, seconds = divmod(round(results.seconds), 60)
    took = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    when = f"{results.started:%d %B %Y, %H:%M}".lstrip("0")
    kind = "A quick look" if results.quick else "A demonstration"
    return f"{kind}, trained in {took} on {when}, with seed {results.seed}."
