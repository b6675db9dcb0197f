"""`fit`: every sample counts once an epoch, whatever the path it takes.

The oracle is training written in NumPy for one linear neuron with squared error.
"""

import jax
import numpy as np
import pytest

from tengen import Input, callbacks, layers, models, optimizers, utils
from tengen.utils import PyDataset

RATE = 0.05


def linear_model(loss="mse", **compile_options):
    model = models.Sequential([layers.Dense(1, input_shape=(3,))])
    model.compile(optimizer=optimizers.SGD(RATE), loss=loss, **compile_options)
    model.set_weights([np.array([[0.1], [-0.2], [0.3]]), np.zeros(1)])
    return model


def data(samples=50, seed=0):
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(samples, 3)).astype("float32")
    y = (x @ [[1.0], [2.0], [-1.0]] + 0.5).astype("float32")
    return x, y


def train_in_numpy(x, y, epochs, batch_size, weight=None, order=None):
    """Return the weights and the mean loss of each epoch."""
    kernel, bias = np.array([[0.1], [-0.2], [0.3]]), np.zeros(1)
    weight = np.ones(len(x)) if weight is None else weight
    losses = []
    for epoch in range(epochs):
        rows = np.arange(len(x)) if order is None else order[epoch]
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = rows[start : start + batch_size]
            error = x[batch] @ kernel + bias - y[batch]
            factor = weight[batch][:, None]
            total += float((factor * error**2).mean()) * len(batch)
            slope = 2 * factor * error / len(batch)
            kernel = kernel - RATE * x[batch].T @ slope
            bias = bias - RATE * slope.sum(0)
        losses.append(total / len(x))
    return [kernel, bias], losses


def assert_trained(model, history, expected):
    weights, losses = expected
    for got, wanted in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=2e-4, atol=1e-5)
    np.testing.assert_allclose(history.history["loss"], losses, rtol=2e-4, atol=1e-9)


@pytest.mark.parametrize("batch_size", [1, 7, 10, 32, 50, 64])
@pytest.mark.parametrize("epochs", [1, 4])
def test_each_sample_counts_once_whatever_the_batch_size(batch_size, epochs):
    x, y = data()
    model = linear_model()
    history = model.fit(
        x, y, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0
    )
    assert_trained(model, history, train_in_numpy(x, y, epochs, batch_size))


