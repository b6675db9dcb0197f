"""Every layer as ONNX: what ONNX Runtime computes is what the model predicts.

The oracle is `predict`, which other tests compare with Keras. Each layer is exported
once, with open batch size, and run with one and with seven samples.
"""

from __future__ import annotations

import pytest

from tengen import Input, Model, layers

from .conftest import randomized

IMAGE = (8, 7, 4)
FIRST = {"data_format": "channels_first"}

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
    (layers.Conv2D(3, 3, padding="same", **FIRST), (4, 8, 7)),
    (layers.Conv3D(2, 2, padding="same"), (4, 5, 3, 2)),
    (layers.Conv1DTranspose(3, 3, strides=2, padding="same"), (5, 2)),
    (layers.Conv2DTranspose(3, 3, strides=2, padding="same"), IMAGE),
    (layers.Conv2DTranspose(3, 2, strides=3), IMAGE),
    (layers.Conv2DTranspose(3, 2, strides=3, padding="same"), IMAGE),
    (layers.Conv2DTranspose(3, 3, strides=2, output_padding=1, padding="same"), IMAGE),
    (layers.Conv2DTranspose(3, 3, dilation_rate=2), IMAGE),
    (layers.Conv2DTranspose(3, 3, strides=(2, 1), **FIRST), (4, 5, 6)),
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
    (layers.MaxPooling2D(3, **FIRST), (4, 8, 7)),
    (layers.MaxPooling3D(2), (4, 5, 3, 2)),
    (layers.AveragePooling1D(3, padding="same"), (9, 2)),
    (layers.AveragePooling2D(), IMAGE),
    (layers.AveragePooling2D(3, strides=2, padding="same"), IMAGE),
    (layers.AveragePooling2D(2, **FIRST), (4, 8, 7)),
    (layers.AveragePooling3D(2, padding="same"), (4, 5, 3, 2)),
    (layers.GlobalMaxPooling1D(), (9, 2)),
    (layers.GlobalMaxPooling2D(keepdims=True), IMAGE),
    (layers.GlobalMaxPooling3D(), (4, 5, 3, 2)),
    (layers.GlobalAveragePooling1D(), (9, 2)),
    (layers.GlobalAveragePooling2D(), IMAGE),
    (layers.GlobalAveragePooling3D(**FIRST), (4, 5, 3, 2)),
    # -- reshaping
    (layers.Flatten(), IMAGE),
    (layers.Reshape((-1, 2)), IMAGE),
    (layers.Permute((3, 1, 2)), IMAGE),
    (layers.RepeatVector(3), (5,)),
    (layers.UpSampling1D(3), (4, 2)),
    (layers.UpSampling2D((2, 3)), IMAGE),
    (layers.UpSampling2D(2, interpolation="bilinear"), IMAGE),
    (layers.UpSampling2D(2, **FIRST), (4, 3, 2)),
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


def title(case):
    layer, shape = case
    name = getattr(getattr(layer, "activation", None), "__name__", "")
    return f"{type(layer).__name__}-{name}-{'x'.join(map(str, shape))}"


@pytest.mark.parametrize("case", ONE_INPUT, ids=title)
def test_layer(case, agrees):
    layer, shape = case
    dtype = "int32" if isinstance(layer, WHOLE_NUMBERS) else "float32"
    x = Input(shape, dtype=dtype)
    agrees(randomized(Model(x, layer(x))))
