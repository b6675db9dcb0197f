"""`GroupNormalization`: groups of channels with mean 0 and variance 1."""

from __future__ import annotations

import math
from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.layers._checks import known_size
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import LayerOptions
from tengen.layers.normalization.affine import Affine


class GroupNormalization(Affine):
    """Normalizes groups of channels of each sample, over all other axes.

    Args:
        groups: number of groups; -1 makes each channel its own (instance
            normalization), 1 puts all together.
        axis: the channel axis.
        epsilon: keeps the root away from zero.
        center, scale: whether there are beta and gamma, one number per channel.
        beta_initializer, gamma_initializer: zeros and ones by default.
        beta_regularizer, gamma_regularizer: penalties added to the loss.
        beta_constraint, gamma_constraint: projections after each update.

    Shapes:
        output as input.

    Source:
        Wu and He 2018, equations 1 to 6.

    Example:
        >>> import numpy as np
        >>> GroupNormalization(2)(np.ones((1, 8, 8, 6))).shape
        (1, 8, 8, 6)
    """

    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
            center,
            scale,
            beta_initializer,
            gamma_initializer,
            beta_regularizer,
            gamma_regularizer,
            beta_constraint,
            gamma_constraint,
            **options,
        )
        if not hasattr(groups, "__index__") or groups < -1 or groups == 0:
            where = f"{type(self).__name__}: groups"
            raise ValueError(complain(where, repr(groups), "a positive integer, or -1"))
        self.groups = int(groups)
        self.axis = int(axis)
        self.epsilon = float(epsilon)
        self._autocast = False  # 16 bits may not hold what is normalized

    def build(self, input_shape: Any) -> None:
        """Create gamma and beta, `(channels,)`."""
        channels = known_size(self, input_shape, self.axis)
        if channels % self._count(channels):
            raise ValueError(
                complain(
                    f"layer {self.name!r}: groups={self.groups}",
                    f"{channels} channels",
                    "a number divisible by groups",
                )
            )
        self._add_affine((channels,), self.scale, self.center)
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def _count(self, channels: int) -> int:
        return channels if self.groups == -1 else self.groups

    def call(self, inputs: Any) -> Any:
        """Return the normalized input, in its shape."""
        x = jnp.moveaxis(inputs, self.axis, -1)
        channels = x.shape[-1]
        count = self._count(channels)
        between = math.prod(x.shape[1:-1])
        wide = x.astype(jnp.promote_types(x.dtype, "float32"))
        grouped = wide.reshape(x.shape[0], between, count, channels // count)
        mean = grouped.mean((1, 3), keepdims=True)
        variance = jnp.square(grouped - mean).mean((1, 3), keepdims=True)
        normal = (grouped - mean) * jax.lax.rsqrt(variance + self.epsilon)
        result = normal.reshape(x.shape)
        if self.gamma is not None:
            result = result * self.gamma.value
        if self.beta is not None:
            result = result + self.beta.value
        return jnp.moveaxis(result.astype(self.compute_dtype), -1, self.axis)
