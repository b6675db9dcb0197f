"""The compile record: what `compile` was told, names resolved, nothing computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tengen import losses as losses_module
from tengen import metrics as metrics_module
from tengen import optimizers as optimizers_module
from tengen.core.messages import complain
from tengen.core.trees import leaves

_LATE_METRICS = ("accuracy", "acc", "crossentropy", "ce")


@dataclass
class CompileRecord:
    """What `compile` was told.

    Attributes:
        optimizer: an optimizer object.
        loss, loss_weights, metrics, weighted_metrics: as given - one thing, a list, or
            a dict by output name.
        run_eagerly: run layers one by one in Python, without compiling.
        given: the arguments as the caller spelled them, for files.
    """

    optimizer: Any
    loss: Any = None
    loss_weights: Any = None
    metrics: Any = None
    weighted_metrics: Any = None
    run_eagerly: bool = False
    steps_per_execution: int = 1
    jit_compile: Any = "auto"
    auto_scale_loss: bool = True
    given: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def make(cls, optimizer: Any, **given: Any) -> CompileRecord:
        """Resolve names.

        Raises:
            ValueError: for an unknown optimizer, loss or metric, with a suggestion.
        """
        record = cls(optimizer=optimizers_module.get(optimizer), **given)
        record.given = {"optimizer": optimizer, **given}
        for name in leaves(record.loss):
            _check_name("loss", name, losses_module)
        for name in leaves([record.metrics, record.weighted_metrics]):
            if name not in _LATE_METRICS:
                _check_name("metric", name, metrics_module)
        return record


def _check_name(kind: str, name: Any, module: Any) -> None:
    if name is None or callable(name):
        return
    if not isinstance(name, str):
        raise ValueError(
            complain(
                f"compile: {kind}",
                f"{name!r}",
                f"a name, an object of tengen.{module.__name__.split('.')[-1]}, "
                "or a function (y_true, y_pred)",
            )
        )
    module.get(name)
