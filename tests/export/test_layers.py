"""Every layer as ONNX: what ONNX Runtime computes is what the model predicts.

The oracle is `predict`, which other tests compare with Keras. Each layer is exported
once, with open batch size, and run with one and with seven samples.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tengen import Input, Model, layers

from .conftest import randomized

ROOT = Path(__file__).resolve().parents[2]
IMAGE = (8, 7, 4)
CHANNELS_FIRST = {"data_format": "channels_first"}

ONE_INPUT = [
    # -- core
    (layers.Dense(3), (5,)),
    (layers.Dense(3, activation="relu", use_bias=False), (4, 5)),
    (layers.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3)), (4, 5)),
    (layers.Embedding(5, 3), (6,)),
    (layers.Identity(), (5,)),
    (layers.Masking(), (4, 3)),
    (layers.Lambda(lambda x: x**2 + 1), (5,)),
    # -- activations
    *(
        (layers.Activation(name), (3, 9))
        for name in (
            "relu sigmoid tanh softmax elu selu gelu silu softplus softsign leaky_relu "
            "relu6 exponential hard_sigmoid mish log_softmax".split()
        )
    ),
    (layers.ReLU(), (9,)),
    (layers.ReLU(max_value=1.0, negative_slope=0.1, threshold=0.2), (9,)),
    (layers.LeakyReLU(), (9,)),
    (layers.PReLU(shared_axes=[1]), (3, 4)),
    (layers.ELU(0.7), (9,)),
    (layers.Softmax(axis=1), (3, 4)),
    # -- convolutional
    (layers.Conv1D(3, 3), (9, 2)),
    (layers.Conv1D(4, 3, strides=2, padding="same", groups=2), (9, 2)),
    (layers.Conv1D(3, 2, padding="causal", dilation_rate=2), (9, 2)),
    (layers.Conv2D(3, 3), IMAGE),
    (layers.Conv2D(3, (3, 2), strides=2, padding="same", activation="relu"), IMAGE),
    (layers.Conv2D(3, 3, dilation_rate=2, use_bias=False), IMAGE),
    (layers.Conv2D(6, 3, groups=2, padding="same"), IMAGE),
    (layers.Conv2D(3, 1, strides=2), IMAGE),
    (layers.Conv2D(3, 3, padding="same", **CHANNELS_FIRST), (4, 8, 7)),
    (layers.Conv3D(2, 2, padding="same"), (4, 5, 3, 2)),
    (layers.Conv1DTranspose(3, 3, strides=2, padding="same"), (5, 2)),
    (layers.Conv2DTranspose(3, 3, strides=2, padding="same"), IMAGE),
    (layers.Conv2DTranspose(3, 2, strides=3), IMAGE),
    (layers.Conv2DTranspose(3, 2, strides=3, padding="same"), IMAGE),
    (layers.Conv2DTranspose(3, 3, strides=2, output_padding=1, padding="same"), IMAGE),
    (layers.Conv2DTranspose(3, 3, dilation_rate=2), IMAGE),
    (layers.Conv2DTranspose(3, 3, strides=(2, 1), **CHANNELS_FIRST), (4, 5, 6)),
    (layers.Conv3DTranspose(2, 2, strides=2), (3, 2, 3, 2)),
    (layers.DepthwiseConv1D(3, depth_multiplier=2), (9, 2)),
    (layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same"), IMAGE),
    (layers.DepthwiseConv2D(3, strides=2), IMAGE),
    (layers.SeparableConv1D(3, 3), (9, 2)),
    (layers.SeparableConv2D(5, 3, padding="same"), IMAGE),
    # -- pooling
    (layers.MaxPooling1D(2), (9, 2)),
    (layers.MaxPooling2D(), IMAGE),
    (layers.MaxPooling2D(3, strides=2, padding="same"), IMAGE),
    (layers.MaxPooling2D(3, **CHANNELS_FIRST), (4, 8, 7)),
    (layers.MaxPooling3D(2), (4, 5, 3, 2)),
    (layers.AveragePooling1D(3, padding="same"), (9, 2)),
    (layers.AveragePooling2D(), IMAGE),
    (layers.AveragePooling2D(3, strides=2, padding="same"), IMAGE),
    (layers.AveragePooling2D(2, **CHANNELS_FIRST), (4, 8, 7)),
    (layers.AveragePooling3D(2, padding="same"), (4, 5, 3, 2)),
    (layers.GlobalMaxPooling1D(), (9, 2)),
    (layers.GlobalMaxPooling2D(keepdims=True), IMAGE),
    (layers.GlobalMaxPooling3D(), (4, 5, 3, 2)),
    (layers.GlobalAveragePooling1D(), (9, 2)),
    (layers.GlobalAveragePooling2D(), IMAGE),
    (layers.GlobalAveragePooling3D(**CHANNELS_FIRST), (4, 5, 3, 2)),
    # -- reshaping
    (layers.Flatten(), IMAGE),
    (layers.Reshape((-1, 2)), IMAGE),
    (layers.Permute((3, 1, 2)), IMAGE),
    (layers.RepeatVector(3), (5,)),
    (layers.UpSampling1D(3), (4, 2)),
    (layers.UpSampling2D((2, 3)), IMAGE),
    (layers.UpSampling2D(2, interpolation="bilinear"), IMAGE),
    (layers.UpSampling2D(2, **CHANNELS_FIRST), (4, 3, 2)),
    (layers.UpSampling3D(2), (2, 3, 2, 2)),
    (layers.ZeroPadding1D((1, 2)), (4, 2)),
    (layers.ZeroPadding2D(((1, 2), (0, 3))), IMAGE),
    (layers.ZeroPadding3D(1), (2, 3, 2, 2)),
    (layers.Cropping1D((1, 2)), (9, 2)),
    (layers.Cropping2D(((1, 2), (0, 3))), IMAGE),
    (layers.Cropping3D(1), (4, 5, 3, 2)),
    # -- normalization
    (layers.BatchNormalization(), IMAGE),
    (layers.BatchNormalization(axis=1, scale=False), IMAGE),
    (layers.LayerNormalization(), (4, 6)),
    (layers.LayerNormalization(axis=[1, 2], center=False), (4, 6)),
    (layers.GroupNormalization(2), IMAGE),
    (layers.UnitNormalization(), (4, 6)),
    (layers.RMSNormalization(), (4, 6)),
    (layers.LocalResponseNormalization(), IMAGE),
    # -- regularization: nothing of it is left
    (layers.Dropout(0.5), (5,)),
    (layers.SpatialDropout1D(0.5), (5, 2)),
    (layers.SpatialDropout2D(0.5), IMAGE),
    (layers.SpatialDropout3D(0.5), (2, 3, 2, 2)),
    (layers.GaussianNoise(0.5), (5,)),
    (layers.GaussianDropout(0.5), (5,)),
    (layers.AlphaDropout(0.5), (5,)),
    (layers.ActivityRegularization(0.1), (5,)),
    # -- recurrent
    (layers.SimpleRNN(3), (5, 2)),
    (layers.SimpleRNN(3, return_sequences=True, go_backwards=True), (5, 2)),
    (layers.LSTM(3), (5, 2)),
    (layers.LSTM(3, return_sequences=True), (5, 2)),
    (layers.LSTM(3, go_backwards=True, use_bias=False), (5, 2)),
    (layers.LSTM(3, return_state=True, return_sequences=True), (5, 2)),
    (layers.LSTM(3, unroll=True), (5, 2)),
    (layers.GRU(3), (5, 2)),
    (layers.GRU(3, return_sequences=True, go_backwards=True), (5, 2)),
    (layers.GRU(3, reset_after=False), (5, 2)),
    (layers.Bidirectional(layers.LSTM(3, return_sequences=True)), (5, 2)),
    (layers.Bidirectional(layers.GRU(3), merge_mode="sum"), (5, 2)),
    (layers.TimeDistributed(layers.Dense(3)), (5, 2)),
    (layers.TimeDistributed(layers.Conv2D(3, 3)), (2, 5, 5, 2)),
    (layers.RNN(layers.LSTMCell(3)), (5, 2)),
    (layers.RNN([layers.GRUCell(3), layers.SimpleRNNCell(2)]), (5, 2)),
    # -- preprocessing
    (layers.Rescaling(1 / 255, offset=-1), IMAGE),
    (layers.Normalization(mean=1.0, variance=4.0), (5,)),
    (layers.Resizing(5, 9), IMAGE),
    (layers.Resizing(5, 9, interpolation="nearest"), IMAGE),
    (layers.CategoryEncoding(5), (3,)),
    (layers.CategoryEncoding(5, output_mode="one_hot"), (3,)),
    (layers.CategoryEncoding(5, output_mode="count"), (3,)),
    (layers.CenterCrop(5, 4), IMAGE),
    (layers.RandomFlip(), IMAGE),
    (layers.RandomRotation(0.1), IMAGE),
    (layers.RandomTranslation(0.1, 0.1), IMAGE),
    (layers.RandomZoom(0.1), IMAGE),
    (layers.RandomCrop(5, 4), IMAGE),
    (layers.RandomContrast(0.1), IMAGE),
    (layers.RandomBrightness(0.1), IMAGE),
]

WHOLE_NUMBERS = (layers.Embedding, layers.CategoryEncoding)


def dtype_for(layer):
    return "int32" if isinstance(layer, WHOLE_NUMBERS) else "float32"


def title(case):
    layer, shape = case
    name = getattr(getattr(layer, "activation", None), "__name__", "")
    return f"{type(layer).__name__}-{name}-{'x'.join(map(str, shape))}"


@pytest.mark.parametrize("case", ONE_INPUT, ids=title)
def test_layer(case, agrees):
    layer, shape = case
    x = Input(shape, dtype=dtype_for(layer))
    agrees(randomized(Model(x, layer(x))))


# -- nothing is left out ---------------------------------------------------------------

FIRST = """
Dense Activation Dropout Flatten Reshape Conv2D Conv2DTranspose MaxPooling2D
GlobalMaxPooling2D UpSampling2D Embedding LSTM
"""
SECOND = """
BatchNormalization LayerNormalization GlobalAveragePooling2D AveragePooling2D
ZeroPadding2D Cropping2D DepthwiseConv2D SeparableConv2D Conv1D MaxPooling1D
AveragePooling1D GlobalMaxPooling1D GlobalAveragePooling1D UpSampling1D GRU SimpleRNN
Bidirectional TimeDistributed RNN Permute RepeatVector Lambda Masking ReLU LeakyReLU
PReLU ELU Softmax GaussianNoise SpatialDropout1D SpatialDropout2D Rescaling
Normalization Resizing RandomFlip RandomRotation RandomTranslation RandomZoom RandomCrop
RandomContrast GroupNormalization Identity
"""  # layers of several inputs are in test_models.py


def test_every_layer_of_the_first_two_priorities_is_tested():
    tested = {type(layer).__name__ for layer, _ in ONE_INPUT}
    assert {*FIRST.split(), *SECOND.split()} - tested == set()


def rows_of_the_document():
    """Layers and the nodes that docs/formats.md says they become."""
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for names, nodes in re.findall(r"^\| (`.*`.*) \| (.*) \|$", text, re.MULTILINE):
        wanted = re.findall(r"[A-Z]\w+", nodes.split(";")[0])
        for name in re.findall(r"`([A-Z]\w+)`", names):
            yield name, wanted


def test_layers_become_the_nodes_that_the_document_says(export):
    first = {type(layer).__name__: (layer, shape) for layer, shape in ONE_INPUT[::-1]}
    rows = dict(rows_of_the_document())
    assert len(rows) > 40
    for name, wanted in rows.items():
        layer, shape = first[name]
        x = Input(shape, dtype=dtype_for(layer))
        operations = export(
            Model(x, type(layer).from_config(layer.get_config())(x))
        ).operations
        assert set(wanted) <= set(operations), name
        if not wanted:
            assert set(operations) <= {"Identity"}, name
