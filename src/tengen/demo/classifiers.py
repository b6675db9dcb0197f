"""Step 3: a dense and a convolutional network learn to read digits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tengen import Input, Sequential, callbacks, layers
from tengen.demo.results import Classifier, Digits

_HELD_OUT = 1 / 12  # of the training images, for the curves
_TEST_BATCH = 500
_FIRST_RATE = 0.002


@dataclass(frozen=True)
class Plan:
    """How a network is built and trained.

    Attributes:
        name: what it is called.
        outline: its layers in a line.
        stack: its layers, bottom first.
        epochs: as many, or fewer if time is up before.
    """

    name: str
    outline: str
    stack: tuple[layers.Layer, ...]
    batch_size: int
    epochs: int

    def rate(self, epoch: int) -> float:
        """Return the learning rate of an epoch: in the last one a sixteenth."""
        done = epoch / max(1, self.epochs - 1)
        return float(_FIRST_RATE / 16**done)


def plans(digits: Digits, quick: bool = False) -> tuple[Plan, ...]:
    """Return the plans of both networks, for images of this size and number.

    Small images are few, and need more epochs.
    """
    height, width, _ = digits.x_train.shape[1:]
    many = len(digits.x_train) > 10_000
    few_epochs = (3, 2) if quick else (5, 8)
    epochs = few_epochs if many or quick else (60, 30)
    return _dense(height * width, epochs[0]), _convolutional(height, epochs[1])


def _dense(pixels: int, epochs: int) -> Plan:
    stack = (
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    )
    return Plan("dense", f"{pixels}-64-64-10", stack, 32, epochs)


def _convolutional(height: int, epochs: int) -> Plan:
    padding = "valid" if height > 8 else "same"
    stack = (
        layers.Conv2D(32, 3, padding=padding, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, padding=padding, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    )
    outline = "conv 32, pool, conv 64, pool, dropout, 10"
    return Plan("convolutional", outline, stack, 64 if height > 8 else 32, epochs)


class UntilTime(callbacks.Callback):
    """Stops training when another epoch would not be over in time.

    Args:
        deadline: on the clock of `time.perf_counter`.
    """

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self.deadline = deadline
        self.is_up = False
        self._began = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Look at the clock."""
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Stop if the next epoch, taken to be as long as this one, ends too late."""
        now = time.perf_counter()
        if now + (now - self._began) > self.deadline:
            self.is_up = self.model.stop_training = True


def train(plan: Plan, digits: Digits, deadline: float) -> Classifier:
    """Train a network, as long as time allows, and let it read the test images."""
    model = Sequential([Input(digits.x_train.shape[1:]), *plan.stack])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    clock = UntilTime(deadline)
    start = time.perf_counter()
    history = model.fit(
        digits.x_train,
        digits.y_train,
        batch_size=plan.batch_size,
        epochs=plan.epochs,
        validation_split=_HELD_OUT,
        validation_batch_size=_TEST_BATCH,
        callbacks=[clock, callbacks.LearningRateScheduler(plan.rate)],
    )
    seconds = time.perf_counter() - start
    loss, accuracy = model.evaluate(
        digits.x_test, digits.y_test, batch_size=_TEST_BATCH, verbose=0
    )
    done = len(history.history["loss"])
    return Classifier(
        name=plan.name,
        plan=plan.outline,
        parameters=model.count_params(),
        history=history.history,
        probabilities=model.predict(digits.x_test, batch_size=_TEST_BATCH, verbose=0),
        loss=float(loss),
        accuracy=float(accuracy),
        samples=len(digits.x_train) - int(len(digits.x_train) * _HELD_OUT),
        seconds=seconds,
        remark=f"time was up after {done} of {plan.epochs} epochs"
        if clock.is_up and done < plan.epochs
        else "",
    )
