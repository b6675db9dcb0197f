"""`.h5`: a whole model, or weights alone, as Keras wrote them from its first release.

Layers stand in the model's order; each lists its weights, trainable ones first.
"""

from __future__ import annotations

import json
from typing import Any

import h5py

from tengen.core import sharing
from tengen.core.messages import complain
from tengen.core.serialized import serialize
from tengen.saving import keras1, training_state
from tengen.saving.compiling import training_config
from tengen.saving.dialects import modern_compile_config
from tengen.saving.errors import LoadError
from tengen.saving.hdf5 import Reader, write_array, write_names
from tengen.saving.optimizer_state import load_slots, slots_to_write
from tengen.saving.version import KERAS_VERSION, VERSION

WEIGHTS = "model_weights"
OPTIMIZER = "optimizer_weights"
_TOP = "top_level_model_weights"


# -- writing ---------------------------------------------------------------------------


def write_model(file: h5py.File, model: Any, include_optimizer: bool = True) -> None:
    """Write architecture, weights, compile configuration and optimizer state."""
    file.attrs["model_config"] = json.dumps(model_entry(model))
    _write_versions(file)
    write_weights(file.create_group(WEIGHTS), model)
    if include_optimizer and getattr(model, "_record", None) is not None:
        file.attrs["training_config"] = json.dumps(training_config(model))
        group = file.create_group(OPTIMIZER)
        _write_list(group, slots_to_write(model))
    training_state.write_state(file, model)


def _write_versions(group: Any) -> None:
    group.attrs["backend"] = "jax"
    group.attrs["keras_version"] = KERAS_VERSION
    group.attrs["tengen_version"] = VERSION


def model_entry(model: Any) -> dict[str, Any]:
    """Return a model's entry as `.h5` files have it: class name and configuration.

    The layers in it keep their modules: real Keras 3 then reads them as it reads
    `.keras` files, without the mistakes of its older way.
    """
    entry = sharing.write(lambda: serialize(model))
    name = entry["registered_name"] or entry["class_name"]
    whole = {"class_name": name, "config": entry["config"]}
    if entry.get("build_config"):  # for models by subclass
        whole["build_config"] = entry["build_config"]
    return whole


def write_weights(group: Any, model: Any) -> None:
    """Write the weights of all layers into a group (or an empty file)."""
    _write_versions(group)
    write_names(group, "layer_names", [layer.name for layer in model.layers])
    for layer in sorted(model.layers, key=lambda layer: layer.name):
        _write_list(group.create_group(layer.name), ordered_weights(layer))
    _write_list(group.create_group(_TOP), top_weights(model))


def _write_list(group: Any, variables: list[Any]) -> None:
    names = _unique([variable.path for variable in variables])
    write_names(group, "weight_names", names)
    for name, variable in zip(names, variables, strict=True):
        write_array(group, name, variable)


def _unique(paths: list[str]) -> list[str]:
    """Return names for datasets; where two weights have one path they are numbered."""
    if len(set(paths)) == len(paths):
        return paths
    return [f"{index}/{path}" for index, path in enumerate(paths)]


def ordered_weights(layer: Any) -> list[Any]:
    """Return a layer's weights in the order of these files."""
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def top_weights(model: Any) -> list[Any]:
    """Return the weights that the model owns itself."""
    return list(model._own_weights())


Pair = tuple[Any, list[Any], list[str]]  # a layer, its weights, their paths


# -- reading ---------------------------------------------------------------------------


