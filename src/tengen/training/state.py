"""The state of training: variables in four groups, and their values as a plain tree.

A compiled step takes `Values` and returns `Values`; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tengen.core import random_state
from tengen.core.context import Binding
from tengen.core.variable import Variable
from tengen.metrics import Metric


class Values(NamedTuple):
    """Arrays, group by group, in the order of the variables of a `State`."""

    trainable: list[Any]
    frozen: list[Any]
    slots: list[Any]
    counters: list[Any]
    extras: list[Any]


class State:
    """The variables of a model, its optimizer and its metrics.

    Attributes:
        trainable: what the optimizer changes.
        frozen: other variables of the model: moving averages, random seeds.
        slots: the optimizer's variables: iteration, learning rate, momenta.
        counters: the metrics' variables.
        extras: those that are used and belong to none of these: the generator of code
            that draws without its own, a second optimizer's variables.
        initial_counters: what the counters are reset to at the start of an epoch.
    """

    def __init__(
        self,
        model: Any,
        optimizer: Any,
        metrics: list[Metric],
        used: Iterable[Variable] | None = None,
    ) -> None:
        """Sort the variables.

        Args:
            used: those that a step of the user's own uses. It makes its optimizers'
                variables itself; otherwise they are made here.
        """
        self.trainable: list[Variable] = list(model.trainable_variables)
        counters = {id(v): v for metric in metrics for v in metric.variables}
        self.counters = list(counters.values())
        taken = {id(v) for v in self.trainable} | set(counters)
        self.frozen = [v for v in model.variables if id(v) not in taken]
        if optimizer is not None and not optimizer.built and used is None:
            optimizer.build(self.trainable)
        self.slots = list(optimizer.variables) if optimizer is not None else []
        known = {id(variable) for variable in self.variables_of_groups()}
        more = [random_state.draws().state, *(used or ())]
        self.extras = list({id(v): v for v in more if id(v) not in known}.values())
        for metric in metrics:
            metric.reset_state()
        self.initial_counters = [v.numpy() for v in self.counters]

    def variables_of_groups(self) -> list[Variable]:
        """Return all variables but the extras, group after group."""
        return [*self.trainable, *self.frozen, *self.slots, *self.counters]

    @property
    def variables(self) -> list[Variable]:
        """All variables, group after group."""
        return [*self.variables_of_groups(), *self.extras]

    @property
    def _groups(self) -> tuple[list[Variable], ...]:
        return self.trainable, self.frozen, self.slots, self.counters, self.extras

    def values(self) -> Values:
        """Read all variables."""
        return Values(
            *([variable._value for variable in group] for group in self._groups)
        )

    def store(self, values: Values) -> None:
        """Rebind all variables to new arrays."""
        for group, arrays in zip(self._groups, values, strict=True):
            for variable, array in zip(group, arrays, strict=True):
                variable._value = array

    def collect(self, binding: Binding) -> Values:
        """Read all variables as they are inside a binding."""
        return Values(*(binding.current(group) for group in self._groups))
