"""Reductions, running sums, sorting and counting agree with NumPy's."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from tengen import ops

X = np.random.default_rng(1).normal(size=(3, 4, 5)).astype("float32")
WITH_NAN = np.where(np.abs(X) < 0.2, np.nan, X).astype("float32")
NAMES = "sum mean var std median all any max min amax amin ptp prod".split()
NAN_NAMES = "nansum nanmean nanvar nanstd nanmax nanmin nanprod nanmedian".split()


def close(got: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(got), expected, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("axis, keepdims", [(None, True), (-1, False), ((0, 2), True)])
@pytest.mark.parametrize("name", NAMES)
def test_reductions_as_in_numpy(name: str, axis: object, keepdims: bool) -> None:
    expected = getattr(np, name)(X, axis=axis, keepdims=keepdims)
    close(getattr(ops, name)(X, axis=axis, keepdims=keepdims), expected)


@pytest.mark.parametrize("name", NAN_NAMES)
def test_reductions_that_ignore_nan(name: str) -> None:
    close(getattr(ops, name)(WITH_NAN, axis=1), getattr(np, name)(WITH_NAN, axis=1))


@pytest.mark.parametrize("name", ["argmax", "argmin", "nanargmax", "nanargmin"])
def test_places_of_extremes(name: str) -> None:
    for axis in (None, 0, 2):
        got = getattr(ops, name)(X, axis=axis)
        assert got.dtype == "int32"
        assert np.array_equal(got, getattr(np, name)(X, axis=axis))


def test_axes_may_be_a_list_and_means_of_integers_are_floats() -> None:
    close(ops.sum(X, axis=[0, 1]), X.sum(axis=(0, 1)))
    assert float(ops.mean([1, 2])) == 1.5
    assert float(ops.max([], initial=3.0)) == 3.0


def test_logsumexp_does_not_overflow() -> None:
    close(ops.logsumexp([1000.0, 1000.0]), 1000 + np.log(2))
    close(ops.logsumexp(X, axis=1), np.log(np.exp(X).sum(1)))


def test_quantiles() -> None:
    close(ops.quantile(X, 0.3, axis=1), np.quantile(X, 0.3, axis=1))
    close(ops.percentile(X, [10, 90.0]), np.percentile(X, [10, 90.0]))
    close(ops.nanpercentile(WITH_NAN, 40.0), np.nanpercentile(WITH_NAN, 40.0))
    close(ops.nanquantile(WITH_NAN, 0.4), np.nanquantile(WITH_NAN, 0.4))


def test_running_sums_and_differences() -> None:
    close(ops.cumsum(X, axis=1), np.cumsum(X, axis=1))
    close(ops.cumprod(X, axis=2), np.cumprod(X, axis=2))
    close(ops.nancumsum(WITH_NAN, axis=0), np.nancumsum(WITH_NAN, axis=0))
    close(ops.nancumprod(WITH_NAN, axis=0), np.nancumprod(WITH_NAN, axis=0))
    close(ops.diff(X, axis=0), np.diff(X, axis=0))
    close(ops.trapezoid([1.0, 3.0, 2.0], dx=0.5), 2.25)
    close(ops.average([1.0, 5.0], weights=[3.0, 1.0]), 2.0)


def test_sorting() -> None:
    assert np.array_equal(ops.sort(X, axis=1), np.sort(X, axis=1))
    assert ops.argsort([2, 1, 2, 0]).tolist() == [3, 1, 0, 2]
    values, indices = ops.top_k([[1.0, 9.0, 4.0]], 2)
    assert values.tolist() == [[9.0, 4.0]] and indices.tolist() == [[1, 2]]
    part = np.asarray(X[0, 0])[np.asarray(ops.argpartition(X[0, 0], 2))]
    assert part[:2].max() <= part[2] <= part[3:].min()
    assert ops.searchsorted([1, 3, 5], [3, 4], side="right").tolist() == [2, 2]
    assert ops.digitize([0.2, 7.0, 1.0], [0.0, 1.0, 2.0]).tolist() == [1, 3, 2]


def test_in_top_k_counts_ties_and_refuses_what_is_no_number() -> None:
    scores = np.array([[0.1, 0.7, 0.2], [0.4, 0.4, 0.2], [np.nan, 0.1, 0.2]], "float32")
    assert ops.in_top_k([1, 1, 0], scores, 1).tolist() == [True, True, False]
    assert ops.in_top_k([0, 7, 2], scores, 2).tolist() == [False, False, True]


def test_counting() -> None:
    assert ops.count_nonzero([[0, 3], [1, 1]], axis=0).tolist() == [1, 2]
    assert ops.bincount([0, 2, 2], minlength=5).tolist() == [1, 0, 2, 0, 0]
    assert ops.bincount([0, 2, 2], weights=[0.5, 1.0, 2.0]).tolist() == [0.5, 0, 3]
    assert ops.bincount([[0, 1], [1, 1]]).tolist() == [[1, 1], [0, 2]]
    jitted = jax.jit(lambda x: ops.bincount(x, minlength=3))
    assert jitted(np.array([0, 2, 2])).tolist() == [1, 0, 2]
    counts, edges = ops.histogram([0.0, 0.1, 0.9, 1.0], bins=2)
    assert counts.tolist() == [2, 2] and edges.tolist() == [0.0, 0.5, 1.0]
    values, counts = ops.unique([3, 1, 3], return_counts=True)
    assert values.tolist() == [1, 3] and counts.tolist() == [1, 2]
    assert [i.tolist() for i in ops.nonzero([[0, 1], [2, 0]])] == [[0, 1], [1, 0]]
    assert ops.isin([1, 5], [5, 6]).tolist() == [False, True]


def test_segments() -> None:
    rows, ids = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), [0, 0, 2]
    assert ops.segment_sum(rows, ids, 3).tolist() == [[4, 6], [0, 0], [5, 6]]
    assert ops.segment_prod(rows, ids, 3).tolist() == [[3, 8], [1, 1], [5, 6]]
    assert ops.segment_max(rows, ids, 3)[0].tolist() == [3, 4]
    assert ops.segment_min(rows, ids, 3)[0].tolist() == [1, 2]


def test_correlations_and_noise() -> None:
    close(ops.corrcoef(X[0]), np.corrcoef(X[0]))
    close(ops.correlate([1.0, 2.0, 3.0], [0.0, 1.0], "same"), [1.0, 2.0, 3.0])
    close(ops.psnr([0.0, 0.0], [0.1, -0.1], 1.0), 20.0)
