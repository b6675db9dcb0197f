"""`ImageLayer` and `RandomImageLayer`: bases of the layers that change images."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core import config, random_state
from tengen.core.messages import complain
from tengen.core.random_state import SeedGenerator
from tengen.layers.layer import Layer, LayerOptions


class ImageLayer(Layer):
    """Takes single images or batches, in either format; a subclass writes `transform`.

    Shapes:
        input `(N, H, W, C)` or `(H, W, C)`; integers become floats.
    """

    def __init__(
        self, data_format: str | None = None, **options: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**options)
        self.data_format = config.standardize_data_format(data_format)

    def transform(self, images: Any, training: bool) -> Any:
        """Return images `(N, H', W', C)` for `(N, H, W, C)`; subclasses write this."""
        raise TypeError(f"{type(self).__name__} has no method transform")

    def call(self, data: Any, training: bool = True) -> Any:
        """Return the changed images, in the input's format."""
        if data.ndim not in (3, 4):
            raise ValueError(
                complain(
                    f"input of layer {self.name!r}",
                    f"shape {tuple(data.shape)}",
                    "images (N, H, W, C), or one image (H, W, C)",
                )
            )
        images = data.astype(self.compute_dtype)
        images = images if data.ndim == 4 else images[None]
        if self.data_format == "channels_first":
            images = jnp.moveaxis(images, 1, -1)
        images = self.transform(images, training)
        if self.data_format == "channels_first":
            images = jnp.moveaxis(images, -1, 1)
        return images if data.ndim == 4 else images[0]


class RandomImageLayer(ImageLayer):
    """Changes images at random in training, each in its own way.

    As with Keras, calling such a layer directly counts as training; `predict` and
    `evaluate` do not. A subclass writes `augment`.

    Args:
        seed: seed of the layer's own generator.
    """

    def __init__(
        self,
        seed: int | None = None,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(data_format, **options)
        self.seed = seed
        self.generator = SeedGenerator(seed)

    def augment(self, images: Any) -> Any:
        """Return changed images `(N, H', W', C)`; subclasses write this."""
        raise TypeError(f"{type(self).__name__} has no method augment")

    def transform(self, images: Any, training: bool) -> Any:
        """Return the images, in training changed."""
        return self.augment(images) if training else images

    def chosen(self, images: Any, bounds: tuple[float, float]) -> Any:
        """Choose images, each with a probability between bounds, `(N, 1, 1, 1)`."""
        count = images.shape[0]
        chance = self.draw(count, bounds)
        return (self.draw(count, (0.0, 1.0)) < chance)[:, None, None, None]

    def draw(self, count: int, bounds: tuple[float, float]) -> Any:
        """Draw one number for each image, uniform between bounds, `(N,)`."""
        low, high = bounds
        unit = random_state.uniform(self.generator.next(), (count,), "float32")
        return low + (high - low) * unit


def bounds_of(layer: Layer, name: str, factor: Any, least: float, most: float) -> Any:
    """Return a factor as (low, high); one number f is (-f, f).

    Raises:
        ValueError: naming the layer class and the argument, outside `least` to `most`.
    """
    several = isinstance(factor, (tuple, list))
    bounds = tuple(factor) if several else (-abs(factor), abs(factor))
    if len(bounds) != 2 or not least <= bounds[0] <= bounds[1] <= most:
        raise ValueError(
            complain(
                f"{type(layer).__name__}: {name}",
                repr(factor),
                f"a number, or (low, high), between {least} and {most}",
            )
        )
    return (float(bounds[0]), float(bounds[1]))


def shares_of(layer: Layer, name: str, factor: Any) -> tuple[float, float]:
    """Return a factor from 0 to 1 as (low, high); one number f is (0, f).

    Raises:
        ValueError: naming the layer class and the argument, outside 0 to 1.
    """
    several = isinstance(factor, (tuple, list))
    low, high = bounds_of(layer, name, factor if several else (0.0, factor), 0, 1)
    return low, high
