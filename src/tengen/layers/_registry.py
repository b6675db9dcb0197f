"""The registry of layer classes, filled as the classes are defined."""

from __future__ import annotations

import sys
from typing import Any

from tengen.core.registry import Registry, is_strict


class LayerRegistry(Registry):
    """Layers and models by class name; also those that the running script defines."""

    def __init__(self) -> None:
        super().__init__("layer", homes=("tengen.layers", "tengen.models"))
        self._of_script: dict[str, type] = {}

    def add(self, kind: type) -> None:
        """Take note of a new subclass of `Layer`."""
        if kind.__module__ == "__main__":
            self._of_script[kind.__name__] = kind
        elif kind.__module__.split(".")[0] == "tengen":
            self._entries.setdefault(kind.__name__, kind)

    def find_built_in(self, name: str) -> Any | None:
        """Return the class of a name, or `None`; aliases of `tengen.layers` count."""
        found = super().find_built_in(name) if isinstance(name, str) else None
        if found is None:
            found = vars(sys.modules["tengen.layers"]).get(name)
        return found if isinstance(found, type) else None

    def find_own(self, name: str) -> Any | None:
        """Return the layer class of that name defined in the running script."""
        return None if is_strict() else self._of_script.get(name)


registry = LayerRegistry()
