"""Files of Keras 1, made here as Keras 1.2 laid them out: names, shapes, gates."""

from __future__ import annotations

import json

import h5py
import numpy as np
import pytest

from tengen import Input, layers, models

GENERATOR = np.random.default_rng(0)


def write(path, config, groups, backend="tensorflow", training=None, version="1.2.2"):
    """Write a file: `groups` are names of layers and lists of arrays."""
    with h5py.File(path, "w") as file:
        if config is not None:
            file.attrs["model_config"] = json.dumps(config).encode()
            if version is not None:
                file.attrs["keras_version"] = version.encode()
            if training is not None:
                file.attrs["training_config"] = json.dumps(training).encode()
        root = file if config is None else file.create_group("model_weights")
        root.attrs["layer_names"] = [name.encode() for name in groups]
        root.attrs["backend"] = backend.encode()
        if version is not None:
            root.attrs["keras_version"] = version.encode()
        for name, arrays in groups.items():
            group = root.create_group(name)
            names = [f"{name}_{index}" for index in range(len(arrays))]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, array in zip(names, arrays, strict=True):
                group.create_dataset(name, data=array)


def entry(class_name, **config):
    return {"class_name": class_name, "config": config}


def draw(*shape):
    return GENERATOR.normal(size=shape).astype("float32")


def dense_arrays(model):
    return {layer.name: layer.get_weights() for layer in model.layers}


def test_a_convolution_network_with_channels_first_by_theano(tmp_path):
    kernel, bias = draw(4, 2, 3, 3), draw(4)  # filters, channels, rows, columns
    matrix, offset = draw(4 * 3 * 3, 3), draw(3)
    config = {
        "class_name": "Sequential",
        "config": [
            entry(
                "Convolution2D",
                name="c",
                nb_filter=4,
                nb_row=3,
                nb_col=3,
                border_mode="valid",
                subsample=[1, 1],
                dim_ordering="th",
                init="glorot_uniform",
                activation="relu",
                bias=True,
                W_regularizer={"name": "WeightRegularizer", "l1": 0.0, "l2": 0.01},
                b_constraint={"name": "MaxNorm", "m": 2, "axis": 0},
                batch_input_shape=[None, 2, 8, 8],
                input_dtype="float32",
                trainable=True,
            ),
            entry("MaxPooling2D", name="m", pool_size=[2, 2], dim_ordering="th"),
            entry("Dropout", name="d", p=0.25),
            entry("Flatten", name="f"),
            entry("Dense", name="o", output_dim=3, init="zero", activation="linear"),
        ],
    }
    training = {
        "optimizer_config": {
            "class_name": "SGD",
            "config": {"lr": 0.1, "decay": 1e-6, "momentum": 0.9, "nesterov": True},
        },
        "loss": "mse",
        "metrics": ["accuracy"],
        "sample_weight_mode": None,
    }
    groups = {"c": [kernel, bias], "m": [], "d": [], "f": [], "o": [matrix, offset]}
    write(tmp_path / "m.h5", config, groups, "theano", training)
    model = models.load_model(tmp_path / "m.h5")
    first = model.layers[0]
    assert first.data_format == "channels_first"
    assert first.kernel_regularizer.get_config() == {"l1": 0.0, "l2": 0.01}
    assert first.bias_constraint.get_config() == {"max_value": 2, "axis": 0}
    assert model.get_layer("d").rate == 0.25
    # Theano's convolution turns its kernels around: it is the mathematical one.
    x = draw(2, 2, 8, 8)
    padded = np.zeros((2, 4, 6, 6), "float32")
    for row in range(6):
        for column in range(6):
            window = x[:, :, row : row + 3, column : column + 3]
            turned = kernel[:, :, ::-1, ::-1]
            padded[:, :, row, column] = np.einsum("nchw,fchw->nf", window, turned)
    relu = np.maximum(padded + bias[:, None, None], 0)
    pooled = relu.reshape(2, 4, 3, 2, 3, 2).max(axis=(3, 5))
    expected = pooled.reshape(2, -1) @ matrix + offset
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, atol=2e-4)
    model.fit(x, np.zeros((2, 3)), verbose=0)
    rate = float(model.optimizer.learning_rate)
    assert rate == pytest.approx(0.1 / (1 + 1e-6))


