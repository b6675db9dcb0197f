"""Batch normalization against its definition in NumPy and derivatives in float64."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.test_util import check_grads

from tengen import kernels

Array = Any
SHAPES = [
    (4, 9, 9, 64),
    (32, 31),
    (2, 5, 7, 3),
    (1000, 1),
    (1, 19, 19, 192),
    (3, 4, 70),
]


def definition(x: Array, gamma: Array, beta: Array, epsilon: float = 1e-3) -> Array:
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axes), x.var(axes)
    return gamma * (x - mean) / jnp.sqrt(variance + epsilon) + beta


def arrays(shape: tuple[int, ...]) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(0)
    c = shape[-1]
    x = rng.normal(size=shape) * rng.uniform(0.1, 3, c) + rng.normal(size=c)
    return x, rng.normal(size=c), rng.normal(size=c)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_value_statistics_and_gradients(shape: tuple[int, ...]) -> None:
    x, gamma, beta = arrays(shape)
    dy = np.random.default_rng(1).normal(size=shape)
    with jax.enable_x64(True):
        y, exact = jax.vjp(definition, x, gamma, beta)
        expected = exact(jnp.asarray(dy))
    single = [jnp.asarray(v, jnp.float32) for v in (x, gamma, beta)]
    (got, mean, variance), pull = jax.vjp(kernels.batch_norm_training, *single)
    axes = tuple(range(x.ndim - 1))
    np.testing.assert_allclose(got, y, atol=2e-5)
    np.testing.assert_allclose(mean, x.mean(axes), atol=1e-5)
    np.testing.assert_allclose(variance, x.var(axes), rtol=1e-4)
    zeros = jnp.zeros_like(mean)
    for one, other in zip(pull((jnp.float32(dy), zeros, zeros)), expected, strict=True):
        scale = np.abs(other).max()
        np.testing.assert_allclose(one, other, atol=3e-5 * scale)


def test_the_statistics_are_differentiable() -> None:
    x, *_ = arrays((6, 5, 7))
    with jax.enable_x64(True):
        check_grads(lambda x: kernels.batch_norm_training(x), (x,), order=2)
    single = jnp.float32(x)
    got = jax.grad(lambda x: kernels.batch_norm_training(x)[2].sum())(single)
    expected = jax.grad(lambda x: x.var((0, 1)).sum())(single)
    np.testing.assert_allclose(got, expected, atol=1e-5)


def test_second_derivatives() -> None:
    x, gamma, beta = arrays((4, 6, 20))

    def penalty(normalize: Any, x: Array, gamma: Array) -> Array:
        by_x = jax.grad(lambda x: jnp.sum(jnp.sin(normalize(x, gamma, beta))))(x)
        return jnp.sum(by_x**2)

    with jax.enable_x64(True):
        expected = jax.grad(lambda x, gamma: penalty(definition, x, gamma), (0, 1))(
            x, gamma
        )
    got = jax.grad(
        lambda x, gamma: penalty(
            lambda *a: kernels.batch_norm_training(*a)[0], x, gamma
        ),
        (0, 1),
    )(jnp.float32(x), jnp.float32(gamma))
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4 * np.abs(other).max())


def test_a_large_mean_costs_no_digits() -> None:
    rng = np.random.default_rng(2)
    x = (rng.normal(size=(5000, 20)) + 10_000).astype(np.float32)
    _, mean, variance = kernels.batch_norm_training(jnp.asarray(x))
    exact = x.astype(np.float64)
    np.testing.assert_allclose(mean, exact.mean(0), rtol=1e-6)
    np.testing.assert_allclose(variance, exact.var(0), rtol=1e-4)


def test_nan_shows() -> None:
    x = jnp.ones((8, 3)).at[2, 1].set(jnp.nan)
    y, mean, variance = kernels.batch_norm_training(x)
    assert np.isnan(y[:, 1]).all() and np.isnan(mean[1]) and np.isnan(variance[1])
    assert np.isfinite(y[:, 0]).all()
