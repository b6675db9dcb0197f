"""Convolutions as sums of matrix products, against XLA's own."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from tengen.kernels import conv_nd

LAYOUTS = {1: ("NWC", "WIO"), 2: ("NHWC", "HWIO"), 3: ("NDHWC", "DHWIO")}
CASES = {
    "3d": ((2, 5, 6, 4, 3), (3, 2, 3, 3, 4), (1, 1, 1), "same", (1, 1, 1), 1),
    "3d strided": ((2, 7, 6, 5, 20), (3, 3, 1, 20, 4), (2, 1, 3), "same", (1, 1, 1), 1),
    "3d dilated": ((1, 7, 8, 5, 2), (2, 3, 2, 2, 3), (1, 1, 1), "valid", (2, 1, 3), 1),
    "3d in groups": (
        (2, 4, 4, 4, 6),
        (2, 2, 2, 2, 9),
        (1, 1, 1),
        "valid",
        (1, 1, 1),
        3,
    ),
    "3d by channel": (
        (2, 4, 4, 4, 3),
        (2, 2, 2, 1, 6),
        (1, 1, 1),
        "same",
        (1, 1, 1),
        3,
    ),
    "2d": ((2, 6, 5, 17), (3, 3, 17, 4), (2, 2), [(1, 0), (2, 1)], (1, 1), 1),
    "1d": ((2, 9, 3), (4, 3, 5), (2,), "same", (1,), 1),
}


def by_xla(x, kernel, strides, padding, dilation, groups):
    image, window = LAYOUTS[x.ndim - 2]
    return lax.conv_general_dilated(
        x,
        kernel,
        strides,
        padding.upper() if isinstance(padding, str) else padding,
        rhs_dilation=dilation,
        dimension_numbers=(image, window, image),
        feature_group_count=groups,
    )


@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients(name):
    x_shape, kernel_shape, *how = CASES[name]
    random = np.random.default_rng(0)
    x, kernel = (
        jnp.asarray(random.normal(size=shape), jnp.float32)
        for shape in (x_shape, kernel_shape)
    )
    expected, back = jax.vjp(lambda x, k: by_xla(x, k, *how), x, kernel)
    found, ours_back = jax.vjp(lambda x, k: conv_nd(x, k, *how), x, kernel)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
    dy = jnp.asarray(random.normal(size=expected.shape), jnp.float32)
    for ours, theirs in zip(ours_back(dy), back(dy), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


def test_nothing_is_left_to_the_convolutions_of_xla():
    """Inside a loop on CPU their gradients take a hundred times longer."""
    x, kernel = jnp.ones((1, 4, 4, 4, 2)), jnp.ones((2, 2, 2, 2, 3))

    def loss(kernel):
        return conv_nd(x, kernel, (1, 1, 1), "same", (1, 1, 1)).sum()

    program = jax.jit(jax.grad(loss)).lower(kernel)
    if jax.default_backend() == "cpu":
        assert "convolution" not in program.as_text()


def test_second_derivative():
    x, kernel = jnp.ones((1, 3, 3, 3, 2)), jnp.full((2, 2, 2, 2, 1), 0.1)

    def loss(kernel):
        return (conv_nd(x, kernel, (1, 1, 1), "valid", (1, 1, 1)) ** 2).sum()

    # Of a quadratic form along v: twice its value at v.
    slope = jax.jvp(jax.grad(loss), (kernel,), (kernel,))[1]
    np.testing.assert_allclose((slope * kernel).sum(), 2 * loss(kernel), rtol=1e-5)
