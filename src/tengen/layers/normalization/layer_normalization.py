"""`LayerNormalization`: each sample with mean 0 and variance 1."""

from __future__ import annotations

from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen import ops
from tengen.layers._checks import known_size
from tengen.layers.layer import LayerOptions
from tengen.layers.normalization.affine import Affine, axes_of, axis_list


class LayerNormalization(Affine):
    """Normalizes each sample: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.

    Mean and variance are those of one sample, over the given axes; so nothing depends
    on the batch, and training is as inference.

    Args:
        axis: the axis or axes that are averaged over.
        epsilon: keeps the root away from zero.
        center, scale: whether there are beta and gamma.
        rms_scaling: old variant without mean and beta: gamma * x / sqrt(variance +
            epsilon); see `RMSNormalization` for the proper one.
        beta_initializer, gamma_initializer: zeros and ones by default.
        beta_regularizer, gamma_regularizer: penalties added to the loss.
        beta_constraint, gamma_constraint: projections after each update.

    Shapes:
        output as input; gamma and beta have the sizes of the axes.

    Source:
        Ba, Kiros and Hinton 2016, equation 4.

    Example:
        >>> import numpy as np
        >>> y = LayerNormalization(epsilon=0.0)(np.array([[1.0, 3.0]]))
        >>> y.tolist()
        [[-1.0, 1.0]]
    """

    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        rms_scaling: bool = False,
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
        self.axis = axes_of(axis)
        self.epsilon = float(epsilon)
        self.rms_scaling = rms_scaling

    def build(self, input_shape: Any) -> None:
        """Create gamma and beta with the sizes of the axes."""
        axes = axis_list(self.axis, len(input_shape))
        shape = tuple(known_size(self, input_shape, axis) for axis in axes)
        if self.rms_scaling:
            self._add_affine(shape, scale=True, center=False)
        else:
            self._add_affine(shape, self.scale, self.center)

    def call(self, inputs: Any) -> Any:
        """Return the normalized input, in its shape."""
        axes = axis_list(self.axis, inputs.ndim)
        if self.rms_scaling:
            return self._scaled(inputs, tuple(axes))
        return ops.layer_normalization(
            inputs, self.gamma, self.beta, axes, self.epsilon
        )

    def _scaled(self, inputs: Any, axes: tuple[int, ...]) -> Any:
        wide = inputs.astype(jnp.promote_types(inputs.dtype, "float32"))
        result = wide * jax.lax.rsqrt(wide.var(axes, keepdims=True) + self.epsilon)
        if self.gamma is not None:
            sizes = [n if a in axes else 1 for a, n in enumerate(inputs.shape)]
            result = result * self.gamma.value.reshape(sizes)
        return result.astype(inputs.dtype)
