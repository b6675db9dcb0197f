"""A stretch of a model's layers, named by its first and its last."""

from __future__ import annotations

import re
from typing import Any

from tengen.core.messages import complain, did_you_mean


def within(layers: list[Any], layer_range: Any) -> list[Any]:
    """Return the layers from the first that matches to the last that matches.

    Args:
        layers: layers, in their order, with names.
        layer_range: two names or regular expressions, for the first and the last
            layer, both included; `None` for all layers. As in Keras they are matched
            from the beginning of a name: `"conv"` matches `"conv_1"` too. If they
            stand the wrong way round, they are taken the right way round.

    Raises:
        ValueError: if there are not two strings, or no layer matches one of them.

    Example:
        >>> from tengen import layers
        >>> stack = [layers.Identity(name=name) for name in ("a", "b1", "b2", "c")]
        >>> [layer.name for layer in within(stack, ("b", "b"))]
        ['b1', 'b2']
    """
    if layer_range is None:
        return layers
    if (
        not isinstance(layer_range, list | tuple)
        or len(layer_range) != 2
        or not all(isinstance(pattern, str) for pattern in layer_range)
    ):
        raise ValueError(
            complain("layer_range", repr(layer_range), "two strings: (first, last)")
        )
    places = [_places(layers, pattern) for pattern in layer_range]
    first, last = places[0][0], places[1][-1]
    if first > last:
        first, last = places[1][0], places[0][-1]
    return layers[first : last + 1]


def _places(layers: list[Any], pattern: str) -> list[int]:
    try:
        found = [i for i, layer in enumerate(layers) if re.match(pattern, layer.name)]
    except re.error as error:
        raise ValueError(
            complain("layer_range", repr(pattern), f"a regular expression ({error})")
        ) from error
    if not found:
        names = [layer.name for layer in layers]
        raise ValueError(
            complain(
                "layer_range",
                f"{pattern!r}, which matches no layer",
                fix=did_you_mean(pattern, names) or f"the layers are {names}",
            )
        )
    return found
