"""Depthwise convolution filters every channel by itself."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import kernels


@pytest.mark.parametrize("multiplier", [1, 3])
def test_is_one_convolution_per_channel(multiplier: int) -> None:
    rng = np.random.default_rng(0)
    x = jnp.float32(rng.normal(size=(2, 7, 8, 5)))
    kernel = jnp.float32(rng.normal(size=(3, 3, 5, multiplier)))
    y, pull = jax.vjp(lambda x: kernels.depthwise_conv2d(x, kernel, 1, "same"), x)
    dx = pull(y)[0]
    for c in range(5):
        one = x[..., c : c + 1]
        channel, back = jax.vjp(
            lambda v, c=c: kernels.conv2d(v, kernel[:, :, c : c + 1], 1, "same"), one
        )
        part = y[..., c * multiplier : (c + 1) * multiplier]
        np.testing.assert_allclose(part, channel, atol=1e-5)
        np.testing.assert_allclose(dx[..., c : c + 1], back(part)[0], atol=1e-4)


def test_errors_name_the_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(3, 3, 2, 1\)"):
        kernels.depthwise_conv2d(jnp.ones((1, 4, 4, 3)), jnp.ones((3, 3, 2, 1)))
