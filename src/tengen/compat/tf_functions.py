"""Functions of `tensorflow` whose arguments or defaults are not those of `tengen.ops`.

They are put together from functions of `tengen.ops`, so that on symbolic tensors they
become nodes of a graph that files can hold.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen import ops


def sizes(shape: Any) -> tuple[int, ...]:
    """Return a shape given as a list, a tensor or a number as integers."""
    if shape is None:
        return ()
    if isinstance(shape, (jax.Array, np.ndarray)):
        shape = np.asarray(shape).tolist()
    if isinstance(shape, (int, np.integer)):
        return (int(shape),)
    return tuple(int(size) for size in shape)


def _dtype(dtype: Any) -> str | None:
    if dtype is None or isinstance(dtype, str):
        return None if dtype is None else str(dtype)
    return np.dtype(dtype).name


def constant(value: Any, dtype: Any = None, shape: Any = None, name: Any = None) -> Any:
    """Return a tensor with a value; floats are float32, integers int32."""
    if isinstance(value, jax.Array):
        found = value if dtype is None else ops.cast(value, _dtype(dtype))
        return found if shape is None else jnp.broadcast_to(found, sizes(shape))
    array = np.asarray(value, _dtype(dtype))
    if shape is not None:
        wanted = sizes(shape)
        array = np.broadcast_to(array, wanted) if array.ndim == 0 else array
        array = array.reshape(wanted)
    if dtype is None and array.dtype == np.float64:
        array = array.astype("float32")
    return ops.convert_to_tensor(array)


def convert_to_tensor(
    value: Any, dtype: Any = None, dtype_hint: Any = None, name: Any = None
) -> Any:
    """Return a value as a tensor."""
    is_list = isinstance(value, (list, tuple))
    if is_list and any(isinstance(v, jax.Array) or hasattr(v, "node") for v in value):
        value = ops.stack(value)
    if is_list or isinstance(value, (int, float, bool, np.ndarray, np.generic)):
        return constant(value, dtype)
    return ops.convert_to_tensor(value, _dtype(dtype))


def cast(x: Any, dtype: Any, name: Any = None) -> Any:
    """Return a tensor of another dtype."""
    return ops.cast(x, _dtype(dtype))


def reshape(tensor: Any, shape: Any, name: Any = None) -> Any:
    """Return the entries in another shape; a size that is not known may be `None`."""
    if not isinstance(shape, (jax.Array, np.ndarray, int, np.integer)):
        shape = tuple(-1 if size is None else size for size in shape)
    return ops.reshape(tensor, sizes(shape))


def split(
    value: Any,
    num_or_size_splits: Any,
    axis: int = 0,
    num: Any = None,
    name: Any = None,
) -> Any:
    """Return parts: so many equal ones, or of these sizes; -1 is what is left."""
    given = num_or_size_splits
    if isinstance(given, (int, np.integer)):
        return ops.split(value, int(given), axis=axis)
    parts = list(sizes(given))
    if -1 in parts:
        parts[parts.index(-1)] = int(value.shape[axis]) - sum(parts) - 1
    ends = np.cumsum(parts)[:-1].tolist()
    return ops.split(value, ends, axis=axis)


def gather(
    params: Any,
    indices: Any,
    validate_indices: Any = None,
    axis: int | None = None,
    batch_dims: int = 0,
    name: Any = None,
) -> Any:
    """Return slices by their numbers."""
    if not batch_dims:
        return ops.take(params, indices, axis=axis or 0)
    inner = (axis or batch_dims) - batch_dims

    def take(pair: Any) -> Any:
        return ops.take(pair[0], pair[1], axis=inner)

    for _ in range(batch_dims):
        take = _each(take)
    return take((jnp.asarray(params), jnp.asarray(indices)))


def _each(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda elements: ops.vectorized_map(function, elements)


def gather_nd(params: Any, indices: Any, batch_dims: int = 0, name: Any = None) -> Any:
    """Return entries or slices by the numbers along the last axis of `indices`."""
    if batch_dims:
        pairs = (params, indices)
        return ops.vectorized_map(
            lambda pair: gather_nd(pair[0], pair[1], batch_dims - 1), pairs
        )
    indices = jnp.asarray(indices)
    return jnp.asarray(params)[tuple(jnp.moveaxis(indices, -1, 0))]


def boolean_mask(tensor: Any, mask: Any, axis: int = 0, name: Any = None) -> Any:
    """Return the entries where a mask is true; not inside compiled functions."""
    return jnp.compress(
        np.asarray(mask).reshape(-1),
        jnp.asarray(tensor).reshape(-1, *tensor.shape[np.ndim(mask) :])
        if axis == 0
        else jnp.asarray(tensor),
        axis=axis,
    )


def one_hot(
    indices: Any,
    depth: int,
    on_value: Any = None,
    off_value: Any = None,
    axis: int = -1,
    dtype: Any = None,
    name: Any = None,
) -> Any:
    """Return ones at the indices along a new axis, zeros elsewhere."""
    encoded = ops.one_hot(indices, int(depth), axis=axis, dtype=_dtype(dtype))
    if on_value is None and off_value is None:
        return encoded
    on = 1.0 if on_value is None else on_value
    off = 0.0 if off_value is None else off_value
    return ops.add(ops.multiply(encoded, on - off), off)


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    constant_values: Any = 0,
    name: Any = None,
) -> Any:
    """Return a tensor with margins."""
    widths = tuple(map(tuple, np.asarray(paddings).tolist()))
    if mode.lower() == "constant":
        return ops.pad(tensor, widths, constant_values=constant_values)
    return ops.pad(tensor, widths, mode=mode.lower())


def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    name: Any = None,
    **options: Any,
) -> Any:
    """Return the product of matrices, one or both turned if asked."""
    a = ops.swapaxes(a, -1, -2) if transpose_a else a
    b = ops.swapaxes(b, -1, -2) if transpose_b else b
    return ops.matmul(a, b)


def matvec(a: Any, b: Any, transpose_a: bool = False, name: Any = None) -> Any:
    """Return the product of matrices and vectors."""
    product = matmul(a, ops.expand_dims(b, -1), transpose_a)
    return ops.squeeze(product, -1)


def argmax(
    input: Any,  # noqa: A002 - the name is TensorFlow's
    axis: int | None = None,
    output_type: Any = None,
    name: Any = None,
) -> Any:
    """Return where the largest entries are, along the first axis by default."""
    return ops.argmax(input, axis=0 if axis is None else axis)


def argmin(
    input: Any,  # noqa: A002 - the name is TensorFlow's
    axis: int | None = None,
    output_type: Any = None,
    name: Any = None,
) -> Any:
    """Return where the smallest entries are, along the first axis by default."""
    return ops.argmin(input, axis=0 if axis is None else axis)


def argsort(
    values: Any, axis: int = -1, direction: str = "ASCENDING", **options: Any
) -> Any:
    """Return the order of the entries along an axis."""
    if direction == "DESCENDING":
        values = ops.negative(values)
    return ops.argsort(values, axis=axis)


def sort(
    values: Any, axis: int = -1, direction: str = "ASCENDING", name: Any = None
) -> Any:
    """Return the entries in order along an axis."""
    found = ops.sort(values, axis=axis)
    return ops.flip(found, axis=axis) if direction == "DESCENDING" else found


def squared_difference(x: Any, y: Any, name: Any = None) -> Any:
    """Return `(x - y)**2`."""
    return ops.square(ops.subtract(x, y))


def add_n(inputs: Any, name: Any = None) -> Any:
    """Return the sum of tensors."""
    total, *rest = inputs
    for tensor in rest:
        total = ops.add(total, tensor)
    return total


def clip_by_value(
    t: Any, clip_value_min: Any, clip_value_max: Any, name: Any = None
) -> Any:
    """Return entries no smaller and no larger than two numbers."""
    return ops.clip(t, clip_value_min, clip_value_max)


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: Any = None) -> Any:
    """Return a tensor whose length is at most `clip_norm`."""
    length = ops.sqrt(ops.sum(ops.square(t), axis=axes, keepdims=True))
    return t * (clip_norm / ops.maximum(length, clip_norm))


def global_norm(t_list: Any, name: Any = None) -> Any:
    """Return the length of several tensors taken together; `None`s are left out."""
    squares = [ops.sum(ops.square(t)) for t in t_list if t is not None]
    return ops.sqrt(add_n(squares))


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: Any = None
) -> Any:
    """Return tensors that together have a length of at most `clip_norm`, and it."""
    length = global_norm(t_list) if use_norm is None else use_norm
    factor = clip_norm / ops.maximum(length, clip_norm)
    return [None if t is None else t * factor for t in t_list], length


def zeros(shape: Any, dtype: Any = "float32", name: Any = None) -> Any:
    """Return zeros."""
    return ops.zeros(sizes(shape), _dtype(dtype))


def ones(shape: Any, dtype: Any = "float32", name: Any = None) -> Any:
    """Return ones."""
    return ops.ones(sizes(shape), _dtype(dtype))


def fill(dims: Any, value: Any, name: Any = None) -> Any:
    """Return a tensor of a shape with one value everywhere."""
    return ops.full(sizes(dims), value)


def eye(
    num_rows: int, num_columns: Any = None, batch_shape: Any = None, dtype: Any = None
) -> Any:
    """Return ones on the diagonal."""
    unit = ops.eye(num_rows, num_columns, dtype=_dtype(dtype))
    if batch_shape is None:
        return unit
    return jnp.broadcast_to(unit, (*sizes(batch_shape), *unit.shape))


def range_(
    start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: Any = None
) -> Any:
    """Return numbers in steps."""
    first, last = (0, start) if limit is None else (start, limit)
    return ops.arange(first, last, delta, dtype=_dtype(dtype))


def linspace(start: Any, stop: Any, num: int, name: Any = None, axis: int = 0) -> Any:
    """Return evenly spaced numbers, both ends included."""
    return ops.linspace(start, stop, num, axis=axis)


def where(condition: Any, x: Any = None, y: Any = None, name: Any = None) -> Any:
    """Return entries of `x` or `y`; without them, the places of the true ones."""
    if x is None and y is None:
        return jnp.stack(jnp.nonzero(jnp.asarray(condition)), axis=-1)
    return ops.where(condition, x, y)


def shape(input: Any, out_type: Any = None, name: Any = None) -> Any:  # noqa: A002
    """Return the sizes; `None` where a symbolic tensor does not know them."""
    return ops.shape(input)


def rank(input: Any, name: Any = None) -> int:  # noqa: A002 - TensorFlow's name
    """Return the number of axes."""
    return len(ops.shape(input))


def size(input: Any, out_type: Any = None, name: Any = None) -> Any:  # noqa: A002
    """Return the number of entries."""
    return ops.size(input)


def slice_(input_: Any, begin: Any, size: Any, name: Any = None) -> Any:
    """Return a part: where it begins and how long it is; -1 goes to the end."""
    pairs = zip(sizes(begin), sizes(size), strict=True)
    keys = tuple(slice(b, None if n == -1 else b + n) for b, n in pairs)
    return ops.get_item(input_, keys)


def unique(x: Any, out_idx: Any = None, name: Any = None) -> Any:
    """Return the different values in the order of their coming, and where they are."""
    values = np.asarray(x)
    found, first, place = np.unique(values, return_index=True, return_inverse=True)
    order = np.argsort(first)
    ranks = np.argsort(order)
    return jnp.asarray(found[order]), jnp.asarray(ranks[place.reshape(-1)])


def meshgrid(*args: Any, indexing: str = "xy", name: Any = None) -> Any:
    """Return coordinates on a grid."""
    return ops.meshgrid(*args, indexing=indexing)


def cond(pred: Any, true_fn: Any = None, false_fn: Any = None, name: Any = None) -> Any:
    """Return what one of two functions returns."""
    return ops.cond(pred, true_fn, false_fn)


def while_loop(
    cond: Any,
    body: Any,
    loop_vars: Any,
    maximum_iterations: int | None = None,
    **options: Any,
) -> Any:
    """Return the variables of a loop when its condition is false."""
    return ops.while_loop(cond, body, loop_vars, maximum_iterations)


def map_fn(fn: Any, elems: Any, dtype: Any = None, **options: Any) -> Any:
    """Return a function's results for each entry along the first axis."""
    return ops.map(fn, elems)