def load_weights(
    reader: Reader,
    root: str,
    model: Any,
    by_name: bool = False,
    skip_mismatch: bool = False,
) -> None:
    """Give a model the weights of a file, layer by layer.

    Args:
        root: path of the group that lists the layers.
        by_name: match layers by name; otherwise in order, those without weights left
            out on both sides.
        skip_mismatch: leave out layers whose weights do not fit.

    Raises:
        LoadError: where they do not agree, before anything is changed.
    """
    saved = [
        (name, _paths(reader, _below(root, name)))
        for name in reader.names(root, "layer_names")
    ]
    pairs = _by_name(model, saved) if by_name else _in_order(model, saved)
    if keras1.is_keras1(reader.attribute(root, "keras_version")):
        _load_converted(reader, root, pairs, skip_mismatch)
        return
    top = _below(root, _TOP)
    if top in reader.groups and not by_name:
        pairs.append((model, top_weights(model), _paths(reader, top)))
    fitting: list[tuple[Any, str]] = []
    for layer, variables, paths in pairs:
        shapes = [_shape(reader, path) for path in paths]
        problem = _mismatch(layer.name, variables, shapes)
        if problem is None:
            fitting.extend(zip(variables, paths, strict=True))
        elif not skip_mismatch:
            raise LoadError(problem)
    for variable, path in fitting:
        variable.assign(reader.array(path))


def _load_converted(
    reader: Reader, root: str, pairs: list[Pair], skip_mismatch: bool
) -> None:
    """Load weights of Keras 1, or of a file that does not say who wrote it."""
    backend = reader.attribute(root, "backend")
    fitting: list[tuple[Any, Any]] = []
    for layer, variables, paths in pairs:
        for path in paths:
            _shape(reader, path)
        arrays = [reader.array(path) for path in paths]
        arrays = keras1.converted(layer, arrays, backend)
        problem = _mismatch(layer.name, variables, [array.shape for array in arrays])
        if problem is None:
            fitting.extend(zip(variables, arrays, strict=True))
        elif not skip_mismatch:
            raise LoadError(problem)
    for variable, array in fitting:
        variable.assign(array)


def _below(root: str, name: str) -> str:
    return f"{root}/{name}" if root else name


def _paths(reader: Reader, group: str) -> list[str]:
    if group not in reader.groups:
        raise LoadError(f"it lists {group!r}, which is not there")
    return [_below(group, name) for name in reader.names(group, "weight_names")]


def _in_order(model: Any, saved: list[tuple[str, list[str]]]) -> list[Pair]:
    there = [(name, paths) for name, paths in saved if paths]
    ours = [layer for layer in model.layers if layer.weights]
    if len(there) != len(ours):
        raise LoadError(_two_columns(there, ours))
    return [
        (layer, ordered_weights(layer), paths)
        for layer, (_, paths) in zip(ours, there, strict=True)
    ]


def _two_columns(there: list[tuple[str, list[str]]], ours: list[Any]) -> str:
    return complain(
        "the file and the model have different layers with weights",
        f"{len(there)} in the file: {[name for name, _ in there][:8]}",
        f"{len(ours)} in the model: {[layer.name for layer in ours][:8]}",
        "build the model first, or load_weights(..., by_name=True)",
    )


def _by_name(model: Any, saved: list[tuple[str, list[str]]]) -> list[Pair]:
    paths = dict(saved)
    return [
        (layer, ordered_weights(layer), paths[layer.name])
        for layer in model.layers
        if paths.get(layer.name)
    ]


def _shape(reader: Reader, path: str) -> tuple[int, ...]:
    if path not in reader.datasets:
        raise LoadError(f"it lists {path!r}, which is not there")
    return reader.datasets[path]


def _mismatch(
    name: str, variables: list[Any], shapes: list[tuple[int, ...]]
) -> str | None:
    where = f"weights of layer {name!r}"
    if len(variables) != len(shapes):
        expected = f"{len(variables)}: {[v.name for v in variables]}"
        return complain(where, f"{len(shapes)} arrays in the file", expected)
    for variable, shape in zip(variables, shapes, strict=True):
        if shape != tuple(variable.shape):
            got, expected = f"shape {shape} in the file", f"{tuple(variable.shape)}"
            return complain(f"{where}, {variable.name!r}", got, f"shape {expected}")
    return None


def compile_model(reader: Reader, model: Any) -> None:
    """Compile a model as the file says, and give the optimizer its state."""
    config = reader.json("", "training_config")
    if not isinstance(config, dict):
        return
    model.compile_from_config(modern_compile_config(config))
    if not model.compiled:
        return
    if OPTIMIZER in reader.groups:
        paths = _paths(reader, OPTIMIZER)
        load_slots(model, [reader.array(path) for path in paths], paths)
    training_state.load_shuffle(reader, model)
