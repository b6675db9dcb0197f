"""Programs in color: classes of the style sheet around the words of Python."""

from __future__ import annotations

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tengen.pages import tag


def colored(source: str, title: str) -> str:
    """Write a program in Python as markup.

    Args:
        title: what it is, for those who cannot see it.

    Example:
        >>> '<span class="mi">1</span>' in colored("x = 1", "A line")
        True
    """
    words = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    words = words.replace('"c1"># %%', '"c1 cell"># %%')
    code = tag("code", [words])
    # Who has no mouse scrolls long lines with the arrow keys.
    return tag("pre", [code], tabindex=0, role="group", aria_label=title, class_="code")
