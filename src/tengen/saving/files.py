"""Save and load models and weights: which format a file has, and what to do with it.

A format is chosen by the name when writing, and by the content when reading.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from typing import Any, BinaryIO

import h5py

from tengen.core import allocation, sharing
from tengen.core.messages import complain
from tengen.core.registry import custom_object_scope
from tengen.core.serialized import deserialize
from tengen.saving import (
    archive,
    keras1,
    keras_file,
    keras_folder,
    legacy_h5,
    training_state,
    weights_file,
)
from tengen.saving.atomic import replacing
from tengen.saving.dialects import modern_compile_config, modernize
from tengen.saving.errors import LoadError, check_exists, damaged, reading
from tengen.saving.hdf5 import Reader
from tengen.saving.hdf5.objects import SIGNATURE

_HDF5_ENDINGS = (".h5", ".hdf5", ".hdf", ".he5", ".h5py")
# Names that promise another format, and how one comes by it.
_OTHER_FORMATS = {
    ".onnx": "model.export(filepath)",
    ".json": "model.to_json() for the architecture",
    ".png": "utils.plot_model(model, filepath) for a picture",
    ".svg": "utils.plot_model(model, filepath) for a picture",
    ".txt": "model.summary(print_fn=...) for a table",
    ".npz": "numpy.savez(filepath, *model.get_weights())",
}
_SPARE = 1 << 20  # bytes for seeds and counters of a model that is loaded


# -- writing ---------------------------------------------------------------------------


def save_model(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    include_optimizer: bool = True,
    zipped: bool | None = None,
) -> None:
    """Write a whole model.

    Args:
        model: a model.
        filepath: `.h5` and `.hdf5` choose the older format, everything else `.keras`.
        overwrite: whether an existing file may be replaced.
        include_optimizer: whether compile configuration and optimizer state are kept.
        zipped: `False` writes the members of a `.keras` file into a folder.

    Raises:
        FileExistsError: where `overwrite` is False and the file exists.
        ValueError: for a name that promises another format, such as `'m.onnx'`.
        TypeError: for a layer argument that cannot be written, naming it.
    """
    path = os.fspath(filepath)
    if path.endswith(".weights.h5"):
        fix = "save_weights for weights alone, or a name such as 'model.keras'"
        raise ValueError(complain(f"save({path!r})", "a name for weights", fix=fix))
    other = _OTHER_FORMATS.get(os.path.splitext(path)[1].lower())
    if other is not None:
        what = f"save({path!r}) writes models"
        raise ValueError(complain(what, expected="the ending .keras or .h5", fix=other))
    if zipped is False:
        keras_folder.write(path, model, overwrite, include_optimizer)
        return
    with replacing(path, overwrite) as draft:
        if path.lower().endswith(_HDF5_ENDINGS):
            with h5py.File(draft, "w") as file:
                legacy_h5.write_model(file, model, include_optimizer)
        else:
            keras_file.write(draft, model, include_optimizer)


def save_weights(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    objects_to_skip: Sequence[Any] | None = None,
) -> None:
    """Write the weights alone.

    Args:
        model: a model that is built.
        filepath: names that end in `.h5` or `.hdf5`, but not in `.weights.h5`, choose
            the older format.
        overwrite: whether an existing file may be replaced.
        objects_to_skip: layers whose weights are left out (not in the older format).
    """
    path = os.fspath(filepath)
    if not model.built:
        fix = "build(input_shape), or call it on data"
        raise ValueError(complain(f"model {model.name!r} is not built yet", fix=fix))
    is_legacy = path.lower().endswith(_HDF5_ENDINGS)
    if is_legacy and objects_to_skip and not path.endswith(".weights.h5"):
        raise ValueError(_no_skipping(path))
    with replacing(path, overwrite) as draft, h5py.File(draft, "w") as file:
        if is_legacy and not path.endswith(".weights.h5"):
            legacy_h5.write_weights(file, model)
        else:
            weights_file.write_weights(file, model, True, objects_to_skip or ())
        training_state.write_state(file, model)


# -- reading ---------------------------------------------------------------------------


def load_model(
    filepath: Any,
    custom_objects: Any = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """Return the model in a file, compiled as it was; code in it is never run.

    Raises:
        MissingFile: (a `FileNotFoundError`) where there is no such file.
        LoadError: (a `ValueError`) for a damaged file, or a class that is not known.
    """
    path = os.fspath(filepath)
    if keras_folder.is_model(path):
        with (
            reading(path),
            custom_object_scope(custom_objects),
            keras_folder.members(path) as (entry, values),
        ):
            return _model_of(entry, values, compile)
    check_exists(path)
    with reading(path), custom_object_scope(custom_objects), open(path, "rb") as file:
        if _is_zip(file):
            return _load_keras(file, compile)
        return _load_h5(_hdf5(file), compile)


def _no_skipping(path: str) -> str:
    fix = "a name that ends in .weights.h5"
    return complain(f"{path}: objects_to_skip", "the older format", fix=fix)


def load_weights(
    model: Any,
    filepath: Any,
    by_name: bool = False,
    skip_mismatch: bool = False,
    objects_to_skip: Sequence[Any] | None = None,
) -> None:
    """Give a model the weights in a file of any format: of weights, or a whole model.

    Args:
        objects_to_skip: layers that keep the weights they have (not in the older
            format).

    Raises:
        LoadError: where the layers do not agree; the model is unchanged then.
    """
    path = os.fspath(filepath)
    check_exists(path)
    with reading(path), contextlib.ExitStack() as stack:
        file: BinaryIO = stack.enter_context(open(path, "rb"))
        if _is_zip(file):
            whole = stack.enter_context(archive.open_archive(file))
            file = stack.enter_context(keras_file.open_weights(whole))
        reader = _hdf5(file)
        root = _legacy_root(reader)
        if root is not None and objects_to_skip:
            raise LoadError(_no_skipping(path))
        if root is not None:
            legacy_h5.load_weights(reader, root, model, by_name, skip_mismatch)
        elif by_name:
            raise LoadError("by_name=True is for files that name their layers (.h5)")
        else:
            skipped = objects_to_skip or ()
            weights_file.load_weights(reader, model, skip_mismatch, skipped)
            weights_file.load_optimizer(reader, model)
        training_state.load_states(reader, model)


def _is_zip(file: BinaryIO) -> bool:
    start = file.read(4)
    file.seek(0)
    return start[:2] == b"PK"


def _hdf5(file: BinaryIO) -> Reader:
    start = file.read(8)
    file.seek(0)
    if start != SIGNATURE:
        raise LoadError("it is neither a zip archive (.keras) nor HDF5 (.h5)")
    return Reader(file)


def _legacy_root(reader: Reader) -> str | None:
    """Return the path of the group that lists layers; `None` for other files."""
    for root in ("", legacy_h5.WEIGHTS):
        if root in reader.groups and any(
            reader.attribute(root, name) is not None
            for name in ("layer_names", "layer_names0")
        ):
            return root
    return None


def _load_keras(file: BinaryIO, compile: bool) -> Any:
    with archive.open_archive(file) as whole:
        entry = keras_file.read_config(whole)
        with keras_file.open_weights(whole) as values:
            return _model_of(entry, values, compile)


def _model_of(entry: dict[str, Any], values: BinaryIO, compile: bool) -> Any:
    reader = _hdf5(values)
    model = _rebuilt(entry, reader)
    weights_file.load_weights(reader, model)
    training_state.load_states(reader, model)
    config = entry.get("compile_config")
    if compile and config:
        model.compile_from_config(modern_compile_config(config))
    if model.compiled:
        weights_file.load_optimizer(reader, model)
        training_state.load_shuffle(reader, model)
    return model


def _load_h5(reader: Reader, compile: bool) -> Any:
    training_state.check_configs(reader)
    entry = reader.json("", "model_config")
    if entry is None:
        what = "weights" if _legacy_root(reader) == "" else "no model"
        raise LoadError(f"it holds {what}; build the model, then model.load_weights")
    if keras1.is_keras1(reader.attribute("", "keras_version")):
        entry = keras1.translated(entry)
    model = _rebuilt(entry, reader)
    legacy_h5.load_weights(reader, legacy_h5.WEIGHTS, model)
    training_state.load_states(reader, model)
    if compile:
        legacy_h5.compile_model(reader, model)
    return model


def _rebuilt(entry: dict[str, Any], reader: Reader) -> Any:
    """Return the model of an entry, built, with zeros for weights."""
    if not isinstance(entry, dict) or not isinstance(entry.get("config"), (dict, list)):
        raise LoadError("its configuration describes no model")
    with allocation.limited(reader.size + _SPARE), sharing.reading():
        model = deserialize(modernize(entry))
        if not hasattr(model, "layers"):
            raise LoadError(f"it describes a {type(model).__name__}, not a model")
        build_config = entry.get("build_config")
        if not model.built and build_config:
            model.build_from_config(build_config)
    return model


__all__ = ["damaged", "load_model", "load_weights", "save_model", "save_weights"]