def tensor_scatter_nd_update(
    tensor: Any, indices: Any, updates: Any, name: Any = None
) -> Any:
    """Return a tensor with other values in some places."""
    return ops.scatter_update(tensor, indices, updates)


def tensor_scatter_nd_add(
    tensor: Any, indices: Any, updates: Any, name: Any = None
) -> Any:
    """Return a tensor with values added in some places."""
    places = tuple(jnp.moveaxis(jnp.asarray(indices), -1, 0))
    return jnp.asarray(tensor).at[places].add(updates)


def print_(*inputs: Any, output_stream: Any = None, **options: Any) -> None:
    """Print values, also each time that a compiled function runs."""
    if any(isinstance(x, jax.core.Tracer) for x in inputs):
        jax.debug.print(" ".join(["{}"] * len(inputs)), *inputs)
    else:
        print(*inputs, file=output_stream)


def py_function(func: Any, inp: Any, Tout: Any = None, name: Any = None) -> Any:  # noqa: N803
    """Call a function of Python; not inside compiled ones."""
    return func(*inp)


def custom_gradient(f: Any = None) -> Any:
    """Give a function its own derivative."""
    return ops.custom_gradient(f)


@contextmanager
def nothing(*args: Any, **options: Any) -> Any:
    """Do nothing, as a `with` block: the engine decides."""
    yield


