"""Convolutions agree with XLA's in value and in every derivative.

The oracle is `lax.conv_general_dilated` and what JAX derives from it, in float64; the
derivatives of the float64 path itself are held against finite differences.
"""

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

# (N, H, W, C, K, KH, KW, stride, padding, dilation, groups)
CASES = [
    (2, 19, 19, 32, 32, 3, 3, 1, "same", 1, 1),  # minimal filtering
    (1, 19, 19, 31, 33, 3, 3, 1, "same", 1, 1),
    (3, 7, 10, 16, 8, 3, 3, 1, "valid", 1, 1),
    (5, 4, 4, 64, 64, 3, 3, 1, "same", 1, 1),
    (2, 3, 3, 17, 9, 3, 3, 1, "same", 1, 1),
    (2, 8, 9, 20, 24, 3, 3, 1, ((2, 0), (1, 3)), 1, 1),
    (1, 28, 28, 1, 32, 3, 3, 1, "valid", 1, 1),  # gathered patches
    (2, 15, 17, 3, 16, 3, 3, 1, "same", 1, 1),
    (2, 15, 16, 3, 31, 5, 5, 2, "same", 1, 1),
    (1, 19, 19, 31, 64, 5, 5, 1, "same", 1, 1),
    (2, 9, 9, 16, 16, 3, 3, 2, "same", 1, 1),
    (2, 9, 9, 16, 16, 3, 3, 3, "valid", 1, 1),
    (1, 11, 12, 5, 7, 2, 4, 1, "valid", 2, 1),
    (2, 12, 11, 4, 6, 3, 2, 2, "valid", 2, 1),
    (2, 9, 9, 8, 12, 3, 3, 1, "same", 1, 4),  # groups
    (2, 9, 8, 6, 12, 3, 3, 2, "same", 1, 3),
    (3, 6, 6, 31, 5, 1, 1, 1, "valid", 1, 1),  # points
    (3, 7, 6, 8, 5, 1, 1, 2, "valid", 1, 1),
    (3, 7, 6, 8, 4, 1, 1, 2, "valid", 1, 2),
    (1, 2, 2, 3, 3, 1, 1, 1, ((1, 1), (0, 2)), 1, 1),
    (2, 6, 6, 3, 4, 2, 2, 3, ((0, 1), (-1, 0)), 1, 1),  # taps that see nothing
    (2, 19, 19, 48, 48, 3, 3, 1, "same", 1, 48),  # depthwise
    (2, 10, 9, 31, 31, 3, 3, 2, "same", 1, 31),
    (1, 9, 10, 5, 5, 5, 5, 1, "same", 1, 5),
    (2, 11, 12, 17, 17, 3, 3, 1, "valid", 2, 17),
    (2, 9, 9, 6, 6, 2, 2, 3, "same", 1, 6),
    (2, 9, 9, 6, 12, 3, 3, 1, "same", 1, 6),  # depthwise with a multiplier
]


