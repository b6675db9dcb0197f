"""Several optimizers in one: who trains what, state, scaling, files, refusals."""

from __future__ import annotations

import json

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import layers, models, optimizers
from tengen.core.variable import Variable


def variables():
    return [
        Variable(jnp.ones((2, 2)), path="encoder/kernel"),
        Variable(jnp.ones(2), path="encoder/bias"),
        Variable(jnp.ones((2, 1)), path="decoder/kernel"),
    ]


def two():
    chosen = optimizers.OptimizerMap(optimizers.SGD(0.1))
    chosen["encoder/.*"] = optimizers.Adam(0.5)
    return optimizers.MultiOptimizer(chosen)


def test_each_variable_changes_as_by_its_optimizer_alone():
    together, apart = variables(), variables()
    optimizer, adam, sgd = two(), optimizers.Adam(0.5), optimizers.SGD(0.1)
    for scale in (1.0, -0.3, 2.0):
        gradients = [jnp.full(v.shape, scale) for v in together]
        optimizer.apply(gradients, together)
        adam.apply(gradients[:2], apart[:2])
        sgd.apply(gradients[2:], apart[2:])
    for one, other in zip(together, apart, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)
    assert [int(o.iterations) for o in (optimizer, *optimizer.optimizers)] == [3, 3, 3]


def test_the_stateless_step_is_the_same():
    own = variables()
    optimizer = two()
    optimizer.build(own)
    gradients = [jnp.full(v.shape, 0.5) for v in own]
    state = [v.value for v in optimizer.variables]
    new, _ = optimizer.stateless_apply(state, gradients, [v.value for v in own])
    optimizer.apply(gradients, own)
    for value, variable in zip(new, own, strict=True):
        np.testing.assert_allclose(value, variable, rtol=1e-6)


def test_it_trains_a_model_and_its_state_is_saved(tmp_path):
    model = models.Sequential([layers.Dense(3, name="encoder"), layers.Dense(1)])
    chosen = {".*encoder/.*": optimizers.SGD(0.0)}
    model.compile(
        optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.Adam(), chosen)),
        "mse",
    )
    x, y = np.ones((8, 2), "float32"), np.zeros((8, 1), "float32")
    model.build((None, 2))
    before = [np.array(w) for w in model.get_weights()]
    model.fit(x, y, epochs=2, batch_size=4, verbose=0)
    after = model.get_weights()
    assert np.array_equal(before[0], after[0])
    assert not np.array_equal(before[2], after[2])
    model.save(tmp_path / "two.keras")
    again = models.load_model(tmp_path / "two.keras")
    kinds = [type(o).__name__ for o in again.optimizer.optimizers]
    assert kinds == ["SGD", "Adam"]
    for one, other in zip(
        model.optimizer.variables, again.optimizer.variables, strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_the_configuration_makes_it_again():
    data = json.loads(json.dumps(optimizers.serialize(two())))
    assert data["module"] == "keras.optimizers"
    again = optimizers.deserialize(data)
    again.build(variables())
    assert [type(o).__name__ for o in again.optimizers] == ["Adam", "SGD"]
    assert float(again.optimizers[0].learning_rate) == 0.5


def test_the_loss_is_scaled_once_for_all():
    own = Variable([2.0])
    inner = optimizers.SGD(0.1, loss_scale_factor=2.0)
    optimizer = optimizers.MultiOptimizer(lambda v: inner, loss_scale_factor=5.0)
    assert float(optimizer.scale_loss(2.0)) == 10
    optimizer.apply([jnp.array([10.0])], [own])
    assert float(own[0]) == pytest.approx(1.8)
    outer = optimizers.LossScaleOptimizer(optimizer)
    assert outer.inner_optimizer.loss_scale_factor is inner.loss_scale_factor is None


def test_what_cannot_be_meant_is_refused():
    sgd = optimizers.SGD()
    chosen = optimizers.OptimizerMap(sgd, {"a/.*": optimizers.SGD()})
    chosen[".*/b"] = optimizers.SGD()
    assert chosen["c"] is sgd
    with pytest.raises(ValueError, match="'a/b'"):
        chosen["a/b"]
    with pytest.raises(ValueError, match="already"):
        chosen["a/.*"] = sgd
    for nested in (optimizers.LossScaleOptimizer(optimizers.SGD()), two()):
        with pytest.raises(ValueError, match="holds no others"):
            chosen["new"] = nested
        with pytest.raises(ValueError, match="holds no others"):
            optimizers.MultiOptimizer(lambda v, it=nested: it).build(variables())
    with pytest.raises(TypeError, match="default_optimizer"):
        optimizers.OptimizerMap("sgd")
    with pytest.raises(TypeError, match="optimizer_map"):
        optimizers.MultiOptimizer({"a": sgd})


def test_there_is_no_one_learning_rate():
    optimizer = two()
    with pytest.raises(AttributeError, match="several learning rates"):
        optimizer.learning_rate  # noqa: B018
    with pytest.raises(AttributeError, match="several learning rates"):
        optimizer.learning_rate = 0.1


def test_a_new_schedule_of_one_of_them_is_noticed():
    optimizer = two()
    before = optimizer.structure_version
    optimizer.optimizers[0].learning_rate = lambda: 0.1
    assert optimizer.structure_version == before + 1