def linalg_diag(diagonal: Any, **options: Any) -> Any:
    """Return square matrices with these diagonals."""
    diagonal = jnp.asarray(diagonal)
    return diagonal[..., None] * jnp.eye(diagonal.shape[-1], dtype=diagonal.dtype)


def band_part(input: Any, num_lower: int, num_upper: int, name: Any = None) -> Any:  # noqa: A002
    """Return a matrix with zeros outside a band; -1 keeps a whole triangle."""
    row = jnp.arange(input.shape[-2])[:, None]
    column = jnp.arange(input.shape[-1])[None]
    inside = (num_lower < 0) | (row - column <= num_lower)
    inside &= (num_upper < 0) | (column - row <= num_upper)
    return jnp.where(inside, input, 0)


def l2_normalize(
    x: Any, axis: Any = None, epsilon: float = 1e-12, name: Any = None
) -> Any:
    """Return a tensor divided by its length along axes."""
    squares = ops.sum(ops.square(x), axis=axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(squares, epsilon)))


def count_nonzero(
    input: Any,  # noqa: A002 - the name is TensorFlow's
    axis: Any = None,
    keepdims: bool = False,
    dtype: Any = "int32",
    name: Any = None,
) -> Any:
    """Return how many entries are not zero."""
    found = ops.cast(ops.not_equal(input, 0), _dtype(dtype))
    return ops.sum(found, axis=axis, keepdims=keepdims)


