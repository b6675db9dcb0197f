"""The table of all fragments: what `tengen run` does with each, and Keras 3.

    TENGEN_KERAS_PYTHON=.../python python -m tests.slides.table measure
    python -m tests.slides.table

The first runs every episode cell by cell in both, and stores how it went in
`measured.json`; the second writes `docs/course_fragments.md` from that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from .deck import EPISODES, HERE, NOT_PYTHON, STAND_INS, Cell, cells_of, ledger

MEASURED = HERE / "measured.json"
PAGE = HERE.parents[1] / "docs" / "course_fragments.md"

OURS = ("check", "tengen")  # kinds of cells that real Keras does not see

TOPICS = {
    "a_first_networks": "first networks, XOR",
    "b_digits": "MNIST, dense",
    "c_reviews": "IMDB, regularization, dropout",
    "d_newswires_and_houses": "Reuters, Boston",
    "e_last_layers": "last layers",
    "f_convolutions": "convolutions",
    "g_small_photographs": "CIFAR-10",
    "h_functional": "functional API",
    "i_autoencoder": "autoencoder",
    "j_ensemble": "ensemble",
    "k_tickets": "several inputs and outputs",
    "l_residual": "residual networks",
    "m_shared_layers": "shared layers",
    "n_transfer_learning": "transfer learning",
    "o_layers_of_ones_own": "new layers",
}

HEAD = """\
# The course's fragments

Each fenced block of the course's deck, and its two lines of inline code that are
calls, under `tengen run` and under Keras {keras} on JAX. Measured, not read about: the
fragments stand as printed in the scripts of `tests/slides/episodes`, which are run in
both. Where Keras refuses a fragment, its line is written as Keras 3 wants it before the
next one runs, so that each is judged by itself. TensorFlow is not installed beside
Keras there; where it is, the lines that only lack it run.

```sh
TENGEN_KERAS_PYTHON=/path/to/python/with/keras python -m tests.slides.table measure
python -m tests.slides.table  # writes this page
```

`tengen run`: {ours}. Keras {keras}: {theirs}.

*As printed* says why a fragment is not Python as it stands; it is then run as what it
means. *Measured with* says what stood for a download. Several fragments in one row are
one statement, cut in pieces on the slide.

