"""Layers: outputs, output shapes, and gradients by inputs and weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..case import Case, Results, public
from .differentiate import gradients
from .losses import draw

Shape = tuple[int, ...]
IMAGE: Shape = (2, 7, 6, 4)
VOLUME: Shape = (2, 4, 7, 6)


def real(shape: Shape, seed: int) -> np.ndarray:
    return draw(seed, *shape, low=-2, high=2)


def below(limit: int) -> Callable[[Shape, int], np.ndarray]:
    """A maker of whole numbers below a limit."""
    return lambda shape, seed: np.random.RandomState(seed).randint(0, limit, shape)


def ordinary(layer: Any) -> list[np.ndarray]:
    """Weights for a layer that has been built."""
    shapes = [np.shape(weight) for weight in layer.get_weights()]
    return [draw(i, *s, low=-0.6, high=0.6) for i, s in enumerate(shapes, start=61)]


def positive(layer: Any) -> list[np.ndarray]:
    """Weights between a half and one and a half (normalization: variances)."""
    return [weight + 1 for weight in ordinary(layer)]


def with_unknown_batch(x: Any) -> Any:
    if isinstance(x, list):
        return [with_unknown_batch(part) for part in x]
    return (None, *x.shape[1:])


def numbers(shape: Any) -> Any:
    """A shape, or several, with -1 for what is unknown."""
    if any(isinstance(part, (list, tuple)) for part in shape):
        return [numbers(part) for part in shape]
    return [-1 if size is None else size for size in shape]


def layer(
    kind: str,
    *positional: Any,
    shape: Shape | list[Shape] = IMAGE,
    make: Callable[[Shape, int], np.ndarray] = real,
    weights: Callable[[Any], list[np.ndarray]] = ordinary,
    call: dict[str, Any] | None = None,
    needs: bool = False,
    atol: float = 1e-5,
    **arguments: Any,
) -> Case:
    """A case of one layer: its construction, input shapes, and call arguments."""
    several = isinstance(shape, list)
    shapes: list[Any] = shape if isinstance(shape, list) else [shape]
    inputs = [make(s, seed) for seed, s in enumerate(shapes, start=81)]
    x = inputs if several else inputs[0]

    def run(api: Any) -> Results:
        made = public(api, f"layers.{kind}")(*positional, **arguments)
        made(x)
        made.set_weights(weights(made))
        return {
            "output": made(x, **call or {}),
            "shape": numbers(made.compute_output_shape(with_unknown_batch(x))),
            "weight shapes": [list(w.shape) for w in made.get_weights()],
            "gradient": gradients(made, x, **call or {}),
        }

    return Case(run, atol=atol, needs=(f"layers.{kind}",) if needs else ())


def grouped(kind: str, variants: dict[str, dict[str, Any]], **common: Any) -> Any:
    """Cases of one kind of layer: name of the variant, and its arguments."""
    return {
        f"{kind} {name}".strip(): layer(
            kind, *variant.pop("of", ()), **(common | variant)
        )
        for name, variant in variants.items()
    }


CORE = {
    **grouped(
        "Dense",
        {
            "": {"of": (5,), "shape": (3, 4)},
            "relu": {"of": (5, "relu"), "shape": (3, 4)},
            "softmax": {"of": (5,), "shape": (3, 4), "activation": "softmax"},
            "one unit": {"of": (1,), "shape": (3, 4), "activation": "sigmoid"},
            "no bias": {"of": (5,), "shape": (3, 4), "use_bias": False},
            "of sequences": {"of": (3,), "shape": (2, 5, 4), "activation": "tanh"},
            "of images": {"of": (3,), "shape": (2, 3, 3, 4)},
        },
    ),
    **grouped(
        "Activation",
        {
            name: {"of": (name,), "shape": (3, 4)}
            for name in ("relu", "softmax", "gelu")
        },
    ),
    **grouped(
        "Flatten",
        {
            "": {},
            "channels first": {"data_format": "channels_first"},
            "matrix": {"shape": (3, 4)},
            "vector": {"shape": (3,)},
        },
    ),
    **grouped(
        "Reshape",
        {
            "": {"of": ((6, 2),)},
            "to line": {"of": ((12,),)},
            "minus one": {"of": ((-1, 2, 2),)},
            "minus one at last": {"of": ((3, -1),)},
        },
        shape=(2, 3, 4),
    ),
    "Dropout at rest": layer("Dropout", 0.5, shape=(3, 4), call={"training": False}),
    "Dropout of nothing": layer("Dropout", 0.0, shape=(3, 4), call={"training": True}),
    "Embedding": layer("Embedding", 7, 3, shape=(4, 5), make=below(7)),
    "Embedding of single words": layer("Embedding", 7, 3, shape=(6,), make=below(7)),
}

ACTIVATIONS = {
    **grouped(
        "ReLU",
        {
            "": {},
            "bounded": {"max_value": 1.0},
            "all": {"max_value": 1.5, "negative_slope": 0.2, "threshold": 0.3},
        },
        shape=(5, 6),
    ),
    **grouped("LeakyReLU", {"": {}, "0.1": {"negative_slope": 0.1}}, shape=(5, 6)),
    **grouped(
        "PReLU",
        {"": {}, "shared": {"shared_axes": [1, 2]}, "last": {"shared_axes": [2]}},
        shape=(2, 3, 2, 4),
    ),
    **grouped("ELU", {"": {}, "0.4": {"alpha": 0.4}}, shape=(5, 6)),
    **grouped("Softmax", {"": {}, "axis": {"axis": 1}}, shape=(2, 3, 4)),
}

CONVOLUTION = grouped(
    "Conv2D",
    {
        "": {"of": (3, 3)},
        "same": {"of": (3, 3), "padding": "same"},
        "strides": {"of": (3, 3), "strides": 2},
        "strides same": {"of": (3, 3), "strides": (2, 3), "padding": "same"},
        "one by one": {"of": (3, 1)},
        "one by one strides": {"of": (3, 1), "strides": 2, "padding": "same"},
        "even same": {"of": (3, (2, 4)), "padding": "same"},
        "even strides same": {"of": (3, 4), "padding": "same", "strides": 3},
        "dilation": {"of": (3, 3), "dilation_rate": 2},
        "dilation same": {"of": (2, 3), "dilation_rate": (2, 3), "padding": "same"},
        "groups": {"of": (6, 3), "groups": 2},
        "groups same": {"of": (4, (3, 2)), "groups": 4, "padding": "same"},
        "no bias": {"of": (3, 3), "use_bias": False},
        "relu": {"of": (3, 3), "activation": "relu"},
        "tanh same": {"of": (3, 5), "activation": "tanh", "padding": "same"},
        "one channel": {"of": (2, 3), "shape": (2, 6, 5, 1), "padding": "same"},
        "one image": {"of": (3, 3), "shape": (1, 5, 5, 3), "padding": "same"},
        "thirty-two channels": {
            "of": (32, 3),
            "shape": (1, 6, 7, 32),
            "padding": "same",
            # Outputs up to 25; filtering with few products costs a decimal digit.
            "atol": 2e-4,
            "activation": "relu",
        },
        "channels first": {
            "of": (3, 3),
            "shape": VOLUME,
            "data_format": "channels_first",
        },
        "channels first same": {
            "of": (3, (3, 2)),
            "shape": VOLUME,
            "data_format": "channels_first",
            "padding": "same",
            "strides": (2, 1),
            "activation": "relu",
        },
        "channels first groups": {
            "of": (4, 3),
            "shape": VOLUME,
            "data_format": "channels_first",
            "groups": 2,
            "dilation_rate": 2,
        },
    },
)

WINDOWS: dict[str, dict[str, Any]] = {
    "": {"of": (2,)},
    "three": {"of": (3,)},
    "same": {"of": (2,), "padding": "same"},
    "overlapping": {"of": ((3, 2),), "strides": (2, 1)},
    "overlapping same": {"of": (3,), "strides": 2, "padding": "same"},
    "gaps": {"of": (2,), "strides": 3},
    "channels first": {"of": (2,), "shape": VOLUME, "data_format": "channels_first"},
    "channels first same": {
        "of": (3,),
        "shape": VOLUME,
        "data_format": "channels_first",
        "strides": 2,
        "padding": "same",
    },
}
WHOLE: dict[str, dict[str, Any]] = {
    "": {},
    "kept": {"keepdims": True},
    "channels first": {"shape": VOLUME, "data_format": "channels_first"},
    "channels first kept": {
        "shape": VOLUME,
        "data_format": "channels_first",
        "keepdims": True,
    },
}


def copied(variants: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: dict(variant) for name, variant in variants.items()}


POOLING = {
    **grouped("MaxPooling2D", copied(WINDOWS)),
    "MaxPooling2D default": layer("MaxPooling2D"),
    **grouped("AveragePooling2D", copied(WINDOWS)),
    **grouped("GlobalMaxPooling2D", copied(WHOLE)),
    **grouped("GlobalAveragePooling2D", copied(WHOLE)),
}

ROWS: Shape = (6, 4)
TRAINING, REST = {"training": True}, {"training": False}
NORMALIZATION = grouped(
    "BatchNormalization",
    {
        "training": {"call": TRAINING},
        "at rest": {"call": REST},
        "unsaid": {},
        "of rows training": {"shape": ROWS, "call": TRAINING},
        "of rows at rest": {"shape": ROWS, "call": REST},
        "axis 1 training": {"axis": 1, "call": TRAINING},
        "axis 1 at rest": {"axis": 1, "call": REST},
        "no scale": {"scale": False, "call": TRAINING},
        "no center": {"center": False, "call": TRAINING},
        "neither": {"center": False, "scale": False, "call": REST},
        "epsilon": {"epsilon": 0.3, "call": TRAINING},
        "frozen": {"trainable": False, "call": TRAINING},
    },
    shape=(4, 3, 2, 5),
    weights=positive,
)


def moving(**arguments: Any) -> Case:
    """Weights of a batch normalization after each of three calls in training."""

    def run(api: Any) -> Results:
        made = api.layers.BatchNormalization(**arguments)
        results: Results = {}
        for step in range(3):
            output = made(real((5, 4, 3), seed=91 + step) * (step + 1), training=True)
            results[f"output {step}"] = output
            results[f"weights {step}"] = [np.array(w) for w in made.get_weights()]
        results["at rest"] = made(real((5, 4, 3), seed=94))
        return results

    return Case(run, atol=1e-5)


MOVING = {
    "BatchNormalization moving": moving(),
    "BatchNormalization moving fast": moving(momentum=0.6, epsilon=1e-5),
    "BatchNormalization moving axis 1": moving(momentum=0.8, axis=1),
    "BatchNormalization moving bare": moving(center=False, scale=False),
    "BatchNormalization moving frozen": moving(trainable=False),
}

PAIR: list[Shape] = [(3, 4), (3, 4)]
TRIPLE: list[Shape] = [(2, 3, 4)] * 3
BROADCAST: list[Shape] = [(2, 3, 4), (2, 1, 4)]
RANKS: list[Shape] = [(2, 3, 4), (2, 4)]
SHAPES = {"": PAIR, "of three": TRIPLE, "broadcasting": BROADCAST}


def merging(kind: str, function: str, needs: bool = False) -> dict[str, Case]:
    """A merge layer on several shapes, and its functional twin."""
    shapes = SHAPES if kind != "Subtract" else {"": PAIR, "broadcasting": BROADCAST}
    cases = {
        f"{kind} {name}".strip(): layer(kind, shape=list(value), needs=needs)
        for name, value in shapes.items()
    }
    inputs = [real(shape, seed) for seed, shape in enumerate(PAIR, start=95)]

    def run(api: Any) -> Results:
        return {"output": public(api, f"layers.{function}")(inputs)}

    path = f"layers.{function}"
    return cases | {f"{function} function": Case(run, needs=(path,) if needs else ())}


MERGING = {
    **merging("Add", "add"),
    **merging("Average", "average"),
    "Add of ranks": layer("Add", shape=list(RANKS)),
    **grouped(
        "Concatenate",
        {
            "": {"shape": [(3, 4), (3, 2)]},
            "axis 1": {"axis": 1, "shape": [(2, 3, 4), (2, 1, 4), (2, 2, 4)]},
            "axis -2": {"axis": -2, "shape": [(2, 3, 4), (2, 1, 4)]},
        },
    ),
}


def concatenated(api: Any) -> Results:
    inputs = [real((2, 3, 4), 95), real((2, 3, 4), 96)]
    concatenate = api.layers.concatenate
    return {"last": concatenate(inputs), "first": concatenate(inputs, axis=1)}


CASES: dict[str, Case] = {
    **CORE,
    **ACTIVATIONS,
    **CONVOLUTION,
    **POOLING,
    **NORMALIZATION,
    **MOVING,
    **MERGING,
    "concatenate function": Case(concatenated),
}
