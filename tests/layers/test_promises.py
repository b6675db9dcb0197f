"""Every layer keeps the promises of `tengen.testing.check_layer`."""

import inspect

import numpy as np
import pytest

from tengen import layers
from tengen.activations import tanh
from tengen.layers.merging.merge import Merge
from tengen.testing import check_layer

IMAGE = (2, 7, 6, 3)
PLANES = (2, 3, 7, 6)
PHOTOS = (2, 4, 3, 2)
SIGNAL = (2, 7, 3)
WORDS = (3, 4, 3)
VOLUME = (2, 4, 3, 4, 2)
INDICES = np.random.default_rng(0).integers(0, 9, (3, 5)).astype("int32")


class SelfAttention(layers.MultiHeadAttention):
    """Called with one tensor, as `check_layer` calls layers."""

    def build(self, input_shape):
        super().build(input_shape, input_shape)

    def call(self, inputs, training=False):
        return super().call(inputs, inputs, training=training)


class SelfGrouped(layers.GroupQueryAttention):
    """Called with one tensor, as `check_layer` calls layers."""

    def __init__(self, head_dim=2, num_query_heads=4, num_key_value_heads=2, **options):
        super().__init__(head_dim, num_query_heads, num_key_value_heads, **options)

    def build(self, input_shape):
        super().build(input_shape, input_shape)

    def call(self, inputs, training=False):
        return super().call(inputs, inputs, training=training)


