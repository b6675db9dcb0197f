"""Arguments of the layers of Keras 1 and Keras 2.

Properties: (1) every old call is the call of today beside it; (2) no argument is
ignored in silence; (3) what is made is saved as today's class; (4) channels come first
where a call of Keras 1 says so, and in the layers after it; (5) what is ambiguous or
impossible is refused with its reason.
"""

from __future__ import annotations

import importlib
import inspect

import numpy as np
import pytest

import tengen
from tengen import layers as today  # noqa: F401 - old calls are read as text
from tengen.compat import keras1

CALLS = [
    ("Dense(output_dim=3, init='uniform')", "Dense(3, kernel_initializer='uniform')"),
    ("Dense(3, bias=False)", "Dense(3, use_bias=False)"),
    ("Dense(3, W_regularizer='l2')", "Dense(3, kernel_regularizer='l2')"),
    ("Dense(3, b_constraint='nonneg')", "Dense(3, bias_constraint='nonneg')"),
    ("Dropout(p=0.25)", "Dropout(0.25)"),
    ("SpatialDropout2D(p=0.25, dim_ordering='tf')", "SpatialDropout2D(0.25)"),
    ("GaussianNoise(sigma=0.5)", "GaussianNoise(0.5)"),
    ("GaussianDropout(p=0.5)", "GaussianDropout(0.5)"),
    ("PReLU(init='one')", "PReLU('one')"),
    ("LeakyReLU(alpha=0.1)", "LeakyReLU(0.1)"),
    ("ThresholdedReLU(theta=0.5)", "ReLU(threshold=0.5)"),
    ("Embedding(9, 4, init='normal')", "Embedding(9, 4, 'normal')"),
    ("BatchNormalization(mode=0, axis=1)", "BatchNormalization(axis=1)"),
    (
        "BatchNormalization(gamma_init='zero')",
        "BatchNormalization(gamma_initializer='zero')",
    ),
    ("Convolution1D(4, 3, border_mode='same')", "Conv1D(4, 3, padding='same')"),
    (
        "Convolution1D(nb_filter=4, filter_length=3, subsample_length=2)",
        "Conv1D(4, 3, 2)",
    ),
    ("Convolution2D(4, 3, 5)", "Conv2D(4, (3, 5))"),
    ("Convolution2D(4, 3, 3, subsample=(2, 2))", "Conv2D(4, (3, 3), (2, 2))"),
    ("Conv2D(4, 3, 3, border_mode='same')", "Conv2D(4, (3, 3), padding='same')"),
    ("Convolution2D(nb_filter=4, nb_row=3, nb_col=5)", "Conv2D(4, (3, 5))"),
    (
        "Convolution2D(4, 3, 3, dim_ordering='th')",
        "Conv2D(4, 3, data_format='channels_first')",
    ),
    ("Conv2D(4, (3, 3), data_format='tf')", "Conv2D(4, (3, 3))"),
    (
        "AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2))",
        "Conv2D(4, 3, dilation_rate=2)",
    ),
    ("Deconvolution2D(4, 3, 3, subsample=(2, 2))", "Conv2DTranspose(4, 3, 2)"),
    ("SeparableConvolution2D(4, 3, 3)", "SeparableConv2D(4, (3, 3))"),
    (
        "SeparableConv2D(4, 3, 3, init='one')",
        "SeparableConv2D(4, (3, 3), depthwise_initializer='one',"
        " pointwise_initializer='one')",
    ),
    ("Convolution3D(4, 3, 3, 3)", "Conv3D(4, (3, 3, 3))"),
    (
        "Convolution3D(4, kernel_dim1=1, kernel_dim2=2, kernel_dim3=3)",
        "Conv3D(4, (1, 2, 3))",
    ),
    ("MaxPooling1D(pool_length=3, stride=2)", "MaxPooling1D(3, 2)"),
    ("MaxPooling2D((2, 2), border_mode='same')", "MaxPooling2D(2, padding='same')"),
    (
        "AveragePooling2D(dim_ordering='th')",
        "AveragePooling2D(data_format='channels_first')",
    ),
    ("UpSampling1D(length=3)", "UpSampling1D(3)"),
    (
        "ZeroPadding2D({'top_pad': 1, 'right_pad': 2})",
        "ZeroPadding2D(((1, 0), (0, 2)))",
    ),
    (
        "LSTM(output_dim=3, inner_activation='tanh')",
        "LSTM(3, recurrent_activation='tanh')",
    ),
    ("LSTM(3, forget_bias_init='zero')", "LSTM(3, unit_forget_bias=False)"),
    (
        "LSTM(3, dropout_W=0.1, dropout_U=0.2)",
        "LSTM(3, dropout=0.1, recurrent_dropout=0.2)",
    ),
    (
        "GRU(3, inner_init='normal', consume_less='gpu')",
        "GRU(3, recurrent_initializer='normal')",
    ),
    ("SimpleRNN(3, U_regularizer='l1')", "SimpleRNN(3, recurrent_regularizer='l1')"),
    ("CuDNNGRU(3)", "GRU(3)"),
]


