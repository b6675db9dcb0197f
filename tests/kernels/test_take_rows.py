"""`take_rows` is indexing: any type, any row shape, any order, differentiable."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import kernels


@pytest.mark.parametrize("dtype", ["float32", "uint8", "int32", "bool", "float16"])
@pytest.mark.parametrize("row", [(), (3,), (7, 5, 2), (1000,)])
def test_is_indexing(dtype: str, row: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    x = (rng.normal(size=(41, *row)) * 50).astype(dtype)
    indices = rng.integers(-41, 41, size=300)
    np.testing.assert_array_equal(kernels.take_rows(x, indices), x[indices])


def test_indices_outside_are_clipped() -> None:
    x = jnp.arange(4.0)[:, None]
    taken = kernels.take_rows(x, jnp.array([-9, 9]))
    np.testing.assert_array_equal(taken, [[0.0], [3.0]])


def test_inside_a_compiled_loop() -> None:
    x = jnp.arange(40.0).reshape(10, 4)
    order = jnp.arange(10)[::-1]

    @jax.jit
    def total(x: jax.Array) -> jax.Array:
        def step(i: jax.Array, sums: jax.Array) -> jax.Array:
            rows = jax.lax.dynamic_slice(order, (i * 2,), (2,))
            return sums + kernels.take_rows(x, rows).sum(0)

        return jax.lax.fori_loop(0, 5, step, jnp.zeros(4))

    np.testing.assert_allclose(total(x), x.sum(0))


def test_gradient_counts_each_use() -> None:
    indices = jnp.array([2, 0, 2, -1])
    gradient = jax.grad(lambda x: kernels.take_rows(x, indices).sum())(
        jnp.zeros((4, 2))
    )
    np.testing.assert_array_equal(gradient[:, 0], [1, 0, 2, 1])


def test_under_vmap() -> None:
    x = jnp.arange(24.0).reshape(2, 4, 3)
    indices = jnp.array([[0, 3], [1, 1]])
    taken = jax.vmap(kernels.take_rows)(x, indices)
    np.testing.assert_array_equal(taken, [x[0, (0, 3), :], x[1, (1, 1), :]])
