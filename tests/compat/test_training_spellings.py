"""Optimizers, models, callbacks and logs under their old names.

Properties: (1) `lr` and `decay` are honoured: steps are those of the formula; (2) old
arguments of `fit` and its kin mean what they meant; (3) `acc` and `accuracy` are one;
(4) a model saved by a script is an ordinary model, and training goes on from its file.
"""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

import tengen

RNG = np.random.default_rng(0)
X = RNG.random((16, 4), "float32")
Y = (X.sum(1) > 2).astype("int32")


@pytest.fixture
def model(keras):
    layers = keras.layers
    model = keras.Sequential([layers.Dense(3, "relu", input_dim=4), layers.Dense(1)])
    model.add(layers.Activation("sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def test_decay_is_honoured(keras):
    """The weight of `y = w x` after each step, against the formula of Keras 2."""
    dense = keras.layers.Dense(1, bias=False, init="zero", input_dim=1)
    model = keras.Sequential([dense])
    model.compile(keras.optimizers.SGD(lr=0.1, decay=0.5), "mse")
    weight = 0.0
    for step in range(4):
        model.train_on_batch(np.ones((1, 1)), np.ones((1, 1)))
        weight -= 0.1 / (1 + 0.5 * step) * 2 * (weight - 1)
        assert dense.kernel.numpy().item() == pytest.approx(weight, rel=1e-5)


def test_lr_is_read_and_set(keras, model):
    backend = keras.backend
    assert backend.get_value(model.optimizer.lr) == pytest.approx(0.001)
    backend.set_value(model.optimizer.lr, 0.5)
    assert float(model.optimizer.learning_rate) == 0.5
    model.optimizer.lr = 0.25
    assert backend.eval(model.optimizer.lr) == 0.25


def test_a_decaying_rate_can_be_set_and_decays_on(keras):
    sgd = keras.optimizers.SGD(lr=0.1, decay=0.5)
    keras.backend.set_value(sgd.lr, 0.2)
    assert keras.backend.get_value(sgd.lr) == pytest.approx(0.2)
    assert sgd.decay == 0.5
    assert float(sgd.learning_rate) == pytest.approx(0.2)


def test_old_rates_where_decay_shows_the_release(keras):
    assert float(keras.optimizers.Adadelta(decay=0.0).lr) == 1.0
    assert float(keras.optimizers.Adagrad(decay=0.0).lr) == pytest.approx(0.01)
    assert float(keras.optimizers.Adadelta().lr) == pytest.approx(0.001)


def test_two_rates_are_refused(keras):
    with pytest.raises(TypeError, match="two learning rates"):
        keras.optimizers.Adam(lr=0.1, learning_rate=0.1)


def test_fit_of_keras_1(keras, model):
    history = model.fit(
        X, Y, nb_epoch=2, verbose=0, validation_data=[X, Y], workers=2
    ).history
    assert len(history["loss"]) == 2
    assert history["acc"] == history["accuracy"]
    assert history["val_acc"] == history.get("val_accuracy")
    assert "val_acc" in history and "val_acc" not in dict(history)
    with pytest.raises(KeyError, match="nothing"):
        history["nothing"]


def batches():
    while True:
        yield X[:4], Y[:4]


def test_fit_generator(keras, model):
    old = model.fit_generator(batches(), samples_per_epoch=8, nb_epoch=3, verbose=0)
    assert len(old.history["loss"]) == 3
    assert int(model.optimizer.iterations.numpy()) == 6
    model.fit_generator(
        batches(), 2, 1, verbose=0, validation_data=batches(), nb_val_samples=1
    )
    assert int(model.optimizer.iterations.numpy()) == 8
    assert model.predict_generator(batches(), 2).shape == (8, 1)
    assert len(model.evaluate_generator(batches(), 2, verbose=0)) == 2


def test_predictions(keras, model):
    proba = model.predict_proba(X)
    np.testing.assert_allclose(proba, model.predict(X))
    assert (model.predict_classes(X) == (proba > 0.5)).all()
    several = keras.Sequential([keras.layers.Dense(3, input_dim=4)])
    assert (several.predict_classes(X) == several.predict(X).argmax(-1)).all()


def test_yaml_is_refused(keras, model):
    with pytest.raises(RuntimeError, match="to_json"):
        model.to_yaml()
    with pytest.raises(RuntimeError, match="model_from_json"):
        keras.models.model_from_yaml("")


def test_logs_of_own_callbacks_have_both_names(keras, model):
    seen = []

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            seen.append((logs["acc"], logs.get("accuracy"), "val_acc" in logs))
            logs["mine"] = epoch
            self.model.stop_training = True

    history = model.fit(X, Y, epochs=5, verbose=0, callbacks=[Stop()]).history
    assert len(history["loss"]) == 1
    assert seen == [(history["acc"][0], history["acc"][0], False)]


def test_lambda_callbacks_have_both_names(keras, model):
    seen = []
    hook = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(logs["acc"])
    )
    history = model.fit(X, Y, verbose=0, callbacks=[hook]).history
    assert seen == history["accuracy"]


def test_old_arguments_of_callbacks(keras, model, tmp_path):
    callbacks = keras.callbacks
    path = str(tmp_path / "c.{epoch}.hdf5")
    watch = [
        callbacks.ModelCheckpoint(path, period=2),
        callbacks.EarlyStopping(monitor="acc", patience=9),
        callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1, epsilon=9),
    ]
    model.fit(X, Y, epochs=4, verbose=0, callbacks=watch)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.2.hdf5", "c.4.hdf5"]
    assert float(model.optimizer.lr) < 0.001


