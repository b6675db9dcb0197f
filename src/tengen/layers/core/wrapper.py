"""`Wrapper`: base of the layers that hold another layer."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.layers.layer import Layer, LayerOptions


class Wrapper(Layer):
    """Holds one layer and builds it; a subclass writes `call`.

    Args:
        layer: the layer inside.

    Example:
        >>> import numpy as np
        >>> from tengen import layers
        >>> class Twice(Wrapper):
        ...     def call(self, inputs):
        ...         return self.layer(self.layer(inputs))
        >>> Twice(layers.Rescaling(3.0))(np.ones((1, 2))).tolist()
        [[9.0, 9.0]]
    """

    def __init__(self, layer: Any, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        self.layer = checked_layer(self, "layer", layer)

    def build(self, input_shape: Any = None) -> None:
        """Build the layer inside for the same input."""
        build_inner(self.layer, input_shape)


def checked_layer(wrapper: Layer, name: str, layer: Any) -> Layer:
    """Return a layer.

    Raises:
        ValueError: for anything else, naming the wrapper's class and the argument.
    """
    if not isinstance(layer, Layer):
        where = f"{type(wrapper).__name__}: {name}"
        raise ValueError(complain(where, repr(layer), "a layer, such as Dense(4)"))
    return layer


def build_inner(layer: Layer, input_shape: Any) -> None:
    """Build a layer for an input shape unless it is built."""
    if not layer.built:
        layer._build_shape = input_shape
        layer.build(input_shape)
        layer.built = True
