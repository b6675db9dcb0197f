"""`.weights.h5`: the values of a model, placed by structure, as Keras 3 does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import h5py
import numpy as np

from tengen.core.messages import complain
from tengen.metrics import Metric
from tengen.optimizers import Optimizer
from tengen.saving.errors import LoadError
from tengen.saving.hdf5 import Reader, write_array
from tengen.saving.optimizer_state import load_slots, slots_to_write
from tengen.saving.saveables import saveables, values_of

_OLD_ROOT = "_layer_checkpoint_dependencies"  # what Keras 2.13 called `layers`


def write_weights(
    file: h5py.File, model: Any, optimizer: bool = True, skipped: Sequence[Any] = ()
) -> None:
    """Write all values of a model, but of some layers, into an empty file."""
    for path, thing in _without(saveables(model), skipped):
        _write(file, path, thing, values_of(thing))
    if optimizer and getattr(model, "optimizer", None) is not None:
        slots = {str(i): v for i, v in enumerate(slots_to_write(model))}
        _write(file, "optimizer", model.optimizer, slots)


def _write(file: h5py.File, path: str, thing: Any, values: dict[str, Any]) -> None:
    group = file.create_group(f"{path}/vars" if path else "vars")
    name = getattr(thing, "name", None)
    if isinstance(name, str):
        group.attrs["name"] = name
    for key, value in values.items():
        write_array(group, key, value)


class Store:
    """The values of one object in a file, read when they are asked for."""

    def __init__(self, reader: Reader, path: str) -> None:
        self._reader = reader
        self._path = next(
            (p for p in _possible_paths(path) if p in reader.groups), None
        )
        group = reader.groups.get(self._path) if self._path is not None else None
        self._names = list(group.names) if group is not None else []

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def keys(self) -> list[str]:
        """Return the names of the values."""
        return self._names

    def __contains__(self, key: str) -> bool:
        return key in self._names

    def shape(self, key: str) -> tuple[int, ...]:
        """Return a value's shape without reading it."""
        return self._reader.datasets[f"{self._path}/{key}"]

    def __getitem__(self, key: str) -> np.ndarray[Any, Any]:
        path = f"{self._path}/{key}"
        if path not in self._reader.datasets:
            raise LoadError(f"no value {key!r} in {self._path or path!r}")
        return self._reader.array(path)


def _possible_paths(path: str) -> list[str]:
    """Return where a release of Keras may have put an object's values."""
    folder, _, name = path.rpartition("/")
    private = f"{folder}/_{name}" if folder else f"_{name}"
    old = path.replace("layers", _OLD_ROOT)
    roots = (path, private, old) if path else ("",)
    return [f"{root}/vars" if root else "vars" for root in roots]


def _without(
    pairs: Iterable[tuple[str, Any]], skipped: Sequence[Any]
) -> Iterator[tuple[str, Any]]:
    """Leave out objects, and all that is below them."""
    folders: list[str] = []
    for path, thing in pairs:
        if any(thing is other for other in skipped):
            folders.append(f"{path}/")
        elif not any(path.startswith(folder) for folder in folders):
            yield path, thing


def load_weights(
    reader: Reader,
    model: Any,
    skip_mismatch: bool = False,
    skipped: Sequence[Any] = (),
) -> None:
    """Give a model the values of a file.

    Everything is compared before anything is changed.

    Args:
        skip_mismatch: leave out layers whose weights do not fit.
        skipped: layers to leave out in any case.

    Raises:
        LoadError: where the file's layers and the model's do not agree.
    """
    found = [
        (path, thing, Store(reader, path))
        for path, thing in _without(saveables(model), skipped)
        if not isinstance(thing, Optimizer)
    ]
    if not any(len(store) for _, _, store in found) and model.weights:
        raise LoadError(_nothing_fits(reader, model))
    fitting = []
    for path, thing, store in found:
        problem = _problem(path, thing, store)
        if problem is None:
            fitting.append((thing, store))
        elif not skip_mismatch:
            raise LoadError(problem)
    for thing, store in fitting:
        _load_one(thing, store)


def load_optimizer(reader: Reader, model: Any) -> None:
    """Give a model's optimizer its state."""
    store = Store(reader, "optimizer")
    load_slots(model, [store[str(index)] for index in range(len(store))])


def _problem(path: str, thing: Any, store: Store) -> str | None:
    """Say what does not fit between a layer and its values in the file."""
    if isinstance(thing, Metric):
        return None
    is_ours = type(thing).load_own_variables.__module__.startswith("tengen.")
    if not is_ours or getattr(thing, "lora_enabled", False):
        return None  # it checks for itself
    own = thing._own_weights()
    where = f"layer {thing.name!r} ({path or 'the model itself'})"
    if len(own) != len(store):
        return complain(
            where,
            f"{len(store)} arrays in the file",
            f"{len(own)}: {[f'{v.name} {tuple(v.shape)}' for v in own]}",
            "" if own or not len(store) else "build the model before loading weights",
        )
    for index, variable in enumerate(own):
        if str(index) not in store:
            return complain(where, f"arrays {store.keys()[:9]} in the file")
        if store.shape(str(index)) != tuple(variable.shape):
            return complain(
                f"{where}, weight {variable.name!r}",
                f"shape {store.shape(str(index))} in the file",
                f"shape {tuple(variable.shape)}",
            )
    return None


def _load_one(thing: Any, store: Store) -> None:
    if not isinstance(thing, Metric):
        thing.load_own_variables(store)
    elif len(store) == len(thing.variables):
        for index, variable in enumerate(thing.variables):
            if store.shape(str(index)) == tuple(variable.shape):
                variable.assign(store[str(index)])


def _nothing_fits(reader: Reader, model: Any) -> str:
    there = [path for path in reader.groups if path.endswith("/vars")]
    return complain(
        "no layer of the file is in the model",
        f"{[path.removesuffix('/vars') for path in there[:6]]}",
        f"{[path for path, _ in saveables(model)][1:7]}",
    )