def config_of(layer):
    config = dict(layer.get_config())
    config.pop("name")
    return repr(config)


@pytest.mark.parametrize(("old", "new"), CALLS)
def test_an_old_call_is_a_call_of_today(keras, old, new):
    made = eval(
        old, {name: getattr(keras.layers, name) for name in [old.split("(")[0]]}
    )
    meant = eval(f"today.{new}")
    assert config_of(made) == config_of(meant)
    assert type(made).__name__ == type(meant).__name__


def test_every_line_of_the_table_names_an_argument_of_today(keras):
    for name, table in keras1.ARGUMENTS.items():
        if name in ("Input", "InputLayer", "Model"):
            continue
        sample = _of_today(name)
        for old, new in table.items():
            assert new in _arguments(sample), f"{name}: {old} -> {new}"


def _of_today(name):
    rooms = ("layers", "preprocessing.text", "preprocessing.image", "visualization")
    for room in rooms:
        module = importlib.import_module(f"tengen.{room}")
        if hasattr(module, name):
            return getattr(module, name)
    raise AssertionError(f"no {name} in {rooms}")


def _arguments(kind):
    if not isinstance(kind, type):
        return [*inspect.signature(kind).parameters]
    names = []
    for base in kind.__mro__:
        if "__init__" in vars(base):
            names.extend(inspect.signature(base.__init__).parameters)
    return names


def test_each_old_spelling_is_said_once(keras, capfd):
    from tengen.compat import notices

    notices._said.clear()
    for _ in range(2):
        keras.layers.Dense(output_dim=3)
    assert capfd.readouterr().err.count("Dense(output_dim=) is units= today") == 1


def test_unknown_arguments_are_still_refused(keras):
    with pytest.raises(TypeError, match="unit"):
        keras.layers.Dense(3, unitz=4)


def test_old_and_new_together_are_refused(keras):
    with pytest.raises(TypeError, match="output_dim= and units="):
        keras.layers.Dense(units=3, output_dim=3)


def test_keras_1_puts_channels_first(keras):
    layers = keras.layers
    model = keras.Sequential()
    same = {"border_mode": "same"}
    model.add(layers.Convolution2D(64, 3, 3, input_shape=(3, 32, 32), **same))
    assert model.output_shape == (None, 64, 32, 32)
    model.add(layers.Activation("relu"))
    model.add(layers.MaxPooling2D((2, 2)))
    assert model.output_shape == (None, 64, 16, 16)
    model.add(layers.UpSampling2D())
    model.add(layers.ZeroPadding2D((1, 1)))
    assert model.output_shape == (None, 64, 34, 34)
    model.add(layers.Flatten())
    assert model.output_shape == (None, 64 * 34 * 34)


def test_channels_first_in_functional_models_and_after_loading(keras, tmp_path):
    layers = keras.layers
    inputs = keras.Input((3, 16, 16))
    x = layers.Convolution2D(4, 3, 3, border_mode="same")(inputs)
    x = layers.add([x, layers.Convolution2D(4, 3, 3, border_mode="same")(x)])
    model = keras.Model(inputs, layers.GlobalMaxPooling2D()(x))
    assert model.output_shape == (None, 4)
    model.save(tmp_path / "first.h5")
    images = np.random.default_rng(0).random((2, 3, 16, 16), "float32")
    again = tengen.models.load_model(tmp_path / "first.h5")
    np.testing.assert_allclose(again.predict(images), model.predict(images), atol=1e-6)


