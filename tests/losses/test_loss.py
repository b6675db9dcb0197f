"""Names, reductions, weights, masks, shapes, and logits behind probabilities."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import losses
from tengen.core import context
from tengen.core.symbolic import SymbolicTensor

Y = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
P = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])  # squared errors 1, 4, 9
WEIGHTS = np.array([1.0, 0.0, 2.0])


@pytest.mark.parametrize(
    ("reduction", "plain", "weighted"),
    [
        ("sum_over_batch_size", 14 / 3, 19 / 3),
        ("mean", 14 / 3, 19 / 3),
        ("sum", 14, 19),
        ("mean_with_sample_weight", 14 / 3, 19 / 3),
        ("none", [1, 4, 9], [1, 0, 18]),
        (None, [1, 4, 9], [1, 0, 18]),
    ],
)
def test_reductions(reduction, plain, weighted):
    loss = losses.MeanSquaredError(reduction=reduction)
    np.testing.assert_allclose(loss(Y, P), plain, rtol=1e-6)
    np.testing.assert_allclose(loss(Y, P, WEIGHTS), weighted, rtol=1e-6)
    np.testing.assert_allclose(loss(Y, P, WEIGHTS[:, None]), weighted, rtol=1e-6)


def test_weights_of_samples_count_for_all_their_positions():
    y, p = np.zeros((2, 3, 1)), np.ones((2, 3, 1))
    loss = losses.MeanSquaredError(reduction="none")
    got = loss(y, p, np.array([1.0, 5.0]))
    np.testing.assert_allclose(got, [[1, 1, 1], [5, 5, 5]])


def test_weights_that_fit_nothing_are_refused():
    with pytest.raises(ValueError, match="sample_weight does not fit"):
        losses.MeanSquaredError()(Y, P, np.ones(2))


def test_the_mask_of_the_output_leaves_positions_out():
    p = jnp.asarray(P)[:, :, None]
    with context.open_call() as call:
        call.set_mask(p, jnp.array([[True, False], [True, True], [False, False]]))
        loss = losses.MeanSquaredError()(Y[:, :, None], p)
    np.testing.assert_allclose(loss, (1 + 4 + 4) / 3, rtol=1e-5)


def test_nan_under_the_mask_does_no_harm():
    p = jnp.array([[1.0], [jnp.nan]])
    loss = losses.MeanSquaredError()(np.zeros((2, 1)), p, np.array([1.0, 0.0]))
    assert float(loss) == 0.5


def test_ignored_class_does_not_count():
    p = np.array([[0.5, 0.5], [0.25, 0.75], [0.1, 0.9]])
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    expected = -(np.log(0.5) + np.log(0.75)) / 2
    np.testing.assert_allclose(loss(np.array([0, 1, -1]), p), expected, rtol=1e-5)


def test_a_label_out_of_range_gives_nan_not_zero():
    got = losses.sparse_categorical_crossentropy([0, 2, -1], np.full((3, 2), 0.5))
    assert np.isnan(got).tolist() == [False, True, True]


@pytest.mark.parametrize("shapes", [((4,), (4, 1)), ((4, 1), (4,)), ((4,), (4,))])
def test_a_column_meets_a_vector(shapes):
    y = np.arange(4.0).reshape(shapes[0])
    p = np.zeros(shapes[1])
    assert float(losses.MeanSquaredError()(y, p)) == np.mean(np.arange(4.0) ** 2)


def test_nothing_is_broadcast_silently():
    with pytest.raises(ValueError, match=r"\(32, 1\) and y_pred \(32, 3\)") as caught:
        losses.MeanSquaredError()(np.zeros((32, 1)), np.zeros((32, 3)))
    assert len(str(caught.value).splitlines()) <= 3


def test_class_numbers_for_one_hot_name_the_remedy():
    with pytest.raises(ValueError, match="sparse_categorical_crossentropy"):
        losses.CategoricalCrossentropy()(np.zeros(8), np.ones((8, 3)) / 3)
    with pytest.raises(ValueError, match="'categorical_crossentropy'"):
        losses.SparseCategoricalCrossentropy()(np.zeros((8, 3)), np.ones((8, 3)) / 3)


def softmax_as_a_layer_does(call, z):
    p = jax.nn.softmax(z)
    call.set_logits(p, "softmax", z)
    return p


def test_saturated_softmax_keeps_its_loss_and_gradient():
    z = jnp.array([[200.0, 0.0]])

    def loss(z):
        with context.open_call() as call:
            p = softmax_as_a_layer_does(call, z)
            return losses.CategoricalCrossentropy()(np.array([[0.0, 1.0]]), p)

    value, gradient = jax.jit(jax.value_and_grad(loss))(z)
    np.testing.assert_allclose(value, 200.0)
    np.testing.assert_allclose(gradient, [[1.0, -1.0]])


def test_saturated_sigmoid_keeps_its_gradient_for_vector_targets():
    z = jnp.array([[-150.0], [3.0]])

    def loss(z):
        with context.open_call() as call:
            p = jax.nn.sigmoid(z)
            call.set_logits(p, "sigmoid", z)
            return losses.BinaryCrossentropy(reduction="sum")(np.array([1.0, 1.0]), p)

    value, gradient = jax.value_and_grad(loss)(z)
    np.testing.assert_allclose(value, 150 + np.log1p(np.exp(-3)), rtol=1e-5)
    np.testing.assert_allclose(gradient[0], [-1.0])


def test_without_logits_probabilities_are_clipped():
    loss = losses.CategoricalCrossentropy()([[0.0, 1.0]], [[1.0, 0.0]])
    np.testing.assert_allclose(loss, -np.log(1e-7), rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("mse", losses.mean_squared_error),
        ("MSE", losses.mean_squared_error),
        ("mean_squared_error", losses.mean_squared_error),
        ("mae", losses.mean_absolute_error),
        ("mape", losses.mean_absolute_percentage_error),
        ("msle", losses.mean_squared_logarithmic_error),
        ("kld", losses.kl_divergence),
        ("kullback_leibler_divergence", losses.kl_divergence),
        ("kl_divergence", losses.kl_divergence),
        ("logcosh", losses.log_cosh),
        ("log_cosh", losses.log_cosh),
        ("cosine_proximity", losses.cosine_similarity),
        ("bce", losses.binary_crossentropy),
        ("huber", losses.huber),
        ("huber_loss", losses.huber),
    ],
)
def test_names_of_all_dialects(name, function):
    assert losses.get(name) is function


def test_a_class_name_gives_an_object():
    assert isinstance(losses.get("MeanSquaredError"), losses.MeanSquaredError)
    assert losses.get(None) is None


def test_an_unknown_name_fails_at_once_with_a_suggestion():
    with pytest.raises(ValueError, match="mean_squared_error"):
        losses.get("mean_square_error")


def test_an_unknown_reduction_fails_at_once():
    with pytest.raises(ValueError, match="reduction"):
        losses.MeanSquaredError(reduction="average")


@pytest.mark.parametrize("name", [n for n in losses.__all__ if n[0].isupper()])
def test_objects_survive_serialization(name):
    if name in ("Loss", "LossFunctionWrapper"):
        return
    loss = getattr(losses, name)(name="mine", reduction="sum")
    config = losses.serialize(loss)
    assert config["module"] == "keras.losses"
    again = losses.deserialize(config)
    assert type(again) is type(loss)
    assert (again.name, again.reduction) == ("mine", "sum")


def test_arguments_survive_serialization():
    again = losses.deserialize(losses.serialize(losses.Huber(delta=0.5)))
    assert float(again([[0.0]], [[2.0]])) == 0.5 * 2 - 0.5 * 0.25


def test_functions_survive_serialization():
    config = losses.serialize(losses.hinge)
    assert config["config"] == "hinge"
    assert losses.deserialize(config) is losses.hinge


def test_a_function_of_the_user_becomes_a_loss():
    def worst(y_true, y_pred):
        return jnp.max(jnp.abs(y_true - y_pred), axis=-1)

    loss = losses.as_loss(worst)
    assert loss.name == "worst"
    assert float(loss(Y, P)) == 2.0


def test_a_function_that_reduces_itself_is_left_alone():
    loss = losses.as_loss(lambda y, p: jnp.mean(jnp.square(y - p)))
    np.testing.assert_allclose(loss(Y, P), 14 / 3, rtol=1e-6)


def test_integer_targets_become_floats_before_a_users_loss_sees_them():
    seen = []

    class Recorded(losses.Loss):
        def call(self, y_true, y_pred):
            seen.append(y_true.dtype)
            return y_true * 1.0

    Recorded()(np.array([200], "uint8"), np.array([1.0]))
    assert seen == ["float32"]


def test_losses_of_symbolic_tensors_are_symbolic():
    x = SymbolicTensor((None, 5, 3))
    assert losses.mean_squared_error(x, x).shape == (None, 5)


@pytest.mark.parametrize(
    ("targets", "outputs", "kind"),
    [
        ((3, 1), (3, 1), "binary"),
        ((3,), (3, 4), "sparse_categorical"),
        ((3, 1), (3, 4), "sparse_categorical"),
        ((3, 4), (3, 4), "categorical"),
    ],
)
def test_crossentropy_is_chosen_by_the_shapes(targets, outputs, kind):
    y_true = np.ones(targets, "float32")
    y_pred = np.full(outputs, 0.25, "float32")
    got = losses.get("crossentropy")(y_true, y_pred)
    expected = losses.get(f"{kind}_crossentropy")(y_true, y_pred)
    np.testing.assert_allclose(got, expected)
