"""The course's deck as a list of fragments, and the scripts assembled from them.

A fragment is a fenced block of the deck, or inline code that begins with `keras.`.
`fragments.json` knows each by its number, its slide, and a hash of its text; the deck
itself is no part of the repository. `episodes/*.py` are the scripts: each is cut into
cells by lines such as

    # %% 12 13           code of these fragments, as printed but for layout and comments
    # %% ours            what the slide takes for granted: other imports, small data
    # %% today           for real Keras only, where the cell before has failed there
    # %% tengen          for tengen only: stands for a download, say
    # %% check           what must hold after it; for tengen only
    # %% 12 needs visualization.plot_model   left out where tengen has no such name

A fragment that is no Python (printed values, R) stands in a cell of its number that
does the same in Python; `NOT_PYTHON` says why.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEDGER = HERE / "fragments.json"
EPISODES = sorted((HERE / "episodes").glob("*.py"))

NOT_PYTHON = {
    17: "a value that is shown",
    19: "a value that is shown",
    31: "a line break after `=`",
    32: "a line break after `=`",
    33: "R",
    34: "R",
    35: "R",
    36: "a signature",
    37: "a signature",
    57: "a signature",
    61: "values that are shown",
}

# What stands for a download in the episodes; elsewhere nothing is replaced.
STAND_INS = {
    58: "1,200 images for the whole set",
    128: "`weights=None` for ImageNet's weights",
    132: "`weights=None`, in tengen alone, for ImageNet's weights",
}


@dataclass(frozen=True)
class Fragment:
    """A piece of code of the deck.

    Attributes:
        number: its place among the fragments, from 1.
        slide: its place among the deck's headings, from 1.
        title: that heading.
        code: its text.
    """

    number: int
    slide: int
    title: str
    code: str

    @property
    def digest(self) -> str:
        """A hash of the text, blind to white space at the ends of lines."""
        lines = [line.rstrip() for line in self.code.strip().splitlines()]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def read_deck(text: str) -> list[Fragment]:
    """Return the fragments of the deck's text."""
    found: list[Fragment] = []
    slide, title = 0, ""
    block: list[str] | None = None
    for line in text.splitlines():
        if line.strip().startswith("```"):
            if block is not None:
                found.append(Fragment(len(found) + 1, slide, title, "\n".join(block)))
            block = [] if block is None else None
        elif block is not None:
            block.append(line)
        else:
            if line.startswith("#"):
                slide, title = slide + 1, line.strip("#* ")
            for code in re.findall(r"`(keras\.[^`]+)`", line):
                found.append(Fragment(len(found) + 1, slide, title, code))
    return found


def ledger() -> list[dict[str, str | int]]:
    """Return what the repository knows of each fragment."""
    return list(json.loads(LEDGER.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Cell:
    """A piece of an episode.

    Attributes:
        kind: `'fragment'`, `'ours'`, `'today'`, `'tengen'` or `'check'`.
        numbers: of the fragments in it; none for the other kinds.
        needs: a name of tengen without which the cell is left out, or nothing.
        line: where it begins in the episode.
        code: its text.
    """

    kind: str
    numbers: tuple[int, ...]
    needs: str
    line: int
    code: str

    @property
    def is_possible(self) -> bool:
        """Whether what it needs is there."""
        if not self.needs:
            return True
        room, name = self.needs.split(".")
        try:
            return hasattr(importlib.import_module(f"tengen.{room}"), name)
        except ModuleNotFoundError:
            return False


def cells_of(episode: Path) -> list[Cell]:
    """Return the cells of an episode."""
    head = re.compile(
        r"# %% (?:([\d ]*\d)|(ours|today|tengen|check))(?: needs ([\w.]+))?$"
    )
    found: list[Cell] = []
    opened: tuple[str, tuple[int, ...], str, int] | None = None
    lines: list[str] = []
    for at, line in enumerate(episode.read_text(encoding="utf-8").splitlines(), 1):
        match = head.match(line)
        if match is None:
            assert not line.startswith("# %%"), f"{episode.name}:{at}: {line}"
            lines.append(line)
            continue
        if opened is not None:
            found.append(Cell(*opened, "\n".join(lines)))
        written, kind, needs = match.groups()
        numbers = tuple(map(int, (written or "").split()))
        opened = (kind or "fragment", numbers, needs or "", at)
        lines = []
    assert opened is not None, f"{episode.name} has no cell"
    return [*found, Cell(*opened, "\n".join(lines))]


def assembled(episode: Path) -> str:
    """Return an episode as the script that `tengen run` runs."""
    wanted = [c for c in cells_of(episode) if c.kind != "today" and c.is_possible]
    return "\n".join(cell.code for cell in wanted) + "\n"
