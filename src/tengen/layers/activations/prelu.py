"""`PReLU`: a rectifier whose leak is trained."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen import constraints, initializers, regularizers
from tengen.layers.layer import Layer, LayerOptions


class PReLU(Layer):
    """x where positive, alpha * x elsewhere, with a trained alpha per feature.

    Args:
        alpha_initializer: zeros by default.
        alpha_regularizer: penalty on alpha.
        alpha_constraint: projection after each update.
        shared_axes: axes (from 1) along which alpha is shared, such as `[1, 2]` for
            images.

    Source:
        He, Zhang, Ren and Sun 2015, section 2.1.

    Example:
        >>> import numpy as np
        >>> PReLU()(np.array([[-1.0, 2.0]])).tolist()
        [[0.0, 2.0]]
    """

    def __init__(
        self,
        alpha_initializer: Any = "zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        if shared_axes is not None and not isinstance(shared_axes, (list, tuple)):
            shared_axes = [shared_axes]
        self.shared_axes = None if shared_axes is None else list(shared_axes)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Create alpha, of the shape of one sample."""
        shape = list(input_shape[1:])
        for axis in self.shared_axes or []:
            shape[axis - 1] = 1
        self.alpha = self.add_weight(
            name="alpha",
            shape=shape,
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )

    def call(self, inputs: Any) -> Any:
        """Return the activation of the input, in its shape."""
        return jnp.maximum(inputs, 0) + self.alpha.value * jnp.minimum(inputs, 0)
