"""`LocalResponseNormalization`: channels held down by their neighbours."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
from jax import lax

from tengen.core import config
from tengen.core.messages import complain
from tengen.layers._checks import positive
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class LocalResponseNormalization(Layer):
    """Divides each channel by a power of its neighbours' activity (AlexNet).

    b_i = a_i / (k + alpha * sum of a_j^2)^beta, the sum over the `size` channels
    around i at the same place: j from i - size // 2 to i + size // 2, as far as they
    exist.

    Args:
        size: number of neighbouring channels, the channel itself among them (the
            paper's n); odd.
        k, alpha, beta: the constants; their defaults are the paper's.
        data_format: `'channels_last'` (default) or `'channels_first'`.

    Shapes:
        input `(N, H, W, C)`, output as input.

    Source:
        Krizhevsky, Sutskever and Hinton 2012, section 3.3. (Caffe and PyTorch divide
        alpha by n: their alpha is ours times n.)

    Example:
        >>> import numpy as np
        >>> layer = LocalResponseNormalization(3, k=1.0, alpha=1.0, beta=1.0)
        >>> layer(np.ones((1, 1, 1, 3))).ravel().round(4).tolist()
        [0.33329999446868896, 0.25, 0.33329999446868896]
    """

    # Keras has no such layer; its reader finds one that is registered under this name.
    _registered_name = "tengen>LocalResponseNormalization"

    def __init__(
        self,
        size: int = 5,
        k: float = 2.0,
        alpha: float = 1e-4,
        beta: float = 0.75,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.size = positive(self, "size", size)
        if self.size % 2 == 0:
            raise ValueError(
                complain(f"{type(self).__name__}: size", repr(size), "an odd number")
            )
        self.k = float(k)
        self.alpha = float(alpha)
        self.beta = float(beta)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=2)

    def call(self, inputs: Any) -> Any:
        """Return the normalized input, in its shape."""
        axis = inputs.ndim - 1 if self.data_format == "channels_last" else 1
        half = self.size // 2
        wide = inputs.astype(jnp.promote_types(inputs.dtype, "float32"))
        window = [self.size if each == axis else 1 for each in range(inputs.ndim)]
        pads = [(half, half) if each == axis else (0, 0) for each in range(inputs.ndim)]
        activity = lax.reduce_window(
            jnp.square(wide), 0.0, lax.add, window, [1] * inputs.ndim, pads
        )
        # On CPUs several times faster than a power.
        scale = jnp.exp(-self.beta * jnp.log(self.k + self.alpha * activity))
        return (wide * scale).astype(inputs.dtype)
