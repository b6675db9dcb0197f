"""JAX primitives with two computations: the compiled kernel on CPU, XLA elsewhere.

Which one is taken is decided when a function is lowered for its platform, so the same
traced function runs on CPU and GPU.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

from tengen.kernels import native

Computation = Callable[..., Any]

# What each primitive computes, in JAX alone; for those who write programs for others.
references: dict[Primitive, Computation] = {}


def define(
    name: str,
    reference: Computation,
    kernel: Computation,
    several: bool = False,
    needs_module: bool = True,
) -> Primitive:
    """A primitive of one result, or of several.

    Args:
        name: shown in jaxprs.
        reference: the computation in JAX, for every type and platform.
        kernel: the same through the compiled module, for float32 on CPU.
        several: whether the computations return a list of results.
        needs_module: whether `kernel` is for the compiled module alone; else it is
            what a CPU computes in any case.
    """
    primitive = Primitive(name)
    references[primitive] = reference
    primitive.multiple_results = several
    primitive.def_impl(functools.partial(_evaluate, primitive))
    primitive.def_abstract_eval(functools.partial(_abstract, reference))

    def on_cpu(*operands: Any, **static: Any) -> Any:
        chosen = kernel if native.available() or not needs_module else reference
        return chosen(*operands, **static)

    mlir.register_lowering(
        primitive, mlir.lower_fun(reference, multiple_results=several)
    )
    mlir.register_lowering(
        primitive, mlir.lower_fun(on_cpu, multiple_results=several), platform="cpu"
    )
    batching.primitive_batchers[primitive] = functools.partial(_one_by_one, primitive)
    return primitive


def bilinear(
    primitive: Primitive, first_transpose: Computation, second_transpose: Computation
) -> None:
    """Makes the result linear in each of its two operands.

    Args:
        primitive: of two operands.
        first_transpose: cotangent of the first operand, from (cotangent, second).
        second_transpose: cotangent of the second operand, from (first, cotangent).
    """

    def in_first(cotangent: Any, first: Any, second: Any, **static: Any) -> Any:
        return first_transpose(cotangent, second, **static)

    def in_second(cotangent: Any, first: Any, second: Any, **static: Any) -> Any:
        return second_transpose(first, cotangent, **static)

    ad.defbilinear(primitive, in_first, in_second)


def linear(
    primitive: Primitive, transpose: Computation, others_jvp: Computation | None = None
) -> None:
    """Makes the result linear in the first operand.

    Args:
        primitive: of one operand or more.
        transpose: cotangent of the first operand from (cotangent, *other operands).
        others_jvp: what tangents of the other operands add to the result's, from
            (operands, tangents of the others); None where they are integers.
    """

    def jvp(operands: Any, tangents: Any, **static: Any) -> Any:
        result = primitive.bind(*operands, **static)
        first, *others = tangents
        parts = []
        if not isinstance(first, ad.Zero):
            parts.append(primitive.bind(first, *operands[1:], **static))
        if others_jvp and not all(isinstance(one, ad.Zero) for one in others):
            others = [ad.instantiate_zeros(one) for one in others]
            parts.append(others_jvp(operands, others, **static))
        if not parts:
            return result, ad.Zero(jax.typeof(result))
        return result, functools.reduce(operator.add, parts)

    def transposed(cotangent: Any, operand: Any, *others: Any, **static: Any) -> Any:
        nothing = [None] * len(others)
        if isinstance(cotangent, ad.Zero):
            return [ad.Zero(operand.aval), *nothing]
        return [transpose(cotangent, *others, **static), *nothing]

    ad.primitive_jvps[primitive] = jvp
    ad.primitive_transposes[primitive] = transposed


@functools.cache
def _compiled(primitive: Primitive, static: tuple[tuple[str, Any], ...]) -> Any:
    return jax.jit(functools.partial(primitive.bind, **dict(static)))


def _evaluate(primitive: Primitive, *operands: Any, **static: Any) -> Any:
    with jax.disable_jit(False):  # a kernel is one operation also where all else is not
        return _compiled(primitive, tuple(sorted(static.items())))(*operands)


def _abstract(reference: Computation, *operands: Any, **static: Any) -> Any:
    shapes = [jax.ShapeDtypeStruct(one.shape, one.dtype) for one in operands]
    results = jax.eval_shape(functools.partial(reference, **static), *shapes)
    return jax.tree.map(lambda one: jax.core.ShapedArray(one.shape, one.dtype), results)


def _one_by_one(
    primitive: Primitive, operands: Sequence[Any], axes: Sequence[Any], **static: Any
) -> Any:
    """Under `vmap` the kernel runs once per entry of the mapped axis."""
    mapped = [
        jnp.moveaxis(one, axis, 0) if axis is not None else one
        for one, axis in zip(operands, axes, strict=True)
    ]

    def one_entry(entries: Any) -> Any:
        chosen = iter(entries)
        each = [
            next(chosen) if axis is not None else one
            for one, axis in zip(operands, axes, strict=True)
        ]
        return primitive.bind(*each, **static)

    entries = [m for m, axis in zip(mapped, axes, strict=True) if axis is not None]
    results = jax.lax.map(one_entry, entries)
    return results, [0] * len(results) if primitive.multiple_results else 0
