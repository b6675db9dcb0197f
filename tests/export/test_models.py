"""Whole models as ONNX: inputs and outputs, masks, attention, sizes left open."""

from __future__ import annotations

import numpy as np
import pytest

import tengen
from tengen import Input, Model, Sequential, layers, ops

from .conftest import data_for, randomized


def lenet():
    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(),
            layers.Conv2D(16, 5, activation="tanh"),
            layers.AveragePooling2D(),
            layers.Flatten(),
            layers.Dense(120, activation="tanh"),
            layers.Dense(84, activation="tanh"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def residual(x, filters, strides=1):
    short = x
    if strides != 1 or x.shape[-1] != filters:
        short = layers.Conv2D(filters, 1, strides=strides)(x)
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.add([layers.BatchNormalization()(x), short]))


def residual_network():
    x = image = Input((16, 16, 3))
    for filters, strides in ((8, 1), (8, 1), (16, 2)):
        x = residual(x, filters, strides)
    x = layers.GlobalAveragePooling2D()(x)
    return Model(image, layers.Dense(10, activation="softmax")(x))


def mobile_block():
    x = image = Input((9, 9, 8))
    x = layers.Conv2D(24, 1, use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    x = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = layers.Activation("swish")(layers.BatchNormalization()(x))
    weight = layers.Reshape((1, 1, 24))(layers.GlobalAveragePooling2D()(x))
    weight = layers.Dense(24, activation="sigmoid")(weight)
    x = layers.Conv2D(8, 1, use_bias=False)(layers.multiply([x, weight]))
    x = layers.BatchNormalization()(x)
    return Model(image, layers.Add()([x, image]))


def autoencoder():
    encoder = Sequential(
        [
            Input((12, 12, 1)),
            layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(4, name="code"),
        ],
        name="encoder",
    )
    decoder = Sequential(
        [
            Input((4,)),
            layers.Dense(6 * 6 * 8, activation="relu"),
            layers.Reshape((6, 6, 8)),
            layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        ],
        name="decoder",
    )
    image = Input((12, 12, 1))
    return Model(image, decoder(encoder(image)), name="autoencoder")


def ticket_model():
    """Two inputs through one shared embedding, two outputs."""
    words = layers.Embedding(20, 8, mask_zero=True)
    title = Input((6,), dtype="int32", name="title")
    body = Input((9,), dtype="int32", name="body")
    features = layers.concatenate(
        [layers.LSTM(5)(words(title)), layers.GRU(4)(words(body))]
    )
    priority = layers.Dense(1, activation="sigmoid", name="priority")(features)
    department = layers.Dense(4, activation="softmax", name="department")(features)
    return Model([title, body], [priority, department])


def transformer():
    tokens = Input((7,), dtype="int32")
    x = layers.Embedding(9, 8, mask_zero=True)(tokens)
    attended = layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)
    x = layers.LayerNormalization()(layers.add([x, attended]))
    x = layers.add([x, layers.Dense(8)(layers.Dense(16, activation="gelu")(x))])
    return Model(tokens, layers.Dense(3)(layers.GlobalAveragePooling1D()(x)))


def go_network():
    planes = Input((9, 9, 6))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(planes)
    x = residual(x, 8)
    policy = layers.Flatten()(layers.Conv2D(1, 1)(x))
    policy = layers.Activation("softmax", name="policy")(policy)
    value = layers.Dense(8, activation="relu")(layers.Flatten()(x))
    return Model(
        planes, [policy, layers.Dense(1, activation="tanh", name="value")(value)]
    )


NETWORKS = [
    lenet,
    residual_network,
    mobile_block,
    autoencoder,
    ticket_model,
    transformer,
    go_network,
]


@pytest.mark.parametrize("network", NETWORKS, ids=lambda make: make.__name__)
def test_network(network, agrees):
    tengen.utils.set_random_seed(1)
    agrees(network())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["LeNet5", "ResNet18", "MobileNetV2"])
def test_networks_with_a_name(name, agrees):
    options = {} if name == "LeNet5" else {"input_shape": (64, 64, 3)}
    model = getattr(tengen.applications, name)(weights=None, classes=10, **options)
    exported = agrees(model)
    assert exported.operations.count("Transpose") <= 2


# -- layers of several inputs ----------------------------------------------------------

MERGING = [
    layers.Add(),
    layers.Subtract(),
    layers.Multiply(),
    layers.Average(),
    layers.Maximum(),
    layers.Minimum(),
    layers.Concatenate(axis=1),
    layers.Dot(axes=2),
    layers.Dot(axes=(1, 1), normalize=True),
    layers.Attention(use_scale=True),
    layers.AdditiveAttention(),
    layers.MultiHeadAttention(2, 3, value_dim=2, output_shape=5),
]


