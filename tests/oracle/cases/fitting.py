"""What `fit`, `evaluate`, `predict` and the batch methods compute and report.

Every network here is tiny, trained in order (no shuffling) on numbers that do not
divide by the batch size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..case import Case, Results
from .losses import draw

COUNT, BATCH = 23, 5
X = draw(111, COUNT, 3, low=-1)
Y = draw(112, COUNT, 1, low=-1)
WEIGHTS = draw(113, COUNT, low=0.1, high=3)
LABELS = np.random.RandomState(114).randint(0, 3, COUNT)
ONE_HOT = np.eye(3, dtype="float32")[LABELS]
BITS = (X[:, :1] + draw(115, COUNT, 1, low=-0.5, high=0.5) > 0).astype("float32")
IN_ORDER: dict[str, Any] = {"batch_size": BATCH, "shuffle": False, "verbose": 0}
QUIET: dict[str, Any] = {"batch_size": BATCH, "verbose": 0, "return_dict": True}


def arrange(model: Any, seed: int = 120) -> Any:
    """Give a model seeded weights; those of one dimension near zero."""
    random = np.random.RandomState(seed)
    weights = [random.uniform(-0.7, 0.7, w.shape) for w in model.get_weights()]
    model.set_weights([w.astype("float32") for w in weights])
    return model


def network(api: Any, *last: Any, **hidden: Any) -> Any:
    """Three inputs, four hidden units, and a last dense layer."""
    layers = api.layers
    parts = [layers.Input((3,)), layers.Dense(4, activation="tanh", **hidden)]
    return arrange(api.models.Sequential([*parts, layers.Dense(*last or (1,))]))


def sgd(api: Any) -> Any:
    return api.optimizers.SGD(0.1)


def told(model: Any, x: Any, y: Any, **fit: Any) -> Results:
    """History and last weights of three epochs, and the evaluation after them."""
    log = model.fit(x, y, **({"epochs": 3} | IN_ORDER | fit))
    return {
        "history": dict(log.history),
        "epochs": list(log.epoch),
        "weights": [np.array(w) for w in model.get_weights()],
        "evaluation": dict(model.evaluate(x, y, **QUIET)),
    }


def regression(**fit: Any) -> Callable[[Any], Results]:
    def run(api: Any) -> Results:
        model = network(api)
        model.compile(sgd(api), "mse", metrics=["mae"])
        return told(model, X, Y, **fit)

    return run


def both_kinds_of_metrics(api: Any) -> Results:
    """Sample weights reach the weighted metrics and the loss, not the metrics."""
    model = network(api)
    model.compile(sgd(api), "mse", metrics=["mae"], weighted_metrics=["mse"])
    held = (X[:7], Y[:7], WEIGHTS[:7])
    results = told(model, X, Y, sample_weight=WEIGHTS, validation_data=held)
    results["weighted"] = model.evaluate(X, Y, sample_weight=WEIGHTS, **QUIET)
    return results


def sample_weights_and_split(api: Any) -> Results:
    model = network(api)
    model.compile(sgd(api), "mse", metrics=["mae"])
    return told(model, X, Y, sample_weight=WEIGHTS, validation_split=0.3)


CLASS_WEIGHTS = {0: 0.5, 1: 2.0, 2: 1.25}


def weighted_classes(target: str) -> Callable[[Any], Results]:
    targets = {"labels": LABELS, "column": LABELS[:, None], "one hot": ONE_HOT}

    def run(api: Any) -> Results:
        model = network(api, 3, "softmax")
        one_hot = "" if target == "one hot" else "sparse_"
        loss = f"{one_hot}categorical_crossentropy"
        model.compile(sgd(api), loss, metrics=["accuracy"])
        return told(model, X, targets[target], class_weight=CLASS_WEIGHTS)

    return run


def weighted_bits(api: Any) -> Results:
    model = network(api, 1, "sigmoid")
    model.compile(sgd(api), "binary_crossentropy", metrics=["accuracy"])
    return told(model, X, BITS, class_weight={0: 1.0, 1: 3.0}, validation_split=0.2)


def accuracies(api: Any) -> Results:
    """What "accuracy" means for each kind of target."""
    kinds: dict[str, Any] = {
        "bits": (1, "sigmoid", "binary_crossentropy", BITS),
        "flat bits": (1, "sigmoid", "binary_crossentropy", BITS[:, 0]),
        "several bits": (3, "sigmoid", "binary_crossentropy", ONE_HOT),
        "labels": (3, "softmax", "sparse_categorical_crossentropy", LABELS),
        "one hot": (3, "softmax", "categorical_crossentropy", ONE_HOT),
        "logits": (3, None, api.losses.SparseCategoricalCrossentropy(True), LABELS),
    }
    results: Results = {}
    for name, (units, activation, loss, target) in kinds.items():
        for metric in "accuracy", "acc":
            model = network(api, units, activation)
            model.compile(sgd(api), loss, metrics=[metric])
            results[f"{name} {metric}"] = model.evaluate(X, target, **QUIET)
    return results


def metric_names(api: Any) -> Results:
    """Keys of the history for metrics given as name, function, object, own function."""
    model = network(api, 3, "softmax")

    def own(target: Any, prediction: Any) -> Any:
        return abs(target - prediction).max(-1)

    of = api.metrics
    metrics = ["mse", of.mean_absolute_error, of.CategoricalAccuracy(name="hits"), own]
    metrics += [of.TopKCategoricalAccuracy(k=2), of.MeanSquaredError()]
    model.compile(sgd(api), "categorical_crossentropy", metrics=metrics)
    return told(model, X, ONE_HOT)


def penalties(api: Any) -> Results:
    """Penalties on weights and activity are part of what is reported as loss."""
    of = api.regularizers
    model = network(
        api,
        kernel_regularizer=of.L2(0.05),
        bias_regularizer=of.L1(0.03),
        activity_regularizer=of.L2(0.02),
    )
    model.compile(sgd(api), "mse", metrics=["mse"])
    results = told(model, X, Y, sample_weight=WEIGHTS, validation_split=0.3)
    results["tested"] = model.test_on_batch(X, Y, return_dict=True)
    results["trained"] = model.train_on_batch(X, Y, return_dict=True)
    return results


def constraints(api: Any) -> Results:
    of = api.constraints
    model = network(api, kernel_constraint=of.MaxNorm(0.5), bias_constraint="non_neg")
    model.compile(api.optimizers.SGD(0.5), "mse")
    return told(model, X, Y)


def frozen(api: Any) -> Results:
    """A layer that is not trainable, then trainable after compiling again."""
    model = network(api)
    model.layers[0].trainable = False
    model.compile(sgd(api), "mse")
    first = told(model, X, Y)
    model.layers[0].trainable = True
    model.compile(sgd(api), "mse")
    return {"frozen": first, "thawed": told(model, X, Y)}


def statistics(api: Any) -> Results:
    """Batch normalization sees the last, smaller batch as it is."""
    layers = api.layers
    parts = [
        layers.Input((3,)),
        layers.Dense(4),
        layers.BatchNormalization(momentum=0.7),
    ]
    model = api.models.Sequential([*parts, layers.Activation("relu"), layers.Dense(1)])
    model.set_weights(
        [draw(i, *w.shape) for i, w in enumerate(model.get_weights(), 130)]
    )
    model.compile(sgd(api), "mse", metrics=["mae"])
    return told(model, X, Y, validation_split=0.2)


def one_by_one(api: Any) -> Results:
    """The batch methods, with weights of samples and classes."""
    model = network(api, 3, "softmax")
    loss = "sparse_categorical_crossentropy"
    model.compile(sgd(api), loss, metrics=["accuracy"])
    weights = {"sample_weight": WEIGHTS}
    return {
        "plain": model.train_on_batch(X, LABELS),
        "sample weights": model.train_on_batch(X, LABELS, **weights),
        "class weights": model.train_on_batch(X, LABELS, class_weight=CLASS_WEIGHTS),
        "test": model.test_on_batch(X, LABELS),
        "test with weights": model.test_on_batch(X, LABELS, **weights),
        "prediction": model.predict_on_batch(X),
        "in batches": model.predict(X, batch_size=4, verbose=0),
        "weights": [np.array(w) for w in model.get_weights()],
    }


def going_on(api: Any) -> Results:
    """A second fit goes on counting where it is told to, with the optimizer's state."""
    model = network(api)
    model.compile(api.optimizers.Adam(0.05), "mse", metrics=["mae"])
    first = told(model, X, Y, epochs=2)
    return {"first": first, "second": told(model, X, Y, initial_epoch=2, epochs=5)}


