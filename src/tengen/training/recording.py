"""Watching JAX at work: every operation that runs inside a `with` block.

This file alone knows how JAX dispatches. An operation (a "primitive") is handed to the
current trace; here a trace is put in front of it that hands everything on, and tells an
observer. No value is wrapped: what the block computes are ordinary arrays outside a
compiled function, and that function's own tracers inside one.
"""

from __future__ import annotations

import contextlib
import functools
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import jax

try:
    from jax._src import core, linear_util
    from jax._src.interpreters import partial_eval
    from jax._src.lax.lax import copy_p
    from jax.extend.core import Literal, primitives

    _Trace = core.Trace
    _set_current_trace = core.set_current_trace
    _trace_to_jaxpr = partial_eval.trace_to_jaxpr_dynamic
    _current = core.trace_ctx
except (ImportError, AttributeError) as error:
    raise ImportError(
        f"GradientTape and run_eagerly\n  got JAX {jax.__version__}, which dispatches "
        "its operations in another way\n  fix: install jax 0.10"
    ) from error

Compute = Callable[..., list[Any]]


class Observer(Protocol):
    """Who is told of each operation."""

    def is_followed(self, value: Any) -> bool:
        """Say whether what depends on a value is of interest."""

    def follow(self, compute: Compute, inputs: list[Any], key: Any) -> list[Any]:
        """Compute an operation on inputs, one of which is followed.

        Args:
            compute: from inputs to the list of results.
            key: equal for equal operations; `None` where that is not known.

        Returns:
            The results, `fresh`.
        """


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Let an observer see what is computed inside a `with` block."""
    with _set_current_trace(_ObservingTrace(_current.trace, observer)):
        yield


class _ObservingTrace(_Trace):
    """Hands every operation on to the trace that was current before."""

    def __init__(self, parent: Any, observer: Observer) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.requires_low = False
        self.parent = parent
        self.observer = observer

    def stage_value(self, val: Any) -> Any:
        return self.parent.stage_value(val)

    def process_primitive(self, primitive: Any, tracers: Any, params: Any, /) -> Any:
        inputs = list(tracers)
        hidden = [
            value for value in captured(params) if self.observer.is_followed(value)
        ]
        with _set_current_trace(self.parent):
            if hidden:
                compute: Compute = _Opened(primitive, params, hidden)
                results = self.observer.follow(compute, [*hidden, *inputs], None)
            elif primitive is primitives.stop_gradient_p:
                results = fresh(_Operation(primitive, params)(*inputs), inputs)
            elif any(map(self.observer.is_followed, inputs)):
                operation = _Operation(primitive, params)
                results = self.observer.follow(operation, inputs, operation.key())
            else:
                return _bind(primitive, inputs, params)
        return results if primitive.multiple_results else results[0]

    def process_custom_jvp_call(
        self, primitive: Any, fun: Any, jvp: Any, tracers: Any, /, **params: Any
    ) -> Any:
        return self._custom(primitive, (fun, jvp), tracers, params)

    def process_custom_vjp_call(
        self,
        primitive: Any,
        fun: Any,
        fwd: Any,
        bwd: Any,
        tracers: Any,
        /,
        **params: Any,
    ) -> Any:
        held: list[tuple[Any, Any]] = []

        def backward(*values: Any) -> Any:
            for store, value in held:
                if not _notes([store]):
                    store.store(value)
            return bwd.call_wrapped(*values)

        again = linear_util.wrap_init(backward, debug_info=bwd.debug_info)
        return self._custom(primitive, (fun, fwd, again), tracers, params, held)

    def process_call(self, primitive: Any, f: Any, tracers: Any, params: Any, /) -> Any:
        return self._custom(primitive, (f,), tracers, params)

    def _custom(
        self,
        primitive: Any,
        functions: Any,
        tracers: Any,
        params: Any,
        held: list[tuple[Any, Any]] | None = None,
    ) -> list[Any]:
        """Turn a call with rules of its own into a program that holds them.

        Each function notes the structure of its results as it runs, and the caller
        expects a note of the first one alone: the other's are put away, into `held`.
        """
        inputs = list(tracers)
        if "out_trees" in params:
            params = {**params, "out_trees": functools.cache(params["out_trees"])}
        with _set_current_trace(self.parent):

            def call(*values: Any) -> Any:
                return primitive.bind(*values, subfuns=functions, **params)

            program, _, constants = _trace_to_jaxpr(
                linear_util.wrap_init(call, debug_info=functions[0].debug_info),
                [core.typeof(value) for value in inputs],
            )
            count = len(constants)

            def compute(*values: Any) -> list[Any]:
                found: list[Any] = core.eval_jaxpr(
                    program, values[:count], *values[count:]
                )
                return found

            values = [*constants, *inputs]
            if not any(map(self.observer.is_followed, values)):
                return compute(*values)
            try:
                return self.observer.follow(compute, values, None)
            finally:
                stores = [store for rule in functions[1:2] for store in rule.stores]
                for store, value in _notes(stores):
                    if held is not None:
                        held.append((store, value))
                    store.reset()


def _notes(stores: Any) -> list[tuple[Any, Any]]:
    """Return what functions noted about their results, note by note."""
    found = []
    for store in stores:
        with contextlib.suppress(linear_util.StoreException, AttributeError):
            found.append((store, store.val))
    return found


def is_eager() -> bool:
    """Say whether operations are computed at once, and nobody else looks on."""
    return bool(core.trace_state_clean())


def _bind(primitive: Any, inputs: Sequence[Any], params: Any) -> Any:
    kinds = [core.typeof(value) for value in inputs]
    return primitive.bind_with_trace(_current.trace, inputs, kinds, params)


class _Operation:
    """An operation as a function of its inputs."""

    def __init__(self, primitive: Any, params: dict[str, Any]) -> None:
        self.primitive = primitive
        self.params = params

    def __call__(self, *inputs: Any) -> list[Any]:
        results = self.primitive.bind(*inputs, **_bind_params(self))
        return list(results) if self.primitive.multiple_results else [results]

    def key(self) -> Any:
        """Return what equal operations have in common; `None` where it cannot be."""
        key = (self.primitive, tuple(sorted(self.params.items())))
        try:
            hash(key)
        except TypeError:
            return None
        return key


def _bind_params(operation: Any) -> dict[str, Any]:
    found: dict[str, Any] = operation.primitive.get_bind_params(operation.params)
    return found


def fresh(results: list[Any], inputs: list[Any]) -> list[Any]:
    """Give each result an identity of its own: some operations return their input."""
    taken = {id(value) for value in inputs}
    found = []
    for result in results:
        if id(result) in taken and hasattr(result, "dtype"):
            result = copy_p.bind(result)
        taken.add(id(result))
        found.append(result)
    return found


# -- values inside programs ------------------------------------------------------------

_known: weakref.WeakKeyDictionary[Any, tuple[Any, ...]] = weakref.WeakKeyDictionary()


def captured(params: dict[str, Any]) -> tuple[Any, ...]:
    """Return the arrays that the programs among an operation's parameters hold."""
    found: tuple[Any, ...] = ()
    for value in params.values():
        for item in value if isinstance(value, (tuple, list)) else (value,):
            if isinstance(item, (core.Jaxpr, core.ClosedJaxpr)):
                found += _captured_by(item)
    return found


