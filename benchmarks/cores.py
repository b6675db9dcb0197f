"""Keeps a process on as many physical cores as there shall be threads."""

from __future__ import annotations

import os
from pathlib import Path

_TOPOLOGY = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"


def choose(allowed: list[int], siblings: dict[int, str], number: int) -> list[int]:
    """Return `number` processors, no two of one core as long as there are others.

    Args:
        allowed: processors that may be used.
        siblings: processor -> a name of its core.
        number: how many.

    Example:
        >>> choose([0, 1, 2, 3], {0: "a", 1: "a", 2: "b", 3: "b"}, 2)
        [0, 2]
    """
    one_a_core: dict[str, int] = {}
    for processor in allowed:
        one_a_core.setdefault(siblings.get(processor, str(processor)), processor)
    first = list(one_a_core.values())
    others = [processor for processor in allowed if processor not in first]
    return sorted([*first, *others][:number])


def stay_on_cores(number: int) -> None:
    """Bind this process, before any library starts its threads; where Linux allows."""
    if not hasattr(os, "sched_setaffinity"):
        return
    allowed = sorted(os.sched_getaffinity(0))
    siblings = {}
    for processor in allowed:
        path = Path(_TOPOLOGY.format(processor))
        if path.is_file():
            siblings[processor] = path.read_text().strip()
    os.sched_setaffinity(0, choose(allowed, siblings, number))
