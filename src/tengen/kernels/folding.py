"""A network in inference: what depends on weights alone is computed once, and what
follows a convolution is folded into it.

In inference batch normalization is a factor and a shift per channel. The factor goes
into the kernel, the shift into the bias, and a ReLU or swish behind it into the same
pass: the images are written once instead of three times (Jacob et al. 2018, section
3.2). Small 3x3 filters are kept transformed. The weights themselves stay what they are;
all this is made from them when they change.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.extend.core import ClosedJaxpr, Literal, Primitive

from tengen.kernels import winograd
from tengen.kernels.conv import _conv, _conv_bias

_INLINED = {
    "jit": "jaxpr",
    "custom_jvp_call": "call_jaxpr",
    "custom_vjp_call": "call_jaxpr",
}


class Folded(NamedTuple):
    """A function of weights and inputs in two parts; see `fold`.

    Attributes:
        prepare: `weights -> prepared`, a list of arrays.
        run: `(prepared, x) -> results`.
    """

    prepare: Callable[[Any], list[Any]]
    run: Callable[[list[Any], Any], Any]


def fold(function: Callable[[Any, Any], Any], weights: Any, x: Any) -> Folded:
    """Cut a function in two: `function(weights, x) = run(prepare(weights), x)`.

    What depends on the weights alone is in `prepare`. In `run`, factors and shifts per
    channel, ReLUs and swishes are part of the convolutions before them. Derivatives are
    not those of functions with rules of their own: it is for inference.

    Args:
        function: of two trees of arrays, which `jax.make_jaxpr` can trace.
        weights: arrays, or their shapes and dtypes.
        x: likewise; the parts are for this shape.

    Example:
        >>> import jax.numpy as jnp
        >>> from tengen.kernels import conv2d
        >>> def network(weights, x):
        ...     return jnp.maximum(conv2d(x, weights[0]) * weights[1], 0)
        >>> weights = [jnp.ones((3, 3, 2, 2)), jnp.array([1.0, -1.0])]
        >>> prepare, run = fold(network, weights, jnp.ones((1, 4, 4, 2)))
        >>> run(prepare(weights), jnp.ones((1, 4, 4, 2)))[0, 0, 0].tolist()
        [18.0, 0.0]
    """
    traced, shapes = jax.make_jaxpr(function, return_shape=True)(weights, x)
    program = _Program()
    slots = [program.slot(type_) for type_ in traced.in_avals]
    results = program.add(traced, slots)
    count = len(jax.tree.leaves(weights))
    of_weights, of_x = slots[:count], slots[count:]
    _fold(program, of_weights, results)
    first, second = _cut(program, of_weights)
    between = _needed(second, results, {*of_x, *program.known})
    structure = jax.tree.structure(shapes)

    def prepare(weights: Any) -> list[Any]:
        given = zip(of_weights, jax.tree.leaves(weights), strict=True)
        return _evaluate(first, program.known | dict(given), between)

    def run(prepared: list[Any], x: Any) -> Any:
        given = [
            *zip(between, prepared, strict=True),
            *zip(of_x, jax.tree.leaves(x), strict=True),
        ]
        values = _evaluate(second, program.known | dict(given), results)
        return jax.tree.unflatten(structure, values)

    return Folded(prepare, run)


@dataclass
class _Equation:
    """Slots `inputs` go in, slots `outputs` come out."""

    compute: Callable[..., Any]
    inputs: list[int]
    outputs: list[int]
    primitive: Primitive | None = None
    params: Any = None
    has_effects: bool = False


class _Program:
    """A traced function as one flat list of equations between numbered slots."""

    def __init__(self) -> None:
        self.equations: list[_Equation] = []
        self.known: dict[int, Any] = {}
        self.types: list[Any] = []  # shape and dtype of each slot

    def slot(self, type_: Any) -> int:
        """Return a new slot for a value of that shape and dtype."""
        self.types.append(type_)
        return len(self.types) - 1

    def constant(self, value: Any) -> int:
        """Return a new slot that holds a value."""
        slot = self.slot(jax.typeof(value))
        self.known[slot] = value
        return slot

    def add(self, traced: ClosedJaxpr, inputs: list[int]) -> list[int]:
        """Append a traced function, return the slots of its results."""
        jaxpr = traced.jaxpr
        slots = dict(zip(jaxpr.invars, inputs, strict=True))
        for variable, value in zip(jaxpr.constvars, traced.consts, strict=True):
            slots[variable] = self.constant(value)

        def slot_of(atom: Any) -> int:
            return self.constant(atom.val) if isinstance(atom, Literal) else slots[atom]

        for equation in jaxpr.eqns:
            read = [slot_of(atom) for atom in equation.invars]
            inner = _INLINED.get(equation.primitive.name)
            if inner is not None:
                written = self.add(equation.params[inner], read)
            else:
                written = [self.slot(v.aval) for v in equation.outvars]
                self.equations.append(_plain(equation, read, written))
            slots.update(zip(equation.outvars, written, strict=True))
        return [slot_of(atom) for atom in jaxpr.outvars]


def _plain(equation: Any, read: list[int], written: list[int]) -> _Equation:
    primitive = equation.primitive

    def compute(*values: Any) -> Any:
        params = primitive.get_bind_params(equation.params)
        functions, params = params if isinstance(params, tuple) else ((), params)
        results = primitive.bind(*functions, *values, **params)
        return results if primitive.multiple_results else [results]

    return _Equation(
        compute, read, written, primitive, equation.params, bool(equation.effects)
    )


def _evaluate(
    equations: list[_Equation], values: dict[int, Any], results: Sequence[int]
) -> list[Any]:
    values = dict(values)
    for equation in equations:
        outputs = equation.compute(*(values[slot] for slot in equation.inputs))
        values.update(zip(equation.outputs, outputs, strict=True))
    return [values[slot] for slot in results]


def _cut(
    program: _Program, weights: Sequence[int]
) -> tuple[list[_Equation], list[_Equation]]:
    """The equations that need nothing but weights, and the others."""
    known = {*weights, *program.known}
    first, second = [], []
    for equation in program.equations:
        if known.issuperset(equation.inputs) and not equation.has_effects:
            known.update(equation.outputs)
            first.append(equation)
        else:
            second.append(equation)
    return first, second


def _needed(
    equations: list[_Equation], results: Sequence[int], given: set[int]
) -> list[int]:
    """The slots that equations and results read and nobody of these writes."""
    read = [slot for e in equations for slot in e.inputs] + list(results)
    written = {slot for e in equations for slot in e.outputs}
    return [s for s in dict.fromkeys(read) if s not in written and s not in given]


def _fold(program: _Program, weights: Sequence[int], results: Sequence[int]) -> None:
    """Replace each convolution and what follows it by one with bias and activation."""
    first, _ = _cut(program, weights)
    fixed = {*weights, *program.known, *(slot for e in first for slot in e.outputs)}
    uses = Counter(slot for e in program.equations for slot in e.inputs)
    uses.update(results)
    readers: dict[int, list[_Equation]] = {}
    for equation in program.equations:
        for slot in dict.fromkeys(equation.inputs):
            readers.setdefault(slot, []).append(equation)
    instead: dict[int, list[_Equation]] = {}
    for equation in program.equations:
        if equation.primitive not in (_conv, _conv_bias):
            continue
        if program.types[equation.outputs[0]].dtype != jnp.float32:
            continue
        chain = _Chain(program, equation, fixed)
        while chain.takes(readers.get(chain.end, []), uses):
            pass
        for inner in chain.equations[:-1]:
            instead[id(inner)] = []
        if len(chain.equations) > 1 or chain.prepares_filters:
            # In the place of the last: there all that it reads is known.
            instead[id(chain.equations[-1])] = chain.folded()
    program.equations = [
        e for old in program.equations for e in instead.get(id(old), [old])
    ]


class _Chain:
    """A convolution, factors and shifts per channel, and at last an activation."""

    def __init__(
        self, program: _Program, convolution: _Equation, fixed: set[int]
    ) -> None:
        self.program = program
        self.fixed = fixed  # slots that depend on weights alone
        self.equations = [convolution]
        self.operands: list[tuple[str, int]] = []  # what to do, with which slot
        self.activation = convolution.params.get("activation", "linear")
        self.geometry = convolution.params["geometry"]
        window, groups, shape = (
            self.geometry.window,
            self.geometry.groups,
            self.geometry.kernel,
        )
        self.prepares_filters = winograd.pays(window, groups, *shape[2:])

    @property
    def end(self) -> int:
        """The slot of the result so far."""
        return self.equations[-1].outputs[0]

    def takes(self, readers: list[_Equation], uses: Counter[int]) -> bool:
        """Append the equations that read the result, if they can be folded."""
        if self.activation != "linear" or uses[self.end] != len(readers):
            return False
        if len(readers) == 2:
            return self._takes_swish(readers[0], readers[1], uses)
        return len(readers) == 1 and self._takes_one(readers[0])

    def _takes_swish(
        self, inner: _Equation, outer: _Equation, uses: Counter[int]
    ) -> bool:
        """x * logistic(x), if nobody else reads the factor."""
        names = [e.primitive.name if e.primitive else "" for e in (inner, outer)]
        if names != ["logistic", "mul"] or uses[inner.outputs[0]] != 1:
            return False
        if {*outer.inputs} != {self.end, inner.outputs[0]}:
            return False
        self.equations += [inner, outer]
        self.activation = "swish"
        return True

    def _takes_one(self, reader: _Equation) -> bool:
        if reader.primitive is None:
            return False
        name = reader.primitive.name
        others = [slot for slot in reader.inputs if slot != self.end]
        if len(others) != 1:
            return False
        if name == "max" and self._is_zero(others[0]):
            self.activation = "relu"
        elif name in ("mul", "add") and self._is_per_channel(others[0]):
            self.operands.append((name, others[0]))
        else:
            return False
        self.equations.append(reader)
        return True

    def _is_zero(self, slot: int) -> bool:
        value = self.program.known.get(slot)
        if value is None or isinstance(value, jax.core.Tracer) or np.ndim(value):
            return False
        return float(value) == 0

    def _is_per_channel(self, slot: int) -> bool:
        if slot not in self.fixed:  # such as a residual of one pixel
            return False
        shape = self.program.types[slot].shape
        channels = self.program.types[self.end].shape[-1]
        return shape in ((), (channels,), (1, 1, 1, channels))

    def folded(self) -> list[_Equation]:
        """Return the equation of kernel and bias, and that of the convolution."""
        convolution, names = self.equations[0], [name for name, _ in self.operands]
        image, kernel, *bias = convolution.inputs
        channels = self.program.types[kernel].shape[-1]

        def scaled(kernel: Any, *others: Any) -> list[Any]:
            factor = jnp.ones(channels)
            shift = others[0] if bias else jnp.zeros(channels)
            for name, other in zip(names, others[len(bias) :], strict=True):
                other = jnp.reshape(other, -1)
                if name == "mul":
                    factor, shift = factor * other, shift * other
                else:
                    shift = shift + other
            return [kernel * factor, shift]

        slots = [
            self.program.slot(self.program.types[kernel]),
            self.program.slot(jax.ShapeDtypeStruct((channels,), jnp.float32)),
        ]
        read = [kernel, *bias, *(slot for _, slot in self.operands)]
        equations = [_Equation(scaled, read, slots)]
        convolve = functools.partial(_convolved, self.geometry, self.activation)
        if self.prepares_filters:
            planes = self.program.slot(None)  # nobody asks for its shape
            equations.append(
                _Equation(lambda k: [winograd.transformed(k)], slots[:1], [planes])
            )
            slots = [planes, slots[1]]
            convolve = functools.partial(_filtered, self.geometry, self.activation)
        return [*equations, _Equation(convolve, [image, *slots], [self.end])]


def _convolved(geometry: Any, activation: str, *values: Any) -> list[Any]:
    return [_conv_bias.bind(*values, geometry=geometry, activation=activation)]


def _filtered(
    geometry: Any, activation: str, image: Any, planes: Any, bias: Any
) -> list[Any]:
    return [winograd.convolved(image, planes, bias, geometry.window, activation)]
