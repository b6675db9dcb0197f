"""A recipe in the report: what it asks, how, what came out, what to take away."""

from __future__ import annotations

from collections.abc import Iterable

from tengen.course.report.code import colored
from tengen.course.report.entry import Entry, verdict
from tengen.course.report.pictures import picture
from tengen.course.report.printed import as_seen
from tengen.course.report.words import duration, inline, paragraph
from tengen.course.results import Check, Number, Record, Result, Table
from tengen.pages import table, tag, text_tag

_LAST_LINES = 15  # of what a failed recipe has printed


def recipe_part(entry: Entry, before: Entry | None, after: Entry | None) -> str:
    """Write a recipe with its result.

    Args:
        before, after: the recipes that stand before and after it.
    """
    recipe, result = entry.recipe, entry.result
    title = f"{recipe.name}-title"
    head = [text_tag("span", recipe.number, class_="place"), " ", *inline(recipe.title)]
    parts = [
        tag("h3", head, id=title),
        tag("p", [text_tag("span", entry.status, class_=f"verdict {entry.look}")]),
        *map(paragraph, recipe.question),
        _about(entry),
        _code(entry),
    ]
    if result is not None and result.state != "done":
        parts += _why_not(entry, result)
    if result is not None and result.record != Record():
        parts += [text_tag("h4", "What came out"), *_found(entry, result)]
    take_away = [text_tag("h4", "To take away"), paragraph(recipe.take_away)]
    parts.append(tag("div", take_away, class_="take-away"))
    parts += _printed(result)
    parts.append(_ways(before, after))
    return tag("article", parts, id=recipe.name, class_="recipe", aria_labelledby=title)


def _about(entry: Entry) -> str:
    recipe = entry.recipe
    facts = [
        ("Slides", recipe.slides),
        ("Data", recipe.data),
        ("Expected", recipe.expected),
        ("Time", _time(entry)),
    ]
    rows = [
        tag("div", [text_tag("dt", name), tag("dd", inline(fact))])
        for name, fact in facts
    ]
    return tag("dl", rows, class_="about")


def _time(entry: Entry) -> str:
    budget = f"budget of the full run {duration(entry.recipe.budget)}"
    result = entry.result
    if result is None or result.state == "skipped":
        return budget
    took = f"{duration(result.seconds)} ({duration(result.cpu_seconds)} of processor)"
    return f"{took}{' in a quick run' if result.quick else ''}; {budget}"


def _code(entry: Entry) -> str:
    code = entry.recipe.code.strip("\n")
    lines = len(code.splitlines())
    name = f"The recipe, {lines} lines"
    summary = tag("summary", [name, ": ", text_tag("code", f"{entry.recipe.name}.py")])
    program = colored(code, f"Program of recipe {entry.recipe.number}")
    return tag("details", [summary, program], open="", class_="program")


def _why_not(entry: Entry, result: Result) -> Iterable[str]:
    reason = as_seen(result.reason)
    if result.state == "skipped":
        yield text_tag("h4", "Why it was skipped")
        yield text_tag("pre", reason, class_="reason")
        again = f"`tengen course run {entry.recipe.name}`"
        yield paragraph(f"When the data is in its place, {again} runs the recipe.")
        return
    lines = as_seen(result.output).splitlines()[-_LAST_LINES:]
    if reason not in "\n".join(lines):
        lines.append(reason)
    yield text_tag("h4", "How it failed")
    yield _scrolled("\n".join(lines), "The end of what it printed", "reason")


def _found(entry: Entry, result: Result) -> Iterable[str]:
    record = result.record
    if entry.is_outdated:
        yield paragraph("The recipe has been changed since it was run.", "hint")
    if record.numbers:
        yield _numbers(record, result.quick)
    if record.checks:
        yield tag("ul", map(_check, record.checks), class_="checks")
    yield from map(_table, record.tables)
    if record.figures:
        pictures = [picture(figure, entry.folder) for figure in record.figures]
        yield tag("div", pictures, class_="pictures")


def _numbers(record: Record, is_quick: bool) -> str:
    is_judged = any(number.expected for number in record.numbers)
    head = ["", "found", *(["expected", "so it is"] if is_judged else [])]
    heads = [text_tag("th", cell, scope="col") for cell in head[1:]]
    heads.insert(0, text_tag("td", ""))
    rows = [_number(number, is_quick, is_judged) for number in record.numbers]
    parts = [tag("thead", [tag("tr", heads)]), tag("tbody", rows)]
    return tag("div", [tag("table", parts, class_="found stacked")], class_="wide")


def _number(number: Number, is_quick: bool, is_judged: bool) -> str:
    note = [text_tag("span", number.note, class_="note")] if number.note else []
    cells = [
        tag("th", [*inline(number.name), *note], scope="row"),
        text_tag("td", number.text, class_="figure"),
    ]
    if is_judged:
        look, words = verdict(number, is_quick)
        mark = [text_tag("span", words, class_=f"verdict {look}")] if words else []
        cells += [
            text_tag("td", number.expected, class_="expected"),
            tag("td", mark, class_="judged"),
        ]
    return tag("tr", cells)


def _check(check: Check) -> str:
    look, words = ("met", "holds") if check.holds else ("missed", "does not hold")
    note = [text_tag("span", check.note, class_="note")] if check.note else []
    mark = text_tag("span", words, class_=f"verdict {look}")
    return tag("li", [mark, " ", *inline(check.statement), *note])


def _table(found: Table) -> str:
    parts = [text_tag("figcaption", found.title), table(found.head, found.rows, "data")]
    return tag("figure", parts, class_="table")


def _printed(result: Result | None) -> Iterable[str]:
    output = as_seen(result.output) if result else ""
    if output.strip():
        name = "What it printed"
        parts = [text_tag("summary", name), _scrolled(output, name, "printed")]
        yield tag("details", parts)


def _scrolled(text: str, title: str, look: str) -> str:
    """Write lines in a box of their own, which can be scrolled with keys, too."""
    return text_tag(
        "pre", text, class_=look, tabindex=0, role="group", aria_label=title
    )


def _ways(before: Entry | None, after: Entry | None) -> str:
    ways = [text_tag("a", "Contents", href="#contents")]
    if before is not None:
        ways.insert(0, _way("Back", before))
    if after is not None:
        ways.append(_way("On", after))
    return tag("p", ways, class_="ways")


def _way(word: str, entry: Entry) -> str:
    title = f"{word}: {entry.recipe.number} {entry.recipe.title}"
    return text_tag("a", title, href=f"#{entry.recipe.name}")
