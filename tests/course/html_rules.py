"""Rules of HTML that a page must keep, read from its tree: who may hold whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

VOID = {"meta", "img", "br", "hr", "input", "link"}
PHRASING = {"a", "b", "code", "em", "i", "img", "small", "span", "strong", "svg", "br"}
BLOCKS = {
    *(
        "article",
        "details",
        "div",
        "dl",
        "figure",
        "footer",
        "h2",
        "h3",
        "h4",
        "header",
    ),
    *("main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}
FLOW = PHRASING | BLOCKS
MAY_HOLD = {
    "html": {"head", "body"},
    "head": {"meta", "title", "style"},
    "body": {"header", "main", "footer"},
    **dict.fromkeys(["article", "div", "dd", "footer"], FLOW),
    **dict.fromkeys(["li", "main", "nav", "section", "td"], FLOW),
    "details": FLOW | {"summary"},
    **dict.fromkeys(["h1", "h2", "h3", "h4", "p", "pre", "span", "code"], PHRASING),
    **dict.fromkeys(["dt", "th", "summary", "figcaption", "b", "a"], PHRASING),
    **dict.fromkeys(["title", "style"], set()),
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div", "dt", "dd"},
    "table": {"thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
}
MAY_HOLD["figure"] = FLOW | {"figcaption"}
MAY_HOLD["header"] = FLOW | {"h1"}
NEEDS = {"dl": "dt dd", "table": "tbody", "tbody": "tr", "details": "summary"}


def broken_rules(text: str) -> list[str]:
    """Say what is wrong with a page; nothing if it is a valid one."""
    assert text.startswith("<!DOCTYPE html>\n")
    tree = ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))
    found = [*_ends(text), *_nesting(tree), *_names(tree), *_headings(tree)]
    for table in tree.iter("table"):
        found += _columns(table)
    return found


def _ends(text: str) -> Iterator[str]:
    """A tag that closes itself is one for XML only, unless HTML knows it as void."""
    pictures = r"<svg.*?</svg>|<style>.*?</style>"
    for name in re.findall(
        r"<(\w+)[^<>]*/>", re.sub(pictures, "", text, flags=re.DOTALL)
    ):
        if name not in VOID:
            yield f"<{name} /> does not close itself in HTML"


def _nesting(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag not in MAY_HOLD.get(element.tag, set()):
            # The groups of names and values in a list may be held together by div.
            if not (element.tag == "div" and child.tag in {"dt", "dd"}):
                yield f"<{element.tag}> must not hold <{child.tag}>"
        if element.tag == "a" and any(e.tag == "a" for e in child.iter()):
            yield "a link in a link"
        if child.tag != "svg" and child.tag not in VOID:
            yield from _nesting(child)
    for needed in NEEDS.get(element.tag, "").split():
        if element.find(f".//{needed}") is None:
            yield f"<{element.tag}> without <{needed}>"
    if element.tag == "details" and element[0].tag != "summary":
        yield "a summary must come first"
    if element.tag in {"ul", "dl", "table", "tr", "thead", "tbody"}:
        if (element.text or "").strip():
            yield f"text right in <{element.tag}>"


def _names(tree: Element) -> Iterator[str]:
    ids = [element.get("id", "") for element in tree.iter() if element.get("id")]
    yield from (f"id {name} twice" for name in set(ids) if ids.count(name) > 1)
    yield from (f"id {name!r} with a space" for name in ids if re.search(r"\s", name))
    for element in tree.iter():
        target = element.get("aria-labelledby", "")
        if element.tag == "a":
            target = element.get("href", "").removeprefix("#")
        if target and target not in ids:
            yield f"{target} leads nowhere"
        if element.tag == "img" and not element.get("alt", "").strip():
            yield "an image without words"


def _headings(tree: Element) -> Iterator[str]:
    levels = [int(e.tag[1]) for e in tree.iter() if re.fullmatch(r"h[1-6]", e.tag)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield "not one heading of the page"
    for before, after in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            yield f"from a heading of level {before} to one of {after}"


def _columns(table: Element) -> Iterator[str]:
    """All rows are equally long; cells that reach down count in each row they reach."""
    lengths = set()
    for body in table:
        reaching: list[int] = []
        for row in body:
            reaching = [rows - 1 for rows in reaching if rows > 1]
            spans = [int(cell.get("rowspan", 1)) for cell in row]
            lengths.add(len(reaching) + len(spans))
            reaching += spans
        if any(rows > 1 for rows in reaching):
            yield "a cell reaches below its part of the table"
    if len(lengths) != 1:
        yield f"rows of {sorted(lengths)} cells"
