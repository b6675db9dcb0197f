"""Errors written for people: what was wrong, what was got, what is expected, a fix.

Every message fits in three lines. `complain` builds the text; the caller raises it
with the exception class that Keras users expect (mostly `ValueError`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def complain(
    where: str, got: str | None = None, expected: str | None = None, fix: str = ""
) -> str:
    """Return a message of at most three lines.

    Example:
        >>> print(complain("layer 'dense'", "shape (4,)", "(n, 4)", "use x[None]"))
        layer 'dense'
          got shape (4,); expected (n, 4)
          fix: use x[None]
    """
    lines = [where]
    facts = [f"got {got}"] if got else []
    if expected:
        facts.append(f"expected {expected}")
    if facts:
        lines.append("  " + "; ".join(facts))
    if fix:
        lines.append(f"  fix: {fix}")
    return "\n".join(lines)


def did_you_mean(name: object, options: Iterable[str]) -> str:
    """Return a hint naming the closest options, or the empty string.

    Example:
        >>> did_you_mean("mean_square_error", ["mean_squared_error", "hinge"])
        "did you mean 'mean_squared_error'?"
    """
    names = sorted(set(options))
    close = difflib.get_close_matches(str(name), names, n=3, cutoff=0.6)
    if not close:
        return ""
    return "did you mean " + " or ".join(repr(option) for option in close) + "?"
