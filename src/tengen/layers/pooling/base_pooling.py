"""What max and average pooling share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core import config
from tengen.core.messages import complain
from tengen.layers._checks import tuple_of
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class BasePooling(Layer):
    """Base of the pooling layers.

    Args:
        rank: number of spatial axes.
        function: `ops.max_pool` or `ops.average_pool`.
    """

    def __init__(
        self,
        rank: int,
        function: Callable[..., Any],
        pool_size: Any,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self._function = function
        self.pool_size = tuple_of(self, "pool_size", pool_size, rank)
        strides = self.pool_size if strides is None else strides
        self.strides = tuple_of(self, "strides", strides, rank)
        self.padding = str(padding).lower()
        if self.padding not in ("valid", "same"):
            raise ValueError(
                complain(
                    f"{type(self).__name__}: padding",
                    repr(padding),
                    "'valid' or 'same'",
                )
            )
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        """Return the pooled maps."""
        first = 1 if self.data_format == "channels_last" else 2
        spatial = tuple(inputs.shape[first : first + len(self.pool_size)])
        if self.padding == "valid" and any(
            size < pool for size, pool in zip(spatial, self.pool_size, strict=True)
        ):
            raise ValueError(
                complain(
                    f"layer {self.name!r}: pool_size {self.pool_size}",
                    f"input {spatial}, smaller than the window",
                    fix="padding='same', or fewer poolings before",
                )
            )
        if len(self.pool_size) == 1:
            return self._pool_as_images(inputs, first)
        return self._function(
            inputs,
            pool_size=self.pool_size,
            strides=self.strides,
            padding=self.padding,
            data_format=self.data_format,
        )

    def _pool_as_images(self, inputs: Any, height: int) -> Any:
        """Pool sequences as images of height 1, which the kernels serve."""
        outputs = self._function(
            jnp.expand_dims(inputs, height),
            pool_size=(1, *self.pool_size),
            strides=(1, *self.strides),
            padding=self.padding,
            data_format=self.data_format,
        )
        return jnp.squeeze(outputs, height)