def svd(
    tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: Any = None
) -> Any:
    """Return singular values, left and right vectors (the right ones in columns)."""
    if not compute_uv:
        return ops.svd(tensor, full_matrices, False)
    left, values, right = ops.svd(tensor, full_matrices, True)
    return values, left, ops.swapaxes(right, -1, -2)


def cumulative_logsumexp(x: Any, axis: int = 0, name: Any = None) -> Any:
    """Return the logarithm of running sums of exponentials."""
    return jax.lax.cumlogsumexp(jnp.asarray(x), axis=axis)


def zero_fraction(value: Any, name: Any = None) -> Any:
    """Return the share of zeros."""
    return ops.mean(ops.cast(ops.equal(value, 0), "float32"))


TOP: dict[str, Any] = {
    function.__name__.rstrip("_"): function
    for function in (
        *(constant, convert_to_tensor, cast, reshape, split, gather, gather_nd),
        *(boolean_mask, one_hot, pad, matmul, argmax, argmin, argsort, sort, add_n),
        *(clip_by_value, clip_by_norm, clip_by_global_norm, zeros, ones, fill, eye),
        *(range_, linspace, where, shape, rank, size, slice_, unique, meshgrid, cond),
        *(while_loop, map_fn, tensor_scatter_nd_update, tensor_scatter_nd_add),
        *(print_, py_function, custom_gradient),
    )
}
TOP |= {"numpy_function": py_function, "device": nothing, "init_scope": nothing}
TOP |= {"control_dependencies": nothing, "vectorized_map": ops.vectorized_map}
TOP |= {"is_tensor": ops.is_tensor, "squared_difference": squared_difference}
MATH: dict[str, Any] = {
    function.__name__: function
    for function in (
        *(argmax, argmin, add_n, squared_difference, l2_normalize, count_nonzero),
        *(cumulative_logsumexp, zero_fraction),
    )
}
LINALG: dict[str, Any] = {
    "matmul": matmul,
    "matvec": matvec,
    "diag": linalg_diag,
    "band_part": band_part,
    "eye": eye,
    "global_norm": global_norm,
    "l2_normalize": l2_normalize,
    "svd": svd,
}
