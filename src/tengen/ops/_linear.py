"""Products of tensors, norms, and linear algebra."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.ops._dispatch import op
from tengen.ops._families import floats, named, tensor

# fmt: off
__all__ = [
    "cdist", "cholesky", "cholesky_inverse", "cross", "det", "dot", "eig", "eigh",
    "einsum", "inner", "inv", "kron", "logdet", "lstsq", "lu_factor", "matmul",
    "matrix_rank", "norm", "outer", "pinv", "qr", "slogdet", "solve",
    "solve_triangular", "svd", "tensordot", "trace", "vdot",
]
# fmt: on

_MATRIX = """

    Args:
        x: square matrices `(..., n, n)`.
    """


@op
def matmul(x1: Any, x2: Any) -> jax.Array:
    """Return the matrix product over the last axis of x1 and the last but one of x2.

    Leading axes broadcast; a vector takes part as a row on the left, as a column on
    the right.

    Example:
        >>> matmul([[1, 2], [3, 4]], [5, 6]).tolist()
        [17, 39]
    """
    return jnp.matmul(tensor(x1), tensor(x2))


@op
def dot(x1: Any, x2: Any) -> jax.Array:
    """Return the sum over the last axis of x1 and the last but one of x2 (or only)."""
    return jnp.dot(tensor(x1), tensor(x2))


@op
def vdot(x1: Any, x2: Any) -> jax.Array:
    """Return the inner product of the flattened tensors, x1 conjugated."""
    return jnp.vdot(tensor(x1), tensor(x2))


@op
def inner(x1: Any, x2: Any) -> jax.Array:
    """Return the sums of products over both last axes."""
    return jnp.inner(tensor(x1), tensor(x2))


@op
def outer(x1: Any, x2: Any) -> jax.Array:
    """Return the products of all pairs `(n, m)` of the flattened tensors."""
    return jnp.outer(tensor(x1), tensor(x2))


@op
def kron(x1: Any, x2: Any) -> jax.Array:
    """Return the Kronecker product: x2 times each entry of x1, as blocks."""
    return jnp.kron(tensor(x1), tensor(x2))


@op
def cross(
    x1: Any,
    x2: Any,
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> jax.Array:
    """Return the vector perpendicular to two vectors of three entries."""
    return jnp.cross(tensor(x1), tensor(x2), axisa, axisb, axisc, axis)


@op
def tensordot(x1: Any, x2: Any, axes: Any = 2) -> jax.Array:
    """Sum products over pairs of axes: the last `axes` of x1 with the first of x2.

    `axes` may also be two lists, of axes of x1 and of x2.
    """
    return jnp.tensordot(tensor(x1), tensor(x2), axes)


@op
def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> jax.Array:
    """Sum products as written in index notation, such as `'bij,bjk->bik'`.

    Indices that occur twice are summed over; those after the arrow remain.
    """
    return jnp.einsum(subscripts, *(tensor(x) for x in operands), **kwargs)


@op
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> jax.Array:
    """Return the sum of the diagonal of two axes."""
    return jnp.trace(tensor(x), offset, axis1, axis2)


@op
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the norm of vectors (one axis) or matrices (two axes).

    Args:
        x: tensor.
        ord: order, such as 1, 2, `inf`, `'fro'`, `'nuc'`; `None`: the root of the sum
            of squares.
        axis: one axis, two axes, or `None` for all.
        keepdims: whether reduced axes stay with size 1.
    """
    return jnp.linalg.norm(floats(x), ord, axis, keepdims)


def _matrix(name: str, summary: str, function: Any = None) -> Any:
    compute = function or getattr(jnp.linalg, name)

    def call(x: Any) -> Any:
        return compute(floats(x))

    return named(call, name, summary + _MATRIX)


