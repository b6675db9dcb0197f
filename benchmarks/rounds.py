"""The order of measuring: rounds in which everybody has one turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def turns(names: Sequence[str], rounds: int) -> Iterator[tuple[int, str]]:
    """Yield (round, name): each round begins with the next one in the row.

    So nobody always follows the same neighbour, whose heat and caches it would inherit.

    Example:
        >>> list(turns(["a", "b"], 2))
        [(0, 'a'), (0, 'b'), (1, 'b'), (1, 'a')]
    """
    for number in range(rounds):
        start = number % max(1, len(names))
        for name in [*names[start:], *names[:start]]:
            yield number, name


def steps_for(seconds: float, step_seconds: float, most: int) -> int:
    """Return how many steps fill a round.

    Args:
        seconds: what a round shall take.
        step_seconds: what a step takes.
        most: steps of an epoch; longer rounds are whole epochs.

    Example:
        >>> steps_for(3.0, 0.5, most=16), steps_for(3.0, 0.01, most=16)
        (6, 304)
    """
    steps = max(2, round(seconds / step_seconds))
    if steps <= most:
        return steps
    return max(1, round(steps / most)) * most