class EveryBatch(callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append((batch, logs["loss"]))


class EveryEpoch(callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append((epoch, logs["loss"]))


class Batches(PyDataset):
    def __init__(self, x, y, batch_size):
        super().__init__()
        self.x, self.y, self.batch_size = x, y, batch_size

    def __len__(self):
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, index):
        part = slice(index * self.batch_size, (index + 1) * self.batch_size)
        return self.x[part], self.y[part]


def pairs(x, y, batch_size):
    return [
        (x[i : i + batch_size], y[i : i + batch_size])
        for i in range(0, len(x), batch_size)
    ]


def endless(x, y, batch_size):
    while True:
        yield from pairs(x, y, batch_size)


@pytest.mark.parametrize("batch_size", [10, 16])
def test_all_ways_of_giving_data_train_alike(batch_size):
    x, y = data()
    expected = train_in_numpy(x, y, 3, batch_size)
    steps = -(-50 // batch_size)
    ways = {
        "arrays": dict(x=x, y=y, batch_size=batch_size),
        "lists": dict(x=x.tolist(), y=y.tolist(), batch_size=batch_size),
        "flat targets": dict(x=x, y=y[:, 0], batch_size=batch_size),
        "float64": dict(x=x.astype(float), y=y.astype(float), batch_size=batch_size),
        "data set": dict(x=Batches(x, y, batch_size)),
        "iterable": dict(x=pairs(x, y, batch_size)),
        "generator": dict(x=endless(x, y, batch_size), steps_per_epoch=steps),
        "one by one": dict(x=x, y=y, batch_size=batch_size, callbacks=[EveryBatch()]),
        "epoch by epoch": dict(
            x=x, y=y, batch_size=batch_size, callbacks=[EveryEpoch()]
        ),
        "eagerly": dict(x=x, y=y, batch_size=batch_size),
    }
    for name, given in ways.items():
        model = linear_model(run_eagerly=name == "eagerly")
        history = model.fit(**given, epochs=3, shuffle=False, verbose=0)
        try:
            assert_trained(model, history, expected)
        except AssertionError as error:
            raise AssertionError(f"data given as {name}: {error}") from None


def test_callbacks_that_need_every_batch_get_every_batch():
    x, y = data()
    watcher = EveryBatch()
    linear_model().fit(
        x, y, batch_size=20, epochs=2, shuffle=False, verbose=0, callbacks=[watcher]
    )
    assert [batch for batch, _ in watcher.seen] == [0, 1, 2, 0, 1, 2]
    running_mean_of_first_batch = watcher.seen[0][1]
    _, losses = train_in_numpy(x[:20], y[:20], 1, 20)
    np.testing.assert_allclose(running_mean_of_first_batch, losses[0], rtol=1e-4)


def test_sample_weights_and_class_weights_scale_the_loss():
    x, y = data()
    weight = np.random.default_rng(1).uniform(0.5, 2, 50).astype("float32")
    model = linear_model()
    history = model.fit(
        x, y, batch_size=16, epochs=2, sample_weight=weight, shuffle=False, verbose=0
    )
    assert_trained(model, history, train_in_numpy(x, y, 2, 16, weight))

    labels = (y > 0.5).astype("float32")
    weight = np.where(labels[:, 0] > 0, 3.0, 1.0)
    model = linear_model()
    history = model.fit(
        x, labels, batch_size=16, epochs=2, class_weight={1: 3.0}, shuffle=False,
        verbose=0,
    )  # fmt: skip
    assert_trained(model, history, train_in_numpy(x, labels, 2, 16, weight))


def test_shuffling_is_a_permutation_in_each_epoch_and_follows_the_seed():
    x, y = data()
    runs = []
    for _ in range(2):
        utils.set_random_seed(4)
        model = linear_model()
        trainer = model._ready_trainer()
        seed, order = trainer.shuffle_seed, trainer.permutations(50, 3, True)
        assert all(sorted(row) == list(range(50)) for row in order)
        assert not np.array_equal(order[0], order[1])
        trainer.epochs_shuffled = 0
        history = model.fit(x, y, batch_size=16, epochs=3, verbose=0)
        assert trainer.shuffle_seed == seed
        runs.append(history.history["loss"])
    assert runs[0] == runs[1]
    _, losses = train_in_numpy(x, y, 3, 16, order=order)
    np.testing.assert_allclose(runs[0][0], losses[0], rtol=1e-3)


def test_validation_split_takes_the_last_samples_and_does_not_train_on_them():
    x, y = data()
    model = linear_model()
    history = model.fit(
        x, y, batch_size=8, epochs=2, validation_split=0.2, shuffle=False, verbose=0
    )
    weights, losses = train_in_numpy(x[:40], y[:40], 2, 8)
    assert_trained(model, history, (weights, losses))
    error = x[40:] @ weights[0] + weights[1] - y[40:]
    np.testing.assert_allclose(
        history.history["val_loss"][-1], float((error**2).mean()), rtol=1e-4
    )
    assert list(history.history) == ["loss", "val_loss"]


def test_validation_frequency_and_initial_epoch():
    x, y = data()
    history = linear_model().fit(
        x, y, epochs=6, initial_epoch=2, validation_data=(x, y), validation_freq=2,
        verbose=0,
    )  # fmt: skip
    assert history.epoch == [2, 3, 4, 5]
    assert len(history.history["loss"]) == 4
    assert len(history.history["val_loss"]) == 2


def test_arrays_refilled_between_calls_are_seen():
    x, y = data()
    model = linear_model()
    model.fit(x, y, batch_size=50, shuffle=False, verbose=0)
    before = model.evaluate(x, y, verbose=0)
    x[:] = 0
    y[:] = 100
    after = model.evaluate(x, y, verbose=0)
    assert after > 1000 > before
    history = model.fit(x, y, batch_size=50, shuffle=False, verbose=0)
    assert history.history["loss"][0] == pytest.approx(after, rel=1e-4)


def test_nothing_is_compiled_twice():
    x, y = data()
    model = linear_model()
    options = dict(batch_size=16, verbose=0, validation_data=(x[:20], y[:20]))
    model.fit(x, y, epochs=1, **options)
    count = model._trainer.compiled_programs()
    assert count == 4  # the loop and the last batch, for training and validation
    model.fit(x, y, epochs=5, **options)
    model.optimizer.learning_rate = 0.001
    model.fit(x[::-1], y, epochs=2, **options)
    assert model._trainer.compiled_programs() == count


def test_learning_rate_changes_take_effect_without_compiling_again():
    x, y = data()
    model = linear_model()
    schedule = callbacks.LearningRateScheduler(lambda epoch: 0.0 if epoch else RATE)
    model.fit(x, y, batch_size=50, epochs=1, shuffle=False, verbose=0)
    count = model._trainer.compiled_programs()
    history = model.fit(
        x, y, batch_size=50, epochs=3, shuffle=False, verbose=0, callbacks=[schedule]
    )
    losses = history.history["loss"]
    assert losses[0] > losses[1] == losses[2]
    assert model._trainer.compiled_programs() == count


def test_terminate_on_nan_stops_at_the_batch():
    x, y = data(400)
    model = models.Sequential([layers.Dense(1, input_shape=(3,))])
    model.compile(optimizer=optimizers.SGD(1e25), loss="mse")
    history = model.fit(
        x, y, batch_size=1, epochs=5, verbose=0, callbacks=[callbacks.TerminateOnNaN()]
    )
    assert len(history.history.get("loss", [])) <= 1
    assert int(model.optimizer.iterations) < 10


def test_metrics_and_names_stand_in_one_order():
    x, y = data()
    model = linear_model(metrics=["mae", "mse"])
    history = model.fit(x, y, epochs=1, verbose=0, validation_data=(x, y))
    assert model.metrics_names == ["loss", "mae", "mse"]
    assert list(history.history) == [
        *("loss", "mae", "mse"),
        *("val_loss", "val_mae", "val_mse"),
    ]
    values = model.evaluate(x, y, verbose=0)
    by_name = model.evaluate(x, y, verbose=0, return_dict=True)
    assert list(by_name) == model.metrics_names
    np.testing.assert_allclose(values, list(by_name.values()), rtol=1e-6)
    predictions = model.predict(x, verbose=0)
    np.testing.assert_allclose(by_name["mae"], abs(predictions - y).mean(), rtol=1e-5)


def test_train_on_batch_and_test_on_batch_return_the_batch_loss():
    x, y = data()
    model = linear_model()
    weights, losses = train_in_numpy(x, y, 2, 50)
    first = model.train_on_batch(x, y)
    second = model.train_on_batch(x, y)
    np.testing.assert_allclose([first, second], losses, rtol=1e-4)
    error = x @ weights[0] + weights[1] - y
    np.testing.assert_allclose(
        model.test_on_batch(x, y), float((error**2).mean()), rtol=1e-4
    )


def test_a_generator_that_ends_stops_training_with_a_word(capsys):
    x, y = data()
    history = linear_model().fit(iter(pairs(x, y, 10)), epochs=3, verbose=0)
    assert len(history.history["loss"]) == 1
    assert "ended" in capsys.readouterr().err


class Peeking(layers.Layer):
    def call(self, inputs):
        self.kept = inputs
        return inputs


class Deciding(layers.Layer):
    def call(self, inputs):
        return inputs if inputs.sum() > 0 else -inputs


def test_a_layer_that_keeps_a_tensor_is_mentioned(capsys):
    x, y = data()
    model = models.Sequential([layers.Dense(1, input_shape=(3,)), Peeking(name="peek")])
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0)
    assert "'peek' keeps a tensor in self.kept" in capsys.readouterr().err


def test_python_decisions_on_values_are_explained_and_work_eagerly():
    x, y = data()
    model = models.Sequential([Input((3,)), Deciding(name="decide"), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(jax.errors.ConcretizationTypeError) as error:
        model.fit(x, y, verbose=0)
    note = "".join(error.value.__notes__)
    assert "'decide'" in note and "run_eagerly" in note
    model.compile("sgd", "mse", run_eagerly=True)
    before = model.get_weights()[0]
    losses = model.fit(x, y, epochs=3, verbose=0).history["loss"]
    assert np.isfinite(losses).all()
    assert not np.array_equal(before, model.get_weights()[0])
    assert model.predict(x, verbose=0).shape == (50, 1)
