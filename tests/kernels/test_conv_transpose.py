"""Transposed convolution is the transpose: <y, conv(x)> = <conv_transpose(y), x>."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import kernels

Array = Any


def scattered(
    x: Array, kernel: Array, stride: int, dilation: int, low: int, length: int
) -> Array:
    """The definition: every point of x adds the kernel, times itself, to the result."""
    n, height, width, _ = x.shape
    size, filters = kernel.shape[0], kernel.shape[2]
    room = max((height - 1) * stride + (size - 1) * dilation + 1, length + low) + 1
    y = np.zeros((n, room, room, filters))
    for i in range(height):
        for j in range(width):
            for a in range(size):
                for b in range(size):
                    row, col = i * stride + a * dilation, j * stride + b * dilation
                    y[:, row, col] += x[:, i, j] @ kernel[a, b].T
    return y[:, low : low + length, low : low + length]


# size, stride, dilation, padding, output_padding, length of the result from 5, low pad
CASES = [
    (3, 2, 1, "same", None, 10, 0),
    (4, 2, 1, "same", None, 10, 1),
    (3, 2, 1, "valid", None, 11, 0),
    (2, 3, 1, "valid", None, 15, 0),
    (3, 1, 1, "same", None, 5, 1),
    (3, 1, 2, "valid", None, 9, 0),
    (3, 2, 1, "same", 1, 10, 1),
    (3, 2, 1, "valid", 1, 12, 0),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_is_the_definition(case: tuple[Any, ...]) -> None:
    size, stride, dilation, padding, extra, length, low = case
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 5, 5, 6)), rng.normal(size=(size, size, 7, 6))
    y = kernels.conv2d_transpose(
        jnp.float32(x), jnp.float32(kernel), stride, padding, dilation, extra
    )
    assert y.shape == (2, length, length, 7)
    expected = scattered(x, kernel, stride, dilation, low, length)
    np.testing.assert_allclose(y, expected, atol=1e-4)


def test_gradients_are_those_of_float64() -> None:
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 5, 4, 6)), rng.normal(size=(3, 3, 7, 6))

    def loss(x: Array, kernel: Array) -> Array:
        y = kernels.conv2d_transpose(x, kernel, 2, "same")
        return jnp.sum(jnp.sin(y))

    with jax.enable_x64(True):
        expected = jax.grad(loss, (0, 1))(x, kernel)
    got = jax.grad(loss, (0, 1))(jnp.float32(x), jnp.float32(kernel))
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_errors_name_the_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(3, 3, 2, 5\)"):
        kernels.conv2d_transpose(jnp.ones((1, 4, 4, 3)), jnp.ones((3, 3, 2, 5)))
