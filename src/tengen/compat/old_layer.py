"""What layers of older releases could do beside what they do today."""

from __future__ import annotations

import weakref
from typing import Any

from tengen.compat import keras1
from tengen.compat.notices import say_once

# Symbolic tensors whose channels come first because a call of Keras 1 said so.
_channels_first: weakref.WeakSet[Any] = weakref.WeakSet()
_KEEP_NO_ORDER = ("Flatten", "Permute", "Reshape")


class OldLayer:
    """Attributes and arguments of the layers of Keras 1 and 2.

    It also carries the order of the channels: Keras 1 put them first, today they come
    last, and layers that name no order follow the tensor they are called on.
    """

    _order_is_open = False
    _is_keras1 = False
    _first_weights: Any = None
    _given: dict[str, Any]
    built: bool
    name: str
    trainable: bool
    data_format: str

    def _take_old_arguments(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Keep the arguments that no constructor of today takes."""
        if type(self).__name__ in ("Embedding", "Bidirectional"):
            return kwargs
        if "weights" in kwargs:
            kwargs = dict(kwargs)
            self._first_weights = kwargs.pop("weights")
        return kwargs

    def _note_spelling(self, given: dict[str, Any], was_old: bool) -> None:
        has_order = "data_format" in vars(self) and type(self).__name__ != "Flatten"
        self._order_is_open = has_order and given.get("data_format") is None
        self._is_keras1 = was_old
        if self._order_is_open:
            self._given = {**given.pop("options", {}), **given}

    def _put_channels_first(self) -> None:
        """Make the layer again, in place: some compute axes from the order."""
        name, trainable = self.name, self.trainable
        type(self).__init__(self, **{**self._given, "data_format": "channels_first"})
        self.name = name
        if self.trainable != trainable:
            self.trainable = trainable

    def add_weight(self, *args: Any, **kwargs: Any) -> Any:
        """Create a weight; Keras 2 gave its name first."""
        if args and isinstance(args[0], str):
            kwargs["name"], args = args[0], args[1:]
        return super().add_weight(*args, **kwargs)  # type: ignore[misc]

    add_variable = add_weight

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        inputs = _symbols([args, kwargs])
        self._follow_order(inputs)
        outputs = super().__call__(*args, **kwargs)  # type: ignore[misc]
        if self._first_weights is not None and self.built:
            self.set_weights(self._first_weights)
            self._first_weights = None
            if not inputs:
                outputs = super().__call__(*args, **kwargs)  # type: ignore[misc]
        self._pass_order_on(inputs, outputs)
        return outputs

    def _follow_order(self, inputs: list[Any]) -> None:
        if not self._order_is_open or not inputs or self.built and self.weights:
            return
        first = inputs[0]
        if first in _channels_first:
            self._put_channels_first()
        elif self._is_keras1 and _looks_channels_first(type(self).__name__, first):
            self._put_channels_first()
            say_once(
                f"{type(self).__name__} as Keras 1 wrote it, on {tuple(first.shape)}: "
                "channels are taken to come first, also in the layers after it"
            )

    def _pass_order_on(self, inputs: list[Any], outputs: Any) -> None:
        if type(self).__name__ in _KEEP_NO_ORDER:
            return
        is_first = any(tensor in _channels_first for tensor in inputs)
        if self._order_is_open:
            is_first = is_first or (
                self._is_keras1 and self.data_format == "channels_first"
            )
        if is_first:
            for tensor in _symbols(outputs):
                if len(tensor.shape) == 4:
                    _channels_first.add(tensor)

    def __getattr__(self, name: str) -> Any:
        for new in keras1.ATTRIBUTES.get(name, ()):
            if new in vars(self) or isinstance(
                getattr(type(self), new, None), property
            ):
                return getattr(self, new)
        # Raised again, so that a property's own message is kept.
        return super().__getattribute__(name)

    def get_output_at(self, node_index: int) -> Any:
        """Return the symbolic output(s) of one of the layer's calls."""
        return self._call_at(node_index).outputs

    def get_input_at(self, node_index: int) -> Any:
        """Return the symbolic input(s) of one of the layer's calls."""
        inputs = self._call_at(node_index).inputs
        return inputs[0] if len(inputs) == 1 else list(inputs)

    def get_output_shape_at(self, node_index: int) -> Any:
        """Return the shape of an output of one of the layer's calls."""
        return self.get_output_at(node_index).shape

    def get_input_shape_at(self, node_index: int) -> Any:
        """Return the shape of an input of one of the layer's calls."""
        return self.get_input_at(node_index).shape

    def _call_at(self, node_index: int) -> Any:
        calls = self._nodes
        if not -len(calls) <= node_index < len(calls):
            raise ValueError(
                f"layer {self.name!r}\n"
                f"  got call {node_index}; expected one of {len(calls)}"
            )
        return calls[node_index]


def _symbols(structure: Any) -> list[Any]:
    """Return the symbolic tensors in nested lists, tuples and dicts."""
    if isinstance(structure, dict):
        structure = list(structure.values())
    if isinstance(structure, (list, tuple)):
        return [found for item in structure for found in _symbols(item)]
    return [structure] if hasattr(structure, "node") else []


def _looks_channels_first(kind: str, tensor: Any) -> bool:
    """Say whether sizes are those of an image with 1, 3 or 4 channels in front."""
    shape = tuple(tensor.shape)
    if "Conv2D" not in kind or len(shape) != 4 or None in shape[1:]:
        return False
    channels, height, width = shape[1:]
    return channels in (1, 3, 4) and min(height, width) > channels and width > 4
