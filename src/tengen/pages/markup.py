"""Tags of HTML and SVG, written so that XML parsers can read them too."""

from __future__ import annotations

import math
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr


def tag(name: str, content: Iterable[str] | None = None, **attributes: object) -> str:
    """Write an element; `content` is markup already, and `None` closes the tag at once.

    Underscores in the attributes' names become hyphens; `class_` is `class`.

    Example:
        >>> tag("p", ["5 &lt; 7"], class_="note", aria_hidden="true")
        '<p class="note" aria-hidden="true">5 &lt; 7</p>'
        >>> tag("circle", r=2)
        '<circle r="2" />'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(str(value))}"
        for key, value in attributes.items()
    )
    if content is None:
        return f"<{name}{written} />"
    return f"<{name}{written}>{''.join(content)}</{name}>"


def text_tag(name: str, text: object, **attributes: object) -> str:
    """Write an element that holds plain text.

    Example:
        >>> text_tag("b", "5 < 7")
        '<b>5 &lt; 7</b>'
    """
    return tag(name, [escape(str(text))], **attributes)


def table(head: Iterable[object], rows: Iterable[Iterable[object]], look: str) -> str:
    """Write a table; the first cell of each row is its heading.

    Args:
        look: class of the style sheet.
    """
    heads = tag("tr", [text_tag("th", cell, scope="col") for cell in head])
    lines = []
    for first, *others in rows:
        cells = [text_tag("th", first, scope="row")]
        cells += [text_tag("td", cell) for cell in others]
        lines.append(tag("tr", cells))
    parts = [tag("thead", [heads]), tag("tbody", lines)]
    return tag("div", [tag("table", parts, class_=look)], class_="wide")


def fixed(value: float, figures: int = 3) -> str:
    """Write a number without an exponent.

    Args:
        figures: at most so many, counted from the first that is not zero.

    Example:
        >>> fixed(0.0000351018), fixed(0.25), fixed(1000.0)
        ('0.0000351', '0.25', '1000')
    """
    if value == 0:
        return "0"
    decimals = max(0, figures - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
