"""Shapes, joins, cuts, picks, new tensors and linear algebra agree with NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import ops

X = np.arange(24.0, dtype="float32").reshape(2, 3, 4)
RNG = np.random.default_rng(3)

SAME_AS_NUMPY = [
    ("reshape", (X, (4, -1))),
    ("transpose", (X,)),
    ("transpose", (X, (1, 0, 2))),
    ("expand_dims", (X, (0, 2))),
    ("squeeze", (X[None],)),
    ("ravel", (X,)),
    ("swapaxes", (X, 0, 2)),
    ("moveaxis", (X, 0, -1)),
    ("broadcast_to", (X[0, 0], (3, 4))),
    ("concatenate", ([X, X], 1)),
    ("stack", ([X, X], -1)),
    ("hstack", ([X, X],)),
    ("vstack", ([X, X],)),
    ("dstack", ([X, X],)),
    ("append", (X, X)),
    ("split", (X, 2, 2)),
    ("split", (X, [1, 3], 2)),
    ("array_split", (X, 3, 2)),
    ("hsplit", (X, 3)),
    ("vsplit", (X, 2)),
    ("dsplit", (X, 2)),
    ("tile", (X, (2, 1, 1))),
    ("repeat", (X, 2, 1)),
    ("pad", (X, 1)),
    ("pad", (X, ((0, 0), (1, 1), (2, 0)), "reflect")),
    ("flip", (X, 1)),
    ("fliplr", (X,)),
    ("flipud", (X,)),
    ("roll", (X, 2, 2)),
    ("rot90", (X, 1, (1, 2))),
    ("take", (X, [0, 2, -1], 1)),
    ("take_along_axis", (X, np.argsort(-X, 1), 1)),
    ("diag", (X[0, 0], 1)),
    ("diagflat", (X[0],)),
    ("diagonal", (X,)),
    ("tril", (X,)),
    ("triu", (X, 1)),
    ("unravel_index", (np.array([5, 11]), (3, 4))),
    ("arange", (1.0, 2.0, 0.25)),
    ("linspace", (0.0, 1.0, 7)),
    ("logspace", (0.0, 2.0, 3)),
    ("geomspace", (1.0, 8.0, 4)),
    ("eye", (3, 4, 1)),
    ("identity", (3,)),
    ("tri", (3, 4)),
    ("vander", (X[0, 0], 3)),
    ("meshgrid", (X[0, 0], X[0, 1])),
    ("bartlett", (6,)),
    ("blackman", (6,)),
    ("hamming", (6,)),
    ("hanning", (6,)),
    ("kaiser", (6, 2.0)),
    ("full", ((2, 3), 7.0)),
    ("full_like", (X, 7)),
    ("matmul", (X, X.swapaxes(1, 2))),
    ("dot", (X, X[0, 0])),
    ("vdot", (X, X)),
    ("inner", (X, X[0])),
    ("outer", (X[0, 0], X[0, 1])),
    ("kron", (X[0], X[1])),
    ("cross", (X[..., :3], X[::-1, :, :3])),
    ("tensordot", (X, X, [[0, 1], [0, 1]])),
    ("einsum", ("abc,adc->bd", X, X)),
    ("trace", (X[0],)),
]


@pytest.mark.parametrize("name, arguments", SAME_AS_NUMPY)
def test_as_in_numpy(name: str, arguments: tuple[object, ...]) -> None:
    got, expected = getattr(ops, name)(*arguments), getattr(np, name)(*arguments)
    if not isinstance(expected, (list, tuple)):
        got, expected = [got], [expected]
    assert len(got) == len(expected)
    for g, e in zip(got, expected, strict=True):
        np.testing.assert_allclose(np.asarray(g), e, rtol=1e-5, atol=1e-5)


def test_new_tensors_are_floats_unless_said_otherwise() -> None:
    assert ops.zeros((2,)).dtype == ops.ones(2).dtype == "float32"
    assert ops.full((2,), 3).dtype == ops.eye(2).dtype == "float32"
    assert ops.zeros((2,), "int32").dtype == "int32"
    assert ops.ones_like(np.array([1, 2])).dtype == ops.arange(3).dtype == "int32"
    assert ops.zeros_like(X, dtype="bool").dtype == "bool"
    assert ops.empty((2, 3)).shape == ops.empty_like(X[0, :2, :3]).shape == (2, 3)


def test_conversions() -> None:
    assert ops.convert_to_tensor([1, 2.5]).dtype == "float32"
    assert ops.array([1, 2]).dtype == "int32"
    assert ops.convert_to_tensor([1], dtype="float16").dtype == "float16"
    assert ops.cast([1.9, -1.9], "int32").tolist() == [1, -1]
    assert ops.saturate_cast([-5.0, 300.0], "uint8").tolist() == [0, 255]
    assert ops.saturate_cast([3e9, -3e9], "int32").tolist() == [2147483520, -(2**31)]
    assert ops.saturate_cast([-3, 5], "uint8").tolist() == [0, 5]
    assert ops.copy(X).tolist() == X.tolist()
    assert ops.view(np.array([1.0], "float32"), "int32").tolist() == [0x3F800000]


def test_reshape_keeps_unknown_sizes() -> None:
    assert ops.reshape(X, (None, 12)).shape == (2, 12)
    assert ops.reshape(X, (None, None, 2, 2)).shape == (2, 3, 2, 2)
    assert ops.reshape(X, (None, -1)).shape == (2, 12)


def test_unstack_and_its_error() -> None:
    assert [part.shape for part in ops.unstack(X, axis=1)] == [(2, 4)] * 3
    with pytest.raises(ValueError, match="got 2; expected 3"):
        ops.unstack(X, num=2, axis=1)


def test_pad_values_only_in_constant_mode() -> None:
    assert ops.pad([1], 1, constant_values=9).tolist() == [9, 1, 9]
    with pytest.raises(ValueError, match="reflect"):
        ops.pad([1, 2], 1, mode="reflect", constant_values=9)


def test_blocks_of_pixels_become_channels_and_back() -> None:
    image = RNG.normal(size=(2, 4, 6, 3)).astype("float32")
    deep = ops.space_to_depth(image, 2)
    assert deep.shape == (2, 2, 3, 12)
    assert np.array_equal(deep[0, 0, 0, :3], image[0, 0, 0])
    assert np.array_equal(deep[0, 0, 0, 3:6], image[0, 0, 1])
    assert np.array_equal(ops.depth_to_space(deep, 2), image)
    first = np.moveaxis(image, -1, 1)
    deep = ops.space_to_depth(first, 2, data_format="channels_first")
    assert np.array_equal(deep[0, :4, 0, 0], first[0, 0, :2, :2].ravel())
    back = ops.depth_to_space(deep, 2, data_format="channels_first")
    assert np.array_equal(back, first)


@pytest.mark.parametrize("order", [None, 1, 2, np.inf])
def test_norms(order: object) -> None:
    got = ops.norm(X, ord=order, axis=1, keepdims=True)
    expected = np.linalg.norm(X, ord=order, axis=1, keepdims=True)
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_linear_algebra_by_its_definitions() -> None:
    a = RNG.normal(size=(3, 4, 4)).astype("float32")
    spd = a @ a.swapaxes(1, 2) + np.eye(4, dtype="float32")
    b = RNG.normal(size=(3, 4, 2)).astype("float32")
    one = np.broadcast_to(np.eye(4), (3, 4, 4))

    def same(x: object, y: object) -> None:
        np.testing.assert_allclose(np.asarray(x), y, rtol=2e-4, atol=2e-4)

    same(ops.inv(spd) @ spd, one)
    same(spd @ ops.solve(spd, b), b)
    same(spd[0] @ ops.solve(spd[0], b[0, :, 0]), b[0, :, 0])
    same(np.tril(spd) @ ops.solve_triangular(np.tril(spd), b, lower=True), b)
    low = ops.cholesky(spd)
    same(low @ low.swapaxes(1, 2), spd)
    same(ops.cholesky_inverse(low) @ spd, one)
    same(ops.det(spd), np.linalg.det(spd))
    same(ops.logdet(spd), np.log(np.linalg.det(spd)))
    sign, log = ops.slogdet(a)
    same(sign * np.exp(log), np.linalg.det(a))
    values, vectors = ops.eigh(spd)
    same(vectors * values[:, None] @ vectors.swapaxes(1, 2), spd)
    u, s, vt = ops.svd(b, full_matrices=False)
    same(u * s[:, None] @ vt, b)
    q, r = ops.qr(b)
    same(q @ r, b)
    same(ops.pinv(b) @ b, np.broadcast_to(np.eye(2), (3, 2, 2)))
    same(ops.lstsq(b[0], b[0] @ [1.0, -2.0]), [1.0, -2.0])
    assert ops.matrix_rank(b[0] @ b[0].T).item() == 2
    same(ops.cdist([[0.0, 0.0]], [[3.0, 4.0], [0.0, 0.0]]), [[5.0, 0.0]])
    values, vectors = ops.eig(a)
    same(a @ np.asarray(vectors), np.asarray(vectors) * np.asarray(values)[:, None])
    packed, exchanges = ops.lu_factor(a[0])
    rows = a[0].copy()
    for i, j in enumerate(np.asarray(exchanges)):
        rows[[i, j]] = rows[[j, i]]
    same((np.tril(packed, -1) + np.eye(4)) @ np.triu(packed), rows)
