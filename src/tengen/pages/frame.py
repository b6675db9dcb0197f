"""The frame of a page: head, style sheet, the star point, a title, a footer."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from tengen.pages.markup import tag, text_tag

# Comments to JavaScript; XML parsers then take what is between them as it is.
_OPEN, _CLOSE = "//<![CDATA[\n", "\n//]]>\n"


def page(
    title: str,
    lead: str,
    main: Iterable[str],
    footer: Iterable[str] = (),
    style: str = "",
    scripts: Iterable[str] = (),
) -> str:
    """Write a whole page.

    Args:
        title: the heading.
        lead: the line below it.
        main: sections, as markup.
        footer: what stands at the end, as markup.
        style: rules of CSS that this page adds to those of all pages.
        scripts: programs in JavaScript, run in this order when the page has been read.

    Raises:
        ValueError: if a style or script holds `</` or `]]>`, which would end it.

    Example:
        >>> page("Results", "Of today.", [section("one", "One", [])])[:15]
        '<!DOCTYPE html>'
    """
    scripts = list(scripts)
    for text in [style, *scripts]:
        if "</" in text or "]]>" in text:
            raise ValueError("a style or script on a page must not hold '</' or ']]>'")
    common = files("tengen.pages").joinpath("style.css").read_text("utf-8")
    head = [
        '<meta charset="utf-8" />',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        text_tag("title", f"tengen: {title}"),
        tag("style", [common, style]),
    ]
    opening = [star(), text_tag("p", "tengen", class_="name"), text_tag("h1", title)]
    body = [
        tag("header", [*opening, text_tag("p", lead, class_="lead")]),
        tag("main", main),
        tag("footer", footer),
        *(tag("script", [_OPEN, text, _CLOSE]) for text in scripts),
    ]
    whole = tag("html", [tag("head", head), tag("body", body)], lang="en")
    return f"<!DOCTYPE html>\n{whole}\n"


def section(name: str, title: str, parts: Iterable[str]) -> str:
    """Write a section with its heading."""
    return tag("section", [text_tag("h2", title), *parts], id=name)


def star() -> str:
    """Draw tengen, the centre point of a Go board."""
    lines = []
    for place in (4, 16, 28):
        lines.append(tag("line", x1=0, x2=32, y1=place, y2=place))
        lines.append(tag("line", x1=place, x2=place, y1=0, y2=32))
    point = tag("circle", cx=16, cy=16, r=4.5)
    return tag("svg", [*lines, point], viewBox="0 0 32 32", class_="star")
