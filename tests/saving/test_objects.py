"""Single objects as data and back: layers, optimizers, losses, functions, arrays."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tengen import (
    Input,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    regularizers,
    saving,
)

OBJECTS = [
    layers.Dense(3, activation="relu", name="d"),
    layers.Bidirectional(layers.LSTM(2), name="b"),
    layers.LayerNormalization(axis=[1, 2]),
    initializers.HeNormal(seed=4),
    initializers.Identity(0.5),
    regularizers.L1L2(0.1, 0.2),
    constraints.MaxNorm(3.0),
    losses.Huber(0.5, name="h"),
    metrics.TopKCategoricalAccuracy(k=3),
    metrics.MeanSquaredError(name="m"),
    optimizers.AdamW(0.125, clipnorm=2.0),
    optimizers.SGD(optimizers.schedules.CosineDecay(0.5, 10)),
]


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda x: type(x).__name__)
def test_objects_come_back(thing):
    data = json.loads(json.dumps(saving.serialize_keras_object(thing)))
    assert data["module"].startswith("keras.") and data["registered_name"] is None
    copy = saving.deserialize_keras_object(data)
    assert type(copy) is type(thing) and copy is not thing
    again = json.loads(json.dumps(saving.serialize_keras_object(copy)))
    assert again == data


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        2.5,
        "text",
        True,
        [1, [2, 3]],
        {"a": {"b": None}},
        b"bytes",
        ...,
        slice(1, 2),
    ],
    ids=str,
)
def test_plain_values_come_back(value):
    data = json.loads(json.dumps(saving.serialize_keras_object(value)))
    assert saving.deserialize_keras_object(data) == value


@pytest.mark.parametrize("dtype", ["float32", "int64", "bool", "uint8"])
def test_arrays_come_back(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    data = json.loads(json.dumps(saving.serialize_keras_object(array)))
    copy = saving.deserialize_keras_object(data)
    assert copy.dtype == array.dtype and np.array_equal(copy, array)
    assert saving.serialize_keras_object(np.float32(1.5)) == 1.5


def test_a_built_layer_and_a_compiled_model_come_back_so():
    layer = layers.Dense(3)
    layer.build((None, 4))
    copy = saving.deserialize_keras_object(saving.serialize_keras_object(layer))
    assert copy.built and copy.kernel.shape == (4, 3)
    model = models.Sequential([Input((4,)), layer])
    model.compile("sgd", "mse")
    copy = saving.deserialize_keras_object(saving.serialize_keras_object(model))
    assert copy.compiled and type(copy.optimizer) is optimizers.SGD


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_layer_in_two_places_is_one_layer_again(ending, tmp_path):
    shared = layers.Dense(4)
    inputs = Input((3, 4))
    first = layers.TimeDistributed(shared, name="first")(inputs)
    second = layers.TimeDistributed(shared, name="second")(first)
    model = models.Model(inputs, second)
    model.save(tmp_path / f"m.{ending}")
    loaded = models.load_model(tmp_path / f"m.{ending}")
    assert loaded.get_layer("first").layer is loaded.get_layer("second").layer
    assert loaded.count_params() == model.count_params() == 20
    x = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")
    assert np.array_equal(model.predict(x, verbose=0), loaded.predict(x, verbose=0))
    assert "shared_object_id" not in models.Sequential([Input((2,))]).to_json()


def test_registered_names():
    @saving.register_keras_serializable("zoo", name="Keeper")
    class Guard(layers.Layer):
        pass

    assert saving.get_registered_name(Guard) == "zoo>Keeper"
    assert saving.get_registered_object("zoo>Keeper") is Guard
    assert saving.get_registered_name(layers.Dense) == "Dense"
    assert saving.get_registered_object("nobody") is None
    assert saving.get_custom_objects()["zoo>Keeper"] is Guard


def test_keras_types_in_data():
    dtype = {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": {"name": "mixed_bfloat16"},
        "registered_name": None,
    }
    entry = saving.serialize_keras_object(layers.Dense(2))
    entry["config"]["dtype"] = dtype
    assert saving.deserialize_keras_object(entry).compute_dtype == "bfloat16"
