"""Pooling against XLA's window reductions and their derivatives in float64."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.test_util import check_grads

from tengen import kernels

Array = Any

# (N, H, W, C, size, strides, padding)
CASES = [
    (2, 8, 8, 32, 2, 2, "valid"),
    (1, 9, 7, 31, 3, 2, "same"),
    (3, 7, 7, 3, (2, 3), (1, 2), "valid"),
    (2, 10, 9, 17, 3, 1, "same"),
    (2, 6, 6, 1, 2, 3, "valid"),
    (1, 5, 6, 70, 2, 2, ((1, 0), (1, 1))),
]


def window(case: tuple[Any, ...]) -> tuple[Any, ...]:
    *_, size, strides, padding = case
    pair = lambda v: (v, v) if isinstance(v, int) else v  # noqa: E731
    if not isinstance(padding, str):
        padding = ((0, 0), *padding, (0, 0))
    else:
        padding = padding.upper()
    return (1, *pair(size), 1), (1, *pair(strides), 1), padding


def images(case: tuple[Any, ...]) -> Array:
    x = np.random.default_rng(0).normal(size=case[:4])
    return np.asarray(x, np.float32).astype(np.float64)  # exact in both types


@pytest.mark.parametrize("case", CASES, ids=str)
def test_max_pool(case: tuple[Any, ...]) -> None:
    x = images(case)
    with jax.enable_x64(True):
        expected = lax.reduce_window(x, -np.inf, lax.max, *window(case))
    got, pull = jax.vjp(lambda x: kernels.max_pool2d(x, *case[4:]), jnp.float32(x))
    np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(
        kernels.max_pool2d(jnp.float32(x), *case[4:]), expected
    )
    dy = np.random.default_rng(1).normal(size=got.shape)
    with jax.enable_x64(True):
        _, exact = jax.vjp(
            lambda x: lax.reduce_window(x, -np.inf, lax.max, *window(case)), x
        )
        (dx,) = exact(dy)
    np.testing.assert_allclose(pull(jnp.float32(dy))[0], dx, atol=1e-5)


@pytest.mark.parametrize("case", CASES[:4], ids=str)
def test_max_pool_is_differentiable_again(case: tuple[Any, ...]) -> None:
    x = jnp.float32(images(case))

    def loss(x: Array) -> Array:
        return jnp.sum(jnp.sin(kernels.max_pool2d(x, *case[4:])))

    def penalty(x: Array) -> Array:
        return jnp.sum(jax.grad(loss)(x) ** 2)

    direction = jnp.cos(x)
    step = jax.jvp(penalty, (x,), (direction,))[1]
    np.testing.assert_allclose(
        step, jnp.vdot(jax.grad(penalty)(x), direction), rtol=1e-3, atol=1e-4
    )


def test_the_first_of_equals_gets_the_gradient() -> None:
    gradient = jax.grad(lambda x: kernels.max_pool2d(x).sum())(jnp.ones((1, 4, 4, 2)))
    np.testing.assert_array_equal(
        gradient[0, :, :, 0], [[1, 0, 1, 0], [0] * 4, [1, 0, 1, 0], [0] * 4]
    )


def test_nan_is_not_hidden() -> None:
    x = jnp.ones((1, 4, 4, 20)).at[0, 1, 1, 3].set(jnp.nan)
    y, _ = jax.vjp(kernels.max_pool2d, x)
    assert np.isnan(y[0, 0, 0, 3]) and np.isfinite(y).sum() == y.size - 1


def test_integers_have_a_maximum() -> None:
    x = jnp.arange(16, dtype=jnp.int32).reshape(1, 4, 4, 1)
    np.testing.assert_array_equal(kernels.max_pool2d(x).ravel(), [5, 7, 13, 15])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_average_pool(case: tuple[Any, ...]) -> None:
    x = images(case)
    with jax.enable_x64(True):
        total = lax.reduce_window(x, 0.0, lax.add, *window(case))
        points = lax.reduce_window(np.ones_like(x), 0.0, lax.add, *window(case))
        expected = total / points
        check_grads(lambda x: kernels.average_pool2d(x, *case[4:]), (x,), order=2)
    got = kernels.average_pool2d(jnp.float32(x), *case[4:])
    np.testing.assert_allclose(got, expected, atol=1e-5)


def test_under_vmap_and_in_a_loop() -> None:
    x = jnp.float32(images(CASES[1]))
    both = jnp.stack([x, -x])

    def loss(x: Array) -> Array:
        return jnp.sum(kernels.max_pool2d(x, *CASES[1][4:]) ** 2)

    mapped = jax.vmap(jax.grad(loss))(both)
    np.testing.assert_allclose(mapped[1], jax.grad(loss)(-x), atol=1e-5)

    @jax.jit
    def descend(x: Array) -> Array:
        return lax.fori_loop(0, 3, lambda _, x: x - 0.1 * jax.grad(loss)(x), x)

    stepped = x
    for _ in range(3):
        stepped = stepped - 0.1 * jax.grad(loss)(stepped)
    np.testing.assert_allclose(descend(x), stepped, atol=1e-5)
