"""Element-wise functions agree with NumPy's and Python's, entry by entry."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tengen import ops
from tengen.core.variable import Variable

ANY = np.array([[-3.5, -1.0, -0.25], [0.0, 0.75, 2.5]], dtype="float32")
UNIT = np.array([-0.9, -0.3, 0.0, 0.5, 0.95], dtype="float32")
POSITIVE = np.array([0.05, 0.5, 1.0, 3.0, 40.0], dtype="float32")
SPECIAL = np.array([np.nan, np.inf, -np.inf, -0.0, 1.5], dtype="float32")

OF_ANY = (
    "abs absolute fabs negative positive sign signbit ceil floor trunc square "
    "cbrt exp exp2 expm1 sin cos tan arctan sinh cosh tanh arcsinh deg2rad "
    "rad2deg sinc isfinite isinf isnan isneginf isposinf isreal logical_not real "
    "imag conj angle"
).split()
OF_UNIT = "arcsin arccos arctanh sqrt".split()
OF_POSITIVE = "sqrt log log10 log1p log2 reciprocal i0".split()
PAIRS = (
    "add subtract multiply divide true_divide floor_divide mod fmod maximum "
    "minimum fmax fmin arctan2 hypot logaddexp logaddexp2 heaviside equal "
    "not_equal greater greater_equal less less_equal logical_and logical_or "
    "logical_xor"
).split()
OF_INTEGERS = (
    "bitwise_and bitwise_or bitwise_xor left_shift right_shift gcd lcm"
).split()


def close(got: object, expected: object) -> None:
    np.testing.assert_allclose(np.asarray(got), expected, rtol=2e-6, atol=2e-7)


@pytest.mark.parametrize("name", OF_ANY)
def test_of_any_number_as_in_numpy(name: str) -> None:
    close(getattr(ops, name)(ANY), getattr(np, name)(ANY))
    if name not in ("sin", "cos", "tan", "sinc", "angle"):
        with np.errstate(all="ignore"):
            close(getattr(ops, name)(SPECIAL), getattr(np, name)(SPECIAL))


@pytest.mark.parametrize("name", OF_UNIT)
def test_of_numbers_up_to_one_as_in_numpy(name: str) -> None:
    with np.errstate(invalid="ignore"):
        close(getattr(ops, name)(UNIT), getattr(np, name)(UNIT))


@pytest.mark.parametrize("name", OF_POSITIVE)
def test_of_positive_numbers_as_in_numpy(name: str) -> None:
    close(getattr(ops, name)(POSITIVE), getattr(np, name)(POSITIVE))


@pytest.mark.parametrize("name", PAIRS)
def test_pairs_as_in_numpy(name: str) -> None:
    other = np.array([2.0, -1.5, 0.5], dtype="float32")  # broadcast over the rows
    close(getattr(ops, name)(ANY, other), getattr(np, name)(ANY, other))
    close(getattr(ops, name)(x1=ANY, x2=other), getattr(np, name)(ANY, other))


@pytest.mark.parametrize("name", OF_INTEGERS)
def test_integers_as_in_numpy(name: str) -> None:
    x, y = np.array([12, 7, 5, 1]), np.array([3, 2, 1, 0])
    close(getattr(ops, name)(x, y), getattr(np, name)(x, y))


def test_special_functions_as_in_the_math_module() -> None:
    values = [-2.0, -0.5, 0.0, 0.3, 1.7]
    close(ops.erf(values), [math.erf(v) for v in values])
    close(ops.erfc(values), [math.erfc(v) for v in values])
    close(ops.erfinv([math.erf(v) for v in values]), values)
    close(ops.rsqrt([0.25, 4.0]), [2.0, 0.5])
    close(ops.power([2.0, 9.0], [3.0, 0.5]), [8.0, 3.0])
    close(ops.ldexp([0.5, 3.0], [4, -1]), [8.0, 1.5])


def test_lists_variables_and_keywords_are_taken() -> None:
    assert ops.add([1, 2], [3, 4]).tolist() == [4, 6]
    assert ops.square(x=[3.0]).tolist() == [9.0]
    assert ops.multiply(Variable([2.0, 3.0]), 2).tolist() == [4.0, 6.0]


def test_dtypes_follow_the_inputs() -> None:
    assert ops.add([1, 2], 1).dtype == "int32"
    assert ops.add([1, 2], 0.5).dtype == "float32"
    assert ops.divide([1], [2]).dtype == "float32"
    half = ops.cast([1.0], "bfloat16")
    assert ops.exp(half).dtype == "bfloat16"
    assert ops.multiply(half, 2.0).dtype == "bfloat16"


def test_clip_where_select_round() -> None:
    assert ops.clip([-2.0, 0.5, 9.0], 0, 1).tolist() == [0.0, 0.5, 1.0]
    assert ops.where([True, False], [1, 2], [3, 4]).tolist() == [1, 4]
    assert ops.where([0, 3])[0].tolist() == [1]
    chosen = ops.select([[True, False, False], [True, True, False]], [[1] * 3, [2] * 3])
    assert chosen.tolist() == [1, 2, 0]
    assert ops.round([0.5, 1.5, 2.345]).tolist() == [0.0, 2.0, 2.0]
    close(ops.round(2.345, decimals=2), 2.34)


def test_divide_no_nan_is_zero_where_the_divisor_is() -> None:
    import jax

    assert ops.divide_no_nan([1.0, 0.0, 6.0], [0.0, 0.0, 3.0]).tolist() == [0, 0, 2]
    slope = jax.grad(lambda x: ops.divide_no_nan(1.0, x))
    assert slope(0.0) == 0.0 and slope(2.0) == -0.25


def test_closeness_and_nan_to_num() -> None:
    assert ops.isclose([1.0, 1.0], [1.0 + 1e-6, 1.1]).tolist() == [True, False]
    assert bool(ops.allclose([1.0, np.nan], [1.0, np.nan], equal_nan=True))
    got = ops.nan_to_num(SPECIAL, nan=7.0, posinf=8.0, neginf=9.0)
    assert got.tolist() == [7.0, 8.0, 9.0, 0.0, 1.5]


def test_complex_numbers() -> None:
    z = ops.polar([1.0, 2.0], [0.0, math.pi / 2])
    close(z, [1, 2j])
    assert ops.view_as_real(z).shape == (2, 2)
    close(ops.view_as_complex(ops.view_as_real(z)), np.asarray(z))
