"""What is saved comes back: predictions to the bit, configurations, weights, names.

Properties, for every model of the zoo and every format: (1) predictions are the same
numbers; (2) the configuration of the loaded model is that of the saved one; (3) weights
alone can be exchanged; (4) clones and JSON give the same architecture.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from zoo import ZOO, integers, own_objects, randomize

import tengen
from tengen import Input, layers, models
from tengen.core.trees import flatten


def built(name):
    network, x = ZOO[name](tengen)
    return randomize(network), x


def plain(config):
    """A configuration as a file holds it."""
    return json.loads(json.dumps(config))


def assert_same_results(first, second, x):
    for a, b in zip(
        flatten(first.predict(x, verbose=0)),
        flatten(second.predict(x, verbose=0)),
        strict=True,
    ):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("name", ZOO)
def test_whole_models_come_back(name, tmp_path):
    network, x = built(name)
    network.compile("adam", "mse")
    for ending in ("keras", "h5"):
        path = tmp_path / f"model.{ending}"
        network.save(path)
        loaded = models.load_model(path, custom_objects=own_objects(tengen))
        assert_same_results(network, loaded, x)
        assert plain(loaded.get_config()) == plain(network.get_config())
        assert type(loaded.optimizer) is type(network.optimizer)
        assert loaded.name == network.name


@pytest.mark.parametrize(
    "name", ["dense_stack", "residual", "nested_models", "bidirectional"]
)
@pytest.mark.parametrize(
    "ending", ["weights.h5", "h5", "hdf5", "ckpt", "keras", "whole.h5"]
)
def test_weights_come_back(name, ending, tmp_path):
    network, x = built(name)
    path = tmp_path / f"w.{ending}"
    if ending in ("keras", "whole.h5"):
        network.save(path)
    else:
        network.save_weights(path)
    other, _ = ZOO[name](tengen)
    other.load_weights(path)
    assert_same_results(network, other, x)


@pytest.mark.parametrize("name", ["residual", "many_outputs", "gru", "slices"])
def test_json_and_clones_keep_the_architecture(name):
    network, x = built(name)
    from_json = models.model_from_json(network.to_json())
    clone = models.clone_model(network)
    for copy in (from_json, clone):
        assert plain(copy.get_config()) == plain(network.get_config())
        copy.set_weights(network.get_weights())
        assert_same_results(network, copy, x)
    assert clone.weights[0] is not network.weights[0]


def test_a_clone_function_makes_the_layers():
    network, x = built("dense_stack")

    def wider(layer):
        config = layer.get_config()
        config["activation"] = "linear"
        return type(layer).from_config(config)

    clone = models.clone_model(network, clone_function=wider)
    assert [layer.get_config()["activation"] for layer in clone.layers] == [
        "linear"
    ] * 3
    assert clone.count_params() == network.count_params()


def test_a_layers_configuration_says_how_it_is_now():
    layer = layers.Conv2D(4, 3, activation="relu", kernel_regularizer="l2", name="c")
    config = layer.get_config()
    assert config["kernel_size"] == (3, 3)
    assert config["activation"] == "relu"
    assert config["kernel_initializer"]["class_name"] == "GlorotUniform"
    assert config["kernel_regularizer"] == {
        "module": "keras.regularizers",
        "class_name": "L2",
        "config": {"l2": 0.01},
        "registered_name": None,
    }
    layer.trainable = False
    layer.activation = tengen.activations.tanh
    config = layer.get_config()
    assert config["activation"] == "tanh" and config["trainable"] is False
    copy = layers.Conv2D.from_config(config)
    assert copy.get_config() == config


def test_a_folder_holds_what_a_file_does(tmp_path):
    network, x = built("dense_stack")
    network.compile("adam", "mse")
    folder = tmp_path / "model"
    for _ in range(2):  # the second time it replaces the first
        network.save(folder, zipped=False)
        names = {path.name for path in folder.iterdir()}
        assert names == {"config.json", "metadata.json", "model.weights.h5"}
        loaded = models.load_model(folder)
        assert_same_results(network, loaded, x)
        assert type(loaded.optimizer) is type(network.optimizer)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_folder_takes_no_strangers_place(tmp_path):
    network, _ = built("dense_stack")
    with pytest.raises(ValueError, match="should not end in"):
        network.save(tmp_path / "model.keras", zipped=False)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("do not lose me")
    with pytest.raises(FileExistsError, match="exists already"):
        network.save(tmp_path / "letters", zipped=False)
    network.save(tmp_path / "model", zipped=False)
    with pytest.raises(FileExistsError):
        network.save(tmp_path / "model", overwrite=False, zipped=False)
    (tmp_path / "model" / "model.weights.h5").write_bytes(b"no numbers")
    with pytest.raises(ValueError, match="model cannot be loaded"):
        models.load_model(tmp_path / "model")


def test_a_list_may_hold_itself(tmp_path):
    class Knot(tengen.Model):
        def __init__(self):
            super().__init__()
            self.parts = [layers.Dense(2)]
            self.parts.append(self.parts)

        def call(self, x):
            return self.parts[0](x)

    one, other = Knot(), Knot()
    x = np.ones((2, 3), "float32")
    one(x), other(x)
    assert len(one.weights) == 2
    one.save_weights(tmp_path / "knot.weights.h5")
    other.load_weights(tmp_path / "knot.weights.h5")
    assert_same_results(one, other, x)


def test_by_name_takes_the_layers_that_are_there(tmp_path):
    first = models.Sequential(
        [Input((4,)), layers.Dense(3, name="a"), layers.Dense(2, name="b")]
    )
    path = tmp_path / "w.h5"
    first.save_weights(path)
    second = models.Sequential(
        [Input((3,)), layers.Dense(5, name="new"), layers.Dense(2, name="other")]
    )
    second.add(layers.Dense(2, name="third"))
    third = models.Sequential([Input((3,)), layers.Dense(2, name="b")])
    third.load_weights(path, by_name=True)
    assert np.array_equal(third.get_weights()[0], first.layers[1].get_weights()[0])
    before = second.get_weights()
    second.load_weights(path, by_name=True)
    assert all(
        np.array_equal(a, b) for a, b in zip(before, second.get_weights(), strict=True)
    )


@pytest.mark.parametrize("ending", ["weights.h5", "h5"])
def test_weights_that_do_not_fit_change_nothing(ending, tmp_path):
    saved = models.Sequential(
        [Input((4,)), layers.Dense(3), layers.Dense(2, name="head")]
    )
    path = tmp_path / f"w.{ending}"
    saved.save_weights(path)
    other = models.Sequential(
        [Input((4,)), layers.Dense(3), layers.Dense(5, name="last")]
    )
    before = other.get_weights()
    with pytest.raises(
        ValueError, match=r"last[\s\S]*\(3, 2\) in the file[\s\S]*\(3, 5\)"
    ):
        other.load_weights(path)
    for a, b in zip(before, other.get_weights(), strict=True):
        assert np.array_equal(a, b)
    other.load_weights(path, skip_mismatch=True)
    assert np.array_equal(other.get_weights()[0], saved.get_weights()[0])
    assert np.array_equal(other.get_weights()[2], before[2])


def test_another_architecture_is_named(tmp_path):
    saved = models.Sequential([Input((4,)), layers.Dense(3), layers.Dense(2)])
    for ending, words in (
        ("h5", "2 in the file.*expected 1 in the model"),
        ("weights.h5", r"shape \(4, 3\) in the file; expected shape \(4, 2\)"),
    ):
        path = tmp_path / f"w.{ending}"
        saved.save_weights(path)
        other = models.Sequential([Input((4,)), layers.Dense(2)])
        with pytest.raises(ValueError, match=words):
            other.load_weights(path)


def test_weights_of_models_that_are_not_built(tmp_path):
    network = models.Sequential([layers.Dense(3)])
    with pytest.raises(ValueError, match="not built"):
        network.save_weights(tmp_path / "w.weights.h5")
    built_one = models.Sequential([Input((2,)), layers.Dense(3)])
    built_one.save_weights(tmp_path / "w.weights.h5")
    with pytest.raises(ValueError, match="build the model"):
        network.load_weights(tmp_path / "w.weights.h5")


def test_any_name_will_do(tmp_path):
    network, x = built("dense_stack")
    for name in ("model", "model.h5", "model.hdf5", "a.b.keras", "x.model"):
        network.save(tmp_path / "deep" / name)
        assert_same_results(network, models.load_model(tmp_path / "deep" / name), x)
    with pytest.raises(ValueError, match="save_weights"):
        network.save(tmp_path / "m.weights.h5")


def test_long_lists_of_layers_are_cut_for_hdf5(tmp_path):
    name = "a_layer_with_a_name_that_is_rather_long_as_such_names_go_in_practice_{:04}"
    stack = [layers.Activation("linear", name=name.format(i)) for i in range(900)]
    network = models.Sequential([Input((2,)), *stack, layers.Dense(1)])
    network.save(tmp_path / "long.h5")
    loaded = models.load_model(tmp_path / "long.h5")
    assert [x.name for x in loaded.layers] == [x.name for x in network.layers]
    x = np.ones((1, 2), "float32")
    assert_same_results(network, loaded, x)


def test_models_by_subclass_come_back(tmp_path):
    class Tower(models.Model):
        def __init__(self, units=4, **options):
            super().__init__(**options)
            self.first = layers.Dense(units, activation="relu")
            self.parts = [layers.Dense(3), layers.Dense(3)]
            self.named = {"x": layers.BatchNormalization()}

        def call(self, inputs):
            y = self.first(inputs)
            for part in self.parts:
                y = part(y)
            return self.named["x"](y)

    tower = Tower(5)
    x = np.random.default_rng(0).normal(size=(6, 2)).astype("float32")
    tower.compile("adam", "mse")
    tower.fit(x, np.ones((6, 3)), epochs=2, verbose=0)
    for ending in ("keras", "h5"):
        path = tmp_path / f"tower.{ending}"
        tower.save(path)
        loaded = models.load_model(path, custom_objects={"Tower": Tower})
        assert_same_results(tower, loaded, x)
        assert (
            loaded.fit(x, np.ones((6, 3)), verbose=0).history["loss"]
            == (tower.fit(x, np.ones((6, 3)), verbose=0).history["loss"])
        )
        with pytest.raises(ValueError, match="unknown class 'Tower'"):
            models.load_model(path)
    tower.save_weights(tmp_path / "w.h5")
    other = Tower(5)
    other.build((None, 2))
    other.load_weights(tmp_path / "w.h5")
    assert_same_results(tower, other, x)


def test_integer_inputs_stay_integers(tmp_path):
    network = models.Sequential([layers.Embedding(9, 3), layers.Flatten()])
    x = integers(2, 4)
    network.predict(x, verbose=0)
    network.save(tmp_path / "e.keras")
    loaded = models.load_model(tmp_path / "e.keras")
    assert loaded.inputs[0].dtype == network.inputs[0].dtype == "int32"
    assert_same_results(network, loaded, x)


@pytest.mark.parametrize("name", ["m.onnx", "m.PNG", "m.json", "m.weights.h5"])
def test_a_name_that_promises_another_format(name, tmp_path):
    model = models.Sequential([Input((2,)), layers.Dense(1)])
    with pytest.raises(ValueError, match="fix"):
        model.save(tmp_path / name)
    assert not [*tmp_path.iterdir()]
