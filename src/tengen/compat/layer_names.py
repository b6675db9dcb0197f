"""The names of `keras.layers`, of every release."""

from __future__ import annotations

from functools import cache
from typing import Any

import tengen
from tengen import layers
from tengen.compat import keras1, keras2, repairs
from tengen.compat.old_layer import OldLayer
from tengen.compat.spelling import Speller, respelled

_JOINING = (
    *("add", "average", "concatenate", "dot", "maximum", "minimum", "multiply"),
    "subtract",
)
_NOT_LAYERS = ("Input", "InputSpec")


@cache
def names() -> dict[str, Any]:
    """Return every public name of `keras.layers`, old ones included."""
    found: dict[str, Any] = {}
    of_today: dict[type, Any] = {}
    for name in layers.__all__:
        thing = getattr(layers, name)
        if not isinstance(thing, type) or name in _NOT_LAYERS:
            found[name] = thing
        elif name in keras1.CLASSES:
            found[name] = _layer(thing, name)
        else:
            of_today.setdefault(thing, _layer(thing))
            found[name] = of_today[thing]
    for old, new in {**keras1.CLASSES, **keras2.LAYERS}.items():
        if old not in found and hasattr(layers, new):
            found[old] = _layer(getattr(layers, new), old)
    for name in _JOINING:
        found[name] = _joining(found[name.capitalize()], name)
    extra = (Input, ThresholdedReLU, TimeDistributedDense, Merge)
    found.update({function.__name__: function for function in extra})
    return found


def _layer(today: type, name: str | None = None) -> Any:
    return respelled(today, name, (OldLayer,), repairs.BY_CLASS.get(today.__name__))


def _joining(kind: Any, name: str) -> Any:
    """Return a function that joins a list of tensors."""

    def join(inputs: Any, *args: Any, **options: Any) -> Any:
        return kind(*args, **options)(inputs)

    join.__name__ = name
    join.__doc__ = kind.__doc__
    return join


_input = Speller("Input")
_ORDER = ("batch_size", "dtype", "sparse", "batch_shape", "name")


def Input(shape: Any = None, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
    """Return a symbolic tensor, as `tengen.Input` does; takes old arguments too."""
    _, kwargs = _input((), kwargs)
    if shape is not None:
        kwargs["shape"] = shape
    return tengen.Input(**kwargs, **dict(zip(_ORDER, args, strict=False)))


def ThresholdedReLU(theta: float = 1.0, **options: Any) -> Any:  # noqa: N802
    """Return `ReLU(threshold=theta)`, which it is called today."""
    return names()["ReLU"](threshold=theta, **options)


def TimeDistributedDense(output_dim: int, **options: Any) -> Any:  # noqa: N802
    """Return `Dense(output_dim)`, which works on every time step by itself."""
    return names()["Dense"](output_dim, **options)


def Merge(*args: Any, **kwargs: Any) -> Any:  # noqa: N802
    """Refuse: a `Sequential` of today has one input.

    Raises:
        TypeError: always, with the way it is written today.
    """
    raise TypeError(
        "Merge of Keras 1 joins models inside a Sequential, which has one input today\n"
        "  fix: keras.layers.concatenate([a.output, b.output]) and keras.Model(...)"
    )


def merge(
    inputs: Any,
    mode: str = "sum",
    concat_axis: int = -1,
    dot_axes: Any = -1,
    output_shape: Any = None,
    name: str | None = None,
    **options: Any,
) -> Any:
    """Return tensors joined, as `merge` of Keras 1 did.

    Args:
        inputs: list of tensors.
        mode: `'sum'`, `'mul'`, `'concat'`, `'ave'`, `'max'`, `'dot'`, `'cos'`, or a
            function of the list.
        concat_axis: where `'concat'` joins.
        dot_axes: what `'dot'` and `'cos'` sum over.
        name: the layer's name.

    Raises:
        ValueError: for an unknown mode.
    """
    if callable(mode):
        return names()["Lambda"](mode, output_shape=output_shape, name=name)(inputs)
    if mode not in keras1.MERGE_MODES:
        known = ", ".join(map(repr, keras1.MERGE_MODES))
        raise ValueError(f"merge\n  got mode={mode!r}; expected one of {known}")
    if mode == "concat":
        options["axis"] = concat_axis
    if mode in ("dot", "cos"):
        options["axes"] = dot_axes
        options["normalize"] = mode == "cos"
    function = names()[keras1.MERGE_MODES[mode]]
    Speller("merge").say(f"mode={mode!r}", f"{function.__name__}(...) today")
    return function(inputs, name=name, **options)
