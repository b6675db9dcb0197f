"""Steps that a model's author wrote: `train_step` and `test_step`.

There are two contracts, told apart by the number of arguments.

- `train_step(self, state, data)` is that of Keras 3 on JAX: `state` is a tuple of lists
  of arrays - the trainable variables, other variables, the optimizer's, the metrics' -
  and the method returns `(logs, new state)`.
- `train_step(self, data)` is that of tf.keras: the method reads and assigns variables,
  takes derivatives from a `GradientTape`, and returns its logs. Which variables it uses
  is found by running it once without computing anything.

Either is compiled and looped over like our own steps. What it reports is kept in one
counter per name, so that the loop carries it along.
"""

from __future__ import annotations

import inspect
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.core.variable import Variable
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
        self.last.assign(jnp.mean(jnp.asarray(value, "float32")))

    def result(self) -> Any:
        """Return it."""
        return self.last.value


def is_custom(model: Any, training: bool) -> bool:
    """Say whether the model's class has a step of its own."""
    return getattr(type(model), _name(training), None) is not None


def assigns(model: Any, training: bool) -> bool:
    """Say whether that step is one of tf.keras: it takes data, and no state."""
    if not is_custom(model, training):
        return False
    parameters = inspect.signature(getattr(model, _name(training))).parameters
    return len(parameters) == 1


def _name(training: bool) -> str:
    return "train_step" if training else "test_step"


def reported_names(model: Any, training: bool, state: State, batch: Batch) -> list[str]:
    """Return the names a step reports, found without computing anything."""
    names: list[str] = []

    def run(values: Values, batch: Batch) -> None:
        names.extend(_call(model, training, state, values, batch)[0])

    jax.eval_shape(run, state.values(), batch)
    return names


def rehearse(
    model: Any, training: bool, batch: Batch, eagerly: bool
) -> tuple[list[Variable], list[str]]:
    """Return the variables that a step of tf.keras uses and the names it reports.

    Nothing is computed or assigned; what the step makes when it runs first, such as an
    optimizer's variables, is made.

    Args:
        eagerly: let it compute all the same, because it may look at values.
    """
    lookout = context.Lookout()
    names: list[str] = []

    def run(batch: Batch) -> None:
        with context.use_binding(lookout):
            names.extend(_logs_of(model, training, batch))

    if eagerly:
        with jax.disable_jit():
            run(batch)
    else:
        jax.eval_shape(run, batch)
    return list(lookout.used.values()), names


def make_custom_step(
    model: Any, training: bool, state: State, reported: list[Reported]
) -> Step:
    """Return the step with the same contract as our own."""

    def step(values: Values, batch: Batch) -> tuple[Values, Any]:
        logs, values = _call(model, training, state, values, batch)
        with context.bind(state.counters, values.counters) as binding:
            for metric in reported:
                metric.update_state(logs[metric.name])
            values = values._replace(counters=binding.current(state.counters))
        first = next(iter(logs.values()))
        return values, jnp.mean(jnp.asarray(logs.get("loss", first), "float32"))

    return step


def _call(
    model: Any, training: bool, state: State, values: Values, batch: Batch
) -> tuple[dict[str, Any], Values]:
    known, given = state.variables, flatten(list(values))
    if assigns(model, training):
        with context.bind(known, given) as binding:
            return _logs_of(model, training, batch), state.collect(binding)
    extras = state.extras
    with context.bind(extras, values.extras) as binding:
        logs, values = _with_state(model, training, values, batch)
        return logs, values._replace(extras=binding.current(extras))


def _logs_of(model: Any, training: bool, batch: Batch) -> dict[str, Any]:
    """Run a step of tf.keras inside the present binding."""
    try:
        with context.open_call(is_step=True):
            logs = getattr(model, _name(training))(_as_data(batch))
    finally:
        for layer in model.all_layers():
            layer._added_losses.clear()
    if not isinstance(logs, dict) or not logs:
        raise TypeError(
            complain(
                f"{type(model).__name__}.{_name(training)}",
                f"{logs!r}"[:60],
                "a dict of what to report",
                "return {'loss': loss}",
            )
        )
    return {
        name: value.value if isinstance(value, Variable) else jnp.asarray(value)
        for name, value in logs.items()
    }


def _as_data(batch: Batch) -> Any:
    """Return what Keras hands to a step: `x` alone, `(x, y)` or `(x, y, weight)`."""
    data = tuple(part for part in batch if part is not None)
    alone = len(data) == 1 and not isinstance(batch.x, (list, tuple, dict))
    return batch.x if alone else data


def _with_state(
    model: Any, training: bool, values: Values, batch: Batch
) -> tuple[dict[str, Any], Values]:
    own = len(model.metrics_variables)
    counters, rest = values.counters[:own], values.counters[own:]
    data = tuple(part for part in batch if part is not None)
    if training:
        given = (values.trainable, values.frozen, values.slots, counters)
        logs, new = model.train_step(given, data)
        trainable, frozen, slots, counters = (list(group) for group in new)
        counters = [*counters, *rest]
        values = Values(trainable, frozen, slots, counters, values.extras)
    else:
        logs, new = model.test_step((values.trainable, values.frozen, counters), data)
        _, frozen, counters = (list(group) for group in new)
        values = values._replace(frozen=frozen, counters=[*counters, *rest])
    return logs, values
