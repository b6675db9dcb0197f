"""Callbacks that are told a series of numbers: when they stop, what rate they set."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..case import Case, Results, public
from .fitting import network

# Better, worse, a little better, level, worse, much better, then no better.
SERIES = [1.0, 0.8, 0.9, 0.79995, 0.79995, 0.85, 0.5, 0.6, 0.55, 0.52, 0.51, 0.49995]
SERIES += [0.7, 0.7, 0.7, 0.3, 0.4, 0.4, 0.4, 0.4]


def hear(
    api: Any, kind: str, arguments: dict[str, Any], series: list[float]
) -> Results:
    """Rates, weights and whether to stop, after each epoch and at the end.

    The model's weights are the number of the epoch, so that one sees which come back.
    """
    model = network(api)
    model.compile(api.optimizers.SGD(1.0), "mse")
    callback = public(api, f"callbacks.{kind}")(**arguments)
    callback.set_model(model)
    callback.set_params({"epochs": len(series), "steps": 1, "verbose": 0})
    callback.on_train_begin()
    rates, stops = [], []
    for epoch, value in enumerate(series):
        model.set_weights([np.full_like(w, epoch) for w in model.get_weights()])
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {"val_loss": value, "score": value, "loss": 1.0})
        rates.append(float(model.optimizer.learning_rate))
        stops.append(float(bool(getattr(model, "stop_training", False))))
        if stops[-1]:
            break
    callback.on_train_end()
    return {"rates": rates, "stops": stops, "weights": model.get_weights()[0][0, 0]}


def heard(kind: str, series: list[float] = SERIES, **arguments: Any) -> Case:
    return Case(lambda api: hear(api, kind, arguments, series))


STOP, PLATEAU, RATE = "EarlyStopping", "ReduceLROnPlateau", "LearningRateScheduler"
MIRRORED = [-value for value in SERIES]

CASES: dict[str, Case] = {
    "stop at once": heard(STOP),
    "stop patiently": heard(STOP, patience=3),
    "stop and restore": heard(STOP, patience=3, restore_best_weights=True),
    "stop by difference": heard(STOP, patience=3, min_delta=0.1),
    "stop at a baseline": heard(STOP, patience=4, baseline=0.6),
    "stop late": heard(STOP, patience=2, start_from_epoch=5, restore_best_weights=True),
    "stop at a maximum": heard(STOP, MIRRORED, patience=3, monitor="score", mode="max"),
    "never stop": heard(STOP, patience=9, restore_best_weights=True),
    "stop without improvement": heard(
        STOP, [1.0, 2.0, 3.0, 4.0], patience=2, restore_best_weights=True
    ),
    "plateau": heard(PLATEAU, patience=2),
    "plateau factor": heard(PLATEAU, patience=1, factor=0.5, min_delta=0.1),
    "plateau cooldown": heard(PLATEAU, patience=1, factor=0.5, cooldown=3),
    "plateau floor": heard(PLATEAU, patience=1, min_lr=0.02),
    "plateau maximum": heard(
        PLATEAU, MIRRORED, patience=2, monitor="score", mode="max"
    ),
    "scheduler": heard(RATE, schedule=lambda epoch: 0.1 * 0.9**epoch),
    "scheduler with rate": heard(
        RATE, schedule=lambda epoch, rate: rate if epoch < 4 else rate * 0.8
    ),
}
