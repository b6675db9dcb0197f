"""`keras.backend`, which scripts call `K`: functions of `ops` under old names."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np

import tengen
from tengen import activations, config, losses, ops, random, utils
from tengen.compat.layer_names import Input
from tengen.compat.notices import say_once

_ORDERS = {"channels_last": "tf", "channels_first": "th"}

# Name in the backend -> name in `ops`, where the arguments are the same.
SAME = {
    **{
        name: name
        for name in (
            *("abs", "all", "any", "argmax", "argmin", "arange", "cast", "clip", "cos"),
            *("dot", "equal", "exp", "expand_dims", "eye", "greater", "greater_equal"),
            *("in_top_k", "less", "less_equal", "log", "logsumexp", "max", "maximum"),
            *("mean", "min", "minimum", "ndim", "not_equal", "one_hot", "ones"),
            *("ones_like", "prod", "relu", "round", "sigmoid", "sign", "sin"),
            *("softplus", "softsign", "sqrt", "square", "squeeze", "stack", "std"),
            *("sum", "tanh", "tile", "transpose", "var", "zeros", "zeros_like"),
            *("reshape", "shape", "cumsum", "cumprod"),
        )
    },
    "concatenate": "concatenate",
    "permute_dimensions": "transpose",
    "pow": "power",
    "stop_gradient": "stop_gradient",
}


def _constant(
    value: Any, dtype: Any = None, shape: Any = None, name: Any = None
) -> Any:
    array = np.asarray(value, dtype or config.floatx())
    return ops.convert_to_tensor(array if shape is None else np.full(shape, array))


def variable(
    value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None
) -> Any:
    """Return a `tengen.Variable` with a value."""
    return tengen.Variable(
        np.asarray(value), dtype=dtype, name=name, constraint=constraint
    )


def placeholder(
    shape: Any = None, ndim: int | None = None, dtype: Any = None, name: Any = None
) -> Any:
    """Return a symbolic tensor; the shape includes the batch axis."""
    shape = tuple(shape) if shape is not None else (None,) * int(ndim or 0)
    return Input(batch_shape=shape, dtype=dtype, name=name)


def get_value(x: Any) -> Any:
    """Return the value of a variable as a NumPy array, or number."""
    return x.numpy() if hasattr(x, "numpy") else np.asarray(x)


def eval(x: Any) -> Any:  # noqa: A001 - the name is Keras's
    """Return the value of a tensor or variable as a NumPy array, or number."""
    return get_value(x)


def set_value(x: Any, value: Any) -> None:
    """Set a variable, such as `optimizer.lr`."""
    if not hasattr(x, "assign"):
        raise TypeError(
            f"K.set_value\n  got a {type(x).__name__}; expected a variable\n"
            "  fix: for a scheduled rate, optimizer.learning_rate = ..."
        )
    x.assign(value)


def batch_get_value(xs: Any) -> list[Any]:
    """Return the values of several variables."""
    return [get_value(x) for x in xs]


def batch_set_value(pairs: Any) -> None:
    """Set several variables: pairs (variable, value)."""
    for x, value in pairs:
        set_value(x, value)


def update(x: Any, new_x: Any) -> Any:
    """Set a variable and return it."""
    x.assign(new_x)
    return x


def update_add(x: Any, increment: Any) -> Any:
    """Add to a variable and return it."""
    x.assign_add(increment)
    return x


def update_sub(x: Any, decrement: Any) -> Any:
    """Subtract from a variable and return it."""
    x.assign_sub(decrement)
    return x


def clear_session(free_memory: bool = True) -> None:
    """Count names anew, and free what dropped models hold; `utils.clear_session`."""
    utils.clear_session(free_memory)


def backend() -> str:
    """Return `'jax'`."""
    return "jax"


def image_dim_ordering() -> str:
    """Return `'tf'` (channels last) or `'th'`."""
    say_once("K.image_dim_ordering() is K.image_data_format() today")
    return _ORDERS[config.image_data_format()]


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Set the order of channels: `'tf'` (channels last) or `'th'`."""
    say_once("K.set_image_dim_ordering() is K.set_image_data_format() today")
    orders = {old: new for new, old in _ORDERS.items()}
    config.set_image_data_format(orders.get(dim_ordering, dim_ordering))


def int_shape(x: Any) -> Any:
    """Return the shape as a tuple, `None` where unknown."""
    return tuple(x.shape)


def dtype(x: Any) -> str:
    """Return the dtype's name."""
    return str(x.dtype)


def count_params(x: Any) -> int:
    """Return the number of entries."""
    return int(np.prod([int(size) for size in x.shape]))


def is_keras_tensor(x: Any) -> bool:
    """Say whether a value is a symbolic tensor."""
    return hasattr(x, "node")


is_placeholder = is_keras_tensor


def epsilon() -> float:
    """Return the fuzz factor."""
    return config.epsilon()


def flatten(x: Any) -> Any:
    """Return all entries in one row."""
    return ops.reshape(x, (-1,))


def batch_flatten(x: Any) -> Any:
    """Return one row per sample."""
    return ops.reshape(x, (-1, int(np.prod([int(n) for n in x.shape[1:]]))))


def gather(reference: Any, indices: Any) -> Any:
    """Return rows by their numbers."""
    return ops.take(reference, indices, axis=0)


def repeat(x: Any, n: int) -> Any:
    """Return `(N, n, d)` from `(N, d)`."""
    return ops.repeat(ops.expand_dims(x, 1), n, axis=1)


def repeat_elements(x: Any, rep: int, axis: int) -> Any:
    """Return every entry along an axis `rep` times."""
    return ops.repeat(x, rep, axis=axis)


