"""The log of a training run: one JSON object a line."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any


class Journal:
    """Appends to a file of JSON lines.

    Every line has a `"kind"`: `"start"`, `"training"`, `"validation"`, `"final"`, and
    the `"step"` at which it was written.

    Args:
        path: the file.
        step: a run that goes on from this step forgets lines that lie beyond it.
    """

    def __init__(self, path: Path, step: int = 0) -> None:
        self.path = path
        lines = [line for line in read_journal(path) if line.get("step", 0) <= step]
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text("".join(f"{_text(line)}\n" for line in lines if step))
        os.replace(partial, path)

    def write(self, kind: str, step: int, **values: Any) -> None:
        """Append a line."""
        with self.path.open("a") as file:
            file.write(_text({"kind": kind, "step": step, **values}) + "\n")


def read_journal(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a log; one that was broken off by a crash is left out."""
    if not path.is_file():
        return []
    lines = []
    for text in path.read_text().splitlines():
        try:
            lines.append(json.loads(text))
        except ValueError:
            continue
    return lines


def _text(line: dict[str, Any]) -> str:
    return json.dumps(_finite(line))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value
