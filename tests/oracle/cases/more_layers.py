"""Layers beyond the first set: as `layers`, and masks, sequences and states."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..case import Case, Results, public
from .differentiate import gradients
from .layers import (
    VOLUME,
    Shape,
    below,
    grouped,
    layer,
    merging,
    ordinary,
    real,
)

FIRST: dict[str, Any] = {"data_format": "channels_first"}
SIGNAL: Shape = (2, 9, 4)
SENTENCE: Shape = (3, 6, 4)

CONVOLUTION = {
    **grouped(
        "Conv1D",
        {
            "": {"of": (3, 3)},
            "same": {"of": (3, 4), "padding": "same", "strides": 2},
            "causal": {"of": (3, 3), "padding": "causal", "dilation_rate": 2},
            "groups": {"of": (4, 3), "groups": 2, "activation": "relu"},
            "channels first": {"of": (3, 3), **FIRST},
        },
        shape=SIGNAL,
        needs=True,
    ),
    **grouped(
        "Conv2DTranspose",
        {
            "": {"of": (3, 3)},
            "strides": {"of": (3, 3), "strides": 2},
            "same": {"of": (3, 3), "strides": 2, "padding": "same"},
            "small": {"of": (3, 2), "strides": 3, "activation": "relu"},
            "even same": {"of": (3, 4), "strides": (2, 3), "padding": "same"},
            "output padding": {"of": (3, 3), "strides": 2, "output_padding": 1},
            "dilation": {"of": (3, 3), "dilation_rate": 2},
            "channels first": {
                "of": (3, 3),
                "strides": 2,
                "padding": "same",
                "shape": VOLUME,
                **FIRST,
            },
        },
        shape=(2, 4, 3, 2),
        needs=True,
    ),
    **grouped(
        "DepthwiseConv2D",
        {
            "": {"of": (3,)},
            "same": {"of": (3,), "padding": "same", "activation": "relu"},
            "strides": {"of": (3,), "strides": 2, "padding": "same"},
            "multiplier": {"of": (3,), "depth_multiplier": 2, "use_bias": False},
            "dilation": {"of": ((2, 3),), "dilation_rate": 2},
            "channels first": {"of": (3,), "shape": VOLUME, **FIRST},
        },
        needs=True,
    ),
    **grouped(
        "SeparableConv2D",
        {
            "": {"of": (3, 3)},
            "same": {"of": (3, 3), "padding": "same", "depth_multiplier": 2},
            "strides": {"of": (3, 3), "strides": 2, "activation": "tanh"},
        },
        needs=True,
    ),
    **grouped(
        "Conv3D",
        {"": {"of": (2, 2)}, "same": {"of": (2, 3), "padding": "same", "strides": 2}},
        shape=(1, 4, 3, 4, 2),
        needs=True,
    ),
}

POOLING = {
    **grouped(
        "MaxPooling1D",
        {"": {}, "same": {"of": (3,), "strides": 2, "padding": "same"}},
        shape=SIGNAL,
        needs=True,
    ),
    **grouped(
        "AveragePooling1D",
        {"": {"of": (2,)}, "same": {"of": (3,), "strides": 2, "padding": "same"}},
        shape=SIGNAL,
        needs=True,
    ),
    "GlobalMaxPooling1D": layer("GlobalMaxPooling1D", shape=SIGNAL, needs=True),
    "GlobalAveragePooling1D": layer("GlobalAveragePooling1D", shape=SIGNAL, needs=True),
}

RESHAPING = {
    **grouped(
        "UpSampling2D",
        {
            "": {},
            "uneven": {"of": ((2, 3),)},
            "bilinear": {"of": (2,), "interpolation": "bilinear"},
            "channels first": {"of": (2,), "shape": VOLUME, **FIRST},
        },
        shape=(2, 3, 2, 2),
        needs=True,
    ),
    "UpSampling1D": layer("UpSampling1D", 3, shape=SIGNAL, needs=True),
    **grouped(
        "ZeroPadding2D",
        {
            "": {},
            "two": {"of": ((1, 2),)},
            "four": {"of": (((1, 0), (2, 3)),)},
            "channels first": {"of": (2,), "shape": VOLUME, **FIRST},
        },
        needs=True,
    ),
    **grouped(
        "Cropping2D",
        {
            "": {"of": (1,)},
            "four": {"of": (((1, 0), (2, 1)),)},
            "channels first": {"of": ((1, 2),), "shape": VOLUME, **FIRST},
        },
        needs=True,
    ),
    "Permute": layer("Permute", (3, 1, 2), needs=True),
    "RepeatVector": layer("RepeatVector", 3, shape=(2, 4), needs=True),
    "Identity": layer("Identity", shape=(2, 4), needs=True),
    "Rescaling": layer("Rescaling", 0.5, offset=-1.0, needs=True),
}

NORMALIZATION = {
    **grouped(
        "LayerNormalization",
        {
            "": {},
            "axes": {"axis": [1, 2, 3]},
            "axis 1": {"axis": 1, "epsilon": 0.1},
            "no scale": {"scale": False},
            "no center": {"center": False},
        },
        shape=(2, 3, 2, 5),
        needs=True,
    ),
    **grouped(
        "GroupNormalization",
        {
            "two": {"groups": 2},
            "each": {"groups": -1, "epsilon": 0.1},
            "axis 1": {"groups": 3, "axis": 1, "shape": (2, 6, 3, 2)},
        },
        shape=(2, 3, 2, 6),
        needs=True,
    ),
    "UnitNormalization": layer("UnitNormalization", shape=(3, 5), needs=True),
    "RMSNormalization": layer("RMSNormalization", shape=(3, 5), needs=True),
}

MERGING = {
    **merging("Subtract", "subtract", needs=True),
    **merging("Multiply", "multiply", needs=True),
    **merging("Maximum", "maximum", needs=True),
    **merging("Minimum", "minimum", needs=True),
    "Dot": layer("Dot", 1, shape=[(3, 4), (3, 4)], needs=True),
    "Dot axes": layer("Dot", (2, 1), shape=[(2, 3, 4), (2, 4, 5)], needs=True),
    "Dot normalized": layer(
        "Dot", 1, normalize=True, shape=[(3, 4), (3, 4)], needs=True
    ),
}

WAYS: dict[str, dict[str, Any]] = {
    "": {"of": (3,)},
    "sequences": {"of": (3,), "return_sequences": True},
    "backwards": {"of": (3,), "go_backwards": True, "return_sequences": True},
    "other": {"of": (3,), "activation": "relu", "use_bias": False},
    "state": {"of": (3,), "return_state": True},
}
GATES = {"recurrent_activation": "hard_sigmoid"}
RECURRENT = {
    **grouped(
        "SimpleRNN", {k: dict(v) for k, v in WAYS.items()}, shape=SENTENCE, needs=True
    ),
    **grouped(
        "LSTM", {k: dict(v) for k, v in WAYS.items()}, shape=SENTENCE, needs=True
    ),
    "LSTM hard": layer("LSTM", 3, shape=SENTENCE, needs=True, **GATES),
    **grouped("GRU", {k: dict(v) for k, v in WAYS.items()}, shape=SENTENCE, needs=True),
    "GRU reset before": layer("GRU", 3, reset_after=False, shape=SENTENCE, needs=True),
}


def masked(kind: str, **arguments: Any) -> Case:
    """A recurrent layer behind padded words: the padding must not count."""
    words = below(5)((4, 6), 97)
    words[1, 3:] = 0
    words[2, :2] = 0

    def run(api: Any) -> Results:
        layers = api.layers
        parts = [layers.Input((6,)), layers.Embedding(5, 4, mask_zero=True)]
        recurrent = public(api, f"layers.{kind}")(3, **arguments)
        model = api.models.Sequential([*parts, recurrent])
        model.set_weights(ordinary(model))
        return {
            "output": model.predict(words, verbose=0),
            "gradient": gradients(model, words),
        }

    return Case(run, atol=1e-5, needs=(f"layers.{kind}",))


def masking(api: Any) -> Results:
    """Steps that are all of one value are left out by what follows."""
    x = real(SENTENCE, 98)
    x[0, 2:] = -1.0
    layers = api.layers
    parts = [layers.Input(SENTENCE[1:]), layers.Masking(-1.0), layers.LSTM(3)]
    model = api.models.Sequential(parts)
    model.set_weights(ordinary(model))
    return {"output": model.predict(x, verbose=0)}


def both_ways(inner: str, **arguments: Any) -> Case:
    x = real(SENTENCE, 99)

    def run(api: Any) -> Results:
        sequences = {"return_sequences": True}
        cell = public(api, f"layers.{inner}")(3, **sequences)
        made = api.layers.Bidirectional(cell, **arguments)
        made(x)
        made.set_weights(ordinary(made))
        return {"output": made(x), "gradient": gradients(made, x)}

    return Case(run, atol=1e-5, needs=("layers.Bidirectional", f"layers.{inner}"))


def each_step(api: Any) -> Results:
    x = real((2, 3, 5, 4), 99)
    made = api.layers.TimeDistributed(api.layers.Conv1D(3, 2))
    made(x)
    made.set_weights(ordinary(made))
    return {"output": made(x), "gradient": gradients(made, x)}


def remembered(api: Any) -> Results:
    """A stateful layer goes on where it stopped, until it is reset."""
    made = api.layers.LSTM(3, stateful=True)
    x = real(SENTENCE, 100)
    made(x)
    made.set_weights(ordinary(made)[:3])
    made.reset_state()
    results = {f"call {i}": np.array(made(x)) for i in range(3)}
    made.reset_state()
    return results | {"after the reset": made(x)}


def attention(**arguments: Any) -> Case:
    """Query, value and key of their own lengths, with and without a causal mask."""
    query, value, key = real((2, 3, 4), 1), real((2, 5, 6), 2), real((2, 5, 4), 3)

    def run(api: Any) -> Results:
        made = api.layers.MultiHeadAttention(2, 3, **arguments)
        made(query, value, key)
        made.set_weights(ordinary(made))
        output, scores = made(query, value, key, return_attention_scores=True)
        causal = made(query, value, key, use_causal_mask=True)
        return {"output": output, "scores": scores, "causal": causal}

    return Case(run, atol=1e-5, needs=("layers.MultiHeadAttention",))


LATER = {
    "LSTM masked": masked("LSTM"),
    "LSTM masked sequences": masked("LSTM", return_sequences=True),
    "GRU masked": masked("GRU"),
    "SimpleRNN masked backwards": masked("SimpleRNN", go_backwards=True),
    "GlobalAveragePooling1D masked": Case(
        lambda api: masked_average(api), needs=("layers.GlobalAveragePooling1D",)
    ),
    "Masking": Case(masking, needs=("layers.Masking", "layers.LSTM")),
    "Bidirectional LSTM": both_ways("LSTM"),
    "Bidirectional GRU sum": both_ways("GRU", merge_mode="sum"),
    "TimeDistributed": Case(
        each_step, atol=1e-5, needs=("layers.TimeDistributed", "layers.Conv1D")
    ),
    "LSTM stateful": Case(remembered, needs=("layers.LSTM",)),
    "MultiHeadAttention": attention(),
    "MultiHeadAttention other": attention(output_shape=7, use_bias=False),
    "Attention": layer(
        "Attention", shape=[(2, 3, 4), (2, 5, 4), (2, 5, 4)], needs=True
    ),
    "Attention scaled": layer(
        "Attention", use_scale=True, shape=[(2, 3, 4), (2, 5, 4)], needs=True
    ),
}


def masked_average(api: Any) -> Results:
    words = np.array([[1, 2, 0, 0], [3, 1, 2, 4]])
    layers = api.layers
    parts = [layers.Input((4,)), layers.Embedding(5, 3, mask_zero=True)]
    model = api.models.Sequential([*parts, layers.GlobalAveragePooling1D()])
    model.set_weights(ordinary(model))
    return {"output": model.predict(words, verbose=0)}


CASES: dict[str, Case] = {
    **CONVOLUTION,
    **POOLING,
    **RESHAPING,
    **NORMALIZATION,
    **MERGING,
    **RECURRENT,
    **LATER,
}
