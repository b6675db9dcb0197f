"""Layers of the third set: convolutional LSTMs, lookups, spectral norms, few heads."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..case import Case, Results
from .layers import Shape, grouped, layer, ordinary, real

CLIPS: Shape = (2, 3, 6, 5, 2)
FIRST: dict[str, Any] = {"data_format": "channels_first"}

RECURRENT = {
    "ConvLSTM1D": layer("ConvLSTM1D", 3, 2, shape=(2, 4, 6, 2), strides=2),
    **grouped(
        "ConvLSTM2D",
        {
            "": {"of": (3, 3)},
            "same": {"of": (2, (3, 2)), "padding": "same", "return_sequences": True},
            "strides": {"of": (2, 2), "strides": 2, "unit_forget_bias": False},
            "dilation": {"of": (2, 2), "dilation_rate": 2, "go_backwards": True},
            "other": {
                "of": (2, 2),
                "activation": "relu",
                "recurrent_activation": "hard_sigmoid",
                "use_bias": False,
            },
            "channels first": {"of": (2, 3), "shape": (2, 3, 2, 6, 5), **FIRST},
        },
        shape=CLIPS,
    ),
    "ConvLSTM3D": layer("ConvLSTM3D", 2, 2, shape=(1, 2, 4, 3, 3, 1)),
}
POOLING = {
    f"Adaptive{kind}Pooling{rank}D {size}": layer(
        f"Adaptive{kind}Pooling{rank}D", size, shape=shape
    )
    for kind in ("Average", "Max")
    for rank, shape in ((1, (2, 7, 3)), (2, (2, 7, 6, 3)), (3, (2, 5, 4, 6, 2)))
    for size in (2, 3)
}
POOLING["AdaptiveMaxPooling2D channels first"] = layer(
    "AdaptiveMaxPooling2D", (2, 4), shape=(2, 3, 7, 6), **FIRST
)


def attended(**arguments: Any) -> Case:
    """Outputs, scores, causal outputs, and gradients of grouped attention."""
    query, value, key = (
        real(s, 121 + i) for i, s in enumerate([(2, 3, 4), (2, 5, 6), (2, 5, 2)])
    )

    def run(api: Any) -> Results:
        made = api.layers.GroupQueryAttention(3, 4, 2, **arguments)
        made(query, value, key)
        made.set_weights(ordinary(made))
        output, scores = made(query, value, key, return_attention_scores=True)
        itself = api.layers.GroupQueryAttention(3, 4, 1, **arguments)
        itself(query, query)
        itself.set_weights(ordinary(itself))
        return {
            "output": output,
            "scores": scores,
            "weight shapes": [list(w.shape) for w in made.get_weights()],
            "causal": itself(query, query, use_causal_mask=True),
        }

    return Case(run, atol=1e-5)


def normalized(kind: str, *positional: Any, shape: Shape) -> Case:
    """A layer whose kernel is normalized in two calls in training, and then used."""
    x = real(shape, 131)

    def run(api: Any) -> Results:
        inner = getattr(api.layers, kind)(*positional)
        made = api.layers.SpectralNormalization(inner, power_iterations=2)
        made(x)
        made.set_weights(ordinary(made))
        results: Results = {}
        for step in range(2):
            results[f"training {step}"] = made(x, training=True)
            results[f"weights {step}"] = [np.array(w) for w in made.get_weights()]
        return results | {"at rest": made(x)}

    return Case(run, atol=1e-5)


def ranges(api: Any) -> Results:
    """Numbers of ranges, with boundaries given."""
    x = np.array([[-1.5, 0.0, 0.3], [1.0, 2.5, 2.0]], "float32")
    make = api.layers.Discretization
    bounds = [0.0, 1.0, 2.0]
    return {
        "int": make(bounds)(x),
        **{
            mode: make(bounds, output_mode=mode)(x)
            for mode in ("one_hot", "multi_hot", "count")
        },
        "column": make(bounds, output_mode="one_hot")(x[:, :1]),
    }


CASES: dict[str, Case] = {
    **RECURRENT,
    **POOLING,
    "GroupQueryAttention": attended(),
    "GroupQueryAttention gate": attended(use_gate=True, use_bias=False),
    "GroupQueryAttention window": attended(sliding_window=2),
    "SpectralNormalization Dense": normalized("Dense", 3, shape=(4, 5)),
    "SpectralNormalization Conv2D": normalized("Conv2D", 3, 2, shape=(2, 4, 4, 2)),
    "Discretization": Case(ranges),
}
