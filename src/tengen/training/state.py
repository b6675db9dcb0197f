"""The state of training: variables in four groups, and their values as a plain tree.

A compiled step takes `Values` and returns `Values`; nothing else changes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tengen.core.context import Binding
from tengen.core.variable import Variable
from tengen.metrics import Metric


class Values(NamedTuple):
    """Arrays, group by group, in the order of the variables of a `State`."""

    trainable: list[Any]
    frozen: list[Any]
    slots: list[Any]
    counters: list[Any]


class State:
    """The variables of a model, its optimizer and its metrics.

    Attributes:
        trainable: what the optimizer changes.
        frozen: other variables of the model: moving averages, random seeds.
        slots: the optimizer's variables: iteration, learning rate, momenta.
        counters: the metrics' variables.
        initial_counters: what the counters are reset to at the start of an epoch.
    """

    def __init__(self, model: Any, optimizer: Any, metrics: list[Metric]) -> None:
        self.trainable: list[Variable] = list(model.trainable_variables)
        counters = {id(v): v for metric in metrics for v in metric.variables}
        self.counters = list(counters.values())
        taken = {id(v) for v in self.trainable} | set(counters)
        self.frozen = [v for v in model.variables if id(v) not in taken]
        if optimizer is not None and not optimizer.built:
            optimizer.build(self.trainable)
        self.slots = list(optimizer.variables) if optimizer is not None else []
        for metric in metrics:
            metric.reset_state()
        self.initial_counters = [v.numpy() for v in self.counters]

    @property
    def variables(self) -> list[Variable]:
        """All variables, group after group."""
        return [*self.trainable, *self.frozen, *self.slots, *self.counters]

    def values(self) -> Values:
        """Read all variables."""
        return Values(
            *(
                [variable._value for variable in group]
                for group in (self.trainable, self.frozen, self.slots, self.counters)
            )
        )

    def store(self, values: Values) -> None:
        """Rebind all variables to new arrays."""
        groups = (self.trainable, self.frozen, self.slots, self.counters)
        for group, arrays in zip(groups, values, strict=True):
            for variable, array in zip(group, arrays, strict=True):
                variable._value = array

    def collect(self, binding: Binding) -> Values:
        """Read all variables as they are inside a binding."""
        return Values(
            binding.current(self.trainable),
            binding.current(self.frozen),
            binding.current(self.slots),
            binding.current(self.counters),
        )