def generated(api: Any) -> Results:
    """A generator with a number of steps per epoch, also for the validation."""

    def batches() -> Any:
        start = 0
        while True:
            part = np.arange(start, start + BATCH) % COUNT
            yield X[part], Y[part]
            start += BATCH

    # In later epochs Keras validates on the batches that it had looked at beforehand.
    plans = {"arrays": (2, (X[:8], Y[:8]), None), "batches": (1, batches(), 2)}
    results: Results = {}
    for name, (epochs, held, steps) in plans.items():
        model = network(api)
        model.compile(sgd(api), "mse", metrics=["mae"])
        log = model.fit(
            batches(),
            steps_per_epoch=3,
            epochs=epochs,
            verbose=0,
            validation_data=held,
            validation_steps=steps,
        )
        results[name] = dict(log.history)
    evaluation = model.evaluate(batches(), steps=4, verbose=0, return_dict=True)
    return results | {"evaluation": dict(evaluation)}


def own_loss(api: Any) -> Results:
    """A function as loss: one value per sample, or a single number."""
    results = {}
    for name, axis in (("per sample", -1), ("number", None)):

        def loss(target: Any, prediction: Any, axis: Any = axis) -> Any:
            return ((target - prediction) ** 4).mean(axis)

        model = network(api)
        model.compile(sgd(api), loss)
        results[name] = told(model, X, Y)
    return results


