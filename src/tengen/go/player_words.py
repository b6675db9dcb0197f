"""Words for players, as the command line takes them: what they say, not who plays."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

__all__ = ["is_network", "network_word", "positive_number"]

_WITHOUT_FILE = ("random", "playouts", "gnugo", "gtp")


def is_network(spec: str) -> bool:
    """Say whether a word means a network, be its file there or not."""
    return spec.partition(":")[0] not in _WITHOUT_FILE


def network_word(spec: str) -> tuple[Path, dict[str, Any]]:
    """Read a word for a network: ``FILE``, ``net:FILE@LIMIT`` or ``policy:FILE``.

    Returns:
        The file, and the limit of its search by its name among the arguments of
        :class:`tengen.go.search.Search`; empty if the word names none.

    Raises:
        ValueError: if there is no such file, or the limit makes no sense.
    """
    kind, _, rest = spec.partition(":")
    text = rest if kind in ("net", "policy") else spec
    path, limit = _split_limit(text)
    if not path.exists():
        raise ValueError(
            f"Player {spec!r}: there is no file {str(path)!r}. Players are random, "
            "playouts:N, gnugo:LEVEL, policy:FILE, FILE, net:FILE@VISITS."
        )
    if limit is None:
        return path, {}
    if kind == "policy":
        raise ValueError(
            f"Player {spec!r}: a policy plays without search; leave '@{limit}' away."
        )
    return path, _read_limit(limit, spec)


def positive_number(text: str, spec: str) -> int:
    """Read the N of a word.

    Raises:
        ValueError: if it is not a whole number from 1 on.
    """
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"Player {spec!r}: {text!r} is not a positive whole number.")
    return int(text)


def _split_limit(text: str) -> tuple[Path, str | None]:
    """``FILE@LIMIT`` in two; a file whose name holds an @ and exists is a file."""
    if Path(text).exists() or "@" not in text:
        return Path(text), None
    path, _, limit = text.rpartition("@")
    return Path(path), limit


def _read_limit(text: str, spec: str) -> dict[str, Any]:
    number: float
    try:
        if text.endswith("s"):
            name, number = "cpu_seconds", float(text[:-1])
        elif text.endswith("e"):
            name, number = "evaluations", int(text[:-1])
        else:
            name, number = "visits", int(text)
    except ValueError:
        name, number = "", 0
    if not 0 < number < math.inf:
        raise ValueError(
            f"Player {spec!r}: '@{text}' is no limit; write @400 (visits), "
            "@400e (evaluations) or @2s (seconds of processor time)."
        )
    return {name: number}