| fragment | slide | topic | `tengen run` | Keras {keras} |
| ---: | ---: | --- | --- | --- |
"""


def measure() -> None:
    """Run all episodes in both libraries and store how each fragment went."""
    keras_python = os.environ.get("TENGEN_KERAS_PYTHON")
    if not keras_python:
        sys.exit("set TENGEN_KERAS_PYTHON to a Python that has Keras 3")
    if not Path(os.environ.get("TENGEN_DATA", "none")).is_dir():
        sys.exit("set TENGEN_DATA to the folder of data sets")
    ask = "import keras; print(keras.__version__)"
    version = subprocess.run(
        [keras_python, "-c", ask],
        env={**os.environ, "KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()[-1]
    rows: list[dict[str, Any]] = []
    ours = [sys.executable, "-m", "tengen"]
    for episode in EPISODES:
        print(episode.stem, flush=True)
        cells = cells_of(episode)
        first = _notes(cells, ours)
        second = _notes([c for c in cells if c.kind not in OURS], [keras_python])
        by_line = {c.line: n for c, n in second if n is not None}
        for numbers in dict.fromkeys(c.numbers for c in cells if c.numbers):
            mine = [n for c, n in first if c.numbers == numbers]
            same = [by_line[c.line] for c in cells if c.numbers == numbers]
            rows.append(
                {
                    "fragments": numbers,
                    "topic": TOPICS[episode.stem],
                    "tengen": _merged(mine),
                    "keras": _merged(same),
                }
            )
        for cell, note in first:
            if cell.kind in (*OURS, "ours") and note and note["error"]:
                sys.exit(f"{episode.name}:{cell.line}: {note['error']}")
    text = json.dumps({"keras": version, "rows": rows}, indent=1, ensure_ascii=False)
    MEASURED.write_text(text + "\n", encoding="utf-8")


def _notes(cells: list[Cell], python: list[str]) -> list[tuple[Cell, Any]]:
    """Run cells; return each with its note, `None` for those that did not run."""
    is_ours = "tengen" in python
    chosen = [c for c in cells if not is_ours or (c.is_possible and c.kind != "today")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain = [{"kind": c.kind, "code": c.code} for c in chosen]
        (folder / "cells.json").write_text(json.dumps(plain), encoding="utf-8")
        home = _home(folder)
        subprocess.run(
            [*python, str(HERE / "cells.py"), "cells.json", "notes.json"],
            cwd=folder,
            check=True,
            env={**os.environ, "KERAS_BACKEND": "jax", "KERAS_HOME": str(home)},
        )
        notes = json.loads((folder / "notes.json").read_text(encoding="utf-8"))
    done = dict(zip((c.line for c in chosen), notes, strict=True))
    return [(cell, done.get(cell.line)) for cell in cells]


def _home(folder: Path) -> Path:
    """Return a folder in which Keras finds the data sets, so that none is fetched."""
    home = folder / "home"
    (home / "datasets").mkdir(parents=True)
    data = Path(os.environ.get("TENGEN_DATA", "")).resolve()
    for path in data.glob("*.npz"):
        (home / "datasets" / path.name).symlink_to(path)
    return home


def _merged(notes: list[Any]) -> dict[str, Any]:
    ran = [note for note in notes if note is not None]
    if not ran:
        return {"outcome": "not built yet", "said": []}
    errors = [note["error"] for note in ran if note["error"]]
    said = [line for note in ran for line in (*note["said"], *note["warned"])]
    return {
        "outcome": errors[0] if errors else "runs",
        "said": list(dict.fromkeys(said)),
    }


def measured() -> dict[str, Any]:
    """Return what was measured last."""
    return dict(json.loads(MEASURED.read_text(encoding="utf-8")))


def page(found: dict[str, Any]) -> str:
    """Return the text of the document."""
    slides = {int(entry["number"]): entry["slide"] for entry in ledger()}
    lines = []
    for row in sorted(found["rows"], key=lambda row: row["fragments"]):
        numbers = row["fragments"]
        cells = (
            f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else str(numbers[0]),
            str(slides[numbers[0]]),
            row["topic"] + _as_printed(numbers),
            _outcome(row["tengen"]),
            _outcome(row["keras"]),
        )
        lines.append("| " + " | ".join(cells) + " |")
    head = HEAD.format(
        keras=found["keras"],
        ours=_counts(found["rows"], "tengen"),
        theirs=_counts(found["rows"], "keras"),
    )
    return head + "\n".join(lines) + "\n"


def _as_printed(numbers: list[int]) -> str:
    reasons = {NOT_PYTHON[number] for number in numbers if number in NOT_PYTHON}
    notes = [f"as printed: {reason}" for reason in sorted(reasons)]
    notes += [f"measured with {STAND_INS[n]}" for n in numbers if n in STAND_INS]
    return f" ({'; '.join(notes)})" if notes else ""


def _counts(rows: list[dict[str, Any]], side: str) -> str:
    outcomes: Counter[str] = Counter()
    for row in rows:
        outcome = row[side]["outcome"]
        kind = outcome if outcome in ("runs", "not built yet") else "fails"
        if kind == "runs" and side == "keras" and row[side]["said"]:
            kind = "runs with a warning"
        outcomes[kind] += len(row["fragments"])
    order = ("runs", "runs with a warning", "fails", "not built yet")
    named = {"runs": "run", "runs with a warning": "run with a warning"}
    named |= {"fails": "fail", "not built yet": "wait for a room that is not built yet"}
    total = sum(outcomes.values())
    parts = [f"{outcomes[kind]} {named[kind]}" for kind in order if outcomes[kind]]
    return f"of {total} fragments " + ", ".join(parts)


def _outcome(note: dict[str, Any]) -> str:
    outcome = note["outcome"]
    if outcome not in ("runs", "not built yet"):
        return f"`{_short(outcome)}`"
    if not note["said"]:
        return str(outcome)
    said = "; ".join(f"`{_short(line)}`" for line in note["said"])
    return f"{outcome}, and says {said}"


def _short(line: str, width: int = 110) -> str:
    line = " ".join(line.removeprefix("tengen: ").split()).replace("|", "\\|")
    line = line.replace("`", "'")
    return line if len(line) <= width else line[: width - 3].rstrip() + "..."


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    PAGE.write_text(page(measured()), encoding="utf-8")