@pytest.mark.parametrize(
    ("kind", "gates", "order"), [("LSTM", 4, (0, 2, 1, 3)), ("GRU", 3, (0, 1, 2))]
)
def test_gates_in_arrays_of_their_own(kind, gates, order, tmp_path):
    options = {"recurrent_activation": "hard_sigmoid"}
    if kind == "GRU":
        options["reset_after"] = False
    model = models.Sequential([Input((5, 3)), getattr(layers, kind)(4, **options)])
    joined = [np.split(w, gates, axis=-1) for w in model.get_weights()]
    arrays = [joined[kind][gate] for gate in order for kind in range(3)]
    layer = entry(
        kind,
        name="r",
        output_dim=4,
        inner_activation="hard_sigmoid",
        inner_init="orthogonal",
        dropout_W=0.0,
        dropout_U=0.0,
        consume_less="cpu",
        batch_input_shape=[None, 5, 3],
        input_dim=3,
        forget_bias_init="one",
        return_sequences=False,
    )
    config = {"class_name": "Sequential", "config": [layer]}
    write(tmp_path / "m.h5", config, {"r": arrays})
    loaded = models.load_model(tmp_path / "m.h5")
    x = draw(2, 5, 3)
    np.testing.assert_allclose(
        loaded.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-6
    )


def test_one_dimensional_kernels_had_an_axis_more(tmp_path):
    model = models.Sequential([Input((7, 2)), layers.Conv1D(3, 4)])
    kernel, bias = model.get_weights()
    layer = entry(
        "Convolution1D",
        name="c",
        nb_filter=3,
        filter_length=4,
        border_mode="valid",
        subsample_length=1,
        batch_input_shape=[None, 7, 2],
        input_dim=2,
        input_length=None,
    )
    config = {"class_name": "Sequential", "config": [layer]}
    x = draw(2, 7, 2)
    for old in (kernel[:, None], kernel[:, None].transpose(3, 2, 0, 1)):
        write(tmp_path / "m.h5", config, {"c": [old, bias]})
        loaded = models.load_model(tmp_path / "m.h5")
        np.testing.assert_allclose(
            loaded.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-6
        )


def test_merges_were_one_class(tmp_path):
    def call(*names):
        return [[[name, 0, 0] for name in names]]

    places = [
        {
            **entry("InputLayer", name=name, batch_input_shape=[None, 3]),
            "name": name,
            "inbound_nodes": [],
        }
        for name in ("a", "b")
    ]
    merges = [
        {
            **entry("Merge", name=mode, mode=mode, concat_axis=-1, dot_axes=-1),
            "name": mode,
            "inbound_nodes": call("a", "b"),
        }
        for mode in ("sum", "mul", "concat", "ave", "max", "dot")
    ]
    config = {
        "name": "m",
        "layers": [*places, *merges],
        "input_layers": [["a", 0, 0], ["b", 0, 0]],
        "output_layers": [[m["name"], 0, 0] for m in merges],
    }
    names = {place["name"]: [] for place in [*places, *merges]}
    write(tmp_path / "m.h5", {"class_name": "Model", "config": config}, names)
    model = models.load_model(tmp_path / "m.h5")
    a, b = draw(2, 3), draw(2, 3)
    expected = [a + b, a * b, np.concatenate([a, b], -1), (a + b) / 2, np.maximum(a, b)]
    expected.append((a * b).sum(-1, keepdims=True))
    for found, wanted in zip(model.predict([a, b], verbose=0), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-5)


def test_weights_that_do_not_say_who_wrote_them(tmp_path):
    """As the files of pretrained networks: nothing but names and arrays."""
    model = models.Sequential(
        [Input((6, 6, 2)), layers.Conv2D(3, 3), layers.Flatten(), layers.Dense(2)]
    )
    path = tmp_path / "w.h5"
    write(path, None, dense_arrays(model), version=None)
    other = models.clone_model(model)
    other.load_weights(path)
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(a, b)


def test_kernels_of_tensorflow_for_channels_first(tmp_path):
    """As Keras's published weights are: kernels (rows, columns, channels, filters)."""
    kernel, bias = draw(3, 3, 2, 4), draw(4)
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [b"c"]
        file.create_group("c").attrs["weight_names"] = [b"c_W_1:0", b"c_b_1:0"]
        file["c/c_W_1:0"], file["c/c_b_1:0"] = kernel, bias
    layer = layers.Conv2D(4, 3, data_format="channels_first", name="c")
    model = models.Sequential([Input((2, 8, 8)), layer])
    model.load_weights(path)
    np.testing.assert_array_equal(layer.kernel.numpy(), kernel)