def arrays(case: tuple[Any, ...]) -> tuple[Array, Array]:
    n, h, w, c, k, kh, kw, *_, groups = case
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, h, w, c))
    kernel = rng.normal(size=(kh, kw, c // groups, k)) / np.sqrt(kh * kw * c / groups)
    return x, kernel


def oracle(case: tuple[Any, ...], x: Array, kernel: Array) -> Array:
    *_, stride, padding, dilation, groups = case
    return lax.conv_general_dilated(
        x,
        kernel,
        (stride, stride),
        padding.upper() if isinstance(padding, str) else padding,
        rhs_dilation=(dilation, dilation),
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=groups,
    )


def ours(case: tuple[Any, ...], x: Array, kernel: Array, **more: Any) -> Array:
    *_, stride, padding, dilation, groups = case
    return kernels.conv2d(x, kernel, stride, padding, dilation, groups, **more)


def close(got: Array, expected: Array, tolerance: float = 2e-5) -> None:
    expected = np.asarray(expected)
    scale = max(np.abs(expected).max(initial=0), 1e-3)
    np.testing.assert_allclose(got, expected, rtol=0, atol=tolerance * scale)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_value_and_gradients(case: tuple[Any, ...]) -> None:
    x, kernel = arrays(case)
    with jax.enable_x64(True):
        y, pull = jax.vjp(lambda x, k: oracle(case, x, k), x, kernel)
        dy = np.random.default_rng(1).normal(size=y.shape)
        dx, dkernel = pull(jnp.asarray(dy))
    x32, kernel32, dy32 = (jnp.asarray(v, jnp.float32) for v in (x, kernel, dy))
    got, pull = jax.vjp(lambda x, k: ours(case, x, k), x32, kernel32)
    close(got, y)
    got_dx, got_dkernel = pull(dy32)
    close(got_dx, dx)
    close(got_dkernel, dkernel)


@pytest.mark.parametrize("case", [CASES[1], CASES[12], CASES[15], CASES[22]])
def test_second_derivatives(case: tuple[Any, ...]) -> None:
    """Derivatives of all three maps, forwards over backwards and twice backwards."""
    x, kernel = arrays(case)

    def penalty(convolve: Any, x: Array, kernel: Array) -> Array:
        def loss(x: Array, kernel: Array) -> Array:
            return jnp.sum(jnp.sin(convolve(case, x, kernel)))

        by_x, by_kernel = jax.grad(loss, (0, 1))(x, kernel)
        return jnp.sum(by_x**2) + jnp.sum(jnp.cos(by_kernel))

    with jax.enable_x64(True):
        expected = jax.grad(lambda x, k: penalty(oracle, x, k), (0, 1))(x, kernel)
    x, kernel = jnp.asarray(x, jnp.float32), jnp.asarray(kernel, jnp.float32)
    got = jax.grad(lambda x, k: penalty(ours, x, k), (0, 1))(x, kernel)
    for one, other in zip(got, expected, strict=True):
        close(one, other, 3e-4)
    _, tangent = jax.jvp(
        lambda x: jax.grad(lambda k: ours(case, x, k).var())(kernel), (x,), (x,)
    )
    assert np.isfinite(tangent).all()


def test_float64_against_finite_differences() -> None:
    case = CASES[13]
    x, kernel = arrays(case)
    with jax.enable_x64(True):
        check_grads(
            lambda x, k: ours(case, x, k), (x, kernel), order=2, modes=("rev", "fwd")
        )


@pytest.mark.parametrize("case", [CASES[0], CASES[1], CASES[7], CASES[16], CASES[21]])
@pytest.mark.parametrize("activation", ["linear", "relu"])
def test_bias_and_activation(case: tuple[Any, ...], activation: str) -> None:
    x, kernel = (jnp.asarray(v, jnp.float32) for v in arrays(case))
    bias = jnp.linspace(-1.0, 1.0, kernel.shape[3])

    def expected(x: Array, kernel: Array, bias: Array) -> Array:
        y = oracle(case, x, kernel) + bias
        return jnp.maximum(y, 0) if activation == "relu" else y

    def got(x: Array, kernel: Array, bias: Array) -> Array:
        return ours(case, x, kernel, bias=bias, activation=activation)

    y, pull = jax.vjp(expected, x, kernel, bias)
    ours_y, ours_pull = jax.vjp(got, x, kernel, bias)
    close(ours_y, y)
    for one, other in zip(ours_pull(y), pull(y), strict=True):
        close(one, other, 1e-4)


def test_inside_a_compiled_loop_and_jit() -> None:
    case = CASES[0]
    x, kernel = (jnp.asarray(v, jnp.float32) for v in arrays(case))

    def step(_: Array, kernel: Array) -> Array:
        return kernel - 0.01 * jax.grad(lambda k: ours(case, x, k).var())(kernel)

    looped = jax.jit(lambda k: lax.fori_loop(0, 3, step, k))(kernel)
    stepped = kernel
    for _ in range(3):
        stepped = step(0, stepped)
    close(looped, stepped)


def test_under_vmap() -> None:
    case = CASES[7]
    x, kernel = (jnp.asarray(v, jnp.float32) for v in arrays(case))
    images, filters = jnp.stack([x, 2 * x]), jnp.stack([kernel, kernel + 1, -kernel])
    both = jax.vmap(
        jax.vmap(lambda x, k: ours(case, x, k), in_axes=(None, 0)), in_axes=(0, None)
    )(images, filters)
    close(both[1, 2], -2 * oracle(case, x, kernel))
    per_image = jax.vmap(jax.grad(lambda x: ours(case, x, kernel).var()))(images)
    close(per_image[0], jax.grad(lambda x: oracle(case, x, kernel).var())(x), 1e-4)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_other_types_go_to_xla(dtype: str) -> None:
    case = CASES[7]
    x, kernel = (jnp.asarray(v, dtype) for v in arrays(case))
    y = ours(case, x, kernel)
    assert y.dtype == dtype
    close(y.astype(jnp.float32), oracle(case, x, kernel).astype(jnp.float32), 1e-2)


def test_errors_name_the_shapes() -> None:
    with pytest.raises(ValueError, match="4 channels.*reads 3"):
        kernels.conv2d(jnp.ones((1, 5, 5, 4)), jnp.ones((3, 3, 3, 2)))
    with pytest.raises(ValueError, match="does not fit"):
        kernels.conv2d(jnp.ones((1, 2, 2, 4)), jnp.ones((3, 3, 4, 2)))
    with pytest.raises(ValueError, match="padding"):
        kernels.conv2d(jnp.ones((1, 5, 5, 4)), jnp.ones((3, 3, 4, 2)), padding="full")


def test_kernels_run_where_compilation_is_switched_off():
    x, kernel = jnp.ones((1, 5, 5, 2)), jnp.ones((3, 3, 2, 4))
    with jax.disable_jit():
        y = kernels.conv2d(x, kernel, bias=jnp.zeros(4))
    np.testing.assert_allclose(y, np.full((1, 3, 3, 4), 18.0))
