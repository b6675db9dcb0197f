"""Old spellings in files: Keras 2's configurations, functions of TensorFlow, and what
real Keras calls the functions of `ops`.
"""

from __future__ import annotations

import inspect
import json
import warnings

import numpy as np
import pytest

from tengen import Input, layers, losses, models, ops, optimizers
from tengen.saving import keras_operations, tf_operations
from tengen.saving.dialects import modern_compile_config
from tengen.saving.operations import _functions

X = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")


def functional(*entries, inputs=("x",), outputs, shape=(None, 4)):
    """A configuration as Keras 2 wrote it."""
    places = [
        {
            "class_name": "InputLayer",
            "config": {
                "batch_input_shape": list(shape),
                "dtype": "float32",
                "sparse": False,
                "ragged": False,
                "name": name,
            },
            "name": name,
            "inbound_nodes": [],
        }
        for name in inputs
    ]
    config = {
        "name": "model",
        "layers": [*places, *entries],
        "input_layers": [[name, 0, 0] for name in inputs],
        "output_layers": outputs,
    }
    return json.dumps({"class_name": "Functional", "config": config})


def layer(class_name, name, calls, **config):
    config = {"name": name, "trainable": True, "dtype": "float32", **config}
    return {
        "class_name": class_name,
        "config": config,
        "name": name,
        "inbound_nodes": calls,
    }


def tf_layer(function, name, calls):
    return layer("TFOpLambda", name, calls, function=function)


def test_functions_of_tensorflow_become_ours():
    text = functional(
        tf_layer("math.multiply", "m", [["x", 0, 0, {"y": 2.0, "name": None}]]),
        tf_layer(
            "concat", "c", [[["m", 0, 0, {"axis": -1}], ["x", 0, 0, {"axis": -1}]]]
        ),
        tf_layer(
            "split", "s", [["c", 0, 0, {"num_or_size_splits": [3, 5], "axis": 1}]]
        ),
        tf_layer("math.reduce_sum", "r", [["s", 0, 1, {"axis": 1, "keepdims": True}]]),
        tf_layer(
            "math.subtract", "d", [["_CONSTANT_VALUE", -1, 1.0, {"y": ["r", 0, 0]}]]
        ),
        tf_layer("linalg.matmul", "p", [["d", 0, 0, {"b": [[1.0, 2.0]]}]]),
        layer(
            "SlicingOpLambda",
            "g",
            [
                [
                    "p",
                    0,
                    0,
                    {
                        "slice_spec": [
                            {"start": None, "stop": None, "step": None},
                            {"start": 1, "stop": None, "step": None},
                        ]
                    },
                ]
            ],
            function="__operators__.getitem",
        ),
        outputs=[["g", 0, 0]],
    )
    model = models.model_from_json(text)
    both = np.concatenate([X * 2, X], axis=-1)
    expected = 2.0 * (1.0 - both[:, 3:].sum(1, keepdims=True))
    np.testing.assert_allclose(model.predict(X, verbose=0), expected, rtol=1e-5)


def test_an_unknown_function_of_tensorflow_is_named():
    text = functional(
        tf_layer("math.reduce_meen", "m", [["x", 0, 0, {}]]), outputs=[["m", 0, 0]]
    )
    with pytest.raises(ValueError, match=r"tf\.math\.reduce_meen[\s\S]*reduce_mean"):
        models.model_from_json(text)
    text = functional(
        tf_layer("matmul", "m", [["x", 0, 0, {"b": [[1.0]], "transpose_a": True}]]),
        outputs=[["m", 0, 0]],
    )
    with pytest.raises(ValueError, match="transpose_a"):
        models.model_from_json(text)


def test_every_function_of_the_tables_is_there():
    known = _functions()
    for ours, arguments in tf_operations._TABLE.values():
        parameters = inspect.signature(known[ours]).parameters
        assert set(arguments.values()) <= set(parameters), ours
    for operation in keras_operations._all():
        parameters = inspect.signature(known[operation.function]).parameters
        assert set(operation.tensors) <= set(parameters), operation
        assert keras_operations.of_function(operation.function) is operation


def test_calls_of_nested_models_count_from_one_in_keras_2():
    inner = json.loads(
        functional(
            layer("Dense", "d", [[["y", 0, 0, {}]]], units=4, activation="tanh"),
            inputs=("y",),
            outputs=[["d", 0, 0]],
        )
    )
    inner |= {
        "name": "inner",
        "inbound_nodes": [[["x", 0, 0, {}]], [["inner", 1, 0, {}]]],
    }
    inner["config"]["name"] = "inner"
    text = functional(inner, outputs=[["inner", 1, 0], ["inner", 2, 0]])
    model = models.model_from_json(text)
    first, second = model.predict(X, verbose=0)
    nested = model.get_layer("inner")
    np.testing.assert_allclose(nested.predict(X, verbose=0), first, rtol=1e-6)
    np.testing.assert_allclose(nested.predict(first, verbose=0), second, rtol=1e-5)


