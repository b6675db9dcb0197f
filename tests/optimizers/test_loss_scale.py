"""Loss scaling: the factor is in the loss that is differentiated, and in no result."""

import numpy as np
import pytest

from tengen import layers, models, optimizers
from tengen.core.variable import Variable

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


def trained(optimizer):
    model = models.Sequential([layers.Input((3,)), layers.Dense(1, "linear")])
    model.set_weights([np.ones((3, 1)) / 4, np.zeros(1)])
    model.compile(optimizer, "mse")
    history = model.fit(X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0)
    return model.get_weights(), history.history["loss"]


@pytest.mark.parametrize(
    "scaled",
    [
        optimizers.SGD(0.1, loss_scale_factor=1024.0),
        optimizers.LossScaleOptimizer(optimizers.SGD(0.1), dynamic_growth_steps=2),
    ],
    ids=["factor", "optimizer"],
)
def test_a_power_of_two_changes_nothing(scaled):
    weights, losses = trained(optimizers.SGD(0.1))
    same_weights, same_losses = trained(scaled)
    for a, b in zip(weights, same_weights, strict=True):
        np.testing.assert_array_equal(a, b)
    assert losses == same_losses


def test_the_configuration_holds_the_inner_optimizer():
    optimizer = optimizers.LossScaleOptimizer(optimizers.Adam(0.3), 16.0, 7)
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert again.inner_optimizer.get_config()["learning_rate"] == pytest.approx(0.3)
    assert (again.initial_scale, again.dynamic_growth_steps) == (16.0, 7)


def test_a_new_learning_rate_reaches_the_inner_optimizer():
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(0.5))
    optimizer.learning_rate = 0.25
    assert float(np.asarray(optimizer.inner_optimizer.learning_rate)) == 0.25


def test_weights_of_an_optimizer_are_set_in_order():
    optimizer = optimizers.Adam()
    trained(optimizer)
    other = optimizers.Adam()
    trained(other)
    other.set_weights([np.asarray(v.value) for v in optimizer.variables])
    for a, b in zip(optimizer.variables, other.variables, strict=True):
        np.testing.assert_array_equal(a.value, b.value)
    with pytest.raises(ValueError, match=r"1 arrays.*6 arrays"):
        other.set_weights([0])


def test_a_plain_number_is_scaled():
    optimizer = optimizers.LossScaleOptimizer(optimizers.SGD(), initial_scale=4.0)
    optimizer.build([Variable([1.0])])
    assert float(optimizer.scale_loss(2.0)) == 8


def test_configurations_of_older_files_are_read():
    config = optimizers.LossScaleOptimizer(optimizers.SGD(0.5)).get_config()
    again = optimizers.LossScaleOptimizer.from_config(
        config | {"weight_decay": None, "clipnorm": None, "use_ema": False}
    )
    assert float(again.inner_optimizer.learning_rate) == 0.5
