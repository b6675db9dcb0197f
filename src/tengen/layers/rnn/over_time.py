"""`over_time`: one step after the other, as one compiled loop.

Letters: T steps, N batch. Arrays here have the time axis first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.core.trees import flatten, map_structure

# (inputs of one step, states) -> (output, new states)
Step = Callable[[Any, Any], tuple[Any, Any]]


class Run(NamedTuple):
    """What comes out: `outputs` is `None` unless all were asked for."""

    last: Any
    outputs: Any
    states: Any
    losses: list[Any]


def over_time(
    step: Step,
    inputs: Any,
    states: Any,
    mask: Any = None,
    *,
    variables: Sequence[Any] = (),
    backwards: bool = False,
    keep_outputs: bool = False,
    zero_masked: bool = False,
    unroll: bool = False,
) -> Run:
    """Run a step function along the first axis of its inputs.

    Where the mask is false the states stay, and the output is the previous one (zero
    if `zero_masked`).

    Args:
        step: the function; its new states have the states' structure.
        inputs: tree of `(T, N, ...)`.
        states: tree of `(N, ...)`.
        mask: booleans `(T, N)`.
        variables: what the step may assign (seeds, counters): carried along.
        backwards: from the last step to the first; outputs come in that order.
        keep_outputs: whether the outputs of all steps are returned, `(T, N, ...)`.
    """
    call = context.current_call()
    training = None if call is None else call.training

    def pure(x: Any, old: Any, values: list[Any]) -> tuple[Any, Any, list[Any], Any]:
        with (
            context.bind(variables, values) as binding,
            context.open_call(training) as inner,
        ):
            output, new = step(x, old)
            losses = [jnp.asarray(loss) for loss in inner.losses]
            return output, _structured(old, new), binding.current(variables), losses

    def body(carry: Any, now: Any) -> tuple[Any, Any]:
        old, previous, values = carry
        x, seen = now
        output, new, values, losses = pure(x, old, values)
        if seen is not None:
            new = map_structure(lambda a, b: jnp.where(_like(seen, b), b, a), old, new)
            instead = jnp.zeros_like(output) if zero_masked else previous
            output = jnp.where(_like(seen, output), output, instead)
        return (new, output, values), (output if keep_outputs else None, losses)

    with context.compute_dtype(None):
        values = [variable.value for variable in variables]
    first = map_structure(lambda x: x[0], inputs)
    spec = jax.eval_shape(lambda: pure(first, states, values)[0])
    before = (states, _output_before(states, spec), values)
    carry, (outputs, losses) = jax.lax.scan(
        body, before, (inputs, mask), reverse=backwards, unroll=unroll
    )
    for variable, value in zip(variables, carry[2], strict=True):
        variable.assign(value)
    if outputs is not None and backwards:
        outputs = jnp.flip(outputs, 0)
    return Run(carry[1], outputs, carry[0], [loss.sum() for loss in losses])


def _output_before(states: Any, spec: Any) -> Any:
    """The output before the first step: the state, where cells return it, else 0."""
    first = states[0] if isinstance(states, (list, tuple)) else states
    if isinstance(first, (list, tuple)):  # stacked cells: the last one's first state
        last = states[-1]
        first = last[0] if isinstance(last, (list, tuple)) else last
    if getattr(first, "shape", None) == spec.shape:
        return first.astype(spec.dtype)
    return jnp.zeros(spec.shape, spec.dtype)


def _like(mask: Any, tensor: Any) -> Any:
    return mask.reshape(mask.shape + (1,) * (tensor.ndim - mask.ndim))


def _structured(states: Any, new: Any) -> Any:
    """Return new states in the structure and dtypes of the old ones."""
    leaves = iter(flatten(new))
    return map_structure(lambda old: next(leaves).astype(old.dtype), states)
