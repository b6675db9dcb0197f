"""Normalization, attention, one-hot vectors and cross-entropies by their formulas."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from tengen import ops
from tengen.core import context

RNG = np.random.default_rng(11)
X = RNG.normal(2.0, 3.0, (4, 5, 6)).astype("float32")
P = RNG.dirichlet(np.ones(6), (4, 5)).astype("float32")
T = np.eye(6, dtype="float32")[RNG.integers(0, 6, (4, 5))]


def close(got: Any, expected: Any, rtol: float = 2e-5) -> None:
    np.testing.assert_allclose(np.asarray(got), expected, rtol=rtol, atol=2e-6)


def test_moments() -> None:
    mean, variance = ops.moments(X, [0, 2])
    close(mean, X.mean((0, 2)))
    close(variance, X.var((0, 2)))
    mean, variance = ops.moments(X, 1, keepdims=True)
    assert mean.shape == variance.shape == (4, 1, 6)
    mean, variance = ops.moments(np.full((1000,), 300, "float16"), 0)
    assert mean == 300 and variance == 0  # the square would overflow in float16


def test_moments_far_from_zero_keep_their_variance() -> None:
    _, variance = ops.moments(X + 3000, [0, 1, 2])
    close(variance, X.var(), rtol=1e-3)


@pytest.mark.parametrize("axis", [1, -1])
def test_batch_normalization(axis: int) -> None:
    n = X.shape[axis]
    mean, variance, offset, scale = RNG.uniform(0.5, 2.0, (4, n)).astype("float32")
    shape = [1, 1, 1]
    shape[axis] = n

    def along(v: np.ndarray) -> np.ndarray:
        return v.reshape(shape)

    expected = (X - along(mean)) / np.sqrt(along(variance) + 0.1)
    close(ops.batch_normalization(X, mean, variance, axis, epsilon=0.1), expected)
    got = ops.batch_normalization(X, mean, variance, axis, offset, scale, 0.1)
    close(got, expected * along(scale) + along(offset), rtol=1e-4)


@pytest.mark.parametrize("axis", [-1, 1, (1, 2)])
def test_layer_and_rms_normalization(axis: Any) -> None:
    result = np.asarray(ops.layer_normalization(X, axis=axis, epsilon=1e-6))
    close(result.mean(axis), 0 * result.mean(axis))
    close(result.std(axis), 1 + 0 * result.std(axis))
    sizes = tuple(X.shape[a] for a in ([axis] if isinstance(axis, int) else axis))
    gamma, beta = RNG.normal(size=(2, *sizes)).astype("float32")
    shape = (1, 5, 1) if axis == 1 else sizes
    scaled = ops.layer_normalization(X, gamma, beta, axis=axis, epsilon=1e-6)
    close(scaled, result * gamma.reshape(shape) + beta.reshape(shape), rtol=1e-4)
    rms = np.asarray(ops.rms_normalization(X, gamma, axis=axis))
    root = np.sqrt(np.mean(X**2, axis, keepdims=True))
    close(rms, X / root * gamma.reshape(shape), rtol=1e-4)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_normalize(order: int) -> None:
    got = ops.normalize(X, axis=1, order=order)
    close(got, X / np.linalg.norm(X, order, axis=1, keepdims=True))
    assert not np.asarray(ops.normalize(0 * X, order=order)).any()
    slope = jax.grad(lambda v: ops.normalize(v, order=order).sum())(np.zeros(3, "f4"))
    assert np.isfinite(slope).all()
    with pytest.raises(ValueError, match="1 or more"):
        ops.normalize(X, order=0)


def test_attention() -> None:
    q, k, v = (RNG.normal(size=(2, n, 4, 8)).astype("float32") for n in (5, 7, 7))
    logits = np.einsum("bthd,bshd->bhts", q, k) / np.sqrt(8)
    weights = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    close(ops.dot_product_attention(q, k, v), np.einsum("bhts,bshd->bthd", weights, v))
    hide = np.arange(7) < 3
    masked = ops.dot_product_attention(q, k, v, mask=hide[None, None, None])
    close(masked, ops.dot_product_attention(q, k[:, :3], v[:, :3]))
    causal = ops.dot_product_attention(q, k, v, is_causal=True)
    close(causal[:, 0], v[:, 0])
    assert np.isfinite(ops.dot_product_attention(q, k, v, mask=False * hide)).all()
    few = ops.dot_product_attention(q, k[:, :, :2], v[:, :, :2])
    twice = [np.repeat(t[:, :, :2], 2, axis=2) for t in (k, v)]
    close(few, ops.dot_product_attention(q, *twice))
    capped = ops.dot_product_attention(1e4 * q, k, v, attn_logits_soft_cap=1e-3)
    assert np.abs(capped - v.mean(1, keepdims=True)).max() < 0.01  # all alike
    with pytest.raises(ValueError, match="dot_product_attention"):
        ops.dot_product_attention(q[0], k[0], v[0])


def test_one_hot_and_multi_hot() -> None:
    labels = np.array([[0, 2], [1, -1]])
    got = ops.one_hot(labels, 3)
    assert got.tolist() == [[[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 0]]]
    first = ops.one_hot(labels, 3, axis=0, dtype="int32")
    assert first.dtype == "int32" and np.array_equal(np.moveaxis(first, 0, -1), got)
    assert ops.multi_hot(labels, 3).tolist() == [[1, 0, 1], [0, 1, 0]]
    assert ops.multi_hot([2, 2], 3).tolist() == [0, 0, 1]


def test_cross_entropies_from_probabilities() -> None:
    close(ops.categorical_crossentropy(T, P), -(T * np.log(P)).sum(-1))
    close(ops.categorical_crossentropy(T, 7 * P), -(T * np.log(P)).sum(-1))
    sparse = ops.sparse_categorical_crossentropy(T.argmax(-1), P)
    close(sparse, ops.categorical_crossentropy(T, P))
    column = ops.sparse_categorical_crossentropy(T.argmax(-1)[..., None], P)
    close(column, sparse)
    b = (T * 0.9 + 0.05).astype("float32")
    close(
        ops.binary_crossentropy(b, P),
        -b * np.log(P) - (1 - b) * np.log1p(-P),
        rtol=1e-4,
    )


def test_cross_entropies_from_logits() -> None:
    log_p = X - np.log(np.exp(X).sum(-1, keepdims=True))
    categorical = ops.categorical_crossentropy(T, X, from_logits=True)
    close(categorical, -(T * log_p).sum(-1), rtol=1e-4)
    sparse = ops.sparse_categorical_crossentropy(T.argmax(-1), X, from_logits=True)
    close(sparse, categorical)
    s = 1 / (1 + np.exp(-X.astype("float64")))
    expected = -T * np.log(s) - (1 - T) * np.log(1 - s)
    close(ops.binary_crossentropy(T, X, from_logits=True), expected, rtol=1e-4)


def test_the_class_axis_may_be_another() -> None:
    moved = np.moveaxis(X, -1, 1)
    for target, function in (
        (np.moveaxis(T, -1, 1), ops.categorical_crossentropy),
        (T.argmax(-1), ops.sparse_categorical_crossentropy),
    ):
        got = function(target, moved, from_logits=True, axis=1)
        close(got, ops.categorical_crossentropy(T, X, from_logits=True))


def test_extreme_logits_stay_finite_and_probabilities_are_kept_off_zero() -> None:
    x = np.array([[1e4, -1e4]], "float32")
    t = np.array([[0.0, 1.0]], "float32")
    close(ops.categorical_crossentropy(t, x, from_logits=True), [2e4])
    close(ops.binary_crossentropy(t, x, from_logits=True), [[1e4, 1e4]])
    sure = np.array([[1.0, 0.0]], "float32")
    close(ops.categorical_crossentropy(t, sure), [-np.log(1e-7)])
    close(ops.categorical_crossentropy(sure, sure), [0.0])
    assert ops.sparse_categorical_crossentropy([5], sure).tolist() == [0.0]


def test_inside_a_call_the_logits_behind_probabilities_are_used() -> None:
    x = np.array([[200.0, -200.0]], "float32")
    t = np.array([[0.0, 1.0]], "float32")
    with context.open_call():
        close(ops.categorical_crossentropy(t, ops.softmax(x)), [400.0])
        close(ops.sparse_categorical_crossentropy([1], ops.softmax(x)), [400.0])
        close(ops.binary_crossentropy(t, ops.sigmoid(x)), [[200.0, 200.0]])
    close(ops.categorical_crossentropy(t, ops.softmax(x)), [-np.log(1e-7)])


def test_half_precision_probabilities_are_compared_in_float32() -> None:
    sure = ops.cast([[1.0, 0.0]], "bfloat16")
    assert np.isfinite(ops.categorical_crossentropy([[0.0, 1.0]], sure)).all()
    assert np.isfinite(ops.binary_crossentropy([[0.0, 1.0]], sure)).all()


@pytest.mark.parametrize("from_logits", [False, True])
def test_cross_entropy_gradients_agree_with_finite_differences(
    from_logits: bool,
) -> None:
    with jax.enable_x64(True):
        output = RNG.uniform(0.1, 0.8, (3, 4))
        target = RNG.dirichlet(np.ones(4), 3)
        labels = np.array([0, 3, 1])
        for function, t in (
            (ops.categorical_crossentropy, target),
            (ops.binary_crossentropy, target),
            (ops.sparse_categorical_crossentropy, labels),
        ):

            def total(o: Any, function: Any = function, t: Any = t) -> Any:
                return function(t, o, from_logits).sum()

            direction = RNG.normal(size=output.shape)
            slope = np.vdot(jax.grad(total)(output), direction)
            up, down = (total(output + s * 1e-6 * direction) for s in (1, -1))
            np.testing.assert_allclose(slope, (up - down) / 2e-6, rtol=1e-6)


def test_shapes_that_do_not_fit_are_named() -> None:
    for function in (ops.categorical_crossentropy, ops.binary_crossentropy):
        with pytest.raises(ValueError, match=r"target \(4, 1, 6\)"):
            function(T[:, :1], P)
    with pytest.raises(ValueError, match=r"got shape \(4,\); expected \(4, 5\)"):
        ops.sparse_categorical_crossentropy([0, 1, 2, 3], P)
