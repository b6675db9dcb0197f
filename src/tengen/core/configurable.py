"""Constructor arguments, stored verbatim: configuration, `repr` and clone follow.

A subclass's `__init__` arguments are recorded when the object is made, under their own
names. So a user's layer saves and loads without writing `get_config`.
"""

from __future__ import annotations

import inspect
from typing import Any, Self

from tengen.core.serialized import deserialize


class _ConstructorSignature:
    """Makes `help(Dense)` and editors show the constructor's arguments.

    They would show those of `__new__`, which takes anything.
    """

    def __get__(self, instance: object, owner: type) -> inspect.Signature:
        if instance is not None:
            raise AttributeError("__signature__")
        signature = inspect.signature(owner.__init__)  # type: ignore[misc]
        return signature.replace(parameters=list(signature.parameters.values())[1:])


class Configurable:
    """Base of layers, initializers, regularizers, losses, metrics and optimizers.

    Example:
        >>> class Scale(Configurable):
        ...     def __init__(self, factor=2.0):
        ...         self.factor = factor
        >>> Scale(3.0).get_config()
        {'factor': 3.0}
        >>> Scale.from_config({"factor": 5.0})
        Scale(factor=5.0)
    """

    __signature__ = _ConstructorSignature()
    _constructor_arguments: dict[str, Any]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        instance = super().__new__(cls)
        object.__setattr__(
            instance, "_constructor_arguments", bound_arguments(cls, args, kwargs)
        )
        return instance

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments that rebuild this object."""
        return arguments_to_add(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build an object from what `get_config` returned."""
        return cls(**deserialize(config))

    def __repr__(self) -> str:
        given = ", ".join(
            f"{name}={value!r}" for name, value in self._constructor_arguments.items()
        )
        return f"{type(self).__name__}({given})"


def arguments_to_add(thing: Configurable) -> dict[str, Any]:
    """Return the constructor arguments that a user's `get_config` does not see to.

    Who writes `get_config` writes the arguments of the constructor beside it, perhaps
    as `dict(units=self.units, **super().get_config())`, which takes no name twice.

    Example:
        >>> class Scale(Configurable):
        ...     def __init__(self, factor, **options):
        ...         self.factor = factor
        ...     def get_config(self):
        ...         return dict(factor=self.factor, **super().get_config())
        >>> Scale(2.0, shift=1.0).get_config()
        {'factor': 2.0, 'shift': 1.0}
    """
    seen: set[str] = set()
    own: set[str] = set()
    for kind in type(thing).__mro__:
        if kind.__module__.split(".")[0] == "tengen" and kind.__module__ != __name__:
            break
        if kind is Configurable:
            break
        if "__init__" in vars(kind):
            seen |= inspect.signature(kind.__init__).parameters.keys()  # type: ignore[misc]
        if "get_config" in vars(kind):
            own |= seen
    given = thing._constructor_arguments
    return {name: value for name, value in given.items() if name not in own}


def all_arguments(thing: Configurable) -> dict[str, Any]:
    """Return the constructor arguments of an object, defaults included.

    Example:
        >>> class Scale(Configurable):
        ...     def __init__(self, factor=2.0):
        ...         self.factor = factor
        >>> all_arguments(Scale())
        {'factor': 2.0}
    """
    given = thing._constructor_arguments
    parameters = inspect.signature(type(thing).__init__).parameters.values()
    defaults = {p.name: p.default for p in parameters if p.default is not p.empty}
    return defaults | given


def bound_arguments(
    cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """Return the given constructor arguments by name (defaults are left out)."""
    signature = _signature(cls, bool(args))
    try:
        bound = signature.bind(None, *args, **kwargs)
    except TypeError:
        return dict(kwargs)  # the constructor itself raises the better error
    arguments = dict(list(bound.arguments.items())[1:])
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            arguments.update(arguments.pop(name, {}))
        elif parameter.kind is parameter.VAR_POSITIONAL and not arguments.get(name):
            arguments.pop(name, None)
    return arguments


def _signature(cls: type, positional: bool) -> inspect.Signature:
    """Return the constructor's signature; behind `*args` that of the base class."""
    for base in cls.__mro__:
        signature = inspect.signature(base.__init__)  # type: ignore[misc]
        kinds = {p.kind for p in signature.parameters.values()}
        if not (positional and inspect.Parameter.VAR_POSITIONAL in kinds):
            return signature
    return inspect.signature(cls.__init__)  # type: ignore[misc]
