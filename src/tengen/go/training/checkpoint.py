"""The state of a training run as one file, written whole or not at all."""

from __future__ import annotations

import dataclasses
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np


class CheckpointError(ValueError):
    """A checkpoint that cannot be read, or belongs to another network."""


@dataclasses.dataclass
class Place:
    """Where a run is.

    Attributes:
        step: steps made; also the number of the next batch.
        seconds: seconds of training, as the run's clock counts them.
        validated: seconds of training at the last validation.
        games: fingerprint of the archive.
    """

    step: int = 0
    seconds: float = 0.0
    validated: float = 0.0
    games: int = 0


def write_checkpoint(path: Path, model: Any, place: Place) -> None:
    """Write all variables of model and optimizer, and the place."""
    arrays = {f"model/{i}": np.asarray(v) for i, v in enumerate(model.variables)}
    for index, variable in enumerate(model.optimizer.variables):
        arrays[f"optimizer/{index}"] = np.asarray(variable)
    arrays["place"] = np.array(json.dumps(dataclasses.asdict(place)))
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def read_checkpoint(path: Path, model: Any) -> Place:
    """Set all variables from a checkpoint; return the place.

    The model must be compiled and its optimizer built.

    Raises:
        CheckpointError: for a file that is damaged or of another network.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        place = Place(**json.loads(str(arrays.pop("place"))))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise CheckpointError(
            f"{path}: not a checkpoint of training ({error})\n"
            "  fix: delete it to begin anew"
        ) from error
    own = {f"model/{i}": v for i, v in enumerate(model.variables)}
    own |= {f"optimizer/{i}": v for i, v in enumerate(model.optimizer.variables)}
    wrong = [
        name
        for name, variable in own.items()
        if name not in arrays or arrays[name].shape != tuple(variable.shape)
    ]
    if wrong or len(own) != len(arrays):
        raise CheckpointError(
            f"{path}: belongs to another network or optimizer\n"
            f"  {len(arrays)} variables in the file, {len(own)} in the network\n"
            "  fix: choose another folder, or delete this one to begin anew"
        )
    for name, variable in own.items():
        variable.assign(arrays[name])
    return place
