"""What dropout of whole channels shares over one, two and three dimensions."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import LayerOptions
from tengen.layers.regularization.dropout import Dropout


class BaseSpatialDropout(Dropout):
    """Base of `SpatialDropout1D`, `2D` and `3D`.

    Args:
        rank: number of spatial axes.
    """

    data_format = "channels_last"

    def __init__(
        self,
        rank: int,
        rate: float,
        seed: int | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(rate, None, seed, **options)
        self.input_spec = InputSpec(ndim=rank + 2)

    def _mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        alike = (1,) * (len(shape) - 2)
        if self.data_format == "channels_last":
            return (shape[0], *alike, shape[-1])
        return (shape[0], shape[1], *alike)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that Keras's layer takes as well."""
        config = super().get_config()
        config.pop("trainable")  # it has no weights, and no such argument
        return config