def shared_and_joined(api: Any) -> Results:
    """Two inputs through one shared layer, then joined; given as list and by name."""
    layers = api.layers
    shared = layers.Dense(4, activation="tanh")
    left, right = layers.Input((3,), name="left"), layers.Input((3,), name="right")
    joined = layers.concatenate([shared(left), shared(right), left])
    model = api.models.Model([left, right], layers.Dense(1)(joined))
    arrange(model).compile(sgd(api), "mse")
    other = draw(116, COUNT, 3, low=-1)
    listed = told(model, [X, other], Y)
    return {"list": listed, "names": told(model, {"left": X, "right": other}, Y)}


def rates(api: Any) -> Results:
    """A rate that a callback sets every epoch, with what the history says of it."""
    scheduler = api.callbacks.LearningRateScheduler(
        lambda epoch, rate: 0.2 / (1 + epoch)
    )
    model = network(api)
    model.compile(sgd(api), "mse")
    results = told(model, X, Y, callbacks=[scheduler])
    return results | {"rate": float(model.optimizer.learning_rate)}


def stopping(api: Any) -> Results:
    """A diverging run is stopped, and the best weights come back."""
    stop = api.callbacks.EarlyStopping("loss", patience=2, restore_best_weights=True)
    model = network(api)
    model.compile(api.optimizers.SGD(0.5, momentum=0.97), "mse")
    return told(model, X, Y, epochs=30, callbacks=[stop]) | {"at": stop.stopped_epoch}


CASES: dict[str, Case] = {
    name: Case(run, rtol=2e-5, atol=2e-6)
    for name, run in {
        "regression": regression(),
        "one batch": regression(batch_size=100),
        "single samples": regression(batch_size=1, epochs=2),
        "default batch": regression(batch_size=None),
        "validation split": regression(validation_split=0.3),
        "validation data": regression(validation_data=(X[:8] * 2, Y[:8])),
        "validation in batches": regression(
            validation_split=0.4, validation_batch_size=4, batch_size=7
        ),
        "validation now and then": regression(
            validation_split=0.3, validation_freq=2, epochs=5
        ),
        "sample weights": regression(sample_weight=WEIGHTS),
        "sample weights and split": sample_weights_and_split,
        "both kinds of metrics": both_kinds_of_metrics,
        "class weights of labels": weighted_classes("labels"),
        "class weights of columns": weighted_classes("column"),
        "class weights of one-hot": weighted_classes("one hot"),
        "class weights of bits": weighted_bits,
        "accuracies": accuracies,
        "metric names": metric_names,
        "penalties": penalties,
        "constraints": constraints,
        "frozen": frozen,
        "statistics": statistics,
        "one by one": one_by_one,
        "going on": going_on,
        "generated": generated,
        "own loss": own_loss,
        "shared and joined": shared_and_joined,
        "rates": rates,
        "stopping": stopping,
    }.items()
}
