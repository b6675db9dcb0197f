"""The inference function of a model, traced at two sets of sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax

from tengen.core import context
from tengen.core.messages import complain
from tengen.core.shapes import Shape, standardize_shape
from tengen.core.trees import flatten, map_structure

# Each pair has a ratio of its own, which divisions by strides leave nearly as it is:
# sizes of different origin stay apart. The second length is a prime, so what depends
# on rounding differs between the traces.
_BATCH = (23, 29)
_LENGTHS = ((240, 389), (264, 701), (288, 1151), (252, 1621), (276, 2801), (300, 5003))
# For models that need lengths which their strides divide.
_ROUND = ((5040, 10080), (7560, 22680), (9240, 36960), (10920, 54600), (12600, 75600))


class Input(NamedTuple):
    """An argument of the exported function; sizes may be `None`."""

    name: str
    shape: Shape
    dtype: str


class Trace(NamedTuple):
    """Both traces: of the variables' values and the inputs to the outputs, all flat.

    Attributes:
        programs: the two traced functions.
        inputs: what is left after the variables.
        sizes: the sizes of each input in the two traces.
        output_names: a name for each result.
        divisible: whether the traced lengths are such as strides divide.
    """

    programs: tuple[Any, Any]
    inputs: list[Input]
    sizes: list[tuple[tuple[int, ...], tuple[int, ...]]]
    output_names: list[str]
    divisible: bool


def trace_model(model: Any, signature: Any, dynamic_batch: bool) -> Trace:
    """Trace a model's inference function.

    Args:
        signature: structure of what has a shape and a dtype, or `None` for the
            model's own inputs.
        dynamic_batch: whether the first axis stays open; otherwise it is one, unless
            the model's inputs say another size.

    Raises:
        ValueError: where inputs are not known, or the model cannot be traced.
    """
    structure, inputs = _inputs(model, signature, dynamic_batch)
    variables = model.variables
    names: list[str] = []

    def infer(values: list[Any], flat: list[Any]) -> list[Any]:
        fill = iter(flat)
        x = map_structure(lambda _: next(fill), structure)
        with context.bind(variables, values), context.open_call(training=False):
            outputs = model(x, training=False)
        names[:] = _output_names(model, outputs)
        return flatten(outputs)

    values = [variable._value for variable in variables]

    def trace(sizes: Sequence[tuple[int, ...]]) -> Any:
        specs = [
            jax.ShapeDtypeStruct(size, one.dtype)
            for size, one in zip(sizes, inputs, strict=True)
        ]
        return jax.make_jaxpr(infer)(values, specs)

    return _first_that_works(model, trace, inputs, names)


def _first_that_works(
    model: Any, trace: Callable[..., Any], inputs: list[Input], names: list[str]
) -> Trace:
    """Trace with the sizes that say most; if the model refuses them, with others."""
    error: Exception | None = None
    tried: list[Any] = []
    for choose, divisible in ((_apart, False), (_alike, False), (_round, True)):
        sizes = [choose(number, one) for number, one in enumerate(inputs)]
        if sizes in tried:
            continue
        tried.append(sizes)
        try:
            first, second = (trace([both[i] for both in sizes]) for i in range(2))
        except Exception as problem:  # whatever a layer says of sizes
            error = error or problem
            continue
        return Trace((first, second), inputs, sizes, list(names), divisible)
    assert error is not None
    reason = str(error).splitlines()[0]
    where = f"model {model.name!r} cannot be traced: {reason}"
    fix = "see the error above; sizes that are given, not None, may help"
    raise ValueError(complain(where, fix=fix)) from error


def _apart(number: int, one: Input) -> Any:
    """Every length has its own size."""
    return _with(one, lambda axis: _LENGTHS[(axis - 1 + 2 * number) % len(_LENGTHS)])


def _alike(number: int, one: Input) -> Any:
    """The lengths of all inputs agree."""
    return _with(one, lambda axis: _LENGTHS[(axis - 1) % len(_LENGTHS)])


def _round(number: int, one: Input) -> Any:
    """All lengths have many divisors."""
    return _with(one, lambda axis: _ROUND[(axis - 1) % len(_ROUND)])


def _with(one: Input, choose: Callable[[int], tuple[int, int]]) -> Any:
    pairs = [
        (size, size) if size is not None else choose(axis) if axis else _BATCH
        for axis, size in enumerate(one.shape)
    ]
    return tuple(a for a, _ in pairs), tuple(b for _, b in pairs)


def _inputs(model: Any, signature: Any, dynamic_batch: bool) -> tuple[Any, list[Input]]:
    if signature is not None:
        structure = signature
        if isinstance(structure, (list, tuple)) and len(structure) == 1:
            structure = structure[0]
    else:
        structure = _own_inputs(model)
    flat = flatten(structure)
    names = _input_names(model, structure, flat)
    inputs = []
    for name, tensor in zip(names, flat, strict=True):
        shape = standardize_shape(tensor.shape)
        if not dynamic_batch and shape and shape[0] is None:
            shape = Shape((1, *shape[1:]))
        inputs.append(Input(name, shape, _dtype_of(tensor, model)))
    return structure, inputs


@dataclass(frozen=True)
class _Spec:
    shape: Any
    dtype: str


def _own_inputs(model: Any) -> Any:
    if getattr(model, "_graph", None) is not None:
        return model.input
    shape = getattr(model, "_build_shape", None)
    if shape is None:
        raise ValueError(
            complain(
                f"export of model {model.name!r}",
                "a model that was never called",
                fix="call it on data first, or give input_signature=[Input((28, 28))]",
            )
        )
    return _open_batch(shape, model.compute_dtype)


def _open_batch(shape: Any, dtype: str) -> Any:
    if isinstance(shape, dict):
        return {key: _open_batch(one, dtype) for key, one in shape.items()}
    if all(size is None or isinstance(size, int) for size in shape):
        return _Spec((None, *tuple(shape)[1:]), dtype)
    return [_open_batch(one, dtype) for one in shape]


def _dtype_of(tensor: Any, model: Any) -> str:
    return str(getattr(tensor, "dtype", None) or model.compute_dtype)


def _input_names(model: Any, structure: Any, flat: list[Any]) -> list[str]:
    if getattr(model, "_graph", None) is not None and len(model.inputs) == len(flat):
        return [str(tensor.name) for tensor in model.inputs]
    if isinstance(structure, dict):
        return sorted(structure)
    names = [getattr(tensor, "name", None) for tensor in flat]
    return [name or f"input_{i}" for i, name in enumerate(names)]


def _output_names(model: Any, outputs: Any) -> list[str]:
    count = len(flatten(outputs))
    names = list(getattr(model, "output_names", None) or [])
    if len(names) == count:
        return names
    if isinstance(outputs, dict) and len(outputs) == count:
        return sorted(outputs)
    return ["output"] if count == 1 else [f"output_{i}" for i in range(count)]
