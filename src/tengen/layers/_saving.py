"""How a layer is written as data, and its weights into a file and back."""

from __future__ import annotations

import inspect
import types
from typing import Any, Self

from tengen import activations
from tengen.core.configurable import arguments_to_add
from tengen.core.dtypes import DTypePolicy
from tengen.core.messages import complain
from tengen.core.registry import custom_objects
from tengen.core.serialized import deserialize, object_entry, serialize
from tengen.core.shapes import Shape
from tengen.core.variable import Variable
from tengen.layers._arguments import CallSignature
from tengen.layers._state import LayerState

_BASE = ("name", "trainable", "dtype")


class LayerSaving(LayerState):
    """The part of `Layer` that files and clones need."""

    build: Any

    def get_config(self) -> dict[str, Any]:
        """Return name, trainable, dtype and the constructor's arguments, as plain data.

        A layer of the library gives all its arguments, as they are now; a layer of the
        user those it was made with.
        """
        base = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": self.dtype_policy.name,
        }
        constructor = type(self).__init__
        module = constructor.__module__ or ""  # code run by `exec` may have none
        if module.split(".")[0] == "tengen":
            arguments = self._present_arguments(constructor)
        else:
            arguments = arguments_to_add(self)
        config = dict(base)
        for name, value in arguments.items():
            if name not in base:
                config[name] = self._as_data(name, value)
        return config

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        found = {}
        for name, parameter in inspect.signature(constructor).parameters.items():
            if name == "self" or parameter.kind is parameter.VAR_KEYWORD:
                continue
            default = self._constructor_arguments.get(name, parameter.default)
            value = getattr(self, name, default)
            is_function = isinstance(value, types.FunctionType)
            found[name] = activations.serialize(value) if is_function else value
        found.pop("activity_regularizer", None)
        if self.activity_regularizer is not None:
            found["activity_regularizer"] = self.activity_regularizer
        return found

    def _as_data(self, name: str, value: Any) -> Any:
        try:
            return serialize(value)
        except TypeError as error:
            where = f"layer {self.name!r}, argument {name!r}: {error}"
            raise TypeError(where) from None

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build a layer from what `get_config` returned.

        A constructor that takes no `name`, `trainable` or `dtype` is not given them:
        they are set afterwards.
        """
        base = {key: config[key] for key in _untaken(cls) if key in config}
        given = {
            key: _without_code(config, key, value)
            for key, value in config.items()
            if key not in base
        }
        layer = cls(**deserialize(given))
        layer._set_base(base)
        return layer

    def _set_base(self, base: dict[str, Any]) -> None:
        if base.get("name") is not None:
            self._name = str(base["name"])
        if "trainable" in base:
            self._trainable = bool(base["trainable"])
        if base.get("dtype") is not None:
            self._policy = DTypePolicy(base["dtype"])

    def serialized_entry(self) -> dict[str, Any]:
        """Return the layer's entry in a file.

        Real Keras calls `cls(**config)`, so what a constructor does not take stands
        beside the configuration.
        """
        entry = object_entry(self)
        beside = {
            key: entry["config"].pop(key)
            for key in _untaken(type(self))
            if key in entry["config"]
        }
        if beside:
            entry["tengen"] = beside
        build_config = self.get_build_config()
        if build_config:
            entry["build_config"] = serialize(build_config)
        return entry

    def restore_entry(self, entry: dict[str, Any]) -> None:
        """Take over what stands beside the configuration."""
        beside = entry.get("tengen")
        if isinstance(beside, dict):
            self._set_base(beside)

    def get_build_config(self) -> dict[str, Any] | None:
        """Return the input shape the layer was built for, `None` before."""
        if self._build_shape is None:
            return None
        return {"input_shape": self._build_shape}

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Create the weights for what `get_build_config` returned."""
        if config and config.get("input_shape") is not None:
            self.build(_as_shapes(config["input_shape"]))
        elif config and config.get("shapes_dict"):
            shapes = config["shapes_dict"]
            self.build(**{key: _as_shapes(shape) for key, shape in shapes.items()})

    def save_own_variables(self, store: dict[str, Any]) -> None:
        """Put this layer's own weights into a dict, under `'0'`, `'1'`, ..."""
        for index, variable in enumerate(self._own_weights()):
            store[str(index)] = variable

    def load_own_variables(self, store: dict[str, Any]) -> None:
        """Take this layer's own weights from such a dict.

        Raises:
            ValueError: for a wrong number or shape.
        """
        own = self._own_weights()
        self._check_stored(store, own)
        for index, variable in enumerate(own):
            variable.assign(store[str(index)])

    def _check_stored(self, store: dict[str, Any], own: list[Variable]) -> None:
        if len(own) != len(store):
            raise ValueError(
                complain(
                    f"weights of layer {self.name!r}",
                    f"{len(store)} arrays",
                    f"{len(own)}: {[variable.name for variable in own]}",
                    fix="" if own or not store else "the layer is not built yet",
                )
            )


def _untaken(cls: type) -> tuple[str, ...]:
    """Return which of name, trainable and dtype a constructor does not take."""
    accepted = CallSignature.of_constructor(cls)
    if accepted.takes_anything:
        return ()
    return tuple(key for key in _BASE if key not in accepted.names)


def _without_code(config: dict[str, Any], key: str, value: Any) -> Any:
    """Return the caller's function in the place of one that is stored as code."""
    if not isinstance(value, dict) or value.get("class_name") != "__lambda__":
        return value
    name = config.get("name")
    if name not in custom_objects:
        raise ValueError(
            complain(
                f"layer {name!r}: its {key} is program code (a lambda), which is "
                "never taken from a file",
                fix=f"custom_objects={{{name!r}: the function}}",
            )
        )
    return custom_objects[name]


def _as_shapes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_shapes(item) for key, item in value.items()}
    if all(size is None or isinstance(size, int) for size in value):
        return Shape(value)
    return [_as_shapes(item) for item in value]
