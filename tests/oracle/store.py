"""The stored numbers: one compressed .npz per room.

All results of a room lie end to end in one float32 array, described by one table of
names and shapes, because a zip entry for each of some thousand small arrays would
weigh more than the numbers do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "numbers"

Room = dict[str, dict[str, np.ndarray]]


def write(room: str, results: Mapping[str, Mapping[str, np.ndarray]]) -> Path:
    """Store the results (by case, then by name) of one room."""
    table = {
        case: {name: list(value.shape) for name, value in arrays.items()}
        for case, arrays in results.items()
    }
    parts = [value.ravel() for arrays in results.values() for value in arrays.values()]
    text = np.frombuffer(json.dumps(table).encode(), dtype="uint8")
    path = FOLDER / f"{room}.npz"
    values = np.concatenate(parts).astype("float32")
    np.savez_compressed(path, table=text, values=values)
    return path


@cache
def read(room: str) -> Room:
    """All stored results of one room, by case and name."""
    with np.load(FOLDER / f"{room}.npz") as file:
        table, values = json.loads(file["table"].tobytes()), file["values"]
    results: Room = {}
    start = 0
    for case, arrays in table.items():
        results[case] = {}
        for name, shape in arrays.items():
            stop = start + int(np.prod(shape, dtype=int))
            results[case][name] = values[start:stop].reshape(shape)
            start = stop
    return results
