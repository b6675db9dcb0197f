"""Upsampling repeats points; its gradient sums the blocks."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from tengen import kernels


def test_repeats_and_sums() -> None:
    x = jnp.arange(12.0).reshape(1, 2, 3, 2)
    y, pull = jax.vjp(lambda x: kernels.upsample2d(x, (2, 3)), x)
    np.testing.assert_array_equal(y, np.repeat(np.repeat(x, 2, 1), 3, 2))
    np.testing.assert_allclose(pull(y)[0], 6 * x)