det = _matrix("det", "Return the determinant.")
inv = _matrix("inv", "Return the inverse matrix.")
logdet = _matrix(
    "logdet",
    "Return the logarithm of the determinant of a positive definite matrix.",
    lambda x: jnp.linalg.slogdet(x)[1],
)
slogdet = _matrix(
    "slogdet",
    "Return the determinant's sign and the logarithm of its absolute value.",
    lambda x: tuple(jnp.linalg.slogdet(x)),
)
eigh = _matrix(
    "eigh",
    "Return eigenvalues `(..., n)`, ascending, and eigenvectors of symmetric matrices.",
    lambda x: tuple(jnp.linalg.eigh(x)),
)
eig = _matrix(
    "eig",
    "Return eigenvalues and eigenvectors of any square matrix (on the CPU only).",
    lambda x: tuple(jnp.linalg.eig(x)),
)
lu_factor = _matrix(
    "lu_factor",
    "Return the LU decomposition in one matrix, and the row exchanges.",
    lambda x: tuple(jax.scipy.linalg.lu_factor(x)),
)


@op
def cholesky(x: Any, upper: bool = False) -> jax.Array:
    """Return the triangular L with L L^T = x, or U with U^T U = x."""
    return jnp.linalg.cholesky(floats(x), upper=upper)


@op
def cholesky_inverse(x: Any, upper: bool = False) -> jax.Array:
    """Return the inverse of the matrix whose Cholesky factor is `x`."""
    x = floats(x)
    identity = jnp.broadcast_to(jnp.eye(x.shape[-1], dtype=x.dtype), x.shape)
    return jax.scipy.linalg.cho_solve((x, not upper), identity)


@op
def qr(x: Any, mode: str = "reduced") -> tuple[jax.Array, jax.Array]:
    """Return Q with orthonormal columns and upper triangular R, with Q R = x."""
    q, r = jnp.linalg.qr(floats(x), mode=mode)
    return q, r


@op
def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """Return U, the singular values (descending) and V^T, or the values alone."""
    result = jnp.linalg.svd(floats(x), full_matrices, compute_uv)
    return tuple(result) if compute_uv else result


@op
def pinv(x: Any, rcond: Any = None) -> jax.Array:
    """Return the pseudo-inverse; singular values below `rcond` times the largest
    count as zero.
    """
    return jnp.linalg.pinv(floats(x), rcond)


@op
def matrix_rank(x: Any, tol: Any = None) -> jax.Array:
    """Return the number of singular values above the tolerance."""
    return jnp.linalg.matrix_rank(floats(x), tol)


@op
def solve(a: Any, b: Any) -> jax.Array:
    """Return X with a X = b; `b` is `(..., n)` or `(..., n, m)`."""
    a, b = floats(a), floats(b)
    if b.ndim == a.ndim - 1:
        return jnp.linalg.solve(a, b[..., None])[..., 0]
    return jnp.linalg.solve(a, b)


@op
def solve_triangular(a: Any, b: Any, lower: bool = False) -> jax.Array:
    """Return X with a X = b for triangular `a`."""
    a, b = floats(a), floats(b)
    if b.ndim == a.ndim - 1:
        return jax.scipy.linalg.solve_triangular(a, b[..., None], lower=lower)[..., 0]
    return jax.scipy.linalg.solve_triangular(a, b, lower=lower)


@op
def lstsq(a: Any, b: Any, rcond: Any = None) -> jax.Array:
    """Return X for which the squared length of a X - b is least."""
    return jnp.linalg.lstsq(floats(a), floats(b), rcond)[0]


@op
def cdist(x: Any, y: Any) -> jax.Array:
    """Return the distances `(..., n, m)` of rows `(..., n, d)` from `(..., m, d)`."""
    x, y = floats(x), floats(y)
    gaps = x[..., :, None, :] - y[..., None, :, :]
    squares = jnp.sum(gaps * gaps, axis=-1)
    positive = squares > 0  # the root has no derivative at zero: 0 is used
    return jnp.where(positive, jnp.sqrt(jnp.where(positive, squares, 1)), 0)
