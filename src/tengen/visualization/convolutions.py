"""Which layer is meant: a layer, its name, or the first convolution of a model."""

from __future__ import annotations

from typing import Any

from tengen.core.messages import complain, did_you_mean
from tengen.layers import (
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    Layer,
    SeparableConv2D,
)
from tengen.models import Model

CONVOLUTIONS = (Conv2D, Conv2DTranspose, DepthwiseConv2D, SeparableConv2D)


def layer_of(model: Any, layer: Layer | str | None) -> Layer:
    """Return a layer of a model; by default its first two-dimensional convolution.

    Raises:
        TypeError: if `model` is no model.
        ValueError: if there is no such layer.
    """
    if not isinstance(model, Model):
        raise TypeError(complain("model", f"a {type(model).__name__}", "a model"))
    layers: list[Layer] = model.layers
    names = [known.name for known in layers]
    if isinstance(layer, str):
        if layer not in names:
            hint = did_you_mean(layer, names) or f"the layers are {names}"
            raise ValueError(complain("layer", repr(layer), fix=hint))
        return layers[names.index(layer)]
    if layer is not None:
        if not any(layer is known for known in layers):
            name = getattr(layer, "name", layer)
            raise ValueError(
                complain("layer", repr(name), f"one of {model.name!r}: {names}")
            )
        return layer
    for known in layers:
        if isinstance(known, CONVOLUTIONS):
            return known
    raise ValueError(
        complain(
            f"model {model.name!r} has no two-dimensional convolution",
            fix="name a layer: layer='...'",
        )
    )
