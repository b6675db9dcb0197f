"""The stored numbers belong to the cases, and stay small."""

from __future__ import annotations

import numpy as np
import pytest

from . import store
from .cases import ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_every_case_has_its_numbers(room: str) -> None:
    assert sorted(store.read(room)) == sorted(ROOMS[room])


@pytest.mark.parametrize("room", ROOMS)
def test_no_number_is_undefined(room: str) -> None:
    for case, arrays in store.read(room).items():
        for name, values in arrays.items():
            assert not np.isnan(values).any(), f"{case}: {name}"


def test_numbers_stay_small() -> None:
    assert sum(file.stat().st_size for file in store.FOLDER.iterdir()) < 1_500_000


def test_what_is_written_is_read(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(store, "FOLDER", tmp_path)
    results = {"a": {"x": np.arange(6.0).reshape(2, 3)}, "b": {"y": np.array(7.0)}}
    store.write("room", results)
    store.read.cache_clear()
    found = store.read("room")
    assert found["a"]["x"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["b"]["y"] == 7
    store.read.cache_clear()
