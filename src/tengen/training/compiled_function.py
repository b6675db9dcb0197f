"""`compiled`: a function of arrays that reads and assigns variables, as one program.

What `tf.function` is to scripts. At the first call with arguments of some shapes Python
runs twice: once without numbers, which shows the variables that are used and makes
those that did not exist; and once to make the program, from their values to their new
values. As in TensorFlow, Python does not run afterwards: what it prints or appends, it
does then. A function that looks at values (`if loss > 1:`, `float(loss)`) cannot be
compiled; it goes on in Python, and the reason is said once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import context
from tengen.core.trees import flatten, pack_like
from tengen.core.variable import Variable
from tengen.training import eagerly
from tengen.training.notices import Notices

_UNKNOWN = (
    jax.errors.ConcretizationTypeError,
    jax.errors.TracerArrayConversionError,
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)


class CompiledFunction:
    """A function that is compiled for each kind of arguments.

    Args:
        function: of arrays, numbers and other objects, nested in lists and dicts.
            Arrays may change from call to call; everything else belongs to the kind.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.python_function = function
        self._programs: dict[Any, _Program | None] = {}
        self._notices = Notices()

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        bound = CompiledFunction(functools.partial(self.python_function, owner))
        functools.update_wrapper(bound, self.python_function)
        vars(owner)[self.python_function.__name__] = bound
        return bound

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function."""
        if eagerly.functions_run_eagerly() or context.current_binding() is not None:
            return self.python_function(*args, **kwargs)
        given = flatten([args, kwargs])
        key = self._key([args, kwargs], given)
        if key is None:
            return self.python_function(*args, **kwargs)
        try:
            if key not in self._programs:
                made = self._programs[key] = _Program(self.python_function)
                made.rehearse(args, kwargs)
            program = self._programs[key]
            if program is not None:
                return program(args, kwargs)
        except _UNKNOWN as error:
            self._programs[key] = None
            name = getattr(self.python_function, "__name__", "a function")
            reason = str(error).strip().split("\n")[0].split("The error occurred")[0]
            self._notices.say(name, f"{name} runs in Python, uncompiled: {reason}")
        return self.python_function(*args, **kwargs)

    def _key(self, structure: Any, given: list[Any]) -> Any:
        kinds = tuple(
            (x.shape, str(x.dtype)) if _is_array(x) else (type(x), x) for x in given
        )
        key = kinds, _outline(structure)
        try:
            hash(key)
        except TypeError:
            return None
        return key


class _Program:
    """The function for one kind of arguments, as a function of variables' values."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.used: list[Variable] = []
        self.changed: list[Variable] = []
        self.missed: list[Variable] = []
        self.results: Any = None
        self.compiled: Any = None

    def __call__(self, args: Any, kwargs: Any) -> Any:
        given = flatten([args, kwargs])
        arrays = [x for x in given if _is_array(x)]
        if self.compiled is None:
            self.compiled = jax.jit(functools.partial(self._run, [args, kwargs]))
        with context.compute_dtype(None):
            values = [variable.value for variable in self.used]
        outputs, new = self.compiled(values, arrays)
        for variable, value in zip(self.changed, new, strict=True):
            variable._value = value
        if self.missed:  # constants of this program; arguments of the next
            self.used, self.missed, self.compiled = [*self.used, *self.missed], [], None
        filled = iter(outputs)
        return pack_like(
            self.results,
            [next(filled) if x is _ARRAY else x for x in flatten(self.results)],
        )

    def rehearse(self, args: Any, kwargs: Any) -> None:
        """Run without computing anything, to see and make the variables."""
        arrays = [x for x in flatten([args, kwargs]) if _is_array(x)]
        values: list[Any] = []
        jax.eval_shape(functools.partial(self._run, [args, kwargs]), values, arrays)
        self.used, self.missed = self.missed, []

    def _run(self, structure: Any, values: list[Any], arrays: list[Any]) -> Any:
        filled = iter(arrays)
        leaves = [next(filled) if _is_array(x) else x for x in flatten(structure)]
        args, kwargs = pack_like(structure, leaves)
        lookout = context.Lookout()
        lookout.values.update(
            (id(v), x) for v, x in zip(self.used, values, strict=True)
        )
        with context.use_binding(lookout):
            results = self.function(*args, **kwargs)
            leaves = flatten(results)
            found = [x.value if isinstance(x, Variable) else x for x in leaves]
        known = {id(variable) for variable in self.used}
        self.missed = [v for key, v in lookout.used.items() if key not in known]
        self.changed = list(lookout.updated.values())
        marks = [_ARRAY if _is_array(x) else x for x in found]
        self.results = pack_like(results, marks)
        outputs = [jnp.asarray(x) for x in found if _is_array(x)]
        return outputs, lookout.current(self.changed)


_ARRAY = object()


def _is_array(value: Any) -> bool:
    return isinstance(value, (jax.Array, np.ndarray, np.generic))


def _outline(structure: Any) -> Any:
    if isinstance(structure, dict):
        return tuple((key, _outline(structure[key])) for key in structure)
    if isinstance(structure, (list, tuple)):
        return type(structure), tuple(_outline(item) for item in structure)
    return None


def compiled(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Return a function as one program; usable as a decorator, with options or without.

    Args:
        function: reads and assigns variables, takes and returns arrays.
        options: those of `tf.function`; the engine decides.

    Example:
        >>> total = Variable(0.0)
        >>> @compiled
        ... def add(x):
        ...     total.assign_add(x)
        ...     return total * 2.0
        >>> [float(add(jnp.float32(n))) for n in range(4)]
        [0.0, 2.0, 6.0, 12.0]
    """
    if function is None:
        return CompiledFunction
    return CompiledFunction(function)
