"""`Dropout`: features zeroed at random while training."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core import random_state
from tengen.core.messages import complain
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.regularization.masks import checked_noise_shape, checked_rate, kept


class Dropout(Layer):
    """Zeroes a fraction of its inputs in training, and scales the others up.

    Kept values are divided by `1 - rate`, so that the expectation stays and nothing
    needs to be done at test time (the course's second way to scale).

    Args:
        rate: fraction that is dropped, 0 to 1.
        noise_shape: shape of the mask with the batch axis; 1 where the mask is the
            same along an axis, `None` where it is the input's size.
        seed: seed of the layer's own generator.

    Source:
        Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014.

    Example:
        >>> import numpy as np
        >>> Dropout(0.5)(np.ones((1, 4))).tolist()
        [[1.0, 1.0, 1.0, 1.0]]
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Any = None,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.rate = checked_rate(self, "rate", rate)
        self.noise_shape = checked_noise_shape(self, noise_shape)
        self.seed = seed
        self.supports_masking = True
        self.seed_generator = random_state.SeedGenerator(seed) if rate > 0 else None

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the input, in training with a fraction dropped."""
        if not training or self.seed_generator is None:
            return inputs
        if self.rate == 1:
            return jnp.zeros_like(inputs)
        keep = kept(self.seed_generator, self.rate, self._mask_shape(inputs.shape))
        return jnp.where(keep, inputs / (1 - self.rate), 0).astype(inputs.dtype)

    def _mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if self.noise_shape is None:
            return tuple(shape)
        if len(self.noise_shape) != len(shape):
            raise ValueError(
                complain(
                    f"layer {self.name!r}: noise_shape",
                    f"{self.noise_shape}",
                    f"{len(shape)} entries, for inputs of shape {tuple(shape)}",
                )
            )
        return tuple(
            size if wanted is None else wanted
            for wanted, size in zip(self.noise_shape, shape, strict=True)
        )