@pytest.mark.parametrize("ending", ["h5", "keras"])
def test_training_goes_on_from_the_file_with_its_decay(keras, tmp_path, ending):
    model = keras.Sequential([keras.layers.Dense(1, input_dim=4, init="normal")])
    model.compile(keras.optimizers.SGD(lr=0.1, decay=0.5, momentum=0.9), "mse")
    model.fit(X, Y, epochs=2, verbose=0)
    path = tmp_path / f"m.{ending}"
    model.save(path)
    expected = model.fit(X, Y, verbose=0).history["loss"]
    again = keras.models.load_model(path)
    assert again.fit(X, Y, nb_epoch=1, verbose=0).history["loss"] == expected
    plain = tengen.models.load_model(path)
    assert plain.fit(X, Y, verbose=0).history["loss"] == expected


def test_a_saved_model_is_an_ordinary_one(keras, tmp_path):
    layers = keras.layers
    model = keras.Sequential()
    model.add(layers.Convolution2D(4, 3, 3, border_mode="same", input_shape=(3, 8, 8)))
    model.add(layers.Flatten())
    model.add(layers.Dense(output_dim=2))
    model.compile(keras.optimizers.SGD(lr=0.1, decay=0.1), "mse")
    model.save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        config = json.loads(archive.read("config.json"))
    entries = [
        (x["class_name"], x["module"], x["registered_name"])
        for x in config["config"]["layers"]
    ]
    assert entries == [
        ("InputLayer", "keras.layers", None),
        ("Conv2D", "keras.layers", None),
        ("Flatten", "keras.layers", None),
        ("Dense", "keras.layers", None),
    ]
    text = json.dumps(config)
    for old in ("border_mode", "output_dim", '"decay"', "nb_filter", "compat"):
        assert old not in text
    optimizer = config["compile_config"]["optimizer"]
    assert (optimizer["class_name"], optimizer["module"]) == ("SGD", "keras.optimizers")
    rate = optimizer["config"]["learning_rate"]
    assert rate["class_name"] == "InverseTimeDecay"


def test_loaded_models_have_the_methods_of_the_script(keras, model, tmp_path):
    model.save(tmp_path / "m.h5")
    again = keras.models.load_model(tmp_path / "m.h5")
    assert isinstance(again, keras.models.Sequential)
    assert (again.predict_classes(X) == model.predict_classes(X)).all()
    assert isinstance(again.layers[0], keras.layers.Dense)
    assert float(again.optimizer.lr) == pytest.approx(0.001)


def test_models_made_by_the_library_count_as_the_scripts(keras):
    x = tengen.Input((2,))
    made = tengen.Model(x, tengen.layers.Dense(1)(x))
    assert isinstance(made, keras.Model)
    assert not isinstance(made, keras.Sequential)
    assert isinstance(keras.Sequential(), keras.Model)
    assert isinstance(tengen.optimizers.Adam(), keras.optimizers.Optimizer)


def test_models_of_keras_1(keras):
    x = keras.Input((4,))
    model = keras.Model(input=x, output=keras.layers.Dense(2)(x))
    assert model.predict(X).shape == (16, 2)


def test_subclassed_models(keras):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs)

    model = Own()
    model.compile("sgd", "mse")
    assert len(model.fit(X, Y, nb_epoch=2, verbose=0).history["loss"]) == 2


def test_unknown_names_are_refused_when_compiling(keras, model):
    with pytest.raises(ValueError, match="mean_squared_error"):
        model.compile("sgd", "mean_square_error")
    model.compile("sgd", "logcosh")
