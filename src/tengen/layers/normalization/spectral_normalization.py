"""`SpectralNormalization`: weights divided by their largest singular value."""

from __future__ import annotations

from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.initializers import TruncatedNormal
from tengen.layers._checks import positive
from tengen.layers.core.wrapper import Wrapper
from tengen.layers.layer import LayerOptions


class SpectralNormalization(Wrapper):
    """Holds down how much a layer can stretch its input, as critics of GANs need it.

    Each call in training improves an estimate u of the singular vector by
    `v = u W' / |u W'|`, `u = v W / |v W|`, and divides the kernel W by
    `v W u'`. At rest the kernel is used as it is.

    Args:
        layer: a layer with a `kernel` or `embeddings`.
        power_iterations: how often u is improved in each call.

    Shapes:
        those of the layer.

    Source:
        Miyato et al. 2018, "Spectral Normalization for Generative Adversarial
        Networks", algorithm 1.

    Example:
        >>> import numpy as np
        >>> from tengen.layers import Dense
        >>> layer = SpectralNormalization(Dense(2, use_bias=False), power_iterations=20)
        >>> outputs = layer(np.ones((1, 3)), training=True)
        >>> largest = np.linalg.svd(layer.layer.kernel.numpy(), compute_uv=False)[0]
        >>> round(float(largest), 3)
        1.0
    """

    def __init__(
        self, layer: Any, power_iterations: int = 1, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(layer, **options)
        self.power_iterations = positive(self, "power_iterations", power_iterations)

    def build(self, input_shape: Any = None) -> None:
        """Build the layer inside, and make the estimate of its singular vector."""
        super().build(input_shape)
        kernel = getattr(self.layer, "kernel", getattr(self.layer, "embeddings", None))
        if kernel is None:
            where = f"layer {self.name!r}: {type(self.layer).__name__}"
            what = "a layer with a kernel or embeddings"
            raise ValueError(complain(where, "no kernel", what))
        self.kernel = kernel
        self.vector_u = self.add_weight(
            name="vector_u",
            shape=(1, kernel.shape[-1]),
            initializer=TruncatedNormal(stddev=0.02),
            dtype=kernel.dtype,
            trainable=False,
        )

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the layer's output, in training from the normalized kernel."""
        if training:
            self._normalize()
        return self.layer(inputs).astype(inputs.dtype)

    def _normalize(self) -> None:
        kernel, u = self.kernel.value, self.vector_u.value
        matrix = kernel.reshape(-1, kernel.shape[-1]).astype(u.dtype)
        for _ in range(self.power_iterations):
            v = _direction(u @ matrix.T)
            u = _direction(v @ matrix)
        u, v = jax.lax.stop_gradient(u), jax.lax.stop_gradient(v)
        largest = (v @ matrix @ u.T)[0, 0]
        is_zero = jnp.all(kernel == 0)
        self.vector_u.assign(jnp.where(is_zero, self.vector_u.value, u))
        self.kernel.assign(kernel / jnp.where(is_zero, 1, largest))


def _direction(vector: Any) -> Any:
    """Return a vector of length 1."""
    square = jnp.sum(jnp.square(vector))
    return vector * jax.lax.rsqrt(jnp.maximum(square, 1e-12))
