"""What the global pooling layers share."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core import config
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class BaseGlobalPooling(Layer):
    """Base of the global pooling layers.

    Args:
        rank: number of spatial axes.
    """

    def __init__(
        self,
        rank: int,
        data_format: str | None = None,
        keepdims: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.data_format = config.standardize_data_format(data_format)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=rank + 2)
        first = 1 if self.data_format == "channels_last" else 2
        self._axes = tuple(range(first, first + rank))

    def call(self, inputs: Any) -> Any:
        """Return one number per channel."""
        raise TypeError(f"{type(self).__name__} has no call")
