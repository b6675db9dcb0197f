"""State trees: every variable by its path, and back."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, Model, layers, models


def network():
    x = Input((3,))
    middle = layers.BatchNormalization(name="norm")(layers.Dense(2, name="first")(x))
    model = Model(x, layers.Dense(1, name="last")(middle))
    model.compile("adam", "mse")
    return model


def trained():
    model = network()
    data = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    model.fit(data, data[:, :1], epochs=2, verbose=0)
    return model, data


def test_all_that_a_model_remembers():
    model = trained()[0]
    tree = model.get_state_tree("numpy_array")
    assert [*tree["trainable_variables"]] == ["first", "norm", "last"]
    assert tree["trainable_variables"]["first"]["kernel"].shape == (3, 2)
    moving = {"moving_mean", "moving_variance"}
    assert tree["non_trainable_variables"]["norm"].keys() == moving
    assert tree["optimizer_variables"][model.optimizer.name]["iteration"] == 2
    assert tree["metrics_variables"]["loss"].keys() == {"total", "count"}


def test_there_and_back():
    model, data = trained()
    tree = model.get_state_tree()
    other = network()
    del tree["metrics_variables"]  # made with the first data
    other.set_state_tree(tree)
    np.testing.assert_array_equal(other.predict(data), model.predict(data))
    again = [m.fit(data, data[:, :1], shuffle=False, verbose=0) for m in (model, other)]
    assert again[0].history == again[1].history
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-6)


@pytest.mark.parametrize(
    "tree",
    [
        {"weights": {}},
        {"trainable_variables": {"first": {"nucleus": 1}}},
        {"trainable_variables": {"first": {"bias": [1.0, 1.0], "kernel": [1.0]}}},
    ],
)
def test_a_wrong_tree_changes_nothing(tree):
    model = network()
    before = model.get_weights()
    with pytest.raises(ValueError, match="state tree"):
        model.set_state_tree(tree)
    for one, two in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_two_variables_of_one_path():
    dense = [layers.Dense(2, name="same"), layers.Dense(2, name="same")]

    class Twice(Model):
        def __init__(self):
            super().__init__()
            self.parts = dense

        def call(self, x):
            return self.parts[1](self.parts[0](x))

    model = Twice()
    model(np.ones((1, 2), "float32"))
    with pytest.raises(ValueError, match="same/kernel"):
        model.get_state_tree()


def with_dropout(layer, *args, **kwargs):
    result = layer(*args, **kwargs)
    return layers.Dropout(0.5)(result) if isinstance(layer, layers.Dense) else result


def test_a_clone_with_other_calls():
    model = network()
    clone = models.clone_model(model, call_function=with_dropout)
    kinds = [type(layer).__name__ for layer in clone.layers]
    assert kinds == [
        *("InputLayer", "Dense", "Dropout", "BatchNormalization", "Dense", "Dropout")
    ]
    outer = Model(model.inputs, model(model.inputs[0]))
    deep = models.clone_model(outer, call_function=with_dropout, recursive=True)
    assert len(deep.layers[-1].layers) == 6


def test_a_clone_is_compiled_with_an_optimizer_of_its_own():
    model, data = trained()
    clone = models.clone_model(model)
    clone.fit(data, data[:, :1], verbose=0)
    assert int(clone.optimizer.iterations) == 1
    assert int(model.optimizer.iterations) == 2


def test_names_of_inputs_are_not_guessed():
    x, y = Input((2,), name="b"), Input((2,), name="a")
    model = Model({"b": x, "a": y}, layers.Subtract()([x, y]))
    one, two = np.ones((1, 2), "float32"), np.zeros((1, 2), "float32")
    assert float(model({"b": one, "a": two})[0, 0]) == 1.0
    with pytest.raises(ValueError, match="dict"):
        model([one, two])
    with pytest.raises(ValueError, match="no names"):
        models.clone_model(model, input_tensors=[x, y])
    with pytest.raises(ValueError, match="None"):
        model({"b": one, "a": None})


def test_a_model_cut_out_of_another_has_an_input_layer(tmp_path):
    whole = network()
    part = Model(whole.get_layer("first").output, whole.output)
    assert [type(layer).__name__ for layer in part.layers] == [
        *("InputLayer", "BatchNormalization", "Dense")
    ]
    part.save(tmp_path / "part.keras")
    x = np.random.default_rng(1).normal(size=(4, 2)).astype("float32")
    again = models.load_model(tmp_path / "part.keras")
    np.testing.assert_allclose(again.predict(x), part.predict(x), rtol=1e-6)
    assert len(again.layers) == 3
