"""`set_random_seed`: one seed for Python, NumPy and the engine."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tengen.utils import set_random_seed


def draws() -> list[float]:
    from tengen.core import random_state

    return [
        random.random(),
        np.random.rand(),
        float(random_state.host_generator().random()),
    ]


def test_the_same_seed_gives_the_same_draws():
    set_random_seed(7)
    first = draws()
    further = draws()
    set_random_seed(np.int64(7))
    assert draws() == first
    assert all(a != b for a, b in zip(first, further, strict=True))
    set_random_seed(8)
    assert all(a != b for a, b in zip(draws(), first, strict=True))


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "7", None, True])
def test_other_seeds_are_refused(seed):
    with pytest.raises(ValueError, match="argument `seed`"):
        set_random_seed(seed)