def test_old_keys_are_forgotten_and_unknown_ones_are_said():
    old = layer(
        "Conv2DTranspose",
        "up",
        [[["x", 0, 0, {}]]],
        filters=2,
        kernel_size=[2, 2],
        groups=1,
        dilation_rate=[1, 1],
        kernel_initializer={"class_name": "VarianceScaling", "config": {"seed": None}},
    )
    text = functional(old, outputs=[["up", 0, 0]], shape=(None, 4, 4, 3))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert models.model_from_json(text).count_params() == 26
    old["config"]["wings"] = 2
    text = functional(old, outputs=[["up", 0, 0]], shape=(None, 4, 4, 3))
    with pytest.warns(UserWarning, match=r"'up' \(Conv2DTranspose\)[\s\S]*wings=2"):
        models.model_from_json(text)


def test_the_leak_keeps_its_size():
    leak = layer("LeakyReLU", "l", [[["x", 0, 0, {}]]], alpha=0.125)
    model = models.model_from_json(functional(leak, outputs=[["l", 0, 0]]))
    assert model.get_layer("l").negative_slope == 0.125


def test_a_list_of_layers_is_a_sequential_model():
    entries = [
        layer("Dense", "a", [], units=3, batch_input_shape=[None, 4]),
        layer("CuDNNGRU", "g", [], units=2),
    ]
    entries.insert(1, layer("RepeatVector", "r", [], n=2))
    text = json.dumps({"class_name": "Sequential", "config": entries})
    model = models.model_from_json(text)
    assert [type(x) for x in model.layers] == [
        layers.Dense,
        layers.RepeatVector,
        layers.GRU,
    ]
    assert model.predict(X, verbose=0).shape == (3, 2)


def test_states_stand_in_a_list_after_the_input_in_keras_2():
    text = functional(
        layer("LSTM", "a", [[["x", 0, 0, {}]]], units=3, return_state=True),
        layer(
            "LSTM", "b", [[["y", 0, 0, {}], ["a", 0, 1, {}], ["a", 0, 2, {}]]], units=3
        ),
        inputs=("x", "y"),
        outputs=[["b", 0, 0]],
        shape=(None, 5, 2),
    )
    x, y = np.ones((2, 5, 2), "float32"), np.zeros((2, 5, 2), "float32")
    model = models.model_from_json(text)
    a, b = model.get_layer("a"), model.get_layer("b")
    _, h, c = a(x)
    expected = b(y, initial_state=[h, c])
    found = model.predict([x, y], verbose=0)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_compile_configuration_without_an_optimizer():
    config = modern_compile_config({"loss": "mse", "metrics": None})
    assert "optimizer" not in config and config["loss"] == "mse"


def test_old_compile_configurations():
    config = modern_compile_config(
        {
            "optimizer_config": {
                "class_name": "SGD",
                "config": {"lr": 0.5, "decay": 0.25, "momentum": 0.9, "nesterov": True},
            },
            "loss": {
                "class_name": "Huber",
                "config": {"reduction": "auto", "name": "h", "delta": 2.0, "fn": "x"},
            },
            "metrics": [
                [
                    {
                        "class_name": "MeanMetricWrapper",
                        "config": {"name": "a", "dtype": "float32", "fn": "mae"},
                    },
                    "accuracy",
                ]
            ],
            "loss_weights": None,
            "sample_weight_mode": None,
        }
    )
    model = models.Sequential([Input((4,)), layers.Dense(1)])
    model.compile_from_config(config)
    assert type(model.optimizer) is optimizers.SGD
    model.fit(X, X[:, :1], batch_size=1, epochs=1, verbose=0)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.5 / (1 + 0.25 * 3))
    assert isinstance(model.loss, losses.Huber)
    assert model.loss.get_config()["delta"] == 2.0
    assert model.metrics_names == ["loss", "a", "accuracy"]


def test_functions_in_graphs_are_written_as_keras_writes_them():
    inputs = Input((4,))
    y = ops.expand_dims(inputs, axis=1) + 1.0
    model = models.Model(inputs, ops.mean(y, axis=-1, keepdims=True))
    entries = model.get_config()["layers"][1:]
    assert [(e["module"], e["class_name"]) for e in entries] == [
        ("keras.src.ops.numpy", "ExpandDims"),
        ("keras.src.ops.numpy", "Add"),
        ("keras.src.ops.numpy", "Mean"),
    ]
    assert entries[0]["config"]["axis"] == 1
    assert entries[2]["config"] | {"name": ""} == {
        "name": "",
        "axis": -1,
        "keepdims": True,
    }
    copy = models.clone_model(model)
    np.testing.assert_array_equal(
        copy.predict(X, verbose=0), model.predict(X, verbose=0)
    )


def test_a_function_of_ones_own_in_a_graph_is_refused_with_advice():
    from tengen.ops._dispatch import op

    @op
    def strange(x):
        return x

    inputs = Input((4,))
    model = models.Model(inputs, strange(inputs))
    with pytest.raises(ValueError, match=r"'strange'[\s\S]*layer of your own"):
        model.get_config()
