"""Training goes on from a file exactly where it stopped.

Property: n epochs, save, load, m epochs give the same losses, metrics and weights, to
the bit, as n + m epochs without a break - same batches, same dropout masks.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, callbacks, layers, losses, metrics, models, optimizers, utils

X = np.random.default_rng(0).normal(size=(70, 6)).astype("float32")
Y = np.eye(3, dtype="float32")[np.random.default_rng(1).integers(0, 3, 70)]


def network():
    return models.Sequential(
        [
            Input((6,)),
            layers.Dense(8, activation="relu", kernel_regularizer="l2"),
            layers.BatchNormalization(),
            layers.Dropout(0.4),
            layers.Dropout(0.1, seed=3),
            layers.Dense(3, activation="softmax"),
        ]
    )


def two_outputs():
    inputs = Input((6,), name="x")
    y = layers.Dropout(0.3)(layers.Dense(5, activation="tanh")(inputs))
    outputs = [layers.Dense(3, name="a")(y), layers.Dense(3, name="b")(y)]
    return models.Model(inputs, outputs)


OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.1),
    "momentum": lambda: optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: optimizers.Adam(0.01, amsgrad=True),
    "rmsprop": lambda: optimizers.RMSprop(0.01, momentum=0.5, centered=True),
    "nadam": lambda: optimizers.Nadam(0.01),
    "averaged": lambda: optimizers.Adam(0.01, use_ema=True, clipnorm=1.0),
    "accumulating": lambda: optimizers.AdamW(0.01, gradient_accumulation_steps=3),
    "scheduled": lambda: optimizers.SGD(
        optimizers.schedules.ExponentialDecay(0.1, 5, 0.7, staircase=True)
    ),
}


def assert_goes_on(model, path, y=Y):
    """Train, save, and compare going on with going on from the file."""
    model.fit(X, y, epochs=2, batch_size=16, verbose=0)
    model.save(path)
    loaded = models.load_model(path)
    first = model.fit(X, y, epochs=3, batch_size=16, verbose=0)
    second = loaded.fit(X, y, epochs=3, batch_size=16, verbose=0)
    assert first.history == second.history
    for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True):
        assert np.array_equal(a, b)
    return loaded


@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_exactly(name, ending, tmp_path):
    model = network()
    model.compile(OPTIMIZERS[name](), "categorical_crossentropy", metrics=["accuracy"])
    assert_goes_on(model, tmp_path / f"m.{ending}")


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_losses_metrics_and_weights_per_output_come_back(ending, tmp_path):
    model = two_outputs()
    model.compile(
        "adam",
        loss={"a": losses.Huber(0.5), "b": losses.CategoricalCrossentropy(True)},
        loss_weights={"a": 0.3, "b": 2.0},
        metrics={"a": ["mae", metrics.MeanSquaredError(name="m")], "b": "accuracy"},
        weighted_metrics=[[], ["acc"]],
    )
    loaded = assert_goes_on(model, tmp_path / f"m.{ending}", [Y, Y])
    assert loaded.metrics_names == model.metrics_names


def stateful():
    return models.Sequential(
        [
            Input(batch_shape=(10, 3, 2)),
            layers.LSTM(4, stateful=True, return_sequences=True, dropout=0.2),
            layers.GRU(3, stateful=True, recurrent_dropout=0.2),
            layers.Dense(3),
        ]
    )


@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.parametrize("shuffle", [True, False])
def test_states_of_recurrent_layers_go_on(ending, shuffle, tmp_path):
    model = stateful()
    model.compile("rmsprop", "mse", metrics=["mae"])
    options = dict(batch_size=10, verbose=0, shuffle=shuffle)
    x = X.reshape(70, 3, 2)
    model.fit(x, Y, epochs=2, **options)
    assert all(np.any(state) for state in model.layers[0].states)
    model.save(tmp_path / f"m.{ending}")
    loaded = models.load_model(tmp_path / f"m.{ending}")
    first = model.fit(x, Y, epochs=3, **options)
    assert loaded.fit(x, Y, epochs=3, **options).history == first.history
    found = loaded.predict(x, batch_size=10, verbose=0)
    assert np.array_equal(found, model.predict(x, batch_size=10, verbose=0))


def test_going_on_from_a_checkpoint_of_a_run_is_the_same_run(tmp_path):
    model = network()
    model.compile("adam", "mse", metrics=["mae"])
    saver = callbacks.ModelCheckpoint(str(tmp_path / "w.{epoch}.hdf5"))
    whole = model.fit(X, Y, epochs=5, verbose=0, callbacks=[saver]).history
    for epoch in (1, 3):
        loaded = models.load_model(tmp_path / f"w.{epoch}.hdf5")
        rest = loaded.fit(X, Y, epochs=5, initial_epoch=epoch, verbose=0).history
        assert rest == {name: values[epoch:] for name, values in whole.items()}


def test_weights_of_a_checkpoint_carry_the_optimizer_and_the_seeds(tmp_path):
    model = network()
    model.compile("adam", "mse")
    model.fit(X, Y, epochs=2, verbose=0, shuffle=False)
    model.save_weights(tmp_path / "w.weights.h5")
    other = network()
    other.compile("adam", "mse")
    other.load_weights(tmp_path / "w.weights.h5")
    first = model.fit(X, Y, epochs=2, verbose=0, shuffle=False).history
    assert first == other.fit(X, Y, epochs=2, verbose=0, shuffle=False).history


def test_a_changed_learning_rate_and_frozen_layers_come_back(tmp_path):
    model = network()
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    model.optimizer.learning_rate = 0.125
    model.layers[0].trainable = False
    model.save(tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras", compile=False)
    assert not loaded.compiled and not loaded.layers[0].trainable
    model.layers[0].trainable = True
    model.save(tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras")
    assert float(loaded.optimizer.learning_rate) == 0.125


def test_saving_before_training_and_without_the_optimizer(tmp_path):
    model = network()
    model.compile("adam", "mse")
    model.save(tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras")
    assert loaded.compiled and int(loaded.optimizer.iterations) == 0
    model.fit(X, Y, verbose=0)
    for name in ("m.keras", "m.h5"):
        model.save(tmp_path / name, include_optimizer=False)
        assert not models.load_model(tmp_path / name).compiled


def test_saving_changes_nothing(tmp_path):
    def run(saves):
        utils.set_random_seed(5)
        model = network()
        model.compile("adam", "mse")
        model.fit(X, Y, epochs=1, verbose=0)
        if saves:
            for name in ("m.keras", "m.h5"):
                model.save(tmp_path / name)
            model.save_weights(tmp_path / "m.weights.h5")
        return model.fit(X, Y, epochs=2, verbose=0).history

    assert run(saves=True) == run(saves=False)
