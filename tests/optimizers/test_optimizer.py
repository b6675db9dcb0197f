"""State, learning rate, clipping, decay, accumulation, averages, constraints, names."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import optimizers
from tengen.core import context
from tengen.core.variable import Variable


def dense():
    return [
        Variable(np.ones((2, 1)), name="kernel", path="dense/kernel"),
        Variable(np.zeros(1), name="bias", path="dense/bias"),
    ]


def names(optimizer):
    return [variable.path.split("/")[-1] for variable in optimizer.variables]


def test_variables_are_ordered_as_in_files():
    optimizer = optimizers.Adam()
    optimizer.build(dense())
    assert names(optimizer) == [
        "iteration",
        "learning_rate",
        "dense_kernel_momentum",
        "dense_kernel_velocity",
        "dense_bias_momentum",
        "dense_bias_velocity",
    ]
    optimizer = optimizers.RMSprop(momentum=0.9, centered=True)
    optimizer.build(dense())
    assert names(optimizer)[2:] == [
        f"dense_{variable}_{slot}"
        for slot in ("velocity", "momentum", "average_gradient")
        for variable in ("kernel", "bias")
    ]


def test_a_schedule_takes_the_place_of_the_rates_variable():
    schedule = optimizers.schedules.PiecewiseConstantDecay([0], [1.0, 0.5])
    optimizer = optimizers.SGD(schedule)
    assert names(optimizer) == ["iteration"]
    weight = Variable([0.0])
    for expected in (-1.0, -1.5, -2.0):
        optimizer.apply([[1.0]], [weight])
        assert float(weight[0]) == expected


def test_plain_sgd_keeps_no_slots():
    optimizer = optimizers.SGD()
    optimizer.build(dense())
    assert names(optimizer) == ["iteration", "learning_rate"]


def test_a_new_learning_rate_needs_no_new_compilation():
    weight = Variable([0.0])
    optimizer = optimizers.SGD(0.5)
    optimizer.build([weight])

    @jax.jit
    def step(state, value):
        return optimizer.stateless_apply(state, [jnp.ones(1)], [value])

    def run():
        (value,), _ = step([v.value for v in optimizer.variables], weight.value)
        return float(value[0])

    version = optimizer.structure_version
    assert run() == -0.5
    optimizer.learning_rate = 0.25
    assert run() == -0.25
    optimizer.learning_rate.assign(2.0)
    assert run() == -2.0
    assert float(optimizer.learning_rate) == 2.0
    assert step._cache_size() == 1
    assert optimizer.structure_version == version


def test_a_schedule_may_be_set_later():
    optimizer = optimizers.SGD(0.5)
    version = optimizer.structure_version
    optimizer.learning_rate = optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    np.testing.assert_allclose(optimizer.learning_rate, 0.1)
    assert optimizer.structure_version > version
    optimizer.learning_rate = 0.3
    np.testing.assert_allclose(float(optimizer.learning_rate), 0.3, rtol=1e-6)


def test_a_function_gives_the_rate():
    weight = Variable([0.0])
    optimizers.SGD(lambda: 0.25).apply([[1.0]], [weight])
    assert float(weight[0]) == -0.25


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ({"clipvalue": 0.5}, ([0.5, 0.5], [0.3])),
        ({"clipnorm": 1.0}, ([0.6, 0.8], [0.3])),
        ({"global_clipnorm": 2.0}, ([1.2 * 5 / 5.009, 1.6 * 5 / 5.009], [0.11978])),
        ({"clipnorm": 100.0}, ([3.0, 4.0], [0.3])),
    ],
)
def test_clipping(option, expected):
    first, second = Variable([0.0, 0.0]), Variable([0.0])
    optimizers.SGD(1.0, **option).apply([[3.0, 4.0], [0.3]], [first, second])
    np.testing.assert_allclose(first, -np.array(expected[0]), rtol=1e-4)
    np.testing.assert_allclose(second, -np.array(expected[1]), rtol=1e-4)


def test_weight_decay_is_decoupled_and_spares_the_excluded():
    kernel, bias = dense()
    bias.assign([1.0])
    optimizer = optimizers.SGD(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.apply([np.zeros((2, 1)), np.zeros(1)], [kernel, bias])
    np.testing.assert_allclose(kernel, 0.95 * np.ones((2, 1)))
    np.testing.assert_allclose(bias, [1.0])


def test_accumulated_gradients_make_one_step_of_their_mean():
    weight = Variable([0.0])
    optimizer = optimizers.Adam(0.1, gradient_accumulation_steps=3)
    plain, other = optimizers.Adam(0.1), Variable([0.0])
    for gradient in (1.0, 2.0, 6.0):
        assert float(weight[0]) == 0.0
        optimizer.apply([[gradient]], [weight])
    plain.apply([[3.0]], [other])
    np.testing.assert_allclose(weight, other, rtol=1e-6)
    assert int(optimizer.iterations) == 1
    assert float(optimizer.variables[2][0]) == 0.0  # the sum starts again


def test_accumulation_inside_a_compiled_step():
    weight = Variable([0.0])
    optimizer = optimizers.SGD(0.5, gradient_accumulation_steps=2)
    optimizer.build([weight])
    state = [v.value for v in (weight, *optimizer.variables)]

    @jax.jit
    def step(state, gradient):
        with context.bind([weight, *optimizer.variables], state) as binding:
            optimizer.apply([gradient], [weight])
            return binding.current([weight, *optimizer.variables])

    seen = []
    for gradient in (1.0, 3.0, 5.0, 5.0):
        state = step(state, jnp.array([gradient]))
        seen.append(float(state[0][0]))
    assert seen == [0.0, -1.0, -1.0, -3.5]


def test_moving_average_replaces_the_weights_at_the_end():
    weight = Variable([0.0])
    optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    for _ in range(3):
        optimizer.apply([[-1.0]], [weight])  # 1, 2, 3
    assert float(weight[0]) == 3.0
    optimizer.finalize_variable_values([weight])
    assert float(weight[0]) == ((1 + 2) / 2 + 3) / 2


def test_moving_average_replaces_the_weights_every_n_steps():
    weight = Variable([0.0])
    optimizer = optimizers.SGD(
        1.0, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2
    )
    for _ in range(2):
        optimizer.apply([[-1.0]], [weight])
    assert float(weight[0]) == 1.5


def test_scaled_losses_are_scaled_back():
    weight = Variable([0.0])
    optimizer = optimizers.SGD(1.0, loss_scale_factor=8.0)
    assert optimizer.scale_loss(2.0) == 16.0
    optimizer.apply([[8.0]], [weight])
    assert float(weight[0]) == -1.0


def test_constraints_hold_after_the_step():
    weight = Variable([0.1], constraint=lambda w: jnp.maximum(w, 0.0))
    optimizers.SGD(1.0).apply([[1.0]], [weight])
    assert float(weight[0]) == 0.0


def test_apply_gradients_takes_pairs():
    kernel, bias = dense()
    pairs = zip([np.ones((2, 1)), np.ones(1)], [kernel, bias], strict=True)
    optimizers.SGD(0.5).apply_gradients(pairs)
    np.testing.assert_allclose(kernel, np.full((2, 1), 0.5))
    np.testing.assert_allclose(bias, [-0.5])


def test_a_variable_without_gradient_stays_and_is_named():
    kernel, bias = dense()
    with pytest.warns(UserWarning, match="dense/bias"):
        optimizers.SGD(0.5).apply([np.ones((2, 1)), None], [kernel, bias])
    np.testing.assert_allclose(bias, [0.0])


def test_variables_added_later_are_a_clear_error():
    optimizer = optimizers.Adam()
    optimizer.build(dense())
    late = Variable([0.0], path="late/kernel")
    with pytest.raises(ValueError, match="late/kernel") as caught:
        optimizer.apply([[1.0]], [late])
    assert len(str(caught.value).splitlines()) <= 3


def test_a_part_of_the_variables_may_be_trained():
    kernel, bias = dense()
    optimizer = optimizers.Adam(0.1)
    optimizer.build([kernel, bias])
    optimizer.apply([np.ones(1)], [bias])
    np.testing.assert_allclose(kernel, np.ones((2, 1)))
    np.testing.assert_allclose(bias, [-0.1], rtol=1e-5)


def test_a_wrong_count_of_gradients_is_an_error():
    with pytest.raises(ValueError, match="1 gradients for 2 variables"):
        optimizers.SGD().apply([np.ones((2, 1))], dense())


@pytest.mark.parametrize(
    "options",
    [
        {"clipnorm": 1.0, "clipvalue": 1.0},
        {"gradient_accumulation_steps": 1},
        {"ema_momentum": 2.0},
        {"ema_overwrite_frequency": 0},
        {"momentum": 1.5},
    ],
)
def test_wrong_arguments_are_refused(options):
    with pytest.raises(ValueError, match="expected"):
        optimizers.SGD(0.1, **options)


KINDS = [n for n in optimizers.__all__ if n[0].isupper() and "Optimizer" not in n]


@pytest.mark.parametrize("name", KINDS)
def test_names_and_serialization(name):
    for spelling in (name, name.lower(), name.upper()):
        assert type(optimizers.get(spelling)).__name__ == name
    optimizer = getattr(optimizers, name)(0.25, clipnorm=2.0, name="mine")
    config = optimizers.serialize(optimizer)
    assert (config["module"], config["class_name"]) == ("keras.optimizers", name)
    assert config["config"]["learning_rate"] == 0.25
    assert config["config"]["use_ema"] is False  # defaults are told too
    again = optimizers.deserialize(config)
    assert again.get_config() == optimizer.get_config()


def test_the_config_tells_the_rate_of_now():
    optimizer = optimizers.SGD(0.5)
    optimizer.learning_rate = 0.25
    assert optimizer.get_config()["learning_rate"] == 0.25


def test_a_schedule_survives_serialization():
    schedule = optimizers.schedules.CosineDecay(0.5, 10, alpha=0.5)
    again = optimizers.deserialize(optimizers.serialize(optimizers.SGD(schedule)))
    np.testing.assert_allclose(again.learning_rate, 0.5)
    again._iterations.assign(10)
    np.testing.assert_allclose(again.learning_rate, 0.25)


def test_an_unknown_name_fails_at_once_with_a_suggestion():
    with pytest.raises(ValueError, match="adam"):
        optimizers.get("adamm")


def test_an_optimizer_written_for_keras_works():
    class Signed(optimizers.Optimizer):
        def __init__(self, learning_rate=0.1, patience=2.0, **kwargs):
            super().__init__(learning_rate=learning_rate, **kwargs)
            self.patience = patience

        def build(self, variables):
            super().build(variables)
            self.sums = [
                self.add_variable_from_reference(v, name="sum") for v in variables
            ]

        def update_step(self, gradient, variable, learning_rate):
            total = self.sums[self._get_variable_index(variable)]
            self.assign_add(total, gradient)
            self.assign_sub(variable, learning_rate * jnp.sign(total.value))

        def get_config(self):
            return {**super().get_config(), "patience": self.patience}

    weight = Variable([0.0])
    optimizer = Signed(0.5, patience=3.0, clipnorm=1.0)
    optimizer.apply([[7.0]], [weight])
    assert float(weight[0]) == -0.5
    again = Signed.from_config(optimizer.get_config())
    assert (again.patience, again.clipnorm) == (3.0, 1.0)


def test_a_step_without_any_gradient_is_refused():
    kernel, bias = dense()
    with pytest.raises(ValueError, match="no variable has a gradient"):
        optimizers.SGD().apply([None, None], [kernel, bias])


@pytest.mark.parametrize(
    "argument",
    [
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
    ],
)
def test_strengths_of_ftrl_are_not_negative(argument):
    with pytest.raises(ValueError, match=argument):
        optimizers.Ftrl(**{argument: -0.1})
