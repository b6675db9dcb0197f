"""Callbacks in real training: they act, and the compiled loop stays compiled."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import callbacks, layers, models, optimizers

X = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
Y = X @ np.array([[1.0], [-2.0], [0.5]], "float32")


def linear(rate=0.05):
    model = models.Sequential([layers.Input((3,)), layers.Dense(1)])
    model.compile(optimizers.SGD(rate), "mse")
    return model


def fit(model, *given, **options):
    options = {"epochs": 6, "batch_size": 8, "verbose": 0, **options}
    return model.fit(X, Y, callbacks=list(given), **options)


def test_a_schedule_by_epochs_changes_what_is_trained():
    model = linear()
    fit(model, callbacks.LearningRateScheduler(lambda epoch: 0.05 if epoch < 2 else 0))
    other = linear()
    weights = [w.copy() for w in model.get_weights()]
    model.fit(X, Y, epochs=1, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], weights[0])  # rate is 0
    assert not np.allclose(weights[0], other.get_weights()[0])


def test_early_stopping_restores_the_best_epoch():
    model = linear()
    seen = []

    def disturb(epoch, logs):
        seen.append(model.get_weights()[0].copy())
        if epoch == 2:
            model.set_weights([np.full((3, 1), 9.0), np.zeros(1)])

    history = fit(
        model,
        callbacks.EarlyStopping("loss", patience=1, restore_best_weights=True),
        callbacks.LambdaCallback(on_epoch_end=disturb),
        epochs=10,
    )
    assert len(history.epoch) == 4
    np.testing.assert_array_equal(model.get_weights()[0], seen[2])


def test_divergence_ends_training_at_its_batch(capsys):
    history = fit(linear(1e30), callbacks.TerminateOnNaN())
    assert "Batch 1:" in capsys.readouterr().out  # the first step throws it out
    assert len(history.epoch) <= 1


def test_history_has_every_epoch_though_many_run_at_once(tmp_path):
    path = tmp_path / "run.csv"
    history = fit(linear(), callbacks.CSVLogger(path), epochs=50)
    assert history.epoch == list(range(50))
    assert len(path.read_text().splitlines()) == 51
    assert history.history["loss"][-1] < history.history["loss"][0] / 10


def test_every_batch_is_seen_by_those_who_ask():
    seen = []
    callback = callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append((batch, logs["loss"]))
    )
    model = linear()
    fit(model, callback, epochs=2)
    assert [batch for batch, _ in seen] == [0, 1, 2, 3] * 2
    assert all(np.isfinite(loss) for _, loss in seen)


@pytest.mark.parametrize("rate", [0.05, "schedule"])
def test_the_same_weights_with_and_without_stops(rate):
    """However often the loop comes back, the training is the same."""

    def trained(*given):
        from tengen.utils import set_random_seed

        set_random_seed(3)
        schedule = optimizers.schedules.ExponentialDecay(0.05, 5, 0.9)
        model = linear(schedule if rate == "schedule" else rate)
        fit(model, *given)
        return model.get_weights()[0]

    plain = trained()
    by_epoch = trained(callbacks.LambdaCallback(on_epoch_end=lambda e, logs: None))
    by_batch = trained(
        callbacks.LambdaCallback(on_train_batch_end=lambda b, logs: None)
    )
    np.testing.assert_allclose(by_epoch, plain, rtol=1e-5)
    np.testing.assert_allclose(by_batch, plain, rtol=1e-5)


def infinite_targets():
    x = np.ones((4, 2), "float32")
    return x, np.full((4, 1), np.inf, "float32")


def small_model(**options):
    model = models.Sequential([layers.Dense(1)])
    model.compile(options.pop("optimizer", "sgd"), "mse", **options)
    return model


def test_infinite_targets_are_a_hint_where_the_loss_is_watched(capsys):
    x, y = infinite_targets()
    with pytest.raises(ValueError, match="infinite"):
        small_model().fit(x, y, verbose=0)
    stopped = small_model().fit(
        x, y, epochs=5, verbose=0, callbacks=[callbacks.TerminateOnNaN()]
    )
    assert len(stopped.history["loss"]) == 1
    early = small_model().fit(
        x, y, batch_size=1, verbose=0, callbacks=[callbacks.TerminateOnNaN()]
    )
    assert early.history["loss"] == [np.inf]
    assert "infinite" in capsys.readouterr().err
    with pytest.raises(RuntimeError):
        watch = callbacks.TerminateOnNaN(raise_error=True)
        small_model().fit(x, y, verbose=0, callbacks=[watch])


@pytest.mark.parametrize(
    "callback",
    [
        callbacks.LearningRateScheduler(lambda epoch: 0.1),
        callbacks.ReduceLROnPlateau("loss", patience=1, min_delta=1e6),
    ],
)
def test_two_masters_of_the_learning_rate(callback):
    schedule = optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    x = np.ones((4, 2), "float32")
    model = small_model(optimizer=optimizers.SGD(schedule))
    with pytest.raises(TypeError, match="schedule"):
        model.fit(x, x[:, :1], epochs=3, verbose=0, callbacks=[callback])


def test_columns_of_a_later_validation(tmp_path):
    x = np.ones((4, 2), "float32")
    log = callbacks.CSVLogger(tmp_path / "log.csv")
    data = (x, x[:, :1])
    model = small_model()
    model.fit(
        *data,
        epochs=2,
        verbose=0,
        validation_data=data,
        validation_freq=2,
        callbacks=[log],
    )
    head, first, second = (tmp_path / "log.csv").read_text().splitlines()
    assert head == "epoch,loss,val_loss"
    assert first.endswith(",NA") and float(second.split(",")[2]) >= 0
