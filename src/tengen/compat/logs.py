"""Results of epochs, in which `acc` and `accuracy` are one name."""

from __future__ import annotations

import re
from typing import Any


class EitherName(dict[str, Any]):
    """A dict that finds `val_accuracy` under `val_acc` too, and the other way round.

    Example:
        >>> EitherName(val_accuracy=0.5)["val_acc"]
        0.5
    """

    def __missing__(self, name: str) -> Any:
        other = other_name(name)
        if dict.__contains__(self, other):
            return dict.__getitem__(self, other)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, name) or (
            isinstance(name, str) and dict.__contains__(self, other_name(name))
        )

    def get(self, name: str, default: Any = None) -> Any:
        """Return the entry of a name, or the default."""
        return self[name] if name in self else default


def other_name(name: str) -> str:
    """Return `val_acc` for `val_accuracy`, and the other way round.

    `lr` and `learning_rate` are also one.
    """
    if name in ("lr", "learning_rate"):
        return "learning_rate" if name == "lr" else "lr"
    if name.endswith("accuracy"):
        return re.sub("accuracy$", "acc", name)
    return re.sub("(^|_)acc$", r"\1accuracy", name)
