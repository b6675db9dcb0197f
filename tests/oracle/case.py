"""A case: one program against the Keras API, run by Keras once and by tengen always."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Results = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What to run, how closely it must agree, and what it needs.

    ``run(api)`` gets the package (Keras or tengen) and returns named results.
    ``needs`` lists public names, written from the package on ("losses.Huber"), that
    belong to later work: the tests say so, and skip, while they are missing.
    Results whose names begin as ``loosely`` says agree a hundred times less closely.
    """

    run: Callable[[Any], Results]
    rtol: float = 1e-5
    atol: float = 1e-6
    needs: tuple[str, ...] = ()
    loosely: tuple[str, ...] = ()

    def tolerances(self, name: str) -> tuple[float, float]:
        """Relative and absolute tolerance of one result."""
        factor = 100 if name.startswith(self.loosely) else 1
        return factor * self.rtol, factor * self.atol


def public(api: Any, path: str) -> Any:
    """The object at ``path`` below the package: ``public(api, "losses.Huber")``."""
    found = api
    for name in path.split("."):
        found = getattr(found, name)
    return found


def now(cases: Mapping[str, Case]) -> list[str]:
    """Names of the cases that need nothing of later work."""
    return [name for name, case in cases.items() if not case.needs]


def later(cases: Mapping[str, Case]) -> list[str]:
    """Names of the cases that need something of later work."""
    return [name for name, case in cases.items() if case.needs]


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def flat(results: Mapping[str, Any], prefix: str = "") -> dict[str, np.ndarray]:
    """Nested dicts, lists and tuples of results as one flat dict of float arrays."""
    found: dict[str, np.ndarray] = {}
    for key, value in results.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found |= flat(value, f"{name}/")
        elif isinstance(value, (list, tuple)) and not all(map(is_number, value)):
            found |= flat({str(i): part for i, part in enumerate(value)}, f"{name}/")
        else:
            found[name] = np.asarray(value, dtype="float32")
    return found
