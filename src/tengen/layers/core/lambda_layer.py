"""`Lambda`: a function as a layer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Self, Unpack

from tengen.core.messages import complain
from tengen.core.registry import custom_object_scope
from tengen.layers.layer import Layer, LayerOptions


class Lambda(Layer):
    """Applies a function of the input.

    The function has no weights of its own. For a layer that can be saved, give it a
    name (`def`, not `lambda`) and pass it in `custom_objects` when loading: code is
    never read from files.

    Args:
        function: `function(inputs)`; it may also take `mask` and `training`.
        output_shape: ignored, as shapes are found by evaluating the function; kept for
            files.
        mask: the output's mask, or a function `(inputs, mask)` that returns it.
        arguments: further arguments for the function, by name.

    Example:
        >>> import numpy as np
        >>> Lambda(lambda x: x**2)(np.array([[3.0]])).tolist()
        [[9.0]]
    """

    def __init__(
        self,
        function: Callable[..., Any],
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        if not callable(function):
            raise ValueError(
                complain(
                    f"{type(self).__name__}: function", repr(function), "a function"
                )
            )
        self.function = function
        self.mask = mask
        self.arguments = dict(arguments or {})
        self.supports_masking = mask is not None
        self._taken = _parameter_names(function)

    def call(self, inputs: Any, mask: Any = None, training: bool = False) -> Any:
        """Return the function's result."""
        known = {"mask": mask, "training": training}
        extra = {name: value for name, value in known.items() if name in self._taken}
        return self.function(inputs, **{**self.arguments, **extra})

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the given mask, or what the given function says."""
        if callable(self.mask):
            return self.mask(inputs, previous_mask)
        return self.mask

    @classmethod
    def from_config(
        cls,
        config: dict[str, Any],
        custom_objects: dict[str, Any] | None = None,
        safe_mode: bool | None = None,
    ) -> Self:
        """Build a layer from what `get_config` returned.

        Args:
            config: the configuration.
            custom_objects: functions by their names.
            safe_mode: no meaning here: code is never taken from a configuration.

        Raises:
            ValueError: for a function that is stored as code.
        """
        with custom_object_scope(custom_objects):
            return super().from_config(config)

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        found = dict(self._constructor_arguments)
        found["function"] = self.function
        found["arguments"] = self.arguments
        return found


def _parameter_names(function: Callable[..., Any]) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # functions of C without a signature
        return frozenset()
