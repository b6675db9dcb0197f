"""What is neither arithmetic nor a network: conversion, control flow, scatter.

Functions that take functions (`cond`, `scan`, `vectorized_map`, ...) compile what they
are given: it must be pure. Inside them, variables may be read but not assigned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core.dtypes import standardize_dtype
from tengen.core.messages import complain
from tengen.core.symbolic import SymbolicTensor
from tengen.core.variable import Variable
from tengen.ops._dispatch import op

__all__ = [
    "associative_scan",
    "cond",
    "convert_to_numpy",
    "custom_gradient",
    "dtype",
    "fori_loop",
    "is_tensor",
    "jvp",
    "map",
    "ndim",
    "scan",
    "scatter",
    "scatter_update",
    "shape",
    "size",
    "slice",
    "slice_update",
    "stop_gradient",
    "switch",
    "vectorize",
    "vectorized_map",
    "while_loop",
]
Function = Callable[..., Any]


def shape(x: Any) -> tuple[Any, ...]:
    """Return the sizes of a tensor; `None` where a symbolic one does not know them."""
    return tuple(x.shape) if hasattr(x, "shape") else np.shape(x)


def ndim(x: Any) -> int:
    """Return the number of axes."""
    return len(shape(x))


@op
def size(x: Any) -> Any:
    """Return the number of entries."""
    return int(np.prod(np.shape(x)))


def dtype(x: Any) -> str:
    """Return the name of the dtype of a tensor or array."""
    return standardize_dtype(getattr(x, "dtype", None) or jnp.result_type(x))


def is_tensor(x: Any) -> bool:
    """Say whether `x` is a tensor: real, traced or symbolic, not an array of NumPy."""
    return isinstance(x, (jax.Array, SymbolicTensor))


def convert_to_numpy(x: Any) -> np.ndarray[Any, Any]:
    """Return the values as a NumPy array.

    Raises:
        TypeError: for a symbolic tensor, and inside compiled functions.
    """
    if isinstance(x, (list, tuple)):
        return np.array([convert_to_numpy(item) for item in x])
    return np.asarray(x.value if isinstance(x, Variable) else x)


@op
def stop_gradient(variable: Any) -> Any:
    """Return the same values, taken as constants by differentiation."""
    return jax.lax.stop_gradient(variable)


def custom_gradient(f: Function) -> Function:
    """Give a function its own derivative.

    Args:
        f: returns `(output, gradient)`, where `gradient(upstream)` returns the
            derivatives of the loss by the arguments of `f`.

    Example:
        >>> @custom_gradient
        ... def clipped(x):
        ...     return x, lambda upstream: jnp.clip(upstream, -1.0, 1.0)
        >>> float(jax.grad(lambda x: 5.0 * clipped(x))(2.0))
        1.0
    """
    inner = jax.custom_gradient(f)

    def call(*args: Any, **kwargs: Any) -> Any:
        return inner(*args, **kwargs)

    call.__name__ = getattr(f, "__name__", "custom_gradient")
    call.__doc__ = f.__doc__
    return op(call)


def jvp(fun: Function, primals: Any, tangents: Any, has_aux: bool = False) -> Any:
    """Return `fun(*primals)` and its derivative in the direction `tangents`."""
    return jax.jvp(fun, tuple(primals), tuple(tangents), has_aux=has_aux)


@op
def cond(pred: Any, true_fn: Function, false_fn: Function) -> Any:
    """Return `true_fn()` or `false_fn()`; both return the same shapes and dtypes."""
    return jax.lax.cond(jnp.asarray(pred, bool), lambda: true_fn(), lambda: false_fn())


@op
def switch(index: Any, branches: Sequence[Function], *operands: Any) -> Any:
    """Return `branches[index](*operands)`; an index outside takes the nearest."""
    return jax.lax.switch(index, list(branches), *operands)


@op
def while_loop(
    cond: Function,
    body: Function,
    loop_vars: Any,
    maximum_iterations: int | None = None,
) -> Any:
    """Repeat `loop_vars = body(*loop_vars)` while `cond(*loop_vars)` holds.

    Shapes and dtypes stay the same. Gradients flow forwards only (`ops.scan` and
    `ops.fori_loop` with fixed bounds also know reverse mode).

    Args:
        cond, body: functions of the loop variables.
        loop_vars: a tuple or list, or a single tensor.
        maximum_iterations: stop after so many.
    """
    single = not isinstance(loop_vars, (tuple, list))
    start = jax.tree.map(jnp.asarray, (loop_vars,) if single else tuple(loop_vars))

    def goes_on(state: Any) -> Any:
        count, values = state
        wanted = jnp.asarray(cond(*values), bool)
        if maximum_iterations is None:
            return wanted
        return wanted & (count < maximum_iterations)

    def step(state: Any) -> Any:
        count, values = state
        result = body(*values)
        result = tuple(result) if isinstance(result, (tuple, list)) else (result,)
        return count + 1, jax.tree.map(_like, result, values)

    _, values = jax.lax.while_loop(goes_on, step, (jnp.int32(0), start))
    return values[0] if single else type(loop_vars)(values)


def _like(value: Any, model: Any) -> jax.Array:
    return jnp.asarray(value, model.dtype)


@op
def fori_loop(lower: Any, upper: Any, body_fun: Function, init_val: Any) -> Any:
    """Repeat `value = body_fun(i, value)` for i from `lower` to `upper - 1`."""
    return jax.lax.fori_loop(lower, upper, body_fun, init_val)


@op
def scan(
    f: Function,
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: Any = 1,
) -> Any:
    """Run `carry, y = f(carry, x)` over the first axis of `xs`.

    Args:
        f: one step.
        init: the first carry.
        xs: tensor or structure of tensors `(n, ...)`; `None`: `length` says how often.
        length: number of steps.
        reverse: whether to run from the last entry to the first.
        unroll: steps per turn of the compiled loop.

    Returns:
        The last carry, and all y `(n, ...)` in the order of `xs`.
    """
    return jax.lax.scan(f, init, xs, length, reverse, int(unroll))


@op
def associative_scan(
    f: Function, elems: Any, reverse: bool = False, axis: int = 0
) -> Any:
    """Return running results of an associative `f(a, b)`, in log n parallel steps."""
    return jax.lax.associative_scan(f, elems, reverse, axis)


@op
def map(f: Function, xs: Any) -> Any:
    """Return `f` of each entry of the first axis, one after the other."""
    return jax.lax.map(f, xs)


@op
def vectorized_map(function: Function, elements: Any) -> Any:
    """Return `function` of each entry of the first axis, all at once."""
    return jax.vmap(function)(elements)


def vectorize(pyfunc: Function, *, excluded: Any = None, signature: Any = None) -> Any:
    """Return a function of scalars (or of `signature`) that maps over whole tensors."""
    mapped = jnp.vectorize(pyfunc, excluded=excluded or set(), signature=signature)
    return op(mapped)


@op
def scatter(indices: Any, values: Any, shape: Any) -> jax.Array:
    """Return zeros of a shape, to which values are added at indices.

    Args:
        indices: integers `(..., k)`, where k axes are indexed.
        values: `(..., rest of the shape)`; those at equal indices add up.
        shape: shape of the result.
    """
    values = jnp.asarray(values)
    zeros = jnp.zeros(tuple(shape), values.dtype)
    return zeros.at[_places(indices)].add(values)


@op
def scatter_update(
    inputs: Any, indices: Any, updates: Any, reduction: str | None = None
) -> jax.Array:
    """Return `inputs` with entries at indices replaced by, or combined with, others.

    Args:
        inputs: tensor.
        indices: integers `(..., k)`, where k axes are indexed.
        updates: `(..., rest of the shape)`.
        reduction: `None` (replace), `'add'`, `'max'`, `'min'` or `'mul'`.
    """
    known = {None: "set", "add": "add", "max": "max", "min": "min", "mul": "multiply"}
    if reduction not in known:
        raise ValueError(
            complain("scatter_update(reduction=...)", repr(reduction), str([*known]))
        )
    inputs = jnp.asarray(inputs)
    place = inputs.at[_places(indices)]
    return getattr(place, known[reduction])(jnp.asarray(updates, inputs.dtype))


def _places(indices: Any) -> tuple[jax.Array, ...]:
    return tuple(jnp.moveaxis(jnp.asarray(indices), -1, 0))


@op
def slice(inputs: Any, start_indices: Any, shape: Any) -> jax.Array:
    """Return a block of given shape that begins at given indices, one per axis.

    A block that would leave the tensor is moved back inside.
    """
    return jax.lax.dynamic_slice(jnp.asarray(inputs), _starts(start_indices), shape)


@op
def slice_update(inputs: Any, start_indices: Any, updates: Any) -> jax.Array:
    """Return `inputs` with a block replaced that begins at given indices."""
    inputs = jnp.asarray(inputs)
    updates = jnp.asarray(updates, inputs.dtype)
    return jax.lax.dynamic_update_slice(inputs, updates, _starts(start_indices))


def _starts(start_indices: Any) -> list[Any]:
    if isinstance(start_indices, (list, tuple)):
        return list(start_indices)
    return list(jnp.asarray(start_indices))
