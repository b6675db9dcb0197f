"""`.keras`: a zip archive of the configuration and the values."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import zipfile
from typing import Any, BinaryIO

import h5py

from tengen.saving import archive, training_state, weights_file
from tengen.saving.atomic import beside
from tengen.saving.compiling import model_entry
from tengen.saving.errors import LoadError
from tengen.saving.hdf5 import parse_json
from tengen.saving.version import KERAS_VERSION, VERSION

METADATA = "metadata.json"
CONFIG = "config.json"
WEIGHTS = "model.weights.h5"
_LONGEST_CONFIG = 256 << 20
_PIECE = 8 << 20


def write(path: str, model: Any, include_optimizer: bool = True) -> None:
    """Write a new `.keras` file."""
    entry = model_entry(model, include_optimizer)
    now = datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S")
    metadata = {
        "keras_version": KERAS_VERSION,
        "date_saved": now,
        "tengen_version": VERSION,
    }
    draft = beside(path)
    try:
        with h5py.File(draft, "w") as file:
            weights_file.write_weights(file, model, include_optimizer)
            training_state.write_state(file, model)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as whole:
            whole.writestr(METADATA, json.dumps(metadata))
            whole.writestr(CONFIG, json.dumps(entry))
            _copy_into(whole, draft, WEIGHTS)
    finally:
        if os.path.exists(draft):
            os.remove(draft)


def _copy_into(whole: zipfile.ZipFile, path: str, name: str) -> None:
    """Add a file in large pieces; `ZipFile.write` takes small ones."""
    member = zipfile.ZipInfo.from_file(path, name)
    with open(path, "rb") as source, whole.open(member, "w") as target:
        shutil.copyfileobj(source, target, _PIECE)


def read_config(whole: zipfile.ZipFile) -> dict[str, Any]:
    """Return the model's entry."""
    entry = parse_json(archive.read_member(whole, CONFIG, _LONGEST_CONFIG))
    if not isinstance(entry, dict) or "class_name" not in entry:
        raise LoadError("its configuration describes no model")
    return entry


def open_weights(whole: zipfile.ZipFile) -> BinaryIO:
    """Return the file of values inside the archive."""
    return archive.open_member(whole, WEIGHTS)
