"""Where tengen is to be better than Keras: orders, names, and fits with averages."""

from __future__ import annotations

import numpy as np
import pytest

import tengen

from .cases.fitting import IN_ORDER, X, Y
from .cases.optimizers import fitted
from .cases.outputs import CROSS, NAMED, two_heads


def trained(validate: float = 0.0):
    model = two_heads(tengen)
    losses = {"kind": CROSS, "size": "mse"}
    metrics = {"kind": ["accuracy"], "size": ["mae"]}
    model.compile("sgd", loss=losses, metrics=metrics)
    history = model.fit(X, NAMED, epochs=2, validation_split=validate, **IN_ORDER)
    return model, history.history


def test_metrics_names_are_in_the_order_of_evaluate() -> None:
    model, _ = trained()
    values = model.evaluate(X, NAMED, verbose=0)
    named = model.evaluate(X, NAMED, verbose=0, return_dict=True)
    assert len(model.metrics_names) == len(values) == 5
    for name, value in zip(model.metrics_names, values, strict=True):
        assert named[name] == pytest.approx(value)


def test_loss_comes_first_everywhere() -> None:
    model, history = trained(validate=0.3)
    assert model.metrics_names[0] == "loss"
    assert next(iter(history)) == "loss"
    assert list(history)[len(history) // 2] == "val_loss"
    assert next(iter(model.evaluate(X, NAMED, verbose=0, return_dict=True))) == "loss"


def test_evaluate_answers_a_number_without_metrics() -> None:
    model = tengen.models.Sequential([tengen.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    assert np.isscalar(model.evaluate(X, Y, verbose=0))


def test_fit_goes_on_after_moving_averages() -> None:
    def optimizer():
        return tengen.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8)

    copied = fitted(tengen, optimizer(), refresh=True)
    untouched = fitted(tengen, optimizer(), refresh=False)
    np.testing.assert_array_equal(
        copied["second"]["kernel"], untouched["second"]["kernel"]
    )