@pytest.mark.parametrize("layer", MERGING, ids=lambda one: one.name)
def test_two_inputs(layer, agrees):
    a, b = Input((4, 6)), Input((4, 6))
    together = [a, b]
    attends = isinstance(layer, layers.MultiHeadAttention)
    agrees(randomized(Model([a, b], layer(*together) if attends else layer(together))))


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.SimpleRNN(3),
        lambda: layers.LSTM(3, return_sequences=True),
        lambda: layers.GRU(3, go_backwards=True),
        lambda: layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        lambda: layers.Bidirectional(layers.GRU(2)),
        lambda: layers.TimeDistributed(layers.Dense(2)),
        lambda: layers.GlobalAveragePooling1D(),
        lambda: layers.RNN(layers.LSTMCell(2), zero_output_for_mask=True),
    ],
)
@pytest.mark.parametrize("source", ["embedding", "masking"])
def test_masks(make, source, agrees):
    if source == "embedding":
        x = Input((6,), dtype="int32")
        y = make()(layers.Embedding(5, 4, mask_zero=True)(x))
    else:
        x = Input((6, 4))
        y = make()(layers.Masking(0.5)(x))
    model = randomized(Model(x, y))
    data = data_for(x)
    if source == "masking":
        data[:, 2:4] = 0.5
        data[3] = 0.5
    agrees(model, data)


def test_states_between_layers(agrees):
    x, y = Input((5, 2)), Input((4, 2))
    _, *states = layers.LSTM(3, return_state=True)(x)
    decoded = layers.LSTM(3, return_sequences=True)(y, initial_state=states)
    agrees(randomized(Model([x, y], decoded)))


# -- structures of inputs and outputs --------------------------------------------------


def test_dicts_of_inputs_and_outputs(export):
    inputs = {"width": Input((3,), name="width"), "age": Input((1,), name="age")}
    x = layers.concatenate([inputs["width"], inputs["age"]])
    model = Model(inputs, {"sum": layers.Dense(1)(x), "all": layers.Dense(2)(x)})
    exported = export(model)
    assert sorted(exported.input_names) == ["age", "width"]
    assert sorted(exported.output_names) == ["all", "sum"]
    data = {name: data_for(tensor) for name, tensor in inputs.items()}
    expected = model.predict(data, verbose=0)
    for name, got in zip(
        exported.output_names, exported.session.run(None, data), strict=True
    ):
        np.testing.assert_allclose(got, expected[name], atol=1e-5)


def test_a_layer_used_twice_is_stored_once(agrees):
    shared = layers.Dense(4, name="shared")
    a, b = Input((3,)), Input((3,))
    exported = agrees(Model([a, b], layers.subtract([shared(a), shared(b)])))
    names = [tensor.name for tensor in exported.proto.graph.initializer]
    assert sorted(names) == ["shared/bias", "shared/kernel"]


def test_an_output_that_is_an_input_and_one_twice(agrees):
    x = Input((3,), name="x")
    y = layers.ReLU()(x)
    agrees(Model(x, [x, y, y]))


def test_a_model_by_subclass(export):
    class Network(Model):
        def __init__(self):
            super().__init__()
            self.hidden = layers.Dense(4, activation="relu")
            self.head = layers.Dense(2)

        def call(self, x):
            return self.head(self.hidden(x))

    model = Network()
    with pytest.raises(ValueError, match="never called"):
        export(model)
    data = np.random.default_rng(0).normal(size=(7, 3)).astype("float32")
    expected = np.asarray(model(data))
    for options in ({}, {"input_signature": [Input((3,))]}):
        exported = export(model, **options)
        np.testing.assert_allclose(exported(data)[0], expected, atol=1e-5)
        np.testing.assert_allclose(exported(data[:1])[0], expected[:1], atol=1e-5)


def test_a_custom_layer(agrees):
    class Polynomial(layers.Layer):
        def build(self, input_shape):
            self.factors = self.add_weight(shape=(3, input_shape[-1]), name="factors")

        def call(self, x):
            return sum(self.factors[k] * x**k for k in range(3))

    x = Input((4,))
    exported = agrees(randomized(Model(x, Polynomial(name="polynomial")(x))))
    names = [tensor.name for tensor in exported.proto.graph.initializer]
    assert any(name.startswith("polynomial/") for name in names)


