"""`KerasFileEditor`: the values in a file, looked at and put in order by hand."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import Any, BinaryIO

import h5py
import numpy as np

from tengen.core.messages import complain
from tengen.saving import archive, keras_file
from tengen.saving.atomic import replacing
from tengen.saving.errors import LoadError, check_exists, reading
from tengen.saving.hdf5 import Reader, write_array
from tengen.saving.hdf5.objects import SIGNATURE
from tengen.saving.saveables import saveables, values_of

Values = dict[str, Any]  # name, such as "0" -> array
_TRAINING = ("optimizer", "metrics")


class KerasFileEditor:
    """Opens a `.keras` or `.weights.h5` file, so that its values fit another model.

    Objects are named by their paths, such as `'layers/dense_1'`, or by the last name of
    the path where it is the only one.

    Args:
        filepath: the file; it is never changed.

    Raises:
        LoadError: (a `ValueError`) for another kind of file, or one that refers to
            other files.

    Example:
        >>> import tempfile
        >>> from tengen import Input, Sequential, layers
        >>> model = Sequential([Input((2,)), layers.Dense(1)])
        >>> path = f"{tempfile.mkdtemp()}/old.weights.h5"
        >>> model.save_weights(path)
        >>> editor = KerasFileEditor(path)
        >>> editor.rename_object("dense", "dense_7")
        >>> editor.compare(model)["error_count"]  # and says what
        layers/dense: not in the file
        layers/dense_7: not in the model
        2
    """

    def __init__(self, filepath: Any) -> None:
        self.filepath = os.fspath(filepath)
        if not self.filepath.endswith((".keras", ".weights.h5")):
            expected = "a name that ends in .keras or .weights.h5"
            raise ValueError(complain("KerasFileEditor", self.filepath, expected))
        check_exists(self.filepath)
        self._objects: dict[str, Values] = {}
        with reading(self.filepath), contextlib.ExitStack() as stack:
            file: BinaryIO = stack.enter_context(open(self.filepath, "rb"))
            if self.filepath.endswith(".keras"):
                whole = stack.enter_context(archive.open_archive(file))
                file = stack.enter_context(keras_file.open_weights(whole))
            self._read(file)

    def _read(self, file: BinaryIO) -> None:
        start = file.read(8)
        file.seek(0)
        if start != SIGNATURE:
            raise LoadError("its values are not in the format HDF5")
        reader = Reader(file)
        for path in reader.datasets:
            place, _, name = path.rpartition("/")
            owner, _, folder = place.rpartition("/")
            if folder == "vars":
                self._objects.setdefault(owner, {})[name] = reader.array(path)

    @property
    def weights_dict(self) -> dict[str, Any]:
        """All values, as dicts in dicts along the paths."""
        tree: dict[str, Any] = {}
        for path, values in self._objects.items():
            place = tree
            for name in filter(None, path.split("/")):
                place = place.setdefault(name, {})
            place["vars"] = dict(values)
        return tree

    def summary(self) -> None:
        """Print all objects with the names and shapes of their values."""
        print(f"Values in {self.filepath}")
        for path, values in sorted(self._objects.items()):
            print(f"  {path or '(the model itself)'}")
            for name, value in values.items():
                print(f"    {name}: shape {np.shape(value)}, {value.dtype.name}")

    def compare(self, reference_model: Any) -> dict[str, Any]:
        """Compare the values with what a model that is built would load.

        What does not fit is printed.

        Returns:
            `{"status": "success" or "error", "error_count": ..., "match_count": ...}`;
            matches are values, errors are values or whole objects.
        """
        wanted = {
            path: values
            for path, thing in saveables(reference_model)
            if (values := values_of(thing)) and not _is_training(path)
        }
        found = {p: v for p, v in self._objects.items() if v and not _is_training(p)}
        errors = [f"{path}: not in the file" for path in wanted if path not in found]
        errors += [f"{path}: not in the model" for path in found if path not in wanted]
        matches = 0
        for path in wanted.keys() & found.keys():
            problems = _differences(path, found[path], wanted[path])
            errors += problems
            matches += len(wanted[path].keys() | found[path].keys()) - len(problems)
        for error in sorted(errors):
            print(error)
        return {
            "status": "error" if errors else "success",
            "error_count": len(errors),
            "match_count": matches,
        }

    # -- changes -----------------------------------------------------------------------

    def rename_object(self, object_name: str, new_name: str) -> None:
        """Give an object, with all that is below it, another last name.

        Raises:
            ValueError: for an unknown name, one of several objects, or a new name that
                is taken.
        """
        old = self._find(object_name)
        folder = old.rpartition("/")[0]
        new = "/".join(filter(None, [folder, new_name.rpartition("/")[2]]))
        if any(_is_below(path, new) for path in self._objects):
            raise ValueError(complain(f"object {new!r} is there already"))
        self._move(
            lambda path: new + path[len(old) :] if _is_below(path, old) else path
        )

    def delete_object(self, object_name: str) -> None:
        """Take an object away, with all that is below it."""
        gone = self._find(object_name)
        self._move(lambda path: None if _is_below(path, gone) else path)

    def add_object(self, object_path: str, weights: dict[str, Any]) -> None:
        """Add an object.

        Args:
            object_path: its whole path, such as `'layers/dense_3'`.
            weights: arrays by name: `{"0": kernel, "1": bias}`.
        """
        if any(_is_below(path, object_path) for path in self._objects):
            raise ValueError(complain(f"object {object_path!r} is there already"))
        self._objects[object_path] = _arrays(weights)

    def delete_weight(self, object_name: str, weight_name: str) -> None:
        """Take one value of an object away."""
        values = self._values(object_name)
        if weight_name not in values:
            where = f"object {object_name!r}"
            raise ValueError(complain(where, repr(weight_name), f"{[*values]}"))
        del values[weight_name]

    def add_weights(self, object_name: str, weights: dict[str, Any]) -> None:
        """Add values to an object; those of the same names are replaced."""
        self._values(object_name).update(_arrays(weights))

    def save(self, filepath: Any) -> None:
        """Write the values to a new `.weights.h5` file."""
        path = os.fspath(filepath)
        if not path.endswith(".weights.h5"):
            expected = "a name that ends in .weights.h5"
            raise ValueError(complain("KerasFileEditor.save", path, expected))
        with replacing(path, True) as draft, h5py.File(draft, "w") as file:
            for place, values in self._objects.items():
                group = file.create_group(f"{place}/vars" if place else "vars")
                for name, value in values.items():
                    write_array(group, name, value)

    def resave_weights(self, filepath: Any) -> None:
        """Do what `save` does."""
        self.save(filepath)

    def _move(self, new_path: Callable[[str], str | None]) -> None:
        moved = [(new_path(path), values) for path, values in self._objects.items()]
        self._objects = {path: values for path, values in moved if path is not None}

    def _find(self, name: str) -> str:
        """Return the path of an object that is given by path or last name."""
        known = {
            path[:end]
            for path in self._objects
            for end in [*(i for i, c in enumerate(path) if c == "/"), len(path)]
        }
        if name in known:
            return name
        found = sorted(path for path in known if path.rpartition("/")[2] == name)
        if len(found) != 1:
            got = f"{found}" if found else "no such object"
            raise ValueError(
                complain(f"object {name!r}", got, f"one of {sorted(known)}")
            )
        return found[0]

    def _values(self, object_name: str) -> Values:
        return self._objects.setdefault(self._find(object_name), {})


def _is_training(path: str) -> bool:
    return path.split("/")[0] in _TRAINING


def _is_below(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}/")


def _arrays(weights: dict[str, Any]) -> Values:
    return {str(name): np.asarray(value) for name, value in weights.items()}


def _differences(path: str, found: Values, wanted: Values) -> list[str]:
    problems = []
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found:
            problems.append(f"{path}/{name}: not in the file")
        elif name not in wanted:
            problems.append(f"{path}/{name}: not in the model")
        elif np.shape(found[name]) != tuple(wanted[name].shape):
            shapes = np.shape(found[name]), tuple(wanted[name].shape)
            problems.append(
                "{}/{}: shape {}, the model has {}".format(path, name, *shapes)
            )
    return problems
