"""Callbacks against a model that only counts: when they act, and what they need."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from tengen import callbacks
from tengen.optimizers import SGD


class Pretended:
    """A model whose weights are one number, and which notes what is saved where."""

    def __init__(self, rate=0.1):
        self.optimizer = SGD(rate)
        self.stop_training = False
        self.weight = 0.0
        self.saved = []

    def get_weights(self):
        return [np.array(self.weight)]

    def set_weights(self, weights):
        self.weight = float(weights[0])

    def save(self, path, overwrite=True):
        self.saved.append(("model", str(path)))

    def save_weights(self, path, overwrite=True):
        self.saved.append(("weights", str(path)))
        with open(path, "w") as file:
            file.write(str(self.weight))

    def load_weights(self, path):
        with open(path) as file:
            self.weight = float(file.read())


def train(callback, rows, model=None, batches=0):
    """Run epochs with these logs; the weight is the epoch's number plus one."""
    model = model or Pretended()
    everything = callbacks.CallbackList([callback], add_history=True, model=model)
    everything.set_params({"epochs": len(rows), "steps": batches, "verbose": 0})
    everything.on_train_begin()
    for epoch, logs in enumerate(rows):
        everything.on_epoch_begin(epoch)
        for batch in range(batches):
            everything.on_train_batch_begin(batch)
            everything.on_train_batch_end(batch, dict(logs))
        model.weight = epoch + 1.0
        everything.on_epoch_end(epoch, dict(logs))
        if model.stop_training:
            break
    everything.on_train_end()
    return model, everything.history


def losses(*values, name="val_loss"):
    return [{name: value} for value in values]


# -- how often the loop must come back -----------------------------------------


