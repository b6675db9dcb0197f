"""On CPU no convolution of the API ends in XLA's own (`kernels/taps.py` says why)."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import ops

CONVOLUTIONS = {
    "conv": (ops.conv, (3,), lambda rank: (2, 4)),
    "depthwise_conv": (ops.depthwise_conv, (3,), lambda rank: (2, 2)),
    "conv_transpose": (ops.conv_transpose, (3,), lambda rank: (4, 2)),
}


@pytest.mark.skipif(jax.default_backend() != "cpu", reason="a matter of the CPU")
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("strides", [1, 2])
@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_forwards_and_backwards(name, rank, strides, dtype):
    function, size, channels = CONVOLUTIONS[name]
    x = jnp.asarray(np.ones((1, *(5,) * rank, 2)), dtype)
    kernel = jnp.asarray(np.ones((*size * rank, *channels(rank))), dtype)

    def loss(x, kernel):
        return function(x, kernel, strides=strides, padding="same").sum()

    program = jax.jit(jax.grad(loss, (0, 1))).lower(x, kernel).as_text()
    assert "stablehlo.convolution" not in program