CASES = {
    "Dense": [
        ("Dense", {"units": 4}, (5, 3)),
        ("Dense", {"units": 4, "activation": "tanh", "use_bias": False}, (5, 3)),
        ("Dense", {"units": 2, "activation": "softmax"}, (5, 4, 3)),
    ],
    "Activation": [
        ("Activation", {"activation": name}, (4, 5))
        for name in ("relu", "sigmoid", "tanh", "softmax", "elu", "gelu", "softplus")
    ],
    "ReLU": [
        ("ReLU", {}, (4, 5)),
        ("ReLU", {"max_value": 1.0, "threshold": 0.2}, (4, 5)),
    ],
    "LeakyReLU": [("LeakyReLU", {"negative_slope": 0.1}, (4, 5))],
    "ELU": [("ELU", {"alpha": 0.7}, (4, 5))],
    "PReLU": [
        ("PReLU", {"alpha_initializer": "random_normal"}, (4, 5)),
        ("PReLU", {"shared_axes": [1, 2]}, IMAGE),
    ],
    "Softmax": [("Softmax", {}, (4, 5)), ("Softmax", {"axis": (1, 2)}, (4, 5, 3))],
    "Flatten": [
        ("Flatten", {}, IMAGE),
        ("Flatten", {"data_format": "channels_first"}, PLANES),
    ],
    "Reshape": [("Reshape", {"target_shape": (-1, 2)}, (4, 6))],
    "Dropout": [
        ("Dropout", {"rate": 0.4, "seed": 1}, (4, 5)),
        ("Dropout", {"rate": 0.4, "noise_shape": (None, 1, 5)}, (4, 3, 5)),
        ("Dropout", {"rate": 0.0}, (4, 5)),
    ],
    "Embedding": [("Embedding", {"input_dim": 9, "output_dim": 4}, INDICES)],
    "ReversibleEmbedding": [
        ("ReversibleEmbedding", {"input_dim": 9, "output_dim": 4}, INDICES)
    ],
    "Identity": [("Identity", {}, (4, 5))],
    "Conv2D": [
        ("Conv2D", {"filters": 4, "kernel_size": 3}, IMAGE),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same"}, IMAGE),
        ("Conv2D", {"filters": 4, "kernel_size": (2, 3), "strides": (2, 1)}, IMAGE),
        ("Conv2D", {"filters": 2, "kernel_size": 3, "dilation_rate": 2}, IMAGE),
        ("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 3}, IMAGE),
        ("Conv2D", {"filters": 4, "kernel_size": 1, "use_bias": False}, IMAGE),
        (
            "Conv2D",
            {"filters": 4, "kernel_size": 3, "data_format": "channels_first"},
            PLANES,
        ),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "activation": "tanh"}, IMAGE),
    ],
    "Conv1D": [
        ("Conv1D", {"filters": 4, "kernel_size": 3, "padding": "causal"}, SIGNAL),
        ("Conv1D", {"filters": 6, "kernel_size": 2, "groups": 3}, SIGNAL),
    ],
    "Conv3D": [("Conv3D", {"filters": 2, "kernel_size": 2, "strides": 2}, VOLUME)],
    "Conv1DTranspose": [
        ("Conv1DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2}, SIGNAL)
    ],
    "Conv2DTranspose": [
        (
            "Conv2DTranspose",
            {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"},
            IMAGE,
        ),
        (
            "Conv2DTranspose",
            {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1},
            IMAGE,
        ),
    ],
    "Conv3DTranspose": [
        ("Conv3DTranspose", {"filters": 1, "kernel_size": 2, "strides": 2}, VOLUME)
    ],
    "DepthwiseConv1D": [
        ("DepthwiseConv1D", {"kernel_size": 3, "depth_multiplier": 2}, SIGNAL)
    ],
    "DepthwiseConv2D": [
        ("DepthwiseConv2D", {"kernel_size": 3, "activation": "tanh"}, IMAGE),
        (
            "DepthwiseConv2D",
            {"kernel_size": 2, "data_format": "channels_first", "strides": 2},
            PLANES,
        ),
    ],
    "SeparableConv1D": [("SeparableConv1D", {"filters": 4, "kernel_size": 3}, SIGNAL)],
    "SeparableConv2D": [
        ("SeparableConv2D", {"filters": 4, "kernel_size": 3, "padding": "same"}, IMAGE)
    ],
    "UpSampling1D": [("UpSampling1D", {"size": 3}, SIGNAL)],
    "UpSampling2D": [
        ("UpSampling2D", {"size": (2, 3)}, IMAGE),
        ("UpSampling2D", {"interpolation": "bilinear"}, (2, 3, 2, 2)),
    ],
    "UpSampling3D": [("UpSampling3D", {"size": (1, 2, 1)}, VOLUME)],
    "ZeroPadding1D": [("ZeroPadding1D", {"padding": (1, 2)}, SIGNAL)],
    "ZeroPadding2D": [("ZeroPadding2D", {"padding": ((1, 0), (2, 3))}, IMAGE)],
    "ZeroPadding3D": [("ZeroPadding3D", {}, VOLUME)],
    "Cropping1D": [("Cropping1D", {"cropping": (1, 2)}, SIGNAL)],
    "Cropping2D": [("Cropping2D", {"cropping": (1, 2)}, IMAGE)],
    "Cropping3D": [("Cropping3D", {"cropping": ((1, 0), (0, 1), (1, 1))}, VOLUME)],
    "Permute": [("Permute", {"dims": (2, 1)}, SIGNAL)],
    "RepeatVector": [("RepeatVector", {"n": 3}, (4, 3))],
    "SimpleRNN": [("SimpleRNN", {"units": 2, "return_state": True}, WORDS)],
    "LSTM": [
        ("LSTM", {"units": 2, "recurrent_dropout": 0.5}, WORDS),
        ("LSTM", {"units": 2, "return_sequences": True, "go_backwards": True}, WORDS),
    ],
    "GRU": [
        ("GRU", {"units": 2, "unroll": True, "dropout": 0.5}, WORDS),
        ("GRU", {"units": 2, "reset_after": False, "use_bias": False}, WORDS),
    ],
    "RNN": [
        ("RNN", {"cell": layers.SimpleRNNCell(2), "return_sequences": True}, WORDS)
    ],
    "Wrapper": [("TimeDistributed", {"layer": layers.Dense(2)}, WORDS)],
    "StackedRNNCells": [
        (
            "RNN",
            {"cell": [layers.GRUCell(2), layers.LSTMCell(2, recurrent_dropout=0.5)]},
            WORDS,
        )
    ],
    **{
        f"{name}Cell": [("RNN", {"cell": getattr(layers, f"{name}Cell")(2)}, WORDS)]
        for name in ("SimpleRNN", "GRU", "LSTM")
    },
    "Bidirectional": [
        ("Bidirectional", {"layer": layers.GRU(2, return_sequences=True)}, WORDS)
    ],
    "TimeDistributed": [("TimeDistributed", {"layer": layers.Dense(2)}, WORDS)],
    "MaxPooling2D": [
        ("MaxPooling2D", {}, IMAGE),
        ("MaxPooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}, IMAGE),
        ("MaxPooling2D", {"data_format": "channels_first"}, PLANES),
    ],
    "AveragePooling2D": [
        ("AveragePooling2D", {"pool_size": (2, 3)}, IMAGE),
        ("AveragePooling2D", {"pool_size": 3, "strides": 1, "padding": "same"}, IMAGE),
    ],
    "GlobalMaxPooling2D": [
        ("GlobalMaxPooling2D", {}, IMAGE),
        ("GlobalMaxPooling2D", {"keepdims": True}, IMAGE),
    ],
    "GlobalAveragePooling2D": [
        ("GlobalAveragePooling2D", {"data_format": "channels_first"}, PLANES)
    ],
    "MaxPooling1D": [("MaxPooling1D", {}, SIGNAL)],
    "AveragePooling1D": [
        ("AveragePooling1D", {"pool_size": 3, "padding": "same"}, SIGNAL)
    ],
    "MaxPooling3D": [("MaxPooling3D", {}, VOLUME)],
    "AveragePooling3D": [("AveragePooling3D", {"strides": 1}, VOLUME)],
    "GlobalMaxPooling1D": [("GlobalMaxPooling1D", {}, SIGNAL)],
    "GlobalAveragePooling1D": [("GlobalAveragePooling1D", {"keepdims": True}, SIGNAL)],
    "GlobalMaxPooling3D": [("GlobalMaxPooling3D", {}, VOLUME)],
    "GlobalAveragePooling3D": [("GlobalAveragePooling3D", {}, VOLUME)],
    "LayerNormalization": [
        ("LayerNormalization", {"axis": [1, 2]}, SIGNAL),
        ("LayerNormalization", {"rms_scaling": True}, (4, 5)),
    ],
    "GroupNormalization": [("GroupNormalization", {"groups": 2, "axis": 1}, (3, 6, 2))],
    "UnitNormalization": [("UnitNormalization", {}, (4, 5))],
    "RMSNormalization": [("RMSNormalization", {}, (4, 5))],
    "LocalResponseNormalization": [
        ("LocalResponseNormalization", {"alpha": 0.5, "size": 3}, (2, 2, 3, 5))
    ],
    "Lambda": [("Lambda", {"function": tanh}, (4, 5))],
    "EinsumDense": [
        (
            "EinsumDense",
            {"equation": "...b,bcd->...cd", "output_shape": (2, 3), "bias_axes": "d"},
            (3, 2, 4),
        )
    ],
    "MultiHeadAttention": [
        (SelfAttention, {"num_heads": 2, "key_dim": 2, "dropout": 0.3}, WORDS),
        (SelfAttention, {"num_heads": 1, "key_dim": 2, "use_gate": True}, WORDS),
    ],
    "Attention": [
        (
            "Attention",
            {"score_mode": "concat", "use_scale": True},
            [(2, 3, 4), (2, 5, 4)],
        )
    ],
    "AdditiveAttention": [("AdditiveAttention", {}, [(2, 3, 4), (2, 5, 2), (2, 5, 4)])],
    "Rescaling": [("Rescaling", {"scale": 0.5, "offset": [1.0, 2.0]}, (3, 2))],
    "Normalization": [
        ("Normalization", {"mean": [1.0, 2.0], "variance": [4.0, 9.0]}, (3, 2)),
        ("Normalization", {"axis": None}, (3, 2)),
    ],
    "Resizing": [("Resizing", {"height": 4, "width": 5}, PHOTOS)],
    "CenterCrop": [("CenterCrop", {"height": 2, "width": 5}, PHOTOS)],
    "RandomCrop": [("RandomCrop", {"height": 3, "width": 2, "seed": 1}, PHOTOS)],
    "RandomFlip": [("RandomFlip", {"mode": "horizontal"}, PHOTOS)],
    "RandomContrast": [("RandomContrast", {"factor": 0.3}, PHOTOS)],
    "RandomBrightness": [("RandomBrightness", {"factor": 0.3}, PHOTOS)],
    "RandomRotation": [("RandomRotation", {"factor": 0.1}, PHOTOS)],
    **{
        name: [(name, {"value_range": (-3, 3), "factor": 0.5}, (2, 4, 3, 3))]
        for name in (
            *("RandomHue", "RandomSaturation", "RandomColorDegeneration"),
            *("RandomSharpness", "RandomInvert", "RandomGaussianBlur", "RandomErasing"),
        )
    },
    "RandomGrayscale": [("RandomGrayscale", {}, (2, 4, 3, 3))],
    "RandomShear": [("RandomShear", {"x_factor": 0.3}, PHOTOS)],
    "RandomZoom": [("RandomZoom", {"height_factor": 0.1}, PHOTOS)],
    "RandomTranslation": [
        ("RandomTranslation", {"height_factor": 0.1, "width_factor": 0.2}, PHOTOS)
    ],
    "CategoryEncoding": [("CategoryEncoding", {"num_tokens": 9}, INDICES)],
    "IntegerLookup": [
        ("IntegerLookup", {"vocabulary": [3, 1, 7]}, INDICES),
        ("IntegerLookup", {"vocabulary": [3, 1], "output_mode": "count"}, INDICES),
    ],
    "Discretization": [("Discretization", {"bin_boundaries": [-0.5, 0.5]}, (3, 4))],
    "SpectralNormalization": [
        ("SpectralNormalization", {"layer": layers.Dense(2)}, (4, 3)),
        ("SpectralNormalization", {"layer": layers.Conv2D(2, 2)}, (2, 3, 3, 2)),
    ],
    "GroupedQueryAttention": [(SelfGrouped, {"use_gate": True, "dropout": 0.3}, WORDS)],
    "ConvLSTM1D": [
        ("ConvLSTM1D", {"filters": 2, "kernel_size": 2, "strides": 2}, (2, 3, 5, 2))
    ],
    "ConvLSTM2D": [
        (
            "ConvLSTM2D",
            {"filters": 2, "kernel_size": 2, "dropout": 0.5, "recurrent_dropout": 0.5},
            (2, 2, 3, 4, 1),
        ),
        (
            "ConvLSTM2D",
            {
                "filters": 1,
                "kernel_size": 2,
                "padding": "same",
                "data_format": "channels_first",
                "return_sequences": True,
                "return_state": True,
            },
            (2, 2, 2, 3, 3),
        ),
    ],
    "ConvLSTM3D": [
        ("ConvLSTM3D", {"filters": 1, "kernel_size": 2}, (1, 2, 3, 3, 3, 1))
    ],
    **{
        f"Adaptive{kind}Pooling{rank}D": [
            (f"Adaptive{kind}Pooling{rank}D", {"output_size": 2}, shape)
        ]
        for kind in ("Average", "Max")
        for rank, shape in ((1, SIGNAL), (2, IMAGE), (3, VOLUME))
    },
    "Masking": [("Masking", {}, SIGNAL)],
    "ActivityRegularization": [("ActivityRegularization", {"l1": 0.1}, (4, 5))],
    "GaussianNoise": [("GaussianNoise", {"stddev": 0.5}, (4, 5))],
    "GaussianDropout": [("GaussianDropout", {"rate": 0.5}, (4, 5))],
    "AlphaDropout": [("AlphaDropout", {"rate": 0.5}, (4, 5))],
    "SpatialDropout1D": [("SpatialDropout1D", {"rate": 0.5}, SIGNAL)],
    "SpatialDropout2D": [("SpatialDropout2D", {"rate": 0.5}, IMAGE)],
    "SpatialDropout3D": [("SpatialDropout3D", {"rate": 0.5}, VOLUME)],
    "Dot": [
        ("Dot", {"axes": (2, 1)}, [(2, 3, 4), (2, 4, 2)]),
        ("Dot", {"axes": -1, "normalize": True}, [(3, 4), (3, 4)]),
    ],
    "BatchNormalization": [
        ("BatchNormalization", {}, (6, 5)),
        ("BatchNormalization", {"scale": False}, IMAGE),
        ("BatchNormalization", {"axis": 1, "center": False}, PLANES),
    ],
    "Concatenate": [
        ("Concatenate", {}, [(4, 2), (4, 3)]),
        ("Concatenate", {"axis": 1}, [(4, 2, 5), (4, 3, 5)]),
    ],
    "Subtract": [("Subtract", {}, [(4, 3), (4, 3)])],
    **{
        name: [(name, {}, [(4, 3), (4, 3), (4, 3)]), (name, {}, [(4, 2, 3), (4, 3)])]
        for name in ("Add", "Multiply", "Average", "Maximum", "Minimum")
    },
}

ALL = [case for cases in CASES.values() for case in cases]


@pytest.mark.parametrize(("name", "arguments", "given"), ALL)
def test_layer_keeps_its_promises(name, arguments, given):
    layer_class = getattr(layers, name) if isinstance(name, str) else name
    if isinstance(given, np.ndarray):
        check_layer(layer_class, arguments, inputs=given)
    else:
        check_layer(layer_class, arguments, given)


def test_every_public_layer_is_among_the_cases():
    public = {
        thing.__name__
        for thing in vars(layers).values()
        if inspect.isclass(thing) and issubclass(thing, layers.Layer)
    }
    # They take no arrays of numbers, or look at their values.
    of_texts = {"TextVectorization", "StringLookup", "Hashing", "HashedCrossing"}
    others = {"Layer", "InputLayer", Merge.__name__}
    assert public - others - of_texts == set(CASES)


def test_check_layer_catches_a_layer_that_lies():
    class Forgetful(layers.Layer):
        def __init__(self, units=3, **options):
            super().__init__(**options)
            self.units = units

        def get_config(self):
            config = super().get_config()
            config["units"] = 2
            return config

        def build(self, input_shape):
            self.kernel = self.add_weight((input_shape[-1], self.units))

        def call(self, inputs):
            return inputs @ self.kernel

    with pytest.raises((AssertionError, ValueError)):
        check_layer(Forgetful, {"units": 3}, (4, 5))

    class WrongGradient(layers.Layer):
        def call(self, inputs):
            import jax

            return inputs * jax.lax.stop_gradient(inputs)

    with pytest.raises(AssertionError, match="gradient of input"):
        check_layer(WrongGradient, {}, (4, 5))
