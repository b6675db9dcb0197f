"""Which number a callback watches, and whether less or more of it is better."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

from tengen import ops
from tengen.core.messages import complain, did_you_mean
from tengen.training.callbacks.callback import Logs

_MORE_IS_BETTER = (
    *("acc", "auc", "precision", "recall", "f1", "fbeta", "f_beta", "score", "iou"),
    *("io_u", "r2", "top_k", "true_positives", "true_negatives", "correlation"),
    *("similarity", "sensitivity", "specificity", "fmeasure"),
)
_LESS_IS_BETTER = (
    *("loss", "error", "entropy", "mse", "mae", "mape", "msle", "divergence", "cosh"),
    *("hinge", "poisson", "false_positives", "false_negatives", "learning_rate", "kld"),
    *("ce", "huber", "dice"),
)


class Monitor:
    """Finds a number in the logs and compares it with the best so far.

    Args:
        name: the number's name, such as `'val_loss'`; `acc` and `accuracy` mean the
            same.
        mode: `'min'`, `'max'`, or `'auto'`: by the name.
        min_delta: what must be gained for an improvement.
        owner: the callback's name, for messages.

    Example:
        >>> monitor = Monitor("val_acc", owner="EarlyStopping")
        >>> monitor.value({"val_accuracy": 0.75}), monitor.is_better(0.75, 0.5)
        (0.75, True)
    """

    def __init__(
        self, name: str, mode: str = "auto", min_delta: float = 0.0, owner: str = ""
    ) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(
                complain(f"{owner}: mode", repr(mode), "'auto', 'min' or 'max'")
            )
        self.name = name
        self.owner = owner
        self.min_delta = abs(min_delta)
        self.more_is_better = mode == "max" or (mode == "auto" and self._by_name())
        self._warned = False

    def _by_name(self) -> bool:
        if "loss" not in self.name and any(x in self.name for x in _MORE_IS_BETTER):
            return True
        if not any(x in self.name for x in _LESS_IS_BETTER):
            warnings.warn(
                f"{self.owner}: less {self.name!r} is taken to be better; "
                "say mode='max' if more is",
                stacklevel=4,
            )
        return False

    def value(self, logs: Logs | None) -> float | None:
        """Return the number, or warn once and return `None` where it is not there."""
        logs = logs or {}
        found = find(logs, self.name)
        if found is None and not self._warned:
            self._warned = True
            message = complain(
                f"{self.owner}: nothing is called {self.name!r}",
                expected=f"one of {', '.join(logs)}",
                fix=_validation_hint(self.name, logs) or did_you_mean(self.name, logs),
            )
            warnings.warn(message, stacklevel=4)
        return None if found is None else float(found)

    @property
    def comparison(self) -> Callable[..., Any]:
        """`ops.greater` where more is better, else `ops.less`."""
        return ops.greater if self.more_is_better else ops.less

    def is_better(self, value: float, best: float | None) -> bool:
        """Say whether a value is better than the best so far, by `min_delta`."""
        if best is None:
            return True
        if self.more_is_better:
            return value - self.min_delta > best
        return value + self.min_delta < best


def _validation_hint(name: str, logs: Logs) -> str:
    needs = name.startswith("val_") and not any(key.startswith("val_") for key in logs)
    return "give fit validation_data or validation_split" if needs else ""


def find(logs: Logs, name: str) -> Any | None:
    """Return the entry of a name, where `acc` and `accuracy` mean the same."""
    if name in logs:
        return logs[name]
    return logs.get(other_spelling(name))


def other_spelling(name: str) -> str:
    """Return `val_acc` for `val_accuracy` and the other way round."""
    if re.search("accuracy$", name):
        return re.sub("accuracy$", "acc", name)
    return re.sub("(^|_)acc$", r"\1accuracy", name)