def reverse(x: Any, axes: Any) -> Any:
    """Return a tensor turned around along axes."""
    return ops.flip(x, axis=axes)


def l2_normalize(x: Any, axis: int = -1) -> Any:
    """Return vectors along an axis scaled to length 1."""
    squares = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return x / ops.sqrt(ops.maximum(squares, 1e-12))


def batch_dot(x: Any, y: Any, axes: Any = None) -> Any:
    """Return products sample by sample, as `layers.Dot` does."""
    if axes is None:
        axes = (len(x.shape) - 1, 1)
    return tengen.layers.Dot(axes)([x, y])


def bias_add(x: Any, bias: Any, data_format: str | None = None) -> Any:
    """Add a bias per channel."""
    order = data_format or config.image_data_format()
    if order == "channels_first" and len(x.shape) > 2:
        bias = ops.reshape(bias, (-1, *(1,) * (len(x.shape) - 2)))
    return x + bias


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """Return entries of one tensor or the other."""
    first, second = (
        choice() if callable(choice) else choice
        for choice in (then_expression, else_expression)
    )
    return ops.where(condition, first, second)


def softmax(x: Any, axis: int = -1) -> Any:
    """Return the softmax along an axis."""
    return activations.softmax(x, axis=axis)


def hard_sigmoid(x: Any) -> Any:
    """Return the piecewise linear sigmoid."""
    return activations.hard_sigmoid(x)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """Return the exponential linear unit."""
    return activations.elu(x, alpha)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """Return the cross-entropy of every entry."""
    return ops.binary_crossentropy(target, output, from_logits=from_logits)


def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """Return the cross-entropy of every row."""
    return ops.categorical_crossentropy(
        target, output, from_logits=from_logits, axis=axis
    )


def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """Return the cross-entropy of every row with a class number."""
    return losses.sparse_categorical_crossentropy(
        target, output, from_logits=from_logits, axis=axis
    )


def random_normal(
    shape: Any,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: Any = None,
    seed: Any = None,
) -> Any:
    """Return normal numbers; inside a model, new ones at every step.

    Inside a graph the shape may come from `K.shape(x)`.
    """
    return _draw("normal", shape, (mean, stddev), dtype, seed)


def random_uniform(
    shape: Any,
    minval: float = 0.0,
    maxval: float = 1.0,
    dtype: Any = None,
    seed: Any = None,
) -> Any:
    """Return uniform numbers."""
    return _draw("uniform", shape, (minval, maxval), dtype, seed)


def _draw(kind: str, shape: Any, ends: Any, dtype: Any, seed: Any) -> Any:
    if any(size is None or hasattr(size, "node") for size in tuple(shape)):
        raise TypeError(
            f"K.random_{kind}\n  got a shape that is not known yet; expected integers\n"
            "  fix: draw in the call of a layer, where the batch has a size"
        )
    sizes = tuple(int(size) for size in shape)
    return getattr(random, kind)(sizes, *ends, dtype=dtype, seed=seed)


class _Phase:
    """Stands for the input that said in Keras 1 and 2 whether this is training."""

    def __repr__(self) -> str:
        return "<learning phase>"


_phase = _Phase()


def learning_phase() -> Any:
    """Return what stands for the training flag among the inputs of `K.function`."""
    return _phase


def set_learning_phase(value: Any) -> None:
    """Do nothing but say so: `training=` of a call decides."""
    say_once("K.set_learning_phase() has no effect; model(x, training=...) decides")


class Function:
    """What `K.function(inputs, outputs)` returns."""

    def __init__(self, inputs: Any, outputs: Any) -> None:
        listed = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        self._phase_at = next((i for i, x in enumerate(listed) if x is _phase), None)
        listed = [x for x in listed if x is not _phase]
        self._is_list = isinstance(outputs, (list, tuple))
        results = list(outputs) if self._is_list else [outputs]
        self._model = tengen.Model(listed, results)

    def __call__(self, inputs: Any) -> Any:
        """Return the outputs for values of the inputs, as NumPy arrays."""
        values = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        training = False
        if self._phase_at is not None and len(values) > self._phase_at:
            training = bool(values.pop(self._phase_at))
        results = self._model([np.asarray(v) for v in values], training=training)
        results = results if isinstance(results, (list, tuple)) else [results]
        arrays = [np.asarray(result) for result in results]
        return arrays if self._is_list else arrays[0]


def function(
    inputs: Any, outputs: Any, updates: Any = None, **options: Any
) -> Function:
    """Return a function from values of symbolic inputs to values of outputs."""
    return Function(inputs, outputs)


@contextmanager
def name_scope(name: str) -> Any:
    """Do nothing: layers name their own weights."""
    yield name


_OWN = (
    *(variable, placeholder, get_value, eval, set_value, batch_get_value),
    *(batch_set_value, update, update_add, update_sub, clear_session, backend),
    *(image_dim_ordering, set_image_dim_ordering, int_shape, dtype, count_params),
    *(is_keras_tensor, flatten, batch_flatten, gather, repeat, repeat_elements),
    *(reverse, l2_normalize, batch_dot, bias_add, switch, softmax, hard_sigmoid),
    *(elu, binary_crossentropy, categorical_crossentropy, random_normal),
    *(sparse_categorical_crossentropy, random_uniform, learning_phase),
    *(set_learning_phase, function, name_scope),
)


@cache
def names() -> dict[str, Any]:
    """Return the names of `keras.backend`."""
    found = {name: getattr(ops, new) for name, new in SAME.items()}
    found.update({name: getattr(config, name) for name in config.__all__})
    found.update({thing.__name__: thing for thing in _OWN})
    found.update(constant=_constant, is_placeholder=is_keras_tensor)
    return found
