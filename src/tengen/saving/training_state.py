"""The extra entry: what training needs to go on and Keras has no place for.

An HDF5 group `tengen` with one JSON text: where the random generators of the layers
stand, and that of the shuffling; checksums of this text and of the configurations in
the file; and the states of stateful recurrent layers as arrays. Real Keras does not
look at it.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

import h5py
import numpy as np

from tengen.saving.errors import LoadError
from tengen.saving.hdf5 import Reader, parse_json, write_array

GROUP = "tengen"
_STATES = f"{GROUP}/states"
_CONFIGS = ("model_config", "training_config")


def write_state(file: h5py.File, model: Any) -> None:
    """Write the extra entry."""
    state: dict[str, Any] = {"seeds": [s.numpy().tolist() for s in _seeds(model)]}
    trainer = getattr(model, "_trainer", None)
    if trainer is not None:
        state["shuffle"] = [trainer.shuffle_seed, trainer.epochs_shuffled]
    text = json.dumps(state)
    group = file.create_group(GROUP)
    group.attrs["state"] = text
    group.attrs["crc32"] = np.uint32(zlib.crc32(text.encode()))
    for index, variable in enumerate(_recurrent_states(model)):
        write_array(file.require_group(_STATES), str(index), variable)
    texts = [file.attrs.get(name) for name in _CONFIGS]
    group.attrs["config_crc32"] = np.uint32(_crc32_of(texts))


def _crc32_of(texts: list[Any]) -> int:
    total = 0
    for text in texts:
        total = zlib.crc32((text or "").encode("utf-8", "replace"), total)
    return total


def check_configs(reader: Reader) -> None:
    """Raise `LoadError` where a configuration is not the one that was written."""
    expected = None
    if GROUP in reader.groups:
        expected = reader.attribute(GROUP, "config_crc32")
    texts = [reader.attribute("", name) for name in _CONFIGS]
    if expected is not None and int(expected) != _crc32_of(texts):
        raise LoadError("its configuration is damaged or was edited")


def _hidden(model: Any) -> list[Any]:
    """Return the variables that are neither weights nor metrics', in order."""
    known = {id(variable) for variable in model.weights}
    for metric in model.own_metrics():
        known.update(id(variable) for variable in metric.variables)
    return [variable for variable in model.variables if id(variable) not in known]


def _seeds(model: Any) -> list[Any]:
    return [variable for variable in _hidden(model) if variable.dtype == "uint32"]


def _recurrent_states(model: Any) -> list[Any]:
    return [variable for variable in _hidden(model) if variable.dtype != "uint32"]


def _read(reader: Reader) -> dict[str, Any]:
    text = reader.attribute(GROUP, "state") if GROUP in reader.groups else None
    if text is None:
        return {}
    expected = reader.attribute(GROUP, "crc32")
    if not isinstance(text, str) or zlib.crc32(text.encode()) != int(expected or 0):
        raise LoadError("the state of its random generators is damaged")
    return dict(parse_json(text))


def load_states(reader: Reader, model: Any) -> None:
    """Set random generators and recurrent layers as the file says they stood."""
    saved, seeds = _read(reader).get("seeds", []), _seeds(model)
    if len(saved) == len(seeds):
        for variable, value in zip(seeds, saved, strict=True):
            variable.assign(np.asarray(value, "uint32"))
    states = _recurrent_states(model)
    paths = [f"{_STATES}/{index}" for index in range(len(states))]
    found = [reader.datasets.get(path) for path in paths]
    if found == [tuple(variable.shape) for variable in states]:
        for variable, path in zip(states, paths, strict=True):
            variable.assign(reader.array(path))


def load_shuffle(reader: Reader, model: Any) -> None:
    """Set the generator of the shuffling of a compiled model."""
    shuffle = _read(reader).get("shuffle")
    if shuffle is not None:
        trainer = model._ready_trainer()
        trainer.shuffle_seed, trainer.epochs_shuffled = map(int, shuffle)