def test_channels_stay_last_where_they_are_last(keras):
    layers = keras.layers
    model = keras.Sequential([layers.Convolution2D(8, 3, 3, input_shape=(32, 32, 3))])
    assert model.output_shape == (None, 30, 30, 8)


def test_three_integers_without_a_sign_of_keras_1_are_ambiguous(keras):
    with pytest.raises(TypeError, match="3x3 kernel in Keras 1, and .* stride 3"):
        keras.layers.Conv2D(64, 3, 3)
    assert keras.layers.Conv2D(64, 4, 2).strides == (2, 2)  # 4x2 windows nobody wrote


def test_modes_of_batch_normalization_are_refused(keras):
    with pytest.raises(ValueError, match="mode=2; expected 0"):
        keras.layers.BatchNormalization(mode=2)


def test_initial_weights(keras):
    kernel, bias = np.arange(6.0).reshape(2, 3), np.ones(3)
    dense = keras.layers.Dense(3, weights=[kernel, bias], input_dim=2)
    model = keras.Sequential([dense])
    np.testing.assert_allclose(model.predict(np.eye(2)), kernel + 1)
    eager = keras.layers.Dense(3, weights=[kernel, bias])
    np.testing.assert_allclose(eager(np.eye(2)), kernel + 1)


def test_old_attributes_of_layers(keras):
    dense = keras.layers.Dense(3, input_dim=2)
    keras.Sequential([dense])
    assert dense.W is dense.kernel and dense.b is dense.bias
    assert dense.output_dim == 3
    assert tuple(dense.get_output_at(0).shape) == (None, 3)
    assert tuple(dense.get_input_shape_at(0)) == (None, 2)
    with pytest.raises(ValueError, match="call 1; expected one of 1"):
        dense.get_output_at(1)
    with pytest.raises(AttributeError, match="no output yet"):
        keras.layers.Dense(3).output  # noqa: B018


def test_custom_layers_keep_attributes_with_old_names(keras):
    class Own(keras.layers.Layer):
        def build(self, input_shape):
            self.W = self.add_weight("W", (2, 3), initializer="ones")
            self.b = self.add_weight(name="b", shape=(3,), initializer="zeros")

        def call(self, inputs):
            return keras.backend.dot(inputs, self.W) + self.b

    assert np.asarray(Own()(np.ones((1, 2)))).tolist() == [[2.0, 2.0, 2.0]]


def test_derived_layers_take_old_arguments_too(keras):
    class Doubled(keras.layers.Dense):
        def call(self, inputs):
            return 2 * super().call(inputs)

    layer = Doubled(output_dim=1, init="one")
    assert np.asarray(layer(np.ones((1, 2)))).tolist() == [[4.0]]
    assert isinstance(layer, keras.layers.Dense)
    assert not isinstance(keras.layers.Dense(1), Doubled)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("sum", [[4.0, 6.0]]),
        ("mul", [[3.0, 8.0]]),
        ("ave", [[2.0, 3.0]]),
        ("max", [[3.0, 4.0]]),
        ("concat", [[1.0, 2.0, 3.0, 4.0]]),
        ("dot", [[11.0]]),
    ],
)
def test_merge(keras, mode, expected):
    a, b = keras.Input((2,)), keras.Input((2,))
    model = keras.Model([a, b], keras.layers.merge([a, b], mode=mode))
    result = model.predict([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    np.testing.assert_allclose(result, expected, rtol=1e-6)


def test_merge_with_an_unknown_mode(keras):
    with pytest.raises(ValueError, match="mode='plus'; expected one of 'sum'"):
        keras.layers.merge([keras.Input((2,))], mode="plus")


def test_input_takes_a_bare_number(keras):
    assert keras.Input(784).shape.as_list() == [None, 784]
    assert keras.Input(shape=(None,), dtype="int32").dtype == "int32"
    assert tuple(keras.Input(batch_input_shape=(2, 3)).shape) == (2, 3)
