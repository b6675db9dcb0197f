"""`GradientTape`: derivatives of what was computed inside a `with` block.

Reverse accumulation on a tape (Wengert, 1964; Griewank and Walther, "Evaluating
Derivatives", ch. 3): each operation on a value that depends on a watched one leaves its
own derivative, a function from the gradients of its results to those of its inputs.
`gradient` walks back over them. Values are told apart by identity; the tape keeps them.

Each operation's derivative is JAX's, by `jax.vjp`, with the rules that custom functions
bring along. So the tape works on arrays as well as inside compiled steps, where it
leaves the same program as `jax.grad`; and a tape inside another's block is recorded.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple, Self

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import context
from tengen.core.messages import complain
from tengen.core.trees import flatten, pack_like
from tengen.core.variable import Variable
from tengen.training.recording import Compute, fresh, is_eager, observed


class _Step(NamedTuple):
    """One operation: `pull` takes the gradients of `results` to those of `inputs`."""

    inputs: list[Any]
    results: list[Any]
    pull: Callable[[list[Any]], Any]


class GradientTape:
    """Records what is computed inside a `with` block, for `gradient`.

    Trainable variables are watched when they are read; other values by `watch`.

    Args:
        persistent: whether `gradient` may be called more than once.
        watch_accessed_variables: whether variables are watched without `watch`.

    Example:
        >>> x = Variable(3.0)
        >>> with GradientTape() as tape:
        ...     y = x**2
        >>> float(tape.gradient(y, x))
        6.0
    """

    def __init__(
        self, persistent: bool = False, watch_accessed_variables: bool = True
    ) -> None:
        self._persistent = persistent
        self._watches_variables = watch_accessed_variables
        self._stack = ExitStack()
        self._is_recording = False
        self._is_used = False
        self.reset()

    def __enter__(self) -> Self:
        if self._is_recording:
            raise ValueError(complain("GradientTape", "a tape that is recording"))
        self._stack.enter_context(observed(self))
        self._stack.enter_context(context.watch_reads(self._saw))
        self._is_recording = True
        return self

    def __exit__(self, *error: Any) -> None:
        self._is_recording = False
        self._stack.close()

    # -- what is watched ---------------------------------------------------------------

    def watch(self, tensor: Any) -> None:
        """Follow what depends on a tensor or variable, or on several.

        Raises:
            TypeError: for what is no tensor, such as an array of NumPy or a number.
        """
        for value in flatten(tensor):
            if isinstance(value, Variable):
                self._asked_for.add(id(value))
                self._saw(value, _stored(value))
            elif isinstance(value, jax.Array):
                self._followed[id(value)] = value
            else:
                raise TypeError(
                    complain(
                        "GradientTape.watch",
                        f"a {type(value).__name__}",
                        "a tensor or variable",
                        "tape.watch(x) for x = tf.constant(...)",
                    )
                )

    def _saw(self, variable: Variable, value: Any) -> None:
        """Note a value that was read from a variable: derivatives end there."""
        if self._is_recording or id(variable) in self._asked_for:
            self._ends[id(value)] = value
            watched = variable.trainable and self._watches_variables
            if watched or id(variable) in self._asked_for:
                _, values = self._variables.setdefault(id(variable), (variable, {}))
                values[id(value)] = value
                self._followed[id(value)] = value

    def watched_variables(self) -> tuple[Variable, ...]:
        """Return the variables that were watched, in the order of their first use."""
        return tuple(variable for variable, _ in self._variables.values())

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Record nothing inside a `with` block."""
        before, self._is_recording = self._is_recording, False
        try:
            yield
        finally:
            self._is_recording = before

    def reset(self) -> None:
        """Forget all that was recorded and watched."""
        self._steps: list[_Step] = []
        self._followed: dict[int, Any] = {}
        self._ends: dict[int, Any] = {}
        self._variables: dict[int, tuple[Variable, dict[int, Any]]] = {}
        self._asked_for: set[int] = set()

    # -- recording ---------------------------------------------------------------------

    def is_followed(self, value: Any) -> bool:
        """Say whether a value is watched, or depends on a watched one."""
        return self._is_recording and id(value) in self._followed

    def follow(self, compute: Compute, inputs: list[Any], key: Any) -> list[Any]:
        """Compute an operation and remember its derivative."""
        chosen = tuple(_is_float(x) and self.is_followed(x) for x in inputs)
        active = [x for x, is_active in zip(inputs, chosen, strict=True) if is_active]
        rest = [x for x, is_active in zip(inputs, chosen, strict=True) if not is_active]
        if not active:
            return fresh(compute(*inputs), inputs)
        try:
            results, pull = _differentiate(compute, active, rest, chosen, key)
        except (NotImplementedError, TypeError, ValueError) as error:
            results, pull = compute(*inputs), _refusing(error)
        results = fresh(results, inputs)
        smooth = [x for x in results if _is_float(x)]
        self._followed.update((id(x), x) for x in smooth)
        if smooth:
            self._steps.append(_Step(active, smooth, pull))
        return results

    # -- derivatives -------------------------------------------------------------------

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: Any = "none",
    ) -> Any:
        """Return the derivatives of the sum of `target` by `sources`.

        Args:
            target: a tensor, or nested tensors, computed inside the block.
            sources: a variable or tensor, or nested ones.
            output_gradients: factors of the entries of `target`, in its structure.
            unconnected_gradients: what belongs to a source that `target` does not
                depend on: `'none'` or `'zero'`.

        Returns:
            One tensor per source, of its shape, in their structure.

        Raises:
            RuntimeError: where a tape that is not persistent was used already.
        """
        self._use()
        sought = flatten(sources)
        targets = [_as_target(t) for t in flatten(target)]
        seeds = _seeds(targets, output_gradients)
        gradients = self._walk_back(targets, seeds, sought)
        if _name_of(unconnected_gradients) == "zero":
            pairs = zip(gradients, sought, strict=True)
            gradients = [
                jnp.zeros_like(_as_target(s)) if g is None else g for g, s in pairs
            ]
        if not self._persistent and not self._is_recording:
            self.reset()
        return pack_like(sources, gradients)

    def jacobian(
        self,
        target: Any,
        sources: Any,
        unconnected_gradients: Any = "none",
        **options: Any,
    ) -> Any:
        """Return the derivatives of each entry of `target` by each of `sources`.

        Returns:
            One tensor per source, of the shape `(*target.shape, *source.shape)`.
        """
        self._use()
        sought, target = flatten(sources), _as_target(target)
        unit = jnp.eye(target.size, dtype=target.dtype)
        found = self._for_each(target, unit.reshape(-1, *target.shape), sought)
        rows = [
            None if g is None else g.reshape(*target.shape, *s.shape)
            for g, s in zip(found, sought, strict=True)
        ]
        if _name_of(unconnected_gradients) == "zero":
            rows = [
                jnp.zeros((*target.shape, *s.shape)) if g is None else g
                for g, s in zip(rows, sought, strict=True)
            ]
        return pack_like(sources, rows)

    def batch_jacobian(self, target: Any, source: Any, **options: Any) -> Any:
        """Return the derivatives of each sample of `target` by the same of `source`.

        Args:
            target: `(N, ...)`, whose samples depend on their own sources alone.
            source: `(N, ...)`.

        Returns:
            `(N, *target.shape[1:], *source.shape[1:])`.
        """
        self._use()
        target = _as_target(target)
        samples, *sizes = target.shape
        width = int(np.prod(sizes))
        unit = jnp.eye(width, dtype=target.dtype).reshape(width, 1, *sizes)
        seeds = jnp.broadcast_to(unit, (width, samples, *sizes))
        (rows,) = self._for_each(target, seeds, [source])
        if rows is None:
            return None
        return jnp.moveaxis(rows, 0, 1).reshape(samples, *sizes, *source.shape[1:])

    def _for_each(self, target: Any, seeds: Any, sought: list[Any]) -> list[Any]:
        connected: list[bool] = []

        def one(seed: Any) -> list[Any]:
            found = self._walk_back([target], [seed], sought)
            connected[:] = [gradient is not None for gradient in found]
            return [gradient for gradient in found if gradient is not None]

        rows = iter(jax.vmap(one)(seeds))
        return [next(rows) if is_connected else None for is_connected in connected]

    def _use(self) -> None:
        if self._is_used and not self._persistent:
            raise RuntimeError(
                complain(
                    "GradientTape.gradient",
                    "a second call on one tape",
                    fix="tf.GradientTape(persistent=True)",
                )
            )
        self._is_used = True

    def _walk_back(
        self, targets: list[Any], seeds: list[Any], sought: list[Any]
    ) -> list[Any]:
        gradients: dict[int, Any] = {}
        for target, seed in zip(targets, seeds, strict=True):
            _add(gradients, target, seed)
        for step in reversed(list(self._steps)):
            found = [self._going_on(gradients, result) for result in step.results]
            if any(gradient is not None for gradient in found):
                for value, gradient in zip(
                    step.inputs, step.pull(_filled(found, step.results)), strict=True
                ):
                    _add(gradients, value, gradient)
        return [self._gradient_of(source, gradients) for source in sought]

    def _going_on(self, gradients: dict[int, Any], result: Any) -> Any:
        # A value that was assigned to a variable and read again begins anew there.
        return None if id(result) in self._ends else gradients.get(id(result))

    def _gradient_of(self, source: Any, gradients: dict[int, Any]) -> Any:
        values = [source]
        if isinstance(source, Variable):
            values = list(self._variables.get(id(source), (source, {}))[1].values())
        found = [gradients[id(v)] for v in values if id(v) in gradients]
        return functools.reduce(jnp.add, found) if found else None


