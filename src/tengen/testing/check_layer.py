"""`check_layer`: does a layer keep the promises that every layer makes?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import context
from tengen.core.symbolic import SymbolicTensor
from tengen.core.trees import flatten, map_structure
from tengen.layers.layer import Layer

_STEP = 1e-6


def check_layer(
    layer_class: type[Layer],
    arguments: dict[str, Any] | None = None,
    input_shape: Any = (4, 3),
    *,
    inputs: Any = None,
    output_shape: Any = None,
    differentiable: bool = True,
    tolerance: float = 1e-5,
    seed: int = 0,
) -> None:
    """Check a layer class; raises `AssertionError` saying which promise is broken.

    The promises: the symbolic output shape is the actual one, also with unknown batch
    size; outputs have the compute dtype; running in a compiled function gives the same
    values; inference is repeatable and a training call runs; gradients with respect to
    inputs and weights agree with finite differences in float64; the configuration
    rebuilds a layer that computes the same from the same weights; calling twice creates
    no new weights; half-precision policies run; a mask does not break it.

    Args:
        layer_class: the class.
        arguments: constructor arguments.
        input_shape: shape of the input with the batch axis, or a list of shapes.
        inputs: arrays to use instead of random ones, such as integer indices.
        output_shape: the expected output shape, where it is known.
        differentiable: whether to check gradients.
        tolerance: relative error allowed between gradients and finite differences.
        seed: of the random inputs.

    Example:
        >>> from tengen import layers
        >>> check_layer(layers.Dense, {"units": 2}, (4, 3), output_shape=(4, 2))
    """
    subject = _Subject(layer_class, arguments or {}, input_shape, inputs, seed)
    _check_shapes(subject, output_shape)
    _check_runs(subject)
    _check_config(subject)
    _check_reuse(subject)
    if differentiable:
        _check_gradients(subject, tolerance)
    _check_mixed_precision(subject)
    _check_mask(subject)


class _Subject:
    """The layer under test and how to make it and its inputs."""

    def __init__(
        self,
        layer_class: type[Layer],
        arguments: dict[str, Any],
        input_shape: Any,
        inputs: Any,
        seed: int,
    ) -> None:
        self.name = layer_class.__name__
        self.layer_class = layer_class
        self.arguments = arguments
        self.generator = np.random.default_rng(seed)
        if inputs is None:
            many = isinstance(input_shape, list)
            drawn = [
                self.generator.normal(size=shape).astype("float32")
                for shape in (input_shape if many else [input_shape])
            ]
            inputs = drawn if many else drawn[0]
        self.inputs = map_structure(np.asarray, inputs)

    def make(self, **extra: Any) -> Layer:
        arguments = map_structure(lambda value: _fresh(value, extra), self.arguments)
        return self.layer_class(**{**arguments, **extra})

    def symbols(self, batch: int | None) -> Any:
        return map_structure(
            lambda a: SymbolicTensor((batch, *a.shape[1:]), a.dtype.name), self.inputs
        )

    def built(self, **extra: Any) -> Layer:
        layer = self.make(**extra)
        self.run(layer)
        return layer

    def run(self, layer: Layer) -> Any:
        """Call a layer at rest: augmentation works in direct calls otherwise."""
        with context.open_call(False):
            return layer(self.inputs)

    def require(self, truth: bool, promise: str, details: object = "") -> None:
        assert truth, f"{self.name}: {promise} {details}".rstrip()


def _fresh(value: Any, extra: dict[str, Any]) -> Any:
    """A layer among the arguments serves one layer only: each gets its own copy."""
    if not isinstance(value, Layer):
        return value
    return type(value).from_config({**value.get_config(), **extra})


def _check_shapes(subject: _Subject, expected: Any) -> None:
    layer = subject.built()
    actual = map_structure(lambda a: tuple(a.shape), subject.run(layer))
    for batch in (flatten(subject.inputs)[0].shape[0], None):
        symbolic = subject.make()(subject.symbols(batch))
        shapes = [tuple(tensor.shape) for tensor in flatten(symbolic)]
        values = flatten(subject.run(layer))
        for shape, value in zip(shapes, values, strict=True):
            fits = len(shape) == value.ndim and all(
                s is None or s == v for s, v in zip(shape, value.shape, strict=True)
            )
            subject.require(
                fits, "symbolic shape is the actual one:", f"{shape}, {value.shape}"
            )
            subject.require(
                batch is None or None not in shape, "known sizes stay known:", shape
            )
    if expected is not None:
        subject.require(actual == expected, "output shape:", f"{actual}, {expected}")
    for tensor, value in zip(
        flatten(layer.compute_output_spec(subject.symbols(None))),
        flatten(subject.run(layer)),
        strict=True,
    ):
        subject.require(tensor.dtype == str(value.dtype), "dtype:", tensor.dtype)


def _pure(layer: Layer, training: bool) -> Callable[..., Any]:
    variables = layer.variables

    def run(values: list[Any], inputs: Any) -> Any:
        with context.bind(variables, values), context.open_call(training):
            return layer(inputs, training=training)

    return run


def _values(layer: Layer) -> list[Any]:
    return [variable.value for variable in layer.variables]


def _check_runs(subject: _Subject) -> None:
    layer = subject.built()
    first, second = subject.run(layer), subject.run(layer)
    _require_close(subject, first, second, 0.0, "inference is repeatable")
    compiled = jax.jit(_pure(layer, False))(_values(layer), subject.inputs)
    _require_close(subject, first, compiled, 1e-5, "compiled and direct calls agree")
    trained = jax.jit(_pure(layer, True))(_values(layer), subject.inputs)
    for value, reference in zip(flatten(trained), flatten(first), strict=True):
        subject.require(value.shape == reference.shape, "training keeps the shape")


def _check_config(subject: _Subject) -> None:
    layer = subject.built()
    config = layer.get_config()
    clone = subject.layer_class.from_config(config)
    subject.run(clone)
    clone.set_weights(layer.get_weights())
    subject.require(clone.name == layer.name, "the configuration keeps the name")
    _require_close(
        subject,
        subject.run(layer),
        subject.run(clone),
        0.0,
        "a layer rebuilt from its configuration computes the same",
    )


def _check_reuse(subject: _Subject) -> None:
    layer = subject.built()
    before = [id(variable) for variable in layer.variables]
    subject.run(layer)
    layer(subject.symbols(None))
    after = [id(variable) for variable in layer.variables]
    subject.require(before == after, "calling again creates no weights")
    trainable = {id(v) for v in layer.trainable_variables}
    frozen = {id(v) for v in layer.non_trainable_variables}
    subject.require(not trainable & frozen, "a weight is trainable or it is not")
    layer.trainable = False
    subject.require(not layer.trainable_variables, "trainable=False freezes all")


def _check_gradients(subject: _Subject, tolerance: float) -> None:
    with jax.enable_x64(True):
        layer = subject.make(dtype="float64")
        wide = map_structure(_widened, subject.inputs)
        outputs = flatten(layer(wide))
        if not any(jnp.issubdtype(x.dtype, jnp.floating) for x in outputs):
            return  # of integers nothing can be differentiated
        weights = [subject.generator.normal(size=output.shape) for output in outputs]
        trainable = layer.trainable_variables
        start = [jnp.asarray(v.value) for v in trainable]
        point = [*start, *(x for x in flatten(wide) if x.dtype.kind == "f")]

        def weighted_sum(values: list[Any]) -> Any:
            values = list(values)
            chosen, rest = values[: len(start)], iter(values[len(start) :])
            inputs = map_structure(
                lambda leaf: next(rest) if leaf.dtype.kind == "f" else leaf, wide
            )
            with context.bind(trainable, chosen), context.open_call(False):
                results = flatten(layer(inputs, training=False))
            return sum(
                jnp.sum(result * weight)
                for result, weight in zip(results, weights, strict=True)
                if jnp.issubdtype(result.dtype, jnp.floating)
            )

        objective = jax.jit(weighted_sum)
        gradients = jax.jit(jax.grad(objective))(point)
        for place, gradient in enumerate(gradients):
            direction = subject.generator.normal(size=gradient.shape)
            slope = float(jnp.sum(gradient * direction))
            ahead = _moved(point, place, direction, _STEP)
            behind = _moved(point, place, direction, -_STEP)
            measured = float(objective(ahead) - objective(behind)) / (2 * _STEP)
            error = abs(slope - measured) / max(1.0, abs(measured))
            what = f"weight {trainable[place].name}" if place < len(start) else "input"
            subject.require(
                error < tolerance,
                f"gradient of {what} agrees with finite differences:",
                f"{slope:.9g}, {measured:.9g}",
            )


def _widened(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array.astype("float64") if array.dtype.kind == "f" else array


def _moved(point: list[Any], place: int, direction: Any, step: float) -> list[Any]:
    moved = list(point)
    moved[place] = moved[place] + step * direction
    return moved


def _check_mixed_precision(subject: _Subject) -> None:
    layer = subject.make(dtype="mixed_bfloat16")
    outputs = flatten(subject.run(layer))
    for output in outputs:
        if jnp.issubdtype(output.dtype, jnp.floating):
            subject.require(
                output.dtype == jnp.bfloat16, "mixed_bfloat16 computes in bfloat16"
            )
    for variable in layer.trainable_variables:
        subject.require(variable.dtype == "float32", "its weights stay float32")


def _check_mask(subject: _Subject) -> None:
    first = flatten(subject.inputs)[0]
    if first.ndim < 3 or not subject.make().supports_masking:
        return
    layer = subject.built()
    plain = map_structure(lambda a: tuple(a.shape), subject.run(layer))
    inputs = map_structure(jnp.asarray, subject.inputs)
    with context.open_call() as call:
        for tensor in flatten(inputs):
            if tensor.ndim < 3:
                continue
            call.set_mask(tensor, jnp.ones(tensor.shape[:2], bool))
        masked = map_structure(lambda a: tuple(a.shape), layer(inputs))
    subject.require(plain == masked, "a mask keeps the shape:", f"{plain}, {masked}")


def _require_close(
    subject: _Subject, first: Any, second: Any, tolerance: float, promise: str
) -> None:
    for a, b in zip(flatten(first), flatten(second), strict=True):
        a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
        error = float(np.max(np.abs(a - b), initial=0.0))
        scale = max(1.0, float(np.max(np.abs(a), initial=0.0)))
        subject.require(error <= tolerance * scale, promise, f"(error {error:.3g})")
