"""The chapters of the course, and the recipes that belong to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

# Each begins at a recipe's number and ends where the next begins.
_BEGINS = {
    0: "Backpropagation",
    5: "Keras",
    8: "Binary classification",
    9: "Weight regularization",
    10: "Dropout",
    11: "Overfitting",
    12: "Multiclass classification",
    13: "Regression",
    14: "What we have learned",
    15: "Convolutional neural networks",
    22: "The functional API",
    23: "Autoencoders",
    24: "Ensembles",
    25: "Multiple inputs and outputs",
    27: "Residual networks",
    28: "Shared layers",
    29: "Transfer learning",
    31: "Defining new layers",
    33: "The project",
}


class Placed(Protocol):
    """Something that stands at a place of the course."""

    @property
    def place(self) -> tuple[int, str]:
        """Number and letter: `(15, "a")`."""


Item = TypeVar("Item", bound=Placed)


@dataclass(frozen=True)
class Chapter:
    """A chapter's title, and its name in addresses."""

    title: str

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return "chapter-" + self.title.lower().replace(" ", "-")


def chapter_of(number: int) -> Chapter:
    """Return the chapter that a recipe's number stands in.

    Example:
        >>> chapter_of(17).title
        'Convolutional neural networks'
    """
    return Chapter(_BEGINS[max(first for first in _BEGINS if first <= number)])


def by_chapter(items: Sequence[Item]) -> dict[Chapter, list[Item]]:
    """Group items by their chapters; chapters without any are left out.

    Args:
        items: in the order of the course.
    """
    found: dict[Chapter, list[Item]] = {}
    for item in items:
        found.setdefault(chapter_of(item.place[0]), []).append(item)
    return found