def _stored(variable: Variable) -> Any:
    with context.compute_dtype(None):
        return variable.value


def _as_target(target: Any) -> Any:
    return _stored(target) if isinstance(target, Variable) else target


def _name_of(choice: Any) -> str:
    return str(getattr(choice, "value", choice)).lower()


def _is_float(value: Any) -> bool:
    dtype = getattr(value, "dtype", None)
    return dtype is not None and jnp.issubdtype(dtype, jnp.inexact)


def _seeds(targets: list[Any], output_gradients: Any) -> list[Any]:
    given = flatten(output_gradients)
    given = given if len(given) == len(targets) else [None] * len(targets)
    return [
        jnp.ones_like(t)
        if seed is None
        else jnp.broadcast_to(jnp.asarray(seed, t.dtype), t.shape)
        for t, seed in zip(targets, given, strict=True)
    ]


def _filled(gradients: list[Any], results: list[Any]) -> list[Any]:
    return [
        jnp.zeros_like(result) if gradient is None else gradient
        for gradient, result in zip(gradients, results, strict=True)
    ]


def _add(gradients: dict[int, Any], value: Any, more: Any) -> None:
    before = gradients.get(id(value))
    gradients[id(value)] = more if before is None else before + more


def _refusing(error: Exception) -> Callable[[list[Any]], Any]:
    def pull(gradients: list[Any]) -> Any:
        raise error

    return pull


