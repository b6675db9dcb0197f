"""Functions that reduce axes, accumulate along them, sort or search."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import floats, reduction, tensor, unary

# fmt: off
__all__ = [
    "all", "amax", "amin", "any", "argmax", "argmin", "argpartition", "argsort",
    "average", "bincount", "corrcoef", "correlate", "count_nonzero", "cumprod",
    "cumsum", "diff", "digitize", "histogram", "in_top_k", "isin", "logsumexp",
    "max", "mean", "median", "min", "nanargmax", "nanargmin", "nancumprod",
    "nancumsum", "nanmax", "nanmean", "nanmedian", "nanmin", "nanpercentile",
    "nanprod", "nanquantile", "nanstd", "nansum", "nanvar", "nonzero", "percentile",
    "prod", "psnr", "ptp", "quantile", "searchsorted", "segment_max", "segment_min",
    "segment_prod", "segment_sum", "sort", "std", "sum", "top_k", "trapezoid",
    "unique", "var",
]
# fmt: on

sum = reduction("sum", "Return the sum of the entries.")
mean = reduction("mean", "Return the mean of the entries, as a float.")
var = reduction("var", "Return the variance: the mean squared distance to the mean.")
std = reduction("std", "Return the standard deviation: the root of the variance.")
median = reduction("median", "Return the median of the entries.")
all = reduction("all", "Say whether all entries are true (not zero).")
any = reduction("any", "Say whether any entry is true (not zero).")
amax = reduction("amax", "Return the largest entry.")
amin = reduction("amin", "Return the smallest entry.")
ptp = reduction("ptp", "Return the largest entry minus the smallest.")
argmax = reduction("argmax", "Return the index of the largest entry, the first of it.")
argmin = reduction("argmin", "Return the index of the smallest entry, the first of it.")
logsumexp = reduction(
    "logsumexp",
    "Return log(sum(exp(x))) without overflow.",
    lambda x, axis, keepdims: jax.nn.logsumexp(floats(x), axis, keepdims=keepdims),
)
nansum = reduction("nansum", "Return the sum of the entries that are not NaN.")
nanmean = reduction("nanmean", "Return the mean of the entries that are not NaN.")
nanvar = reduction("nanvar", "Return the variance of the entries that are not NaN.")
nanstd = reduction("nanstd", "Return the deviation of the entries that are not NaN.")
nanmax = reduction("nanmax", "Return the largest entry that is not NaN.")
nanmin = reduction("nanmin", "Return the smallest entry that is not NaN.")
nanprod = reduction("nanprod", "Return the product of the entries that are not NaN.")
nanmedian = reduction("nanmedian", "Return the median of the entries not NaN.")
nanargmax = reduction("nanargmax", "Return the index of the largest entry not NaN.")
nanargmin = reduction("nanargmin", "Return the index of the smallest entry not NaN.")


@op
def max(
    x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None
) -> jax.Array:
    """Return the largest entry; `initial` is a further candidate.

    The gradient is shared equally by equally large entries.
    """
    return jnp.max(tensor(x), axis=axis, keepdims=keepdims, initial=initial)


@op
def min(
    x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None
) -> jax.Array:
    """Return the smallest entry; `initial` is a further candidate.

    The gradient is shared equally by equally small entries.
    """
    return jnp.min(tensor(x), axis=axis, keepdims=keepdims, initial=initial)


@op
def prod(
    x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None
) -> jax.Array:
    """Return the product of the entries."""
    return jnp.prod(tensor(x), axis=axis, keepdims=keepdims, dtype=dtype)


@op
def average(x: Any, axis: Any = None, weights: Any = None) -> jax.Array:
    """Return the weighted mean: sum(weights * x) / sum(weights)."""
    return jnp.average(tensor(x), axis=axis, weights=tensor(weights))


@op
def count_nonzero(x: Any, axis: Any = None) -> jax.Array:
    """Return how many entries are not zero."""
    return jnp.asarray(jnp.count_nonzero(tensor(x), axis=axis), "int32")


@op
def quantile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> jax.Array:
    """Return the value below which a fraction `q` of the entries lie."""
    x, q = floats(x), floats(q)
    return jnp.quantile(x, q, axis=axis, method=method, keepdims=keepdims)


@op
def nanquantile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> jax.Array:
    """Return the quantile of the entries that are not NaN."""
    x, q = floats(x), floats(q)
    return jnp.nanquantile(x, q, axis=axis, method=method, keepdims=keepdims)


@op
def percentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> jax.Array:
    """Return the value below which `q` per cent of the entries lie."""
    x, q = floats(x), floats(q)
    return jnp.percentile(x, q, axis=axis, method=method, keepdims=keepdims)


@op
def nanpercentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> jax.Array:
    """Return the percentile of the entries that are not NaN."""
    x, q = floats(x), floats(q)
    return jnp.nanpercentile(x, q, axis=axis, method=method, keepdims=keepdims)


@op
def cumsum(x: Any, axis: int | None = None, dtype: Any = None) -> jax.Array:
    """Return the running sum along an axis, of the flattened tensor for `None`."""
    return jnp.cumsum(tensor(x), axis=axis, dtype=dtype)


@op
def cumprod(x: Any, axis: int | None = None, dtype: Any = None) -> jax.Array:
    """Return the running product along an axis, of the flattened tensor for `None`."""
    return jnp.cumprod(tensor(x), axis=axis, dtype=dtype)


@op
def nancumsum(x: Any, axis: int | None = None, dtype: Any = None) -> jax.Array:
    """Return the running sum, NaN taken as zero."""
    return jnp.nancumsum(tensor(x), axis=axis, dtype=dtype)


@op
def nancumprod(x: Any, axis: int | None = None, dtype: Any = None) -> jax.Array:
    """Return the running product, NaN taken as one."""
    return jnp.nancumprod(tensor(x), axis=axis, dtype=dtype)


@op
def diff(a: Any, n: int = 1, axis: int = -1) -> jax.Array:
    """Return the differences of neighbours along an axis, taken `n` times."""
    return jnp.diff(tensor(a), n=n, axis=axis)


@op
def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> jax.Array:
    """Integrate samples `y` along an axis by the trapezoidal rule."""
    return jnp.trapezoid(tensor(y), tensor(x), dx=dx, axis=axis)


@op
def sort(x: Any, axis: int = -1) -> jax.Array:
    """Return the entries in ascending order along an axis."""
    return jnp.sort(tensor(x), axis=axis)


@op
def argsort(x: Any, axis: int = -1) -> jax.Array:
    """Return the indices that sort along an axis; equal entries keep their order."""
    return jnp.argsort(tensor(x), axis=axis)


@op
def argpartition(x: Any, kth: int, axis: int = -1) -> jax.Array:
    """Return indices that put the `kth` entry in place, smaller ones before it."""
    return jnp.argpartition(jnp.asarray(x), kth, axis=axis)


@op
def top_k(x: Any, k: int, sorted: bool = True) -> tuple[jax.Array, jax.Array]:
    """Return the `k` largest entries of the last axis and their indices.

    They come in descending order, whether `sorted` is asked for or not.
    """
    values, indices = jax.lax.top_k(jnp.asarray(x), k)
    return values, indices


@op
def in_top_k(targets: Any, predictions: Any, k: int) -> jax.Array:
    """Say of each target class `(n,)` whether it is among the `k` best of `(n, c)`.

    Classes that tie with the k-th best count as among them; a prediction that is not
    finite, or a target that is no class, does not.
    """
    targets, predictions = jnp.asarray(targets), jnp.asarray(predictions)
    classes = predictions.shape[-1]
    valid = (targets >= 0) & (targets < classes)
    index = jnp.clip(targets, 0, classes - 1)[:, None]
    own = jnp.take_along_axis(predictions, index, axis=-1)
    better = jnp.sum(predictions > own, axis=-1)
    return (better < k) & valid & jnp.isfinite(own[:, 0])


@op
def searchsorted(sorted_sequence: Any, values: Any, side: str = "left") -> jax.Array:
    """Return where each value would be inserted to keep the sequence sorted."""
    sequence = jnp.asarray(sorted_sequence)
    if sequence.ndim != 1:
        where = "searchsorted(sorted_sequence=...)"
        raise ValueError(complain(where, f"shape {sequence.shape}", "one axis"))
    return jnp.searchsorted(sequence, jnp.asarray(values), side=side)


@op
def digitize(x: Any, bins: Any) -> jax.Array:
    """Return the number of the bin each entry falls into; `bins` are their edges."""
    return jnp.digitize(jnp.asarray(x), jnp.asarray(bins))


@op
def bincount(
    x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False
) -> jax.Array:
    """Return how often each integer occurs along the last axis, or its weights' sum.

    Args:
        x: integers `(n,)` or `(batch, n)`.
        weights: of the shape of `x`.
        minlength: smallest number of bins; inside compiled functions the number.
        sparse: not supported; dense is what is returned.
    """
    x = jnp.asarray(x)
    traced = isinstance(x, jax.core.Tracer)
    largest = 0 if traced or not x.size else int(jnp.max(x)) + 1
    length = minlength if largest < minlength else largest

    def count(row: jax.Array, weight: Any = None) -> jax.Array:
        return jnp.bincount(row, weight, length=length)

    if x.ndim == 1:
        return count(x, tensor(weights))
    if weights is None:
        return jax.vmap(count)(x)
    return jax.vmap(count)(x, jnp.asarray(weights))


@op
def histogram(x: Any, bins: int = 10, range: Any = None) -> tuple[Any, Any]:
    """Return the counts in equally wide bins, and the edges of the bins."""
    counts, edges = jnp.histogram(jnp.asarray(x), bins=bins, range=range)
    return counts, edges


nonzero = unary(
    "nonzero", "Return the indices of the entries that are not zero, one per axis."
)


@op
def unique(
    x: Any,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """Return the different entries, ascending, and on demand where and how often.

    Inside compiled functions `size` must say how many there are; missing ones are
    filled with `fill_value` (default: the smallest entry).
    """
    return jnp.unique(
        jnp.asarray(x),
        return_index=return_index,
        return_inverse=return_inverse,
        return_counts=return_counts,
        axis=axis,
        size=size,
        fill_value=fill_value,
    )


@op
def isin(
    x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False
) -> jax.Array:
    """Say of each entry of `x1` whether it occurs in `x2`."""
    return jnp.isin(tensor(x1), tensor(x2), assume_unique, invert)


@op
def psnr(x1: Any, x2: Any, max_val: float) -> jax.Array:
    """Return the peak signal-to-noise ratio: 10 log10(max_val^2 / mean (x1 - x2)^2)."""
    error = jnp.mean(jnp.square(floats(x1) - floats(x2)))
    return 20 * jnp.log10(max_val) - 10 * jnp.log10(error)


def _segments(combine: Any, data: Any, ids: Any, number: Any, sorted: bool) -> Any:
    data, ids = jnp.asarray(data), jnp.asarray(ids)
    return combine(data, ids, num_segments=number, indices_are_sorted=sorted)


@op
def segment_sum(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> jax.Array:
    """Return the sums of the rows `(n, ...)` that share a segment number `(n,)`."""
    return _segments(jax.ops.segment_sum, data, segment_ids, num_segments, sorted)


@op
def segment_max(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> jax.Array:
    """Return the maxima of the rows that share a segment number; -inf where none."""
    return _segments(jax.ops.segment_max, data, segment_ids, num_segments, sorted)


@op
def segment_min(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> jax.Array:
    """Return the minima of the rows that share a segment number; inf where none."""
    return _segments(jax.ops.segment_min, data, segment_ids, num_segments, sorted)


@op
def segment_prod(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> jax.Array:
    """Return the products of the rows that share a segment number; 1 where none."""
    return _segments(jax.ops.segment_prod, data, segment_ids, num_segments, sorted)


@op
def corrcoef(x: Any) -> jax.Array:
    """Return the correlations `(n, n)` between the rows of `(n, samples)`."""
    return jnp.corrcoef(floats(x))


@op
def correlate(x1: Any, x2: Any, mode: str = "valid") -> jax.Array:
    """Return the cross-correlation of two sequences."""
    return jnp.correlate(floats(x1), floats(x2), mode)
