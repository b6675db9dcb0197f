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
LONGEST_CONFIG = 256 << 20
_PIECE = 8 << 20


def write(path: str, model: Any, include_optimizer: bool = True) -> None:
    """Write a new `.keras` file."""
    texts = descriptions(model, include_optimizer)
    draft = beside(path)
    try:
        write_values(draft, model, include_optimizer)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as whole:
            for name, text in texts.items():
                whole.writestr(name, text)
            _copy_into(whole, draft, WEIGHTS)
    finally:
        if os.path.exists(draft):
            os.remove(draft)


def descriptions(model: Any, include_optimizer: bool) -> dict[str, str]:
    """Return the members that are text, by name."""
    entry = model_entry(model, include_optimizer)
    metadata = {
        "keras_version": KERAS_VERSION,
        "date_saved": datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S"),
        "tengen_version": VERSION,
    }
    return {METADATA: json.dumps(metadata), CONFIG: json.dumps(entry)}


def write_values(path: str, model: Any, include_optimizer: bool) -> None:
    """Write the member that holds weights, optimizer and random state."""
    with h5py.File(path, "w") as file:
        weights_file.write_weights(file, model, include_optimizer)
        training_state.write_state(file, model)


def _copy_into(whole: zipfile.ZipFile, path: str, name: str) -> None:
    """Add a file in large pieces; `ZipFile.write` takes small ones."""
    member = zipfile.ZipInfo.from_file(path, name)
    with open(path, "rb") as source, whole.open(member, "w") as target:
        shutil.copyfileobj(source, target, _PIECE)


def read_config(whole: zipfile.ZipFile) -> dict[str, Any]:
    """Return the model's entry."""
    return checked(archive.read_member(whole, CONFIG, LONGEST_CONFIG))


def checked(config: bytes) -> dict[str, Any]:
    """Return the model's entry from the text of the configuration."""
    entry = parse_json(config)
    if not isinstance(entry, dict) or "class_name" not in entry:
        raise LoadError("its configuration describes no model")
    return entry


def open_weights(whole: zipfile.ZipFile) -> BinaryIO:
    """Return the file of values inside the archive."""
    return archive.open_member(whole, WEIGHTS)
