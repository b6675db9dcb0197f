"""Every loss against its formula written in NumPy, in double precision."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from tengen import losses

RNG = np.random.default_rng(7)
NUMBERS = RNG.normal(size=(5, 4)) * 2
OUTPUTS = RNG.normal(size=(5, 4)) * 2
POSITIVE = RNG.uniform(0.5, 3, size=(5, 4))
BITS = (RNG.random((5, 4)) > 0.5).astype(float)
CHANCES = RNG.uniform(0.05, 0.95, size=(5, 4))
CLASSES = np.array([0, 3, 1, 1, 2])
ONE_HOT = np.eye(4)[CLASSES]
SHARES = RNG.dirichlet(np.ones(4), size=5)
SIGNS = BITS * 2 - 1


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def bits_entropy(y, p):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def huber_by_cases(y, p, delta):
    error = np.abs(y - p)
    inner = error**2 / 2
    return np.where(error <= delta, inner, delta * (error - delta / 2)).mean(-1)


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def overlap(y, p):
    return 1 - 2 * (y * p).sum() / (y.sum() + p.sum())


def tversky_index(y, p, missed, invented):
    both = (y * p).sum()
    bad = missed * (y * (1 - p)).sum() + invented * ((1 - y) * p).sum()
    return both / (both + bad)


CASES = {
    "mean_squared_error": (NUMBERS, OUTPUTS, {}, ((NUMBERS - OUTPUTS) ** 2).mean(-1)),
    "mean_absolute_error": (NUMBERS, OUTPUTS, {}, abs(NUMBERS - OUTPUTS).mean(-1)),
    "mean_absolute_percentage_error": (
        *(POSITIVE, OUTPUTS, {}),
        100 * (abs(POSITIVE - OUTPUTS) / POSITIVE).mean(-1),
    ),
    "mean_squared_logarithmic_error": (
        *(POSITIVE, POSITIVE[::-1], {}),
        ((np.log1p(POSITIVE) - np.log1p(POSITIVE[::-1])) ** 2).mean(-1),
    ),
    "huber": (
        *(NUMBERS, OUTPUTS, {"delta": 0.7}),
        huber_by_cases(NUMBERS, OUTPUTS, 0.7),
    ),
    "log_cosh": (NUMBERS, OUTPUTS, {}, np.log(np.cosh(NUMBERS - OUTPUTS)).mean(-1)),
    "cosine_similarity": (
        *(NUMBERS, OUTPUTS, {}),
        -(unit(NUMBERS) * unit(OUTPUTS)).sum(-1),
    ),
    "binary_crossentropy": (
        *(BITS, CHANCES, {"label_smoothing": 0.1}),
        bits_entropy(BITS * 0.9 + 0.05, CHANCES).mean(-1),
    ),
    "binary_crossentropy from logits": (
        *(BITS, OUTPUTS, {"from_logits": True}),
        bits_entropy(BITS, sigmoid(OUTPUTS)).mean(-1),
    ),
    "categorical_crossentropy": (
        *(ONE_HOT, CHANCES, {}),
        -np.log(CHANCES / CHANCES.sum(-1, keepdims=True))[range(5), CLASSES],
    ),
    "categorical_crossentropy from logits": (
        *(ONE_HOT, OUTPUTS, {"from_logits": True, "label_smoothing": 0.2}),
        -((ONE_HOT * 0.8 + 0.05) * np.log(softmax(OUTPUTS))).sum(-1),
    ),
    "sparse_categorical_crossentropy": (
        *(CLASSES, SHARES, {}),
        -np.log(SHARES[range(5), CLASSES]),
    ),
    "sparse_categorical_crossentropy from logits": (
        *(CLASSES[:, None], OUTPUTS, {"from_logits": True}),
        -np.log(softmax(OUTPUTS)[range(5), CLASSES]),
    ),
    "binary_focal_crossentropy": (
        *(BITS, CHANCES, {"apply_class_balancing": True, "gamma": 3.0}),
        (
            np.where(BITS == 1, 0.25, 0.75)
            * (1 - np.where(BITS == 1, CHANCES, 1 - CHANCES)) ** 3
            * bits_entropy(BITS, CHANCES)
        ).mean(-1),
    ),
    "categorical_focal_crossentropy": (
        *(ONE_HOT, SHARES, {"alpha": 0.5}),
        -(0.5 * (1 - SHARES) ** 2 * ONE_HOT * np.log(SHARES)).sum(-1),
    ),
    "kl_divergence": (
        *(SHARES, SHARES[::-1], {}),
        (SHARES * np.log(SHARES / SHARES[::-1])).sum(-1),
    ),
    "poisson": (
        *(POSITIVE, POSITIVE[::-1], {}),
        (POSITIVE[::-1] - POSITIVE * np.log(POSITIVE[::-1])).mean(-1),
    ),
    "categorical_generalized_cross_entropy": (
        *(CLASSES, SHARES, {"q": 0.7}),
        (1 - SHARES[range(5), CLASSES] ** 0.7) / 0.7,
    ),
    "hinge": (SIGNS, OUTPUTS, {}, np.maximum(1 - SIGNS * OUTPUTS, 0).mean(-1)),
    "squared_hinge": (
        *(BITS, OUTPUTS, {}),
        (np.maximum(1 - SIGNS * OUTPUTS, 0) ** 2).mean(-1),
    ),
    "categorical_hinge": (
        *(ONE_HOT, OUTPUTS, {}),
        np.maximum(
            0,
            1 + np.where(ONE_HOT == 1, 0, OUTPUTS).max(-1) - OUTPUTS[range(5), CLASSES],
        ),
    ),
    "dice": (BITS, CHANCES, {}, overlap(BITS, CHANCES)),
    "tversky": (
        *(BITS, CHANCES, {"alpha": 0.3, "beta": 0.6}),
        1 - tversky_index(BITS, CHANCES, 0.3, 0.6),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_function_equals_its_formula(case):
    y_true, y_pred, options, expected = CASES[case]
    function = getattr(losses, case.split()[0])
    got = function(y_true, y_pred, **options)
    assert got.shape == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_gradient_equals_finite_differences(case):
    y_true, y_pred, options, _ = CASES[case]
    function = getattr(losses, case.split()[0])
    with jax.enable_x64(True):
        y_pred = np.asarray(y_pred, "float64")
        total = lambda p: function(y_true, p, **options).sum()  # noqa: E731
        gradient = np.asarray(jax.grad(total)(y_pred))
        direction = RNG.normal(size=y_pred.shape)
        step = 1e-6
        ahead, behind = (total(y_pred + s * step * direction) for s in (1, -1))
    slope = (float(ahead) - float(behind)) / (2 * step)
    np.testing.assert_allclose((gradient * direction).sum(), slope, rtol=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_compiles_to_the_same_values(case):
    y_true, y_pred, options, _ = CASES[case]
    function = getattr(losses, case.split()[0])
    compiled = jax.jit(lambda y, p: function(y, p, **options))
    np.testing.assert_allclose(
        compiled(y_true, y_pred), function(y_true, y_pred, **options), rtol=1e-5
    )


def test_large_errors_do_not_overflow_log_cosh():
    assert np.isfinite(losses.log_cosh([[0.0]], [[1e4]])).all()


def test_zero_vectors_have_no_direction():
    assert float(losses.cosine_similarity([[0.0, 0.0]], [[1.0, 0.0]])[0]) == 0