def _captured_by(program: Any) -> tuple[Any, ...]:
    if program not in _known:
        found = list(getattr(program, "consts", ()))
        for equation in getattr(program, "jaxpr", program).eqns:
            found += [v.val for v in equation.invars if isinstance(v, Literal)]
            found += captured(equation.params)
        _known[program] = tuple(v for v in found if isinstance(v, jax.Array))
    return _known[program]


class _Opened:
    """An operation that holds values inside its programs, as a function of them too."""

    def __init__(self, primitive: Any, params: dict[str, Any], hidden: Any) -> None:
        self.primitive = primitive
        self.params = params
        self.hidden = hidden

    def __call__(self, *values: Any) -> list[Any]:
        count = len(self.hidden)
        pairs = zip(self.hidden, values[:count], strict=True)
        return _run(
            self.primitive,
            self.params,
            values[count:],
            {id(old): new for old, new in pairs},
        )


def _run(primitive: Any, params: Any, inputs: Any, instead: Any) -> list[Any]:
    """Run an operation with other values instead of some that its programs hold."""
    if not any(id(value) in instead for value in captured(params)):
        return _Operation(primitive, params)(*inputs)
    if primitive is primitives.jit_p:
        return _evaluate(params["jaxpr"], inputs, instead)
    if primitive is primitives.scan_p:
        return _scan(params, inputs, instead)
    if primitive is primitives.cond_p:
        branches = [
            lambda *values, branch=branch: _evaluate(branch, values, instead)
            for branch in params["branches"]
        ]
        chosen: list[Any] = jax.lax.switch(inputs[0], branches, *inputs[1:])
        return chosen
    raise NotImplementedError(
        f"GradientTape\n  got a function inside {primitive}, which uses a watched "
        "value without being given it\n"
        "  fix: make the value one of the function's arguments"
    )


def _scan(params: Any, inputs: Any, instead: Any) -> list[Any]:
    start, carried = params["num_consts"], params["num_carry"]
    constants, initial = inputs[:start], inputs[start : start + carried]

    def body(state: Any, x: Any) -> Any:
        results = _evaluate(params["jaxpr"], [*constants, *state, *x], instead)
        return results[:carried], results[carried:]

    state, outputs = jax.lax.scan(
        body,
        list(initial),
        list(inputs[start + carried :]),
        params["length"],
        params["reverse"],
        params["unroll"],
    )
    return [*state, *outputs]


def _evaluate(program: Any, inputs: Any, instead: Any) -> list[Any]:
    values: dict[Any, Any] = {}

    def read(atom: Any) -> Any:
        if isinstance(atom, Literal):
            return instead.get(id(atom.val), atom.val)
        return values[atom]

    jaxpr = program.jaxpr
    constants = [instead.get(id(value), value) for value in program.consts]
    values.update(
        zip([*jaxpr.constvars, *jaxpr.invars], [*constants, *inputs], strict=True)
    )
    for equation in jaxpr.eqns:
        arguments = [read(atom) for atom in equation.invars]
        results = _run(equation.primitive, equation.params, arguments, instead)
        values.update(zip(equation.outvars, results, strict=True))
    return [read(atom) for atom in jaxpr.outvars]
