"""One training step, one test step, one prediction: pure functions of values.

The step is the whole of learning: forward, loss, gradients, optimizer update, metrics.
It is traced once per shape; at run time there is no Python in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.core.trees import flatten
from tengen.metrics import Metric
from tengen.training.objective import Objective, as_flat
from tengen.training.state import State, Values

Step = Callable[["Values", "Batch"], tuple["Values", Any]]


class Batch(NamedTuple):
    """Inputs, targets and sample weights; `None` where there are none."""

    x: Any
    y: Any = None
    sample_weight: Any = None


class _Forward(NamedTuple):
    predictions: list[Any]
    masks: list[Any]
    origins: list[dict[str, Any]]
    each: list[Any]
    frozen: list[Any]
    counters: list[Any]
    extras: list[Any]


def make_train_step(
    model: Any,
    optimizer: Any,
    objective: Objective,
    state: State,
    eagerly: bool = False,
) -> Callable[[Values, Batch], tuple[Values, Any]]:
    """Return `(values, batch) -> (new values, loss)`.

    Args:
        eagerly: take derivatives from a tape, so that layers compute with real arrays
            where the step is not compiled.
    """
    differentiate = _by_tape if eagerly else _by_function

    def step(values: Values, batch: Batch) -> tuple[Values, Any]:
        def loss_of(trainable: list[Any]) -> tuple[Any, Any]:
            now = values._replace(trainable=trainable)
            total, forward = _forward(model, objective, state, now, batch, True)
            with context.bind(state.slots, values.slots):
                return optimizer.scale_loss(total), (total, forward)

        (_, (total, forward)), gradients = differentiate(loss_of, values.trainable)
        values = _after(values, forward)
        values = _update_weights(optimizer, state, values, gradients)
        return _count(objective, state, values, batch, total, forward), total

    return step


def _by_function(loss_of: Callable[..., Any], values: list[Any]) -> Any:
    return jax.value_and_grad(loss_of, has_aux=True)(values)


def _by_tape(loss_of: Callable[..., Any], values: list[Any]) -> Any:
    from tengen.training.gradient_tape import GradientTape

    with GradientTape() as tape:
        tape.watch(values)
        total, forward = loss_of(values)
    return (total, forward), tape.gradient(total, values, unconnected_gradients="zero")


def make_test_step(
    model: Any, objective: Objective, state: State
) -> Callable[[Values, Batch], tuple[Values, Any]]:
    """Return `(values, batch) -> (values with new counters, loss)`."""

    def step(values: Values, batch: Batch) -> tuple[Values, Any]:
        total, forward = _forward(model, objective, state, values, batch, False)
        values = _after(values, forward)
        return _count(objective, state, values, batch, total, forward), total

    return step


def make_predict_step(
    model: Any, variables: list[Any]
) -> Callable[[list[Any], Any], tuple[Any, dict[int, Any]]]:
    """Return `(values of variables, x) -> predictions, {index: changed value}`.

    What prediction changes is state that goes from batch to batch: of stateful
    recurrent layers, and of generators of random numbers.
    """

    def step(values: list[Any], x: Any) -> tuple[Any, dict[int, Any]]:
        with (
            context.bind(variables, values) as binding,
            context.open_call(training=False),
        ):
            predictions = model(x, training=False)
            changed = {
                index: binding.read(variable)
                for index, variable in enumerate(variables)
                if id(variable) in binding.updated
            }
        return predictions, changed

    return step


def _forward(
    model: Any,
    objective: Objective,
    state: State,
    values: Values,
    batch: Batch,
    training: bool,
) -> tuple[Any, _Forward]:
    known = [*state.trainable, *state.frozen, *state.counters, *state.extras]
    given = [*values.trainable, *values.frozen, *values.counters, *values.extras]
    with (
        context.bind(known, given) as binding,
        context.open_call(training=training) as call,
    ):
        outputs = model(batch.x, training=training)
        predictions = flatten(outputs)
        if has_own_loss(model):
            each: list[Any] = [None] * len(predictions)
            total = jnp.asarray(
                model.compute_loss(
                    batch.x, batch.y, outputs, batch.sample_weight, training
                ),
                "float32",
            )
        else:
            total, each = total_loss(model, objective, batch, predictions, call)
        masks = [call.mask_of(prediction) for prediction in predictions]
        origins = [call.origins_of(prediction) for prediction in predictions]
        frozen = binding.current(state.frozen)
        counters = binding.current(state.counters)
        extras = binding.current(state.extras)
    return total, _Forward(predictions, masks, origins, each, frozen, counters, extras)


def _after(values: Values, forward: _Forward) -> Values:
    return values._replace(
        frozen=forward.frozen, counters=forward.counters, extras=forward.extras
    )


def has_own_loss(model: Any) -> bool:
    """Say whether the model's class overrides `compute_loss`."""
    return not getattr(type(model).compute_loss, "is_the_default", False)


def total_loss(
    model: Any,
    objective: Objective,
    batch: Batch,
    predictions: list[Any],
    call: context.Call,
) -> tuple[Any, list[Any]]:
    """Return the loss that training minimizes, and each output's part of it.

    The sum of the outputs' losses, of what layers added, and of the weights' penalties.
    """
    count = len(predictions)
    total, each = objective.compute(
        as_flat(batch.y, count), predictions, _sample_weights(batch, count)
    )
    for loss in [*call.losses, *model.regularization_losses()]:
        total = total + jnp.sum(loss).astype(total.dtype)
    return total, each


def _sample_weights(batch: Batch, count: int) -> list[Any]:
    given = flatten(batch.sample_weight)
    return given * count if len(given) == 1 else given


def _update_weights(
    optimizer: Any, state: State, values: Values, gradients: list[Any]
) -> Values:
    known = [*state.trainable, *state.slots]
    with context.bind(known, [*values.trainable, *values.slots]) as binding:
        optimizer.apply(gradients, state.trainable)
        return values._replace(
            trainable=binding.current(state.trainable),
            slots=binding.current(state.slots),
        )


def _count(
    objective: Objective,
    state: State,
    values: Values,
    batch: Batch,
    total: Any,
    forward: _Forward,
) -> Values:
    count = len(forward.predictions)
    with (
        context.bind(state.counters, values.counters) as binding,
        context.open_call() as call,
    ):
        for prediction, mask, origin in zip(
            forward.predictions, forward.masks, forward.origins, strict=True
        ):
            if mask is not None:
                call.set_mask(prediction, mask)
            for activation, logits in origin.items():
                call.set_logits(prediction, activation, logits)
        objective.update(
            as_flat(batch.y, count),
            forward.predictions,
            _sample_weights(batch, count),
            total,
            forward.each,
            batch_size_of(batch.x),
        )
        return values._replace(counters=binding.current(state.counters))


def results_of(metrics: list[Metric], state: State, counters: list[Any]) -> Any:
    """Return the metrics' results as a float32 vector."""
    with context.bind(state.counters, counters):
        results = [jnp.mean(metric.result()) for metric in metrics]
    return jnp.stack([result.astype("float32") for result in results])


def batch_size_of(x: Any) -> int:
    """Return the number of samples of a batch."""
    return int(flatten(x)[0].shape[0])
