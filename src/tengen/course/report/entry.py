"""A recipe and what came of it: what the report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tengen.course.recipe import Recipe
from tengen.course.results import Number, Result


@dataclass(frozen=True)
class Entry:
    """A recipe and what came of it.

    Attributes:
        recipe: the recipe as it is now.
        result: of its last run; `None` if it has not been run.
        folder: where the result's figures lie.
    """

    recipe: Recipe
    result: Result | None
    folder: Path

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the course."""
        return self.recipe.place

    @property
    def look(self) -> str:
        """Class of the style sheet for how it ended."""
        if self.result is None:
            return "absent"
        if self.result.state != "done":
            return self.result.state
        return "missed" if self.result.missed else "met"

    @property
    def status(self) -> str:
        """How it ended, in a few words."""
        is_quick = self.result is not None and self.result.quick
        words = {
            "absent": "not run yet",
            "failed": "failed",
            "skipped": "skipped",
            "missed": "not as expected",
            "met": "as expected, as far as a quick run tells"
            if is_quick
            else "as expected",
        }
        return words[self.look]

    @property
    def is_outdated(self) -> bool:
        """Whether the recipe has been changed since it was run."""
        ran = self.result.fingerprint if self.result else ""
        return bool(ran) and ran != self.recipe.fingerprint


def verdict(number: Number, is_quick: bool) -> tuple[str, str]:
    """Say whether a figure is as expected: a class of the style sheet, and words.

    Example:
        >>> verdict(Number("errors", 43, at_most=45), is_quick=False)
        ('met', 'met')
    """
    if not number.expected:
        return "", ""
    met = number.met(is_quick)
    if met is None:
        return "open", "not judged"
    return ("met", "met") if met else ("missed", "not met")
