"""The objective: which loss and which metrics belong to which output.

`compile` may be given one loss, a list, or a dict by output name. Here they become one
flat table in the order in which `evaluate` returns its numbers: the total loss, the
loss of each output (where there are several), then the metrics.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp

from tengen import losses as losses_module
from tengen import metrics as metrics_module
from tengen.core.messages import complain, did_you_mean
from tengen.core.trees import flatten
from tengen.metrics import Mean, Metric
from tengen.training.record import CompileRecord


class Objective:
    """Losses and metrics of a model, output by output.

    Args:
        record: what `compile` was told.
        output_names: one name per flat output.
        output_shapes: shapes of the predictions, flat.
        target_shapes: shapes of the targets, flat; `None` where there are none.
    """

    def __init__(
        self,
        record: CompileRecord,
        output_names: list[str],
        output_shapes: list[tuple[int | None, ...]],
        target_shapes: list[tuple[int | None, ...] | None],
    ) -> None:
        self.output_names = output_names
        count = len(output_names)
        self.losses = [
            _as_loss(loss)
            for loss in spread("loss", record.loss, output_names, repeat=True)
        ]
        weights = spread("loss_weights", record.loss_weights, output_names, repeat=True)
        self.weights = [1.0 if weight is None else weight for weight in weights]
        self.total = Mean(name="loss")
        several = sum(loss is not None for loss in self.losses) > 1
        self.partial = [
            Mean(name=f"{name}_loss") if loss is not None and several else None
            for name, loss in zip(output_names, self.losses, strict=True)
        ]
        self.entries: list[tuple[int, Metric, bool, str]] = []
        for weighted, given in (
            (False, record.metrics),
            (True, record.weighted_metrics),
        ):
            per_output = spread("metrics", given, output_names, nested=True)
            for index, identifiers in enumerate(per_output):
                for identifier in _as_list(identifiers):
                    metric = metrics_module.resolve(
                        identifier,
                        target_shapes[index],
                        output_shapes[index],
                        self.losses[index],
                    )
                    name = identifier if isinstance(identifier, str) else metric.name
                    if count > 1:
                        name = f"{output_names[index]}_{name}"
                    self.entries.append((index, metric, weighted, name))

    @property
    def metrics(self) -> list[Metric]:
        """All counters in the order of `names`."""
        partial = [mean for mean in self.partial if mean is not None]
        return [self.total, *partial, *(entry[1] for entry in self.entries)]

    @property
    def names(self) -> list[str]:
        """Their names: exactly what `evaluate` returns, in that order."""
        partial = [mean.name for mean in self.partial if mean is not None]
        return unique_names(["loss", *partial, *(entry[3] for entry in self.entries)])

    def compute(
        self, targets: list[Any], predictions: list[Any], sample_weights: list[Any]
    ) -> tuple[Any, list[Any]]:
        """Return the weighted sum of the losses, and each output's unweighted loss."""
        total = jnp.zeros((), "float32")
        each = []
        for loss, weight, target, prediction, sample_weight in zip(
            self.losses, self.weights, targets, predictions, sample_weights, strict=True
        ):
            value = None
            if loss is not None and target is not None:
                value = loss(target, prediction, sample_weight)
                total = total + value.astype("float32") * weight
            each.append(value)
        return total, each

    def update(
        self,
        targets: list[Any],
        predictions: list[Any],
        sample_weights: list[Any],
        total: Any,
        each: list[Any],
        batch_size: Any,
    ) -> None:
        """Add one batch to all counters."""
        self.total.update_state(total, sample_weight=batch_size)
        for mean, value in zip(self.partial, each, strict=True):
            if mean is not None and value is not None:
                mean.update_state(value, sample_weight=batch_size)
        self._update_entries(targets, predictions, sample_weights)

    def update_metrics(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Add one batch to the metrics alone, not to the means of losses."""
        count = len(self.output_names)
        weights = flatten(sample_weight)
        self._update_entries(
            as_flat(y, count),
            flatten(y_pred),
            weights * count if len(weights) == 1 else weights,
        )

    def _update_entries(
        self, targets: list[Any], predictions: list[Any], sample_weights: list[Any]
    ) -> None:
        for index, metric, weighted, _ in self.entries:
            if targets[index] is None:
                continue
            metric.update_state(
                targets[index],
                predictions[index],
                sample_weight=sample_weights[index] if weighted else None,
            )


def spread(
    what: str,
    given: Any,
    names: list[str],
    repeat: bool = False,
    nested: bool = False,
) -> list[Any]:
    """Return one item per output from one thing, a list, or a dict by name.

    Args:
        repeat: a single thing serves every output (losses); otherwise only the one.
        nested: items are themselves lists (metrics).

    Raises:
        ValueError: for an unknown output name or a wrong number of items.
    """
    count = len(names)
    if given is None:
        return [None] * count
    if isinstance(given, dict):
        _check_keys(what, given, names)
        return [given.get(name) for name in names]
    if isinstance(given, (list, tuple)):
        if nested and (count == 1 or len(given) != count):
            flat = not any(isinstance(item, (list, tuple, dict)) for item in given)
            if count == 1 and not flat and len(given) == 1:
                return [given[0]]
            if flat:
                return [list(given)] * count
        if len(given) != count:
            raise ValueError(
                complain(
                    f"compile: {what}",
                    f"{len(given)} items",
                    f"{count}, one for each output: {names}",
                )
            )
        return list(given)
    return [given] * count if repeat or nested or count == 1 else [given]


def _check_keys(what: str, given: dict[str, Any], names: list[str]) -> None:
    for key in given:
        if key not in names:
            raise ValueError(
                complain(
                    f"{what}: no output is named {key!r}",
                    expected=f"names among {names}",
                    fix=did_you_mean(key, names),
                )
            )


def _as_list(identifiers: Any) -> list[Any]:
    if identifiers is None:
        return []
    return (
        list(identifiers) if isinstance(identifiers, (list, tuple)) else [identifiers]
    )


def _as_loss(identifier: Any) -> Callable[..., Any] | None:
    if identifier is None:
        return None
    loss = losses_module.get(identifier)
    if isinstance(loss, type):
        loss = loss()
    if isinstance(loss, losses_module.Loss):
        return loss
    return losses_module.LossFunctionWrapper(loss, name=getattr(loss, "__name__", None))


def unique_names(names: list[str]) -> list[str]:
    """Number names that occur again: `mae`, `mae_1`."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        result.append(f"{name}_{count}" if count else name)
    return result


def as_flat(value: Any, count: int) -> list[Any]:
    """Return `count` leaves; `None` becomes that many `None`s."""
    return [None] * count if value is None else flatten(value)
