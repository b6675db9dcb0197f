"""`OptimizerMap`: which optimizer a variable is trained by, by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Self

from tengen.core.messages import complain
from tengen.core.registry import custom_object_scope
from tengen.core.serialized import deserialize, serialize
from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.loss_scale_optimizer import LossScaleOptimizer
from tengen.optimizers.optimizer import Optimizer


@registry.register()
class OptimizerMap(MutableMapping[str, Optimizer]):
    """Optimizers by the paths of variables, for `MultiOptimizer`.

    A key is a path, or a regular expression that matches the whole path.

    Args:
        default_optimizer: for variables without a key.
        optimizer_map: the first keys and their optimizers.

    Raises:
        TypeError: where the default is no optimizer, or the map no mapping.

    Example:
        >>> from tengen.optimizers import SGD, Adam
        >>> optimizers = OptimizerMap(SGD(name="sgd"))
        >>> optimizers["encoder/.*"] = Adam(name="adam")
        >>> optimizers["encoder/kernel"].name, optimizers["decoder/kernel"].name
        ('adam', 'sgd')
    """

    def __init__(
        self,
        default_optimizer: Optimizer,
        optimizer_map: Mapping[str, Optimizer] | None = None,
    ) -> None:
        if not isinstance(default_optimizer, Optimizer):
            got = repr(default_optimizer)
            what = "OptimizerMap(default_optimizer=...)"
            raise TypeError(complain(what, got, "an Optimizer"))
        if not isinstance(optimizer_map, Mapping | None):
            what = "OptimizerMap(optimizer_map=...)"
            raise TypeError(complain(what, repr(optimizer_map), "a dict, or None"))
        self.default_optimizer = default_optimizer
        self._optimizers: dict[str, Optimizer] = {}
        self.update(optimizer_map or {})

    def __getitem__(self, path: str) -> Optimizer:
        """Return the optimizer of a path.

        Raises:
            ValueError: where several keys match it.
        """
        if path in self._optimizers:
            return self._optimizers[path]
        keys = [key for key in self._optimizers if re.fullmatch(key, path)]
        if len(keys) > 1:
            got = " and ".join(map(repr, keys))
            raise ValueError(complain(f"OptimizerMap: {path!r}", got, "one key"))
        return self._optimizers[keys[0]] if keys else self.default_optimizer

    def __setitem__(self, key: str, optimizer: Optimizer) -> None:
        """Add a key.

        Raises:
            ValueError: for a key that is there already, or what is no optimizer or one
                that holds others.
        """
        if not isinstance(key, str):
            raise ValueError(complain("OptimizerMap: key", repr(key), "text"))
        if key in self._optimizers:
            fix = f"del optimizers[{key!r}] first"
            raise ValueError(complain(f"OptimizerMap has {key!r} already", fix=fix))
        self._optimizers[key] = checked(optimizer, key)

    def __delitem__(self, key: str) -> None:
        del self._optimizers[key]

    def __contains__(self, key: object) -> bool:
        return key in self._optimizers

    def __iter__(self) -> Iterator[str]:
        return iter(self._optimizers)

    def __len__(self) -> int:
        return len(self._optimizers)

    def __call__(self, variable: Variable) -> Optimizer:
        """Return the optimizer of a variable."""
        return self[variable.path]

    def get_config(self) -> dict[str, Any]:
        """Return the optimizers as data."""
        return {
            "default_optimizer": serialize(self.default_optimizer),
            "optimizer_map": serialize(self._optimizers),
        }

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> Self:
        """Build a map from what `get_config` returned."""
        with custom_object_scope(custom_objects):
            return cls(**deserialize(config))


def checked(optimizer: Any, owner: str) -> Optimizer:
    """Return an optimizer that may be one of several.

    Raises:
        ValueError: for anything else.
    """
    holds_others = isinstance(optimizer, LossScaleOptimizer) or hasattr(
        optimizer, "optimizers"
    )
    if holds_others or not isinstance(optimizer, Optimizer):
        got = type(optimizer).__name__ if holds_others else repr(optimizer)
        expected = "an Optimizer that holds no others"
        raise ValueError(complain(f"the optimizer of {owner!r}", got, expected))
    return optimizer
