"""What a layer's `call` takes: names, and whether it knows `training` and `mask`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np

from tengen.core.context import Call
from tengen.core.symbolic import is_symbolic
from tengen.core.trees import leaves, map_structure
from tengen.core.variable import Variable


@dataclass(frozen=True)
class CallSignature:
    """The parameters of a `call` method.

    Attributes:
        names: parameter names in order, without `self`.
        takes_training: whether it has a parameter `training`.
        training_default: that parameter's default.
        takes_anything: whether it has `**kwargs`.
    """

    names: tuple[str, ...]
    takes_training: bool
    training_default: bool | None
    takes_anything: bool

    @classmethod
    def of(cls, call: Callable[..., Any]) -> CallSignature:
        """Read the signature of a bound method."""
        parameters = inspect.signature(call).parameters
        training = parameters.get("training")
        default = training.default if training is not None else None
        return cls(
            names=tuple(
                name
                for name, parameter in parameters.items()
                if parameter.kind
                not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
            ),
            takes_training=training is not None,
            training_default=None if default is inspect.Parameter.empty else default,
            takes_anything=any(
                parameter.kind is parameter.VAR_KEYWORD
                for parameter in parameters.values()
            ),
        )

    @classmethod
    def of_constructor(cls, made: type) -> CallSignature:
        """Read the signature of a class's `__init__`."""
        return cls.of(made.__init__)  # type: ignore[misc]

    def by_name(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments under their parameter names."""
        return {**dict(zip(self.names, args, strict=False)), **kwargs}

    def mask_parameters(self, given: dict[str, Any]) -> dict[str, str]:
        """Return which parameter takes the mask of which argument."""
        pairs = {}
        for position, name in enumerate(given):
            for parameter in (f"{name}_mask", "mask" if position == 0 else ""):
                if parameter in self.names and parameter not in given:
                    pairs[name] = parameter
                    break
        return pairs


def as_tensor(leaf: Any) -> Any:
    """Turn a NumPy array into a JAX array (64 bits become 32 unless JAX has 64).

    A variable stands for its value.
    """
    if isinstance(leaf, Variable):
        return leaf.value
    if not isinstance(leaf, (np.ndarray, np.generic)):
        return leaf
    if leaf.dtype == object or leaf.dtype.kind in "USO":
        return leaf
    return jnp.array(leaf, copy=True)


def shapes_of(argument: Any) -> Any:
    """Return the shapes of an argument's tensors in the argument's structure."""
    from tengen.core.shapes import Shape

    return map_structure(
        lambda leaf: Shape(leaf.shape) if hasattr(leaf, "shape") else None, argument
    )


def has_tensor(argument: Any) -> bool:
    """Say whether an argument holds arrays or symbolic tensors."""
    return any(is_symbolic(leaf) or hasattr(leaf, "shape") for leaf in leaves(argument))


def cast_floats(arguments: Any, dtype: str, call: Call) -> Any:
    """Cast floating-point tensors to a dtype, their masks and logits kept."""

    def cast(leaf: Any) -> Any:
        leaf_dtype = getattr(leaf, "dtype", None)
        if leaf_dtype is None or leaf_dtype == dtype:
            return leaf
        if not jnp.issubdtype(leaf_dtype, jnp.floating):
            return leaf
        result = leaf.astype(dtype)
        call.pass_on(leaf, result)
        return result

    return map_structure(cast, arguments)
