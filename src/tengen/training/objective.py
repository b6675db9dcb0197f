"""The objective: which loss and which metrics belong to which output.

`compile` may be given one loss, a list, or a dict by output name. Here they become one
flat table in the order in which `evaluate` returns its numbers: the total loss, the
loss of each output (where there are several), then the metrics.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from tengen import metrics as metrics_module
from tengen.core.trees import flatten
from tengen.metrics import Mean, Metric
from tengen.training.loss_terms import LossTerm, loss_terms, spread
from tengen.training.record import CompileRecord


class Objective:
    """Losses and metrics of a model, output by output.

    Args:
        record: what `compile` was told.
        output_names: one name per flat output.
        output_shapes: shapes of the predictions, flat.
        target_shapes: shapes of the targets, flat; `None` where there are none.
        structure: the structure of the outputs, with their numbers as leaves.
    """

    def __init__(
        self,
        record: CompileRecord,
        output_names: list[str],
        output_shapes: list[tuple[int | None, ...]],
        target_shapes: list[tuple[int | None, ...] | None],
        structure: Any = None,
    ) -> None:
        self.output_names = output_names
        count = len(output_names)
        if structure is None:
            structure = [*range(count)] if count > 1 else 0
        self.terms = loss_terms(
            record.loss, record.loss_weights, output_names, structure
        )
        self.losses = [_loss_of(self.terms, index) for index in range(count)]
        self.total = Mean(name="loss")
        names = dict.fromkeys(term.name for term in self.terms)
        self.partial = (
            {name: Mean(name=f"{name}_loss") for name in names}
            if len(names) > 1
            else {}
        )
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
        entries = (entry[1] for entry in self.entries)
        return [self.total, *self.partial.values(), *entries]

    @property
    def names(self) -> list[str]:
        """Their names: exactly what `evaluate` returns, in that order."""
        losses = ["loss", *(mean.name for mean in self.partial.values())]
        plain = [name for _, _, weighted, name in self.entries if not weighted]
        names = unique_names([*losses, *plain])
        for index, metric, weighted, name in self.entries:
            if weighted:
                names.append(self._weighted_name(index, metric, name, names))
        return names

    def _weighted_name(
        self, index: int, metric: Metric, name: str, taken: list[str]
    ) -> str:
        """Return `weighted_mae` where `mae` is taken."""
        if name not in taken:
            return name
        output = f"{self.output_names[index]}_" if len(self.output_names) > 1 else ""
        name = f"{output}weighted_{name.removeprefix(output)}"
        return unique_names([*taken, name])[-1]

    def compute(
        self, targets: list[Any], predictions: list[Any], sample_weights: list[Any]
    ) -> tuple[Any, list[Any]]:
        """Return the weighted sum of the losses, and each unweighted loss."""
        total = jnp.zeros((), "float32")
        each = []
        for term in self.terms:
            value = term.compute(targets, predictions, sample_weights)
            if value is not None:
                total = total + value.astype("float32") * term.weight
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
        for name, mean in self.partial.items():
            values = [
                value
                for term, value in zip(self.terms, each, strict=True)
                if term.name == name and value is not None
            ]
            if values:
                mean.update_state(sum(values), sample_weight=batch_size)
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


def _loss_of(terms: list[LossTerm], index: int) -> Any:
    """Return the first loss of an output alone; `None` where there is none."""
    return next((term.loss for term in terms if term.output == index), None)


def _as_list(identifiers: Any) -> list[Any]:
    if identifiers is None:
        return []
    return (
        list(identifiers) if isinstance(identifiers, (list, tuple)) else [identifiers]
    )


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