class OnEpochs(callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        pass


class OnBatches(callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass


class OnBatchesOfOld(callbacks.Callback):
    def on_batch_begin(self, batch, logs=None):
        pass


class MoreHistory(callbacks.History):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)


@pytest.mark.parametrize(
    ("callback", "every_batch", "every_epoch", "interval"),
    [
        (callbacks.Callback(), False, False, 0),
        (OnEpochs(), False, True, 0),
        (OnBatches(), True, False, 0),
        (OnBatchesOfOld(), True, False, 0),
        (callbacks.History(), False, False, 0),
        (MoreHistory(), False, True, 0),
        (callbacks.CSVLogger("x.csv"), False, False, 0),
        (callbacks.TerminateOnNaN(), False, False, 0),
        (callbacks.EarlyStopping(), False, True, 0),
        (callbacks.ReduceLROnPlateau(), False, True, 0),
        (callbacks.LearningRateScheduler(lambda epoch: 0.1), False, True, 0),
        (callbacks.ModelCheckpoint("x"), False, True, 0),
        (callbacks.ModelCheckpoint("x", save_freq=7), False, True, 7),
        (callbacks.BackupAndRestore("x", save_freq=7), False, True, 7),
        (callbacks.LambdaCallback(), False, False, 0),
        (callbacks.LambdaCallback(on_train_end=print), False, False, 0),
        (callbacks.LambdaCallback(on_epoch_end=print), False, True, 0),
        (callbacks.LambdaCallback(on_train_batch_end=print), True, False, 0),
        (callbacks.LambdaCallback(on_batch_end=print), True, False, 0),
    ],
)
def test_what_the_loop_must_heed(callback, every_batch, every_epoch, interval):
    for thing in (callback, callbacks.CallbackList([callback])):
        assert thing.every_batch is every_batch
        assert thing.every_epoch is every_epoch
        assert thing.batch_interval == interval
        assert thing.batches_left() == (1 if every_batch else interval)


def test_batches_of_evaluation_and_prediction():
    callback = callbacks.LambdaCallback(on_test_batch_end=print)
    assert (callback.every_test_batch, callback.every_predict_batch) == (True, False)
    callback = callbacks.LambdaCallback(on_predict_batch_begin=print)
    assert (callback.every_test_batch, callback.every_predict_batch) == (False, True)
    assert not callback.every_batch


def test_a_list_heeds_all_of_its_callbacks():
    both = callbacks.CallbackList(
        [callbacks.ModelCheckpoint("x", save_freq=n) for n in (6, 4)]
    )
    assert both.batch_interval == 2
    assert both.batches_left() == 4
    assert callbacks.CallbackList([callbacks.TerminateOnNaN()]).stops_on_nan
    assert not callbacks.CallbackList([]).stops_on_nan


# -- the list ------------------------------------------------------------------


def test_hooks_are_called_in_order():
    heard = []

    class Ear(callbacks.Callback):
        def __init__(self, name):  # forgets super().__init__()
            self.name = name

    for hook in dir(callbacks.Callback):
        if hook.startswith("on_") and hook not in ("on_batch_begin", "on_batch_end"):
            setattr(
                Ear, hook, lambda self, *rest, hook=hook: heard.append(self.name + hook)
            )
    train([Ear("a "), Ear("b ")], losses(1.0), batches=1)
    assert heard == [
        letter + hook
        for hook in (
            *("on_train_begin", "on_epoch_begin", "on_train_batch_begin"),
            *("on_train_batch_end", "on_epoch_end", "on_train_end"),
        )
        for letter in ("a ", "b ")
    ]


def test_history_is_last_and_sees_what_others_add():
    def add(epoch, logs):
        logs["more"] = epoch * 10

    model, history = train(callbacks.LambdaCallback(on_epoch_end=add), losses(1.0, 2.0))
    assert history.history == {"val_loss": [1.0, 2.0], "more": [0, 10]}
    assert history.epoch == [0, 1]
    assert model.history is history


def test_a_users_history_is_taken():
    mine = callbacks.History()
    _, history = train(mine, losses(1.0))
    assert history is mine


@pytest.mark.parametrize("wrong", [callbacks.EarlyStopping, "EarlyStopping", 3])
def test_what_is_no_callback_is_refused(wrong):
    with pytest.raises(ValueError, match="callbacks") as caught:
        callbacks.CallbackList([wrong])
    assert len(str(caught.value).splitlines()) <= 3


# -- early stopping ------------------------------------------------------------


def test_stops_after_patience_without_improvement():
    callback = callbacks.EarlyStopping(patience=2)
    model, history = train(callback, losses(3.0, 2.0, 2.5, 2.0, 1.0))
    assert history.epoch == [0, 1, 2, 3]
    assert (callback.stopped_epoch, callback.best, callback.best_epoch) == (3, 2.0, 1)
    assert model.weight == 4.0


def test_restores_the_best_weights_even_when_not_stopped():
    callback = callbacks.EarlyStopping(patience=9, restore_best_weights=True)
    model, history = train(callback, losses(3.0, 1.0, 2.0))
    assert history.epoch == [0, 1, 2]
    assert model.weight == 2.0


def test_is_ready_for_another_training():
    callback = callbacks.EarlyStopping(patience=1)
    train(callback, losses(1.0, 2.0))
    _, history = train(callback, losses(9.0, 8.0, 7.0))
    assert history.epoch == [0, 1, 2]


@pytest.mark.parametrize(
    ("name", "values", "epochs"),
    [
        ("val_accuracy", (0.1, 0.2, 0.3), 3),  # more is better
        ("val_loss", (0.1, 0.2, 0.3), 2),  # less is better
        ("val_auc", (0.1, 0.2, 0.3), 3),
        ("mae", (0.1, 0.2, 0.3), 2),
    ],
)
def test_auto_mode_knows_what_is_better(name, values, epochs):
    callback = callbacks.EarlyStopping(monitor=name, patience=1)
    _, history = train(callback, losses(*values, name=name))
    assert len(history.epoch) == epochs


def test_min_delta_baseline_and_start():
    def epochs(*values, **options):
        callback = callbacks.EarlyStopping(patience=1, **options)
        return len(train(callback, losses(*values))[1].epoch)

    assert epochs(1.0, 0.95, 0.9, min_delta=0.1) == 2
    assert epochs(1.0, 0.9, 0.9, 0.9, start_from_epoch=2) == 4
    assert epochs(1.0, 1.1, 0.9, baseline=0.5) == 2


def test_acc_and_accuracy_mean_the_same():
    for asked, there in [("val_acc", "val_accuracy"), ("accuracy", "acc")]:
        callback = callbacks.EarlyStopping(monitor=asked, patience=1)
        _, history = train(callback, losses(0.5, 0.4, 0.3, name=there))
        assert len(history.epoch) == 2


def test_an_unknown_monitor_is_named_once_with_what_there_is():
    callback = callbacks.EarlyStopping(monitor="val_loss")
    with pytest.warns(UserWarning, match="one of loss") as warned:
        _, history = train(callback, losses(1.0, 2.0, 3.0, name="loss"))
    assert len(warned) == 1
    assert "validation_data" in str(warned[0].message)
    assert len(history.epoch) == 3


def test_a_name_that_says_nothing_is_asked_about():
    with pytest.warns(UserWarning, match="mode='max'"):
        callbacks.EarlyStopping(monitor="val_happiness")


def test_wrong_modes_are_refused():
    with pytest.raises(ValueError, match="mode"):
        callbacks.EarlyStopping(mode="least")


# -- learning rates ------------------------------------------------------------


@pytest.mark.parametrize(
    "schedule", [lambda epoch: 0.1 * 0.5**epoch, lambda epoch, rate: rate * 0.5**epoch]
)
def test_scheduler_sets_the_rate_and_logs_it(schedule):
    callback = callbacks.LearningRateScheduler(schedule)
    model, history = train(callback, losses(1.0, 1.0))
    np.testing.assert_allclose(history.history["learning_rate"], [0.1, 0.05], rtol=1e-6)
    np.testing.assert_allclose(float(model.optimizer.learning_rate), 0.05, rtol=1e-6)


def test_a_schedule_that_gives_no_number_is_refused():
    with pytest.raises(ValueError, match="schedule"):
        train(callbacks.LearningRateScheduler(lambda epoch: None), losses(1.0))


def test_plateau_reduces_the_rate_with_cooldown_and_floor():
    callback = callbacks.ReduceLROnPlateau(
        factor=0.5, patience=1, cooldown=2, min_lr=0.03
    )
    _, history = train(callback, losses(*[1.0] * 8))
    rates = [0.1, 0.1, 0.05, 0.05, 0.03, 0.03, 0.03, 0.03]
    np.testing.assert_allclose(history.history["learning_rate"], rates, rtol=1e-6)


def test_plateau_lets_improvements_pass():
    callback = callbacks.ReduceLROnPlateau(patience=1)
    _, history = train(callback, losses(4.0, 3.0, 2.0, 1.0))
    np.testing.assert_allclose(history.history["learning_rate"], 0.1, rtol=1e-6)


def test_a_factor_of_one_is_refused():
    with pytest.raises(ValueError, match="factor"):
        callbacks.ReduceLROnPlateau(factor=1.0)


# -- files ---------------------------------------------------------------------


def test_checkpoint_of_every_epoch_with_values_in_the_name(tmp_path):
    callback = callbacks.ModelCheckpoint(
        tmp_path / "new" / "m-{epoch:02d}-{val_acc:.1f}.hdf5"
    )
    model, _ = train(callback, losses(0.5, 0.75, name="val_accuracy"))
    names = [path.split("/")[-1] for _, path in model.saved]
    assert names == ["m-01-0.5.hdf5", "m-02-0.8.hdf5"]
    assert (tmp_path / "new").is_dir()


def test_checkpoint_of_the_best_weights(tmp_path):
    path = tmp_path / "best.weights.h5"
    callback = callbacks.ModelCheckpoint(
        path, save_best_only=True, save_weights_only=True
    )
    model, _ = train(callback, losses(3.0, 1.0, 2.0))
    assert model.saved == [("weights", str(path))] * 2
    assert path.read_text() == "2.0"
    assert callback.best == 1.0


def test_checkpoint_starts_from_a_threshold(tmp_path):
    callback = callbacks.ModelCheckpoint(
        tmp_path / "m.h5", save_best_only=True, initial_value_threshold=1.5
    )
    model, _ = train(callback, losses(2.0, 1.0))
    assert len(model.saved) == 1


def test_checkpoint_every_few_batches_counts_across_epochs(tmp_path):
    callback = callbacks.ModelCheckpoint(
        tmp_path / "{epoch}-{batch}.keras", save_freq=3
    )
    model, _ = train(callback, losses(1.0, 1.0), batches=4)
    names = [path.split("/")[-1] for _, path in model.saved]
    assert names == ["1-3.keras", "2-2.keras"]
    assert callback.batches_left() == 1


def test_checkpoint_counts_batches_it_was_not_called_for(tmp_path):
    callback = callbacks.ModelCheckpoint(tmp_path / "m", save_freq=5)
    callback.set_model(Pretended())
    callback.on_epoch_begin(0)
    callback.on_train_batch_end(4, {})
    assert callback.batches_left() == 5
    callback.on_train_batch_end(7, {})
    assert callback.batches_left() == 2
    callback.on_epoch_begin(1)
    callback.on_train_batch_end(1, {})
    assert len(callback.model.saved) == 2


def test_an_unknown_name_in_the_path_lists_the_known_ones(tmp_path):
    callback = callbacks.ModelCheckpoint(tmp_path / "{val_los}.keras")
    with pytest.raises(KeyError, match="val_loss"):
        train(callback, losses(1.0))


def test_a_wrong_save_freq_is_refused():
    for wrong in ("batch", 0, 2.5):
        with pytest.raises(ValueError, match="save_freq"):
            callbacks.ModelCheckpoint("x", save_freq=wrong)


def test_csv_logger_writes_a_table(tmp_path):
    path = tmp_path / "logs" / "run.csv"
    rows = [{"loss": 0.5, "acc": 0.1}, {"loss": 0.25, "acc": 0.2}]
    train(callbacks.CSVLogger(path, separator=";"), rows)
    assert path.read_text() == "epoch;acc;loss\n0;0.1;0.5\n1;0.2;0.25\n"
    train(callbacks.CSVLogger(path, separator=";", append=True), rows[:1])
    with open(path, newline="") as file:
        table = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in table] == ["epoch", "0", "1", "0"]


