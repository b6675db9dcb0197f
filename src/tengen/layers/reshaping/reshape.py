"""`Reshape`: the same values in another shape."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.layers.layer import Layer, LayerOptions


class Reshape(Layer):
    """Reshapes each sample; the batch size stays.

    Args:
        target_shape: shape of one sample; one entry may be -1 and is inferred.

    Shapes:
        input `(N, ...)`, output `(N, *target_shape)`.

    Example:
        >>> import numpy as np
        >>> Reshape((-1, 2, 2))(np.ones((5, 12))).shape
        (5, 3, 2, 2)
    """

    def __init__(self, target_shape: Any, **options: Unpack[LayerOptions]) -> None:
        super().__init__(**options)
        if hasattr(target_shape, "__index__"):
            target_shape = (target_shape,)
        self.target_shape = tuple(-1 if s is None else int(s) for s in target_shape)
        if min(self.target_shape, default=0) < -1 or self.target_shape.count(-1) > 1:
            where = f"{type(self).__name__}: target_shape"
            expected = "sizes, of which one may be -1"
            raise ValueError(complain(where, f"{self.target_shape}", expected))

    def call(self, inputs: Any) -> Any:
        """Return `(N, *target_shape)`."""
        try:
            return inputs.reshape(inputs.shape[0], *self.target_shape)
        except (TypeError, ValueError, ZeroDivisionError):
            raise ValueError(
                complain(
                    f"layer {self.name!r}",
                    f"samples of shape {tuple(inputs.shape[1:])}",
                    f"as many values as target_shape {self.target_shape} holds",
                )
            ) from None
