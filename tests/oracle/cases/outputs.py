"""Models with two outputs: whose loss and metrics are whose, and what the sum is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..case import Case, Results
from .fitting import LABELS, ONE_HOT, WEIGHTS, X, Y, arrange, sgd, told

TARGETS = [LABELS, Y]
NAMED = {"kind": LABELS, "size": Y}
CROSS = "sparse_categorical_crossentropy"


def two_heads(api: Any) -> Any:
    """Three inputs, a hidden layer, a softmax named "kind", a number named "size"."""
    layers = api.layers
    inputs = layers.Input((3,))
    hidden = layers.Dense(4, activation="tanh", kernel_regularizer="l2")(inputs)
    kind = layers.Dense(3, activation="softmax", name="kind")(hidden)
    size = layers.Dense(1, name="size")(hidden)
    return arrange(api.models.Model(inputs, [kind, size]))


def heads(
    targets: Any, fit: dict[str, Any], **compiled: Any
) -> Callable[[Any], Results]:
    def run(api: Any) -> Results:
        model = two_heads(api)
        model.compile(sgd(api), **compiled)
        return told(model, X, targets, **fit)

    return run


def batches(api: Any) -> Results:
    """The batch methods of a model with two outputs, by name."""
    model = two_heads(api)
    model.compile(sgd(api), [CROSS, "mse"], metrics=[["accuracy"], ["mae"]])
    kind, size = model.predict(X, batch_size=7, verbose=0)
    return {
        "trained": model.train_on_batch(X, TARGETS, return_dict=True),
        "tested": model.test_on_batch(X, TARGETS, return_dict=True),
        "kind": kind,
        "size": size,
        "at once": model.predict_on_batch(X),
    }


LISTED: dict[str, Any] = {"loss": [CROSS, "mse"]}
CASES: dict[str, Case] = {
    name: Case(run, rtol=2e-5, atol=2e-6)
    for name, run in {
        "lists": heads(TARGETS, {}, **LISTED),
        "one loss for both": heads([ONE_HOT, Y], {}, loss="mse"),
        "weights": heads(TARGETS, {}, loss_weights=[1.0, 0.2], **LISTED),
        "names": heads(
            NAMED,
            {"validation_split": 0.3},
            loss={"kind": CROSS, "size": "mse"},
            loss_weights={"kind": 0.5, "size": 2.0},
            metrics={"kind": ["accuracy"], "size": ["mae", "mse"]},
        ),
        "metrics by list": heads(
            TARGETS,
            {},
            metrics=[["accuracy", "sparse_top_k_categorical_accuracy"], ["mae"]],
            **LISTED,
        ),
        "metrics of one": heads(TARGETS, {}, metrics={"size": "mae"}, **LISTED),
        "the same metric twice": heads(
            [ONE_HOT, Y], {}, loss="mae", metrics=[["mse"], ["mse"]]
        ),
        "sample weights by list": heads(
            TARGETS, {"sample_weight": [WEIGHTS, 2 * WEIGHTS]}, **LISTED
        ),
        "loss of one": heads(TARGETS, {}, loss=[None, "mse"]),
        "batches": batches,
    }.items()
}
