"""`TimeDistributed`: a layer applied to every time step."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.core.shapes import Shape, is_shape
from tengen.core.trees import flatten, map_structure
from tengen.layers._arguments import CallSignature
from tengen.layers.core.wrapper import Wrapper, build_inner
from tengen.layers.layer import LayerOptions
from tengen.layers.rnn.rnn import RNN


class TimeDistributed(Wrapper):
    """Applies one layer, with the same weights, to each step of a sequence.

    All steps go through the layer as one batch of N * T samples; so batch statistics
    are those over samples and steps.

    Args:
        layer: the layer for one step.

    Shapes:
        input `(N, T, ...)`, output `(N, T, *output of the layer*)`.

    Example:
        >>> import numpy as np
        >>> from tengen import layers
        >>> TimeDistributed(layers.Conv2D(4, 3))(np.ones((2, 5, 8, 8, 1))).shape
        (2, 5, 6, 6, 4)
    """

    def __init__(self, layer: Any, **options: Unpack[LayerOptions]) -> None:
        super().__init__(layer, **options)
        self.supports_masking = True

    def build(self, input_shape: Any = None) -> None:
        """Build the layer for one step."""
        build_inner(self.layer, self._of_one_step(input_shape))

    def _of_one_step(self, shape: Any) -> Any:
        if isinstance(shape, dict):
            return {key: self._of_one_step(item) for key, item in shape.items()}
        if not is_shape(shape):
            return [self._of_one_step(item) for item in shape]
        if len(shape) < 3:
            raise ValueError(
                complain(
                    f"layer {self.name!r}",
                    f"input shape {tuple(shape)}",
                    "at least 3 dimensions: (batch, time, ...)",
                )
            )
        return Shape((shape[0], *shape[2:]))

    def call(self, inputs: Any, training: bool = False, mask: Any = None) -> Any:
        """Return the layer's outputs for all steps."""
        batch, steps = flatten(inputs)[0].shape[:2]
        self._check_mask(mask, (batch, steps))

        def join(x: Any) -> Any:
            return None if x is None else x.reshape(batch * steps, *x.shape[2:])

        taken = CallSignature.of(self.layer.call)
        options: dict[str, Any] = {}
        if taken.takes_training:
            options["training"] = training
        if "mask" in taken.names and self._mask_fits(mask):
            options["mask"] = map_structure(join, mask)
        outputs = self.layer(map_structure(join, inputs), **options)
        return map_structure(lambda y: y.reshape(batch, steps, *y.shape[1:]), outputs)

    def _check_mask(self, mask: Any, expected: tuple[int, int]) -> None:
        for given in flatten(mask):
            if given is not None and tuple(given.shape[:2]) != expected:
                raise ValueError(
                    complain(
                        f"layer {self.name!r}: mask",
                        f"shape {tuple(given.shape)}",
                        f"(batch, time, ...), beginning with {expected}",
                    )
                )

    def _mask_fits(self, mask: Any) -> bool:
        """Whether a mask says something about one step (a recurrent layer's steps)."""
        least = 3 if isinstance(self.layer, RNN) else 2
        masks = [m for m in flatten(mask) if m is not None]
        return bool(masks) and all(m.ndim >= least for m in masks)