def test_csv_logger_fills_what_is_missing(tmp_path):
    path = tmp_path / "run.csv"
    train(callbacks.CSVLogger(path), [{"loss": 1.0, "val_loss": 2.0}, {"loss": 0.5}])
    assert path.read_text().splitlines()[-1] == "1,0.5,NA"


def test_backup_goes_on_where_it_was(tmp_path):
    class Broken(Exception):
        pass

    def fail(epoch, logs):
        if epoch == 2:
            raise Broken

    folder = tmp_path / "backup"
    backup = callbacks.BackupAndRestore(folder)
    with pytest.raises(Broken):
        train([callbacks.LambdaCallback(on_epoch_begin=fail), backup], losses(1, 1, 1))
    fresh = Pretended()
    again = callbacks.BackupAndRestore(folder)
    again.set_model(fresh)
    again.on_train_begin()
    assert (fresh.weight, fresh._initial_epoch) == (2.0, 2)
    again.on_train_end()
    assert not folder.exists()


def test_a_backup_may_be_doubled_and_kept(tmp_path):
    backup = callbacks.BackupAndRestore(
        tmp_path, double_checkpoint=True, delete_checkpoint=False
    )
    train(backup, losses(1.0, 1.0))
    assert (tmp_path / "latest.weights.h5").read_text() == "2.0"
    assert (tmp_path / "previous.weights.h5").read_text() == "1.0"


# -- the rest ------------------------------------------------------------------


def test_terminate_on_nan_stops_and_says_where(capsys):
    callback = callbacks.TerminateOnNaN()
    callback.set_model(Pretended())
    callback.on_non_finite_loss(7, {"loss": float("nan")})
    assert callback.model.stop_training
    assert "Batch 7" in capsys.readouterr().out
    with pytest.raises(RuntimeError, match="Batch 7"):
        callbacks.TerminateOnNaN(raise_error=True).on_non_finite_loss(7)


def test_lambda_callback_refuses_hooks_that_do_not_exist():
    with pytest.raises(ValueError, match="on_epoch_end"):
        callbacks.LambdaCallback(on_epochs_end=print)
