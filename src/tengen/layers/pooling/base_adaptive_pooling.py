"""What the adaptive pooling layers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

from tengen.core import config
from tengen.layers._checks import tuple_of
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions


class BaseAdaptivePooling(Layer):
    """Base of the layers that pool to a given size: windows as large as it takes.

    Window i of n on an axis of length L goes from floor(i L / n) to
    ceil((i + 1) L / n).

    Args:
        rank: number of spatial axes.
        function: `ops.adaptive_max_pool` or `ops.adaptive_average_pool`.
    """

    def __init__(
        self,
        rank: int,
        function: Callable[..., Any],
        output_size: Any,
        data_format: str | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self._function = function
        self.output_size = tuple_of(self, "output_size", output_size, rank)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        """Return the pooled maps."""
        return self._function(
            inputs, output_size=self.output_size, data_format=self.data_format
        )
