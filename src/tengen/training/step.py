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
from tengen.training.objective import Objective, as_flat
from tengen.training.state import State, Values


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


def make_train_step(
    model: Any, optimizer: Any, objective: Objective, state: State
) -> Callable[[Values, Batch], tuple[Values, Any]]:
    """Return `(values, batch) -> (new values, loss)`."""

    def step(values: Values, batch: Batch) -> tuple[Values, Any]:
        def loss_of(trainable: list[Any]) -> tuple[Any, _Forward]:
            return _forward(
                model,
                objective,
                state,
                values._replace(trainable=trainable),
                batch,
                True,
            )

        (total, forward), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            values.trainable
        )
        values = values._replace(frozen=forward.frozen)
        values = _update_weights(optimizer, state, values, gradients)
        return _count(objective, state, values, batch, total, forward), total

    return step


def make_test_step(
    model: Any, objective: Objective, state: State
) -> Callable[[Values, Batch], tuple[Values, Any]]:
    """Return `(values, batch) -> (values with new counters, loss)`."""

    def step(values: Values, batch: Batch) -> tuple[Values, Any]:
        total, forward = _forward(model, objective, state, values, batch, False)
        values = values._replace(frozen=forward.frozen)
        return _count(objective, state, values, batch, total, forward), total

    return step


def make_predict_step(
    model: Any, variables: list[Any]
) -> Callable[[list[Any], Any], Any]:
    """Return `(values of variables, x) -> predictions`."""

    def step(values: list[Any], x: Any) -> Any:
        with context.bind(variables, values), context.open_call(training=False):
            return model(x, training=False)

    return step


def _forward(
    model: Any,
    objective: Objective,
    state: State,
    values: Values,
    batch: Batch,
    training: bool,
) -> tuple[Any, _Forward]:
    known = [*state.trainable, *state.frozen]
    given = [*values.trainable, *values.frozen]
    with (
        context.bind(known, given) as binding,
        context.open_call(training=training) as call,
    ):
        predictions = flatten(model(batch.x, training=training))
        count = len(predictions)
        total, each = objective.compute(
            as_flat(batch.y, count),
            predictions,
            _sample_weights(batch, count),
        )
        for loss in [*call.losses, *model.regularization_losses()]:
            total = total + jnp.sum(loss).astype(total.dtype)
        masks = [call.mask_of(prediction) for prediction in predictions]
        origins = [call.origins_of(prediction) for prediction in predictions]
        frozen = binding.current(state.frozen)
    return total, _Forward(predictions, masks, origins, each, frozen)


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


def results_of(objective: Objective, state: State, counters: list[Any]) -> Any:
    """Return the metrics' results as a float32 vector in the order of the names."""
    with context.bind(state.counters, counters):
        results = [jnp.mean(metric.result()) for metric in objective.metrics]
    return jnp.stack([result.astype("float32") for result in results])


def batch_size_of(x: Any) -> int:
    """Return the number of samples of a batch."""
    return int(flatten(x)[0].shape[0])
