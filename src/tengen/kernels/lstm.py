"""A long short-term memory along a whole sequence.

Letters: T steps, N samples, U units; time comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.extend.core import Primitive
from jax.interpreters import ad

from tengen.kernels import native
from tengen.kernels.primitive import define


def lstm(
    projected: jax.Array,
    recurrent_kernel: jax.Array,
    hidden: jax.Array,
    carry: jax.Array,
    seen: jax.Array | None = None,
) -> tuple[jax.Array, jax.Array]:
    """Runs the steps c' = f c + i g, h' = o tanh(c').

    The gates i, f, o = sigmoid and the candidate g = tanh of projected + h U have their
    own columns, in the order i, f, g, o (Hochreiter and Schmidhuber 1997, Gers et al.
    2000).

    Args:
        projected: what the inputs add to the gates' sums, `(T, N, 4 U)`.
        recurrent_kernel: `(U, 4 U)`.
        hidden: h before the first step, `(N, U)`.
        carry: c before the first step, `(N, U)`.
        seen: booleans `(T, N)`; where false, h and c stay what they were.

    Returns:
        h of all steps `(T, N, U)`, and the last c `(N, U)`.

    Example:
        >>> import jax.numpy as jnp
        >>> state = jnp.zeros((2, 3))
        >>> hidden, carry = lstm(jnp.ones((5, 2, 12)), jnp.zeros((3, 12)), state, state)
        >>> hidden.shape, carry.shape
        ((5, 2, 3), (2, 3))
    """
    dtype = jnp.result_type(projected, recurrent_kernel, hidden, carry)
    operands = [jnp.asarray(a, dtype) for a in (projected, recurrent_kernel)]
    states = [jnp.asarray(a, dtype) for a in (hidden, carry)]
    marks = jnp.zeros((0,), dtype) if seen is None else seen.astype(dtype)
    if projected.shape[0] == 0:
        return jnp.zeros((0, *hidden.shape), dtype), states[1]
    return _lstm(*operands, *states, marks)


# The derivative is one linear map from changes p of the gates' sums and of the first h
# and c to changes of all h and of the last c; going backwards is its transpose. The
# products of inputs and recurrent kernel with these sums are outside of it: there they
# are products over all steps at once.


@jax.custom_jvp
def _lstm(
    projected: Any, kernel: Any, hidden: Any, carry: Any, seen: Any
) -> tuple[jax.Array, jax.Array]:
    h, c, _ = _forward.bind(projected, kernel, hidden, carry, seen)
    return h, c[-1]


@_lstm.defjvp
def _lstm_jvp(primals: Any, tangents: Any) -> tuple[Any, Any]:
    projected, kernel, hidden, carry, seen = primals
    dprojected, dkernel, dhidden, dcarry, _ = tangents
    h, c, gates = _forward.bind(projected, kernel, hidden, carry, seen)
    before = jnp.concatenate([hidden[None], h[:-1]])
    changes = (dprojected + before @ dkernel, dhidden, dcarry)
    dh, dc = _tangent.bind(*changes, gates, c, carry, kernel, seen)
    return (h, c[-1]), (dh, dc)


def _marks(seen: Any, steps: int, samples: int) -> Any:
    """True where a step is seen, `(T, N, 1)`."""
    if seen.size == 0:
        return jnp.ones((steps, samples, 1), bool)
    return (seen != 0)[..., None]


def _xla_forward(
    projected: Any, kernel: Any, hidden: Any, carry: Any, seen: Any
) -> list[jax.Array]:
    def step(states: Any, now: Any) -> Any:
        (h, c), (x, is_seen) = states, now
        i, f, g, o = jnp.split(x + h @ kernel, 4, axis=-1)
        i, f, g, o = (
            jax.nn.sigmoid(i),
            jax.nn.sigmoid(f),
            jnp.tanh(g),
            jax.nn.sigmoid(o),
        )
        new_c = f * c + i * g
        h = jnp.where(is_seen, o * jnp.tanh(new_c), h)
        c = jnp.where(is_seen, new_c, c)
        return (h, c), (h, c, jnp.concatenate([i, f, g, o], axis=-1))

    marks = _marks(seen, *projected.shape[:2])
    _, results = lax.scan(step, (hidden, carry), (projected, marks))
    return list(results)


def _xla_tangent(
    p: Any,
    dhidden: Any,
    dcarry: Any,
    gates: Any,
    c: Any,
    c0: Any,
    kernel: Any,
    seen: Any,
) -> list[jax.Array]:
    def step(states: Any, now: Any) -> Any:
        (dh, dc), (p, gates, c, before, is_seen) = states, now
        i, f, g, o = jnp.split(gates, 4, axis=-1)
        pi, pf, pg, po = jnp.split(p + dh @ kernel, 4, axis=-1)
        bent = jnp.tanh(c)
        new_dc = f * dc + before * f * (1 - f) * pf
        new_dc = new_dc + g * i * (1 - i) * pi + i * (1 - g * g) * pg
        new_dh = bent * o * (1 - o) * po + o * (1 - bent * bent) * new_dc
        dh = jnp.where(is_seen, new_dh, dh)
        return (dh, jnp.where(is_seen, new_dc, dc)), dh

    before = jnp.concatenate([c0[None], c[:-1]])
    marks = _marks(seen, *p.shape[:2])
    states, dh = lax.scan(step, (dhidden, dcarry), (p, gates, c, before, marks))
    return [dh, states[1]]


def _xla_gradient(dh: Any, dc: Any, *fixed: Any) -> list[jax.Array]:
    gates = fixed[0]
    states = jax.ShapeDtypeStruct(dc.shape, dc.dtype)
    changes = (jax.ShapeDtypeStruct(gates.shape, dc.dtype), states, states)
    back = jax.linear_transpose(lambda *a: _xla_tangent(*a, *fixed), *changes)
    return list(back([dh, dc]))


def _served(units: int, *arrays: Any) -> bool:
    return units % 4 == 0 and native.serves(*arrays) and all(a.size for a in arrays)


def _native_forward(*operands: Any) -> list[jax.Array]:
    projected, _, hidden, _, _ = operands
    units = hidden.shape[-1]
    if not _served(units, *operands[:4]):
        return _xla_forward(*operands)
    sequence = jax.ShapeDtypeStruct((*projected.shape[:2], units), jnp.float32)
    gates = jax.ShapeDtypeStruct(projected.shape, jnp.float32)
    return list(native.call("tengen_lstm", (sequence, sequence, gates), *operands))


def _native_gradient(*operands: Any) -> list[jax.Array]:
    dc, gates = operands[1:3]
    if not _served(dc.shape[-1], *operands[:-1]):
        return _xla_gradient(*operands)
    results = [jax.ShapeDtypeStruct(a.shape, jnp.float32) for a in (gates, dc, dc)]
    return list(native.call("tengen_lstm_gradient", results, *operands))


_forward = define("tengen_lstm", _xla_forward, _native_forward, several=True)
_tangent = define("tengen_lstm_tangent", _xla_tangent, _xla_tangent, several=True)
_gradient = define(
    "tengen_lstm_gradient", _xla_gradient, _native_gradient, several=True
)


def _differentiate_as(primitive: Primitive, reference: Callable[..., Any]) -> None:
    """Derivatives of derivatives: those of the same computation in JAX."""

    def jvp(operands: Any, tangents: Any) -> Any:
        tangents = [
            ad.instantiate_zeros(tangent) if isinstance(tangent, ad.Zero) else tangent
            for tangent in tangents
        ]
        return jax.jvp(reference, tuple(operands), tuple(tangents))

    ad.primitive_jvps[primitive] = jvp


def _transpose_first(primitive: Primitive, linear: int, other: Primitive) -> None:
    """Makes a map linear in its first operands, `other` its transpose."""

    def transpose(cotangents: Any, *operands: Any) -> Any:
        given, fixed = operands[:linear], operands[linear:]
        cotangents = [ad.instantiate_zeros(one) for one in cotangents]
        found = other.bind(*cotangents, *fixed)
        back = [
            one if ad.is_undefined_primal(operand) else None
            for one, operand in zip(found, given, strict=True)
        ]
        return [*back, *[None] * len(fixed)]

    ad.primitive_transposes[primitive] = transpose


_differentiate_as(_forward, _xla_forward)
_differentiate_as(_tangent, _xla_tangent)
_differentiate_as(_gradient, _xla_gradient)
_transpose_first(_tangent, 3, _gradient)
_transpose_first(_gradient, 2, _tangent)
