"""Times, and texts with code in them."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from tengen.pages import tag, text_tag


def duration(seconds: float) -> str:
    """Write a time.

    Example:
        >>> duration(0.42), duration(7.23), duration(59.8), duration(754)
        ('0.4 s', '7.2 s', '60 s', '12 min 34 s')
    """
    if seconds < 100:
        return (
            f"{seconds:.1f}".removesuffix(".0") + " s"
            if seconds < 10
            else f"{seconds:.0f} s"
        )
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def paragraph(text: str, look: str = "") -> str:
    """Write a paragraph; what stands between backquotes is code.

    Example:
        >>> paragraph("Call `fit`.")
        '<p>Call <code>fit</code>.</p>'
    """
    attributes = {"class_": look} if look else {}
    return tag("p", inline(text), **attributes)


def inline(text: str) -> list[str]:
    """Write a text; what stands between backquotes is code."""
    parts = re.split(r"`([^`]+)`", text)
    return [
        text_tag("code", part) if is_code else escape(part)
        for part, is_code in zip(parts, [False, True] * len(parts), strict=False)
    ]
