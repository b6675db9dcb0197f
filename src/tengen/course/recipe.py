"""A recipe: a script whose docstring says what it shows, and what is expected."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FIELDS = ("Slides", "Data", "Expected", "Budget", "Take away")
_TITLE = re.compile(r"(\d+)([a-z]?)\. (.+)")
_FIELD = re.compile(r"([A-Z][a-z]+(?: [a-z]+)?): (.*)")
_BUDGET = re.compile(r"([\d,]+) s")


@dataclass(frozen=True)
class Recipe:
    """What a recipe's file says about itself.

    Attributes:
        name: stem of its file.
        number: its place in the course, such as `"15a"`.
        title: one line.
        question: what is asked and shown, as paragraphs.
        slides: where in the course it stands.
        data: the data sets it reads.
        expected: what should come out.
        budget: time of a full run on two cores, in seconds.
        take_away: what to remember.
        source: the whole file.
        path: where the file is.
    """

    name: str
    number: str
    title: str
    question: tuple[str, ...]
    slides: str
    data: str
    expected: str
    budget: float
    take_away: str
    source: str
    path: Path = Path()

    @property
    def place(self) -> tuple[int, str]:
        """By which recipes are ordered: `(15, "a")`."""
        digits = self.number.rstrip("abcdefghijklmnopqrstuvwxyz")
        return int(digits), self.number[len(digits) :]

    @property
    def code(self) -> str:
        """The script without its docstring."""
        docstring = ast.parse(self.source).body[0]
        lines = self.source.splitlines(keepends=True)
        return "".join(lines[docstring.end_lineno :]).lstrip("\n")

    @property
    def fingerprint(self) -> str:
        """Of the code: a result belongs to the code it was made with, not to words."""
        return hashlib.sha256(self.code.encode()).hexdigest()[:16]


def read_recipe(path: Path) -> Recipe:
    """Read a recipe's file.

    Raises:
        ValueError: if its docstring lacks the title or one of the `FIELDS`.
    """
    source = path.read_text(encoding="utf-8")
    title, *paragraphs = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")
    parts = _TITLE.fullmatch(title.strip())
    if parts is None:
        raise ValueError(f"{path.name}: the docstring must begin like '7. A title'")
    question = tuple(_joined(text) for text in paragraphs if not _FIELD.match(text))
    fields = {}
    for text in paragraphs:
        if _FIELD.match(text):
            fields.update(_fields(text))
    missing = [name for name in FIELDS if name not in fields]
    if missing:
        raise ValueError(f"{path.name}: the docstring lacks {', '.join(missing)}")
    budget = _BUDGET.match(fields["Budget"])
    if budget is None:
        raise ValueError(f"{path.name}: the budget must be given like '60 s'")
    return Recipe(
        name=path.stem,
        number=parts[1] + parts[2],
        title=parts[3],
        question=question,
        slides=fields["Slides"],
        data=fields["Data"],
        expected=fields["Expected"],
        budget=float(budget[1].replace(",", "")),
        take_away=fields["Take away"],
        source=source,
        path=path,
    )


def _fields(text: str) -> dict[str, str]:
    """Read `Name: text` with continuation lines that are indented."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        start = None if line.startswith(" ") else _FIELD.match(line)
        if start:
            name = start[1]
            found[name] = start[2]
        else:
            found[name] += " " + line.strip()
    return found


def _joined(paragraph: str) -> str:
    return " ".join(paragraph.split())
