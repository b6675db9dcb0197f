"""The methods of a model that have to do with files and copies."""

from __future__ import annotations

import inspect
import json
import warnings
from typing import Any, Self

from tengen import saving
from tengen.core import sharing
from tengen.core.registry import custom_object_scope
from tengen.core.serialized import deserialize
from tengen.layers._saving import LayerSaving
from tengen.saving import functional
from tengen.saving.compiling import compile_arguments, compile_config, model_entry
from tengen.saving.dialects import modern_compile_config, modernize

_GRAPH_KEYS = ("layers", "input_layers", "output_layers")


class SavingMethods(LayerSaving):
    """`save`, `save_weights`, `load_weights`, configuration and JSON."""

    _graph: Any

    def save(
        self,
        filepath: Any,
        overwrite: bool = True,
        zipped: bool | None = None,
        include_optimizer: bool = True,
        save_format: str | None = None,
    ) -> None:
        """Write architecture, weights, compile configuration and optimizer state.

        The file appears whole or not at all; training goes on from it exactly where it
        stopped.

        Args:
            filepath: a name; `.h5` and `.hdf5` choose the older format.
            overwrite: whether an existing file may be replaced.
            include_optimizer: whether to keep what `compile` was told and the
                optimizer's state.
            zipped: `False` writes the members of a `.keras` file into a folder.
            save_format: accepted; the name decides.

        Raises:
            FileExistsError: where `overwrite` is False and the file exists.
        """
        saving.save_model(self, filepath, overwrite, include_optimizer, zipped)

    def save_weights(
        self,
        filepath: Any,
        overwrite: bool = True,
        save_format: str | None = None,
        objects_to_skip: Any = None,
    ) -> None:
        """Write the weights alone, such as to `'best.weights.h5'`.

        Args:
            filepath: a name.
            overwrite: whether an existing file may be replaced.
            save_format: accepted; the name decides.
            objects_to_skip: layers whose weights are left out.
        """
        saving.save_weights(self, filepath, overwrite, objects_to_skip)

    def load_weights(
        self,
        filepath: Any,
        skip_mismatch: bool = False,
        by_name: bool = False,
        objects_to_skip: Any = None,
    ) -> None:
        """Read weights from a file of weights or of a whole model, of any format.

        Args:
            filepath: a name.
            skip_mismatch: leave out layers whose weights do not fit.
            by_name: match layers by name (`.h5` only).
            objects_to_skip: layers that keep the weights they have.

        Raises:
            ValueError: where file and model do not agree; nothing is changed then.
        """
        saving.load_weights(self, filepath, by_name, skip_mismatch, objects_to_skip)

    def export(
        self,
        filepath: Any,
        format: str | None = None,
        verbose: bool | None = True,
        input_signature: Any = None,
        **options: Any,
    ) -> None:
        """Write the model's inference for other programs, to `'model.onnx'`.

        Args:
            filepath: a name that ends in `.onnx`.
            format: `'onnx'`, or `None`: by the name's ending.
            verbose: whether to print a line about the file.
            input_signature: inputs with shapes and dtypes; default: the model's own.
            **options: `dynamic_batch=True`, whether any number of samples is taken;
                `opset=18`, the version of ONNX's operations.

        Raises:
            ImportError: where the package onnx is missing.
            ValueError: for a layer that has no form in ONNX, by name; nothing is
                written then.
        """
        from tengen.export import export_model

        export_model(self, filepath, format, verbose, input_signature, **options)

    @property
    def is_functional(self) -> bool:
        """Whether the model is a graph between inputs and outputs it was given."""
        return self._graph is not None and not hasattr(self, "_stack")

    def get_config(self) -> dict[str, Any]:
        """Return the model as plain data: its graph, or its constructor's arguments."""
        if not self.is_functional or not _takes_graph(type(self)):
            return super().get_config()
        config = {"name": self.name, "trainable": self.trainable}
        return config | functional.graph_config(self._graph)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Self:
        """Build a model, with new weights, from what `get_config` returned."""
        with custom_object_scope(custom_objects):
            if not all(key in config for key in _GRAPH_KEYS) or not _takes_graph(cls):
                return super().from_config(config)
            inputs, outputs = functional.connect(config)
            known = (*_GRAPH_KEYS, "name", "trainable", "dtype")
            own = {key: value for key, value in config.items() if key not in known}
            model = cls(inputs=inputs, outputs=outputs, name=config.get("name"), **own)
            model._trainable = bool(config.get("trainable", True))
            return model

    def get_build_config(self) -> dict[str, Any] | None:
        """Return the input shape of a model whose graph does not say it."""
        if self._graph is None:
            return super().get_build_config()
        if self.is_functional:
            return None
        return {"input_shape": self._graph.flat_inputs[0].shape}

    def serialized_entry(self) -> dict[str, Any]:
        """Return the model's entry in a file."""
        entry = super().serialized_entry()
        if self.is_functional and entry["class_name"] == "Model":
            entry |= {
                "module": "keras.src.models.functional",
                "class_name": "Functional",
                "registered_name": "Functional",
            }
        return entry

    def get_compile_config(self) -> dict[str, Any]:
        """Return what `compile` was told, as plain data; empty before."""
        return compile_config(self)

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compile as `get_compile_config` of another model said.

        A class with a `compile` of its own is left alone, unless it has its own
        `compile_from_config` too.
        """
        compile_: Any = self.compile  # type: ignore[attr-defined]
        if not compile_.__func__.__module__.startswith("tengen."):
            warnings.warn(
                f"model {self.name!r} is not compiled: its class has a compile() of "
                "its own; call it, or write compile_from_config(config)",
                stacklevel=2,
            )
            return
        compile_(**compile_arguments(config))

    def to_json(self, **kwargs: Any) -> str:
        """Return the architecture and compile configuration as JSON."""
        return json.dumps(model_entry(self), **kwargs)


def _takes_graph(cls: type) -> bool:
    """Say whether a class is made from inputs and outputs, as `Model` is."""
    parameters = inspect.signature(cls.__init__).parameters  # type: ignore[misc]
    kinds = {p.kind for p in parameters.values()}
    takes_all = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    return list(parameters)[1:3] == ["inputs", "outputs"] or takes_all <= kinds


def load_model(
    filepath: Any,
    custom_objects: dict[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """Return the model in a `.keras` or `.h5` file, ready to train on.

    Args:
        filepath: a name; the format is found in the content.
        custom_objects: classes and functions by the names they have in the file.
        compile: whether to compile as the saved model was, with its optimizer's state.
        safe_mode: accepted; code in files is never run.

    Raises:
        FileNotFoundError: where there is no such file.
        ValueError: for a damaged file, or a class that is not known, naming it.
    """
    return saving.load_model(filepath, custom_objects, compile)


def save_model(
    model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None
) -> None:
    """Write a whole model; the same as `model.save`."""
    saving.save_model(model, filepath, overwrite, zipped=zipped)


def model_from_config(config: dict[str, Any], custom_objects: Any = None) -> Any:
    """Return the model of an entry, `{"class_name", "config", ...}`, new weights."""
    with custom_object_scope(custom_objects), sharing.reading():
        model = deserialize(modernize(config))
        if config.get("build_config") and not model.built:
            model.build_from_config(config["build_config"])
        if config.get("compile_config"):
            compiled = modern_compile_config(config["compile_config"])
            model.compile_from_config(compiled)
        return model


def model_from_json(json_string: str, custom_objects: Any = None) -> Any:
    """Return the model that `to_json` described, with new weights."""
    return model_from_config(json.loads(json_string), custom_objects)