# -- sizes left open -------------------------------------------------------------------


def runs_at(exported, model, *shapes, dtype="float32"):
    numbers = np.random.default_rng(5)
    for shape in shapes:
        data = numbers.integers(0, 5, shape).astype(dtype)
        expected = np.asarray(model(data))
        (got,) = exported(data)
        np.testing.assert_allclose(got, expected, atol=1e-5)


def test_sequences_of_any_length(export):
    x = Input((None,), dtype="int32")
    y = layers.Embedding(5, 4, mask_zero=True)(x)
    y = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(y)
    y = layers.Conv1D(4, 3, padding="same")(y)
    y = layers.Concatenate()([layers.GlobalAveragePooling1D()(y), layers.GRU(2)(y)])
    model = randomized(Model(x, y))
    runs_at(export(model), model, (1, 4), (3, 9), (2, 1), dtype="int32")


def test_attention_over_any_length(export):
    x = Input((None, 6))
    y = layers.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)
    model = randomized(Model(x, layers.LayerNormalization()(y)))
    runs_at(export(model), model, (1, 4, 6), (3, 9, 6))


def test_images_of_any_size(export):
    x = Input((None, None, 3))
    y = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
    y = layers.UpSampling2D()(layers.MaxPooling2D()(y))
    y = layers.Conv2DTranspose(2, 3, strides=2)(y)
    model = randomized(Model(x, y))
    runs_at(export(model), model, (1, 7, 5, 3), (2, 8, 12, 3))
    model = randomized(Model(x, layers.GlobalAveragePooling2D()(y)))
    runs_at(export(model), model, (1, 7, 5, 3), (2, 8, 12, 3))


def test_open_height_and_width_are_kept_apart(export):
    x = y = Input((None, None, 2))
    for _ in range(5):
        y = layers.MaxPooling2D()(y)
    z = layers.Lambda(lambda x: x.transpose(0, 3, 1, 2).reshape(*x.shape[:3], 2))(y)
    mean = layers.GlobalAveragePooling2D()(y)
    count = layers.Lambda(lambda x: 0 * x[:, 0, 0] + x.shape[1] + 10 * x.shape[2])(y)
    model = Model(x, [z, mean, count])
    exported = export(model)
    data = np.random.default_rng(0).normal(size=(2, 70, 170, 2)).astype("float32")
    for got, expected in zip(exported(data), model(data), strict=True):
        np.testing.assert_allclose(got, np.asarray(expected), atol=1e-5)


def test_lengths_that_must_be_even(export):
    x = Input((None, 2))
    y = layers.UpSampling1D()(layers.MaxPooling1D()(x))
    model = Model(x, layers.Add()([x, y]))
    runs_at(export(model), model, (1, 4, 2), (3, 10, 2))


def test_padding_that_depends_on_an_open_size_is_refused(export):
    x = Input((None, None, 3))
    y = layers.Conv2D(4, 3, strides=2, padding="same", name="downwards")(x)
    with pytest.raises(ValueError, match="downwards(.|\n)*padding"):
        export(Model(x, y))


def test_a_fixed_number_of_samples(export):
    x = Input((3,))
    model = Model(x, layers.Dense(2)(x))
    exported = export(model, dynamic_batch=False)
    assert exported.session.get_inputs()[0].shape == [1, 3]
    assert export(model).session.get_inputs()[0].shape == ["N", 3]
    x = Input(batch_shape=(4, 3))
    assert export(Model(x, layers.ReLU()(x))).session.get_inputs()[0].shape == [4, 3]


# -- types and versions ----------------------------------------------------------------


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(policy, export):
    x = Input((8, 8, 2))
    y = layers.Conv2D(4, 3, activation="relu", dtype=policy)(x)
    y = layers.Dense(3, dtype=policy)(layers.Flatten()(y))
    model = Model(x, layers.Activation("softmax", dtype="float32")(y))
    data = data_for(x)
    expected = model.predict(data, verbose=0)
    np.testing.assert_allclose(export(model)(data)[0], expected, atol=2e-2)


@pytest.mark.parametrize("opset", [18, 20, 21, 23])
def test_versions_of_onnx(opset, agrees):
    exported = agrees(go_network(), opset=opset)
    (version,) = exported.proto.opset_import
    assert version.version == opset


def test_functions_on_symbolic_tensors(agrees):
    x = Input((4, 5))
    y = ops.concatenate([x * 2 + 1, ops.relu(x)[:, :2]], axis=1)
    agrees(Model(x, [ops.softmax(y, axis=-1), ops.mean(y, axis=(1, 2))]))
