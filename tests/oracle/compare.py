"""Run a case with tengen and compare with what Keras answered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import tengen

from . import store
from .case import Case, flat, public


def agree(room: str, cases: Mapping[str, Case], name: str) -> None:
    """Assert that tengen's results of a case are those of Keras."""
    __tracebackhide__ = True
    case = cases[name]
    skip_what_is_missing(case)
    expected = store.read(room)[name]
    got = flat(case.run(tengen))
    assert sorted(got) == sorted(expected), "the case returns other names than Keras"
    wrong = [
        f"{name}: {key}: {difference(got[key], value, *case.tolerances(key))}"
        for key, value in expected.items()
        if not same(got[key], value, *case.tolerances(key))
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def skip_what_is_missing(case: Case) -> None:
    for path in case.needs:
        try:
            public(tengen, path)
        except AttributeError:
            pytest.skip(f"tengen.{path} is not there yet")


def same(got: np.ndarray, expected: np.ndarray, rtol: float, atol: float) -> bool:
    return got.shape == expected.shape and np.allclose(got, expected, rtol, atol, True)


def difference(got: np.ndarray, expected: np.ndarray, rtol: float, atol: float) -> str:
    """One line that says where and how much two arrays differ."""
    if got.shape != expected.shape:
        return f"shape {got.shape}, Keras has {expected.shape}"
    excess = np.abs(got - expected) - rtol * np.abs(expected)
    worst = np.unravel_index(np.argmax(np.nan_to_num(excess, nan=np.inf)), got.shape)
    count = int(np.sum(~np.isclose(got, expected, rtol, atol, True)))
    where = [int(i) for i in worst]
    return (
        f"{count} of {got.size} differ, worst at {where}: "
        f"{got[worst]:.8g}, Keras has {expected[worst]:.8g}"
    )
