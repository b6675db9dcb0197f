"""Steps that a model's author wrote: `train_step(state, data)` and `test_step`.

The contract is that of Keras 3 on JAX: `state` is a tuple of lists of arrays - the
trainable variables, other variables, the optimizer's, the metrics' - and the method
returns `(logs, new state)`. Such a step is compiled and looped over like our own. What
it reports is kept in one counter per name, so that the loop carries it along.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.metrics import Metric
from tengen.training.state import State, Values
from tengen.training.step import Batch, Step


class Reported(Metric):
    """The last value a step reported under a name."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.last = self.add_variable((), "zeros", name="last")

    def update_state(self, value: Any) -> None:
        """Keep a value."""
        self.last.assign(jnp.asarray(value, "float32"))

    def result(self) -> Any:
        """Return it."""
        return self.last.value


def is_custom(model: Any, training: bool) -> bool:
    """Say whether the model's class has a step of its own."""
    method = "train_step" if training else "test_step"
    return getattr(type(model), method, None) is not None


def reported_names(model: Any, training: bool, state: State, batch: Batch) -> list[str]:
    """Return the names a step reports, found without computing anything."""
    values = state.values()
    logs = jax.eval_shape(
        lambda values, batch: _call(model, training, values, batch)[0], values, batch
    )
    return list(logs)


def make_custom_step(
    model: Any, training: bool, state: State, reported: list[Reported]
) -> Step:
    """Return the step with the same contract as our own."""

    def step(values: Values, batch: Batch) -> tuple[Values, Any]:
        logs, values = _call(model, training, values, batch)
        with context.bind(state.counters, values.counters) as binding:
            for metric in reported:
                metric.update_state(logs[metric.name])
            values = values._replace(counters=binding.current(state.counters))
        first = next(iter(logs.values()))
        return values, jnp.asarray(logs.get("loss", first), "float32")

    return step


def _call(
    model: Any, training: bool, values: Values, batch: Batch
) -> tuple[dict[str, Any], Values]:
    own = len(model.metrics_variables)
    counters, rest = values.counters[:own], values.counters[own:]
    data = tuple(part for part in batch if part is not None)
    if training:
        given = (values.trainable, values.frozen, values.slots, counters)
        logs, new = model.train_step(given, data)
        trainable, frozen, slots, counters = (list(group) for group in new)
        values = Values(trainable, frozen, slots, [*counters, *rest])
    else:
        logs, new = model.test_step((values.trainable, values.frozen, counters), data)
        _, frozen, counters = (list(group) for group in new)
        values = values._replace(frozen=frozen, counters=[*counters, *rest])
    return logs, values
