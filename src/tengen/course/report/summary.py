"""The beginning of the report: how it went, the bars, the contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tengen.course.report.chapters import by_chapter
from tengen.course.report.entry import Entry, verdict
from tengen.course.report.words import duration, inline
from tengen.course.results import Number, Result
from tengen.pages import section, tag, text_tag

_MINUTES = {False: 90, True: 6}  # that all recipes together may take: full, quick


def tiles(entries: Sequence[Entry]) -> str:
    """Write how many recipes ran, how many figures are as expected, and the time."""
    results = [entry.result for entry in entries if entry.result is not None]
    done = [result for result in results if result.state == "done"]
    verdicts = [n.met(result.quick) for result in done for n in result.record.numbers]
    judged = [met for met in verdicts if met is not None]
    checks = [check.holds for result in done for check in result.record.checks]
    shown = [
        ("recipes", _of(len(done), len(entries)), "ran to the end" + _others(entries)),
        ("figures", _of(sum(judged), len(judged)), _judged(done)),
        ("statements", _of(sum(checks), len(checks)), "hold, of those that must"),
        ("time", duration(sum(r.seconds for r in results)), _budgets(entries)),
    ]
    return tag(
        "dl",
        [
            tag(
                "div",
                [
                    text_tag("dt", name),
                    text_tag("dd", figure, class_="figure"),
                    text_tag("dd", remark),
                ],
            )
            for name, figure, remark in shown
        ],
        class_="tiles",
    )


def bars(entries: Sequence[Entry]) -> str:
    """Write the table of all recipes, their figures beside the expected ones."""
    names = ["recipe", "figure", "found", "expected", "so it is", "time / budget"]
    head = tag("tr", [text_tag("th", name, scope="col") for name in names])
    bodies = [tag("tbody", _rows(entry)) for entry in entries]
    whole = tag("table", [tag("thead", [head]), *bodies], class_="bars stacked")
    return section("results", "Results", [tag("div", [whole], class_="wide")])


def contents(entries: Sequence[Entry]) -> str:
    """Write the recipes by chapter, as links."""
    chapters = []
    for chapter, members in by_chapter(entries).items():
        links = [tag("li", [_link(entry)]) for entry in members]
        heading = text_tag("a", chapter.title, href=f"#{chapter.id}", class_="chapter")
        chapters.append(tag("li", [heading, tag("ul", links)]))
    parts = [text_tag("h2", "Contents", id="contents-title")]
    parts.append(tag("ul", chapters, class_="chapters"))
    return tag("nav", parts, id="contents", aria_labelledby="contents-title")


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def _others(entries: Sequence[Entry]) -> str:
    counts = {
        words: sum(entry.look == look for entry in entries)
        for look, words in (
            ("failed", "failed"),
            ("skipped", "skipped"),
            ("absent", "not run yet"),
        )
    }
    return "".join(f"; {count} {words}" for words, count in counts.items() if count)


def _judged(done: Sequence[Result]) -> str:
    bars = [
        number
        for result in done
        for number in result.record.numbers
        if result.quick and number.expected and number.met(result.quick) is None
    ]
    words = "as expected"
    return f"{words}; {len(bars)} not judged in quick runs" if bars else words


def _budgets(entries: Sequence[Entry]) -> str:
    is_quick = any(entry.result and entry.result.quick for entry in entries)
    minutes = _MINUTES[is_quick]
    if is_quick:
        return f"added up; a quick run of all may take {minutes} min"
    ran = [e.recipe.budget for e in entries if e.look in ("met", "missed", "failed")]
    return (
        f"of {minutes} min for all; the budgets of these add up to {duration(sum(ran))}"
    )


def _rows(entry: Entry) -> Iterable[str]:
    lines = list(_lines(entry))
    span = {"rowspan": len(lines)} if len(lines) > 1 else {}
    first = tag("th", [_link(entry)], scope="rowgroup", **span)
    last = text_tag("td", _time(entry), class_="time", **span)
    for place, (name, found, expected, look, words) in enumerate(lines):
        mark = [text_tag("span", words, class_=f"verdict {look}")] if words else []
        cells = [
            tag("td", inline(name)),
            text_tag("td", found, class_="figure"),
            tag("td", inline(expected), class_="expected"),
            tag("td", mark, class_="judged"),
        ]
        yield tag("tr", cells if place else [first, *cells, last])


Line = tuple[str, str, str, str, str]  # name, found, expected, look and words


def _lines(entry: Entry) -> Iterable[Line]:
    result = entry.result
    if result is None or result.state != "done":
        yield _reason(entry), "", "", entry.look, entry.status
        return
    yield from _figures(result)
    yield from _checks(result)


def _figures(result: Result) -> Iterable[Line]:
    numbers = result.record.numbers
    others = []
    for number in numbers:
        look, words = verdict(number, result.quick)
        if _is_bar(number) or look == "missed":
            yield number.name, number.text, number.expected, look, words
        elif look:
            others.append(number)
    if len(others) == 1:
        (number,) = others
        yield number.name, number.text, number.expected, "met", "met"
    elif others:
        yield f"{len(others)} figures known beforehand", "", "equal", "met", "met"
    elif not result.record.checks and not any(n.expected for n in numbers):
        for number in numbers[:3]:
            yield number.name, number.text, "", "", ""


def _is_bar(number: Number) -> bool:
    return number.at_least is not None or number.at_most is not None


def _checks(result: Result) -> Iterable[Line]:
    checks = result.record.checks
    for check in checks:
        if not check.holds:
            yield check.statement, "", "holds", "missed", "does not hold"
    held = sum(check.holds for check in checks)
    if held:
        statements = "statement" if len(checks) == 1 else "statements"
        name = f"{held} of {len(checks)} {statements}"
        yield name, "", "hold" if len(checks) > 1 else "holds", "met", "met"
    elif not checks and not result.record.numbers:
        yield "ran to the end", "", "", "met", "met"


def _reason(entry: Entry) -> str:
    if entry.result is None or not entry.result.reason.strip():
        return ""
    lines = entry.result.reason.strip().splitlines()
    return lines[-1 if entry.result.state == "failed" else 0]  # an error ends with it


def _time(entry: Entry) -> str:
    budget = duration(entry.recipe.budget)
    result = entry.result
    if result is None or result.state == "skipped":
        return f"- / {budget}"
    if result.quick:
        return f"{duration(result.seconds)} (quick)"
    return f"{duration(result.seconds)} / {budget}"


def _link(entry: Entry) -> str:
    recipe = entry.recipe
    parts = [
        text_tag("span", recipe.number, class_="place"),
        " ",
        *inline(recipe.title),
    ]
    return tag("a", parts, href=f"#{recipe.name}")
