"""A `.keras` file that is not packed: a folder with the same members."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from tengen.core.messages import complain
from tengen.saving import keras_file
from tengen.saving.atomic import beside
from tengen.saving.errors import LoadError


def write(path: str, model: Any, overwrite: bool, include_optimizer: bool) -> None:
    """Write a folder, which appears whole or not at all.

    Raises:
        ValueError: for the ending of a packed file.
        FileExistsError: where something has the name already, and may not be replaced.
    """
    path = os.path.realpath(path)
    if path.endswith((".keras", ".h5", ".hdf5")):
        what = f"save({path!r}, zipped=False): a folder should not end in this"
        raise ValueError(complain(what, fix="another name, or zipped=True"))
    if os.path.exists(path) and not (overwrite and is_model(path)):
        raise FileExistsError(complain(f"{path!r} exists already", fix="another name"))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    draft, before = beside(path), beside(path)
    try:
        os.mkdir(draft)
        for name, content in keras_file.descriptions(model, include_optimizer).items():
            with open(os.path.join(draft, name), "w", encoding="utf-8") as file:
                file.write(content)
        values = os.path.join(draft, keras_file.WEIGHTS)
        keras_file.write_values(values, model, include_optimizer)
        if os.path.exists(path):
            os.rename(path, before)
        os.rename(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(before, ignore_errors=True)


def is_model(path: str) -> bool:
    """Say whether a path is such a folder."""
    return os.path.isfile(os.path.join(path, keras_file.CONFIG))


@contextmanager
def members(path: str) -> Iterator[tuple[dict[str, Any], BinaryIO]]:
    """Give the model's entry, and the open file of its values."""
    config = os.path.join(path, keras_file.CONFIG)
    values = os.path.join(path, keras_file.WEIGHTS)
    if os.path.getsize(config) > keras_file.LONGEST_CONFIG:
        raise LoadError(f"{keras_file.CONFIG} is larger than any configuration")
    if not os.path.isfile(values):
        raise LoadError(f"it has no member {keras_file.WEIGHTS!r}")
    with open(config, "rb") as file:
        entry = keras_file.checked(file.read())
    with open(values, "rb") as file:
        yield entry, file