# -- one operation ---------------------------------------------------------------------


def _differentiate(
    compute: Compute, active: list[Any], rest: list[Any], chosen: Any, key: Any
) -> tuple[list[Any], Callable[[list[Any]], Any]]:
    """Return an operation's results and its derivative."""
    if key is None or not is_eager():
        return _forward(compute, chosen, active, rest)
    results, pull = _compiled(_Keyed(key, compute), chosen)(active, rest)
    return results, functools.partial(_pull, pull)


def _forward(
    compute: Compute, chosen: tuple[bool, ...], active: list[Any], rest: list[Any]
) -> tuple[list[Any], Any]:
    smooth: list[bool] = []

    def call(active: list[Any]) -> tuple[list[Any], list[Any]]:
        first, second = iter(active), iter(rest)
        results = compute(
            *(next(first if is_active else second) for is_active in chosen)
        )
        smooth[:] = [_is_float(result) for result in results]
        pairs = list(zip(results, smooth, strict=True))
        return [x for x, is_ in pairs if is_], [x for x, is_ in pairs if not is_]

    differentiable, pull, others = jax.vjp(call, active, has_aux=True)
    first, second = iter(differentiable), iter(others)
    results = [next(first if is_smooth else second) for is_smooth in smooth]
    return results, _Only(pull)


class _Only:
    """The derivative by the one argument, which is a list."""

    def __init__(self, pull: Any) -> None:
        self.pull = pull

    def __call__(self, gradients: list[Any]) -> Any:
        return self.pull(gradients)[0]


jax.tree_util.register_pytree_node(
    _Only, lambda only: ((only.pull,), None), lambda _, pull: _Only(*pull)
)


@jax.jit
def _pull(pull: Any, gradients: list[Any]) -> Any:
    return pull(gradients)


class _Keyed:
    """A computation that is equal to another with the same key."""

    def __init__(self, key: Any, compute: Compute) -> None:
        self.key = key
        self.compute = compute

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.key == other.key


@functools.lru_cache(maxsize=2048)
def _compiled(keyed: _Keyed, chosen: tuple[bool, ...]) -> Any:
    return jax.jit(functools.partial(_forward, keyed.compute, chosen))
