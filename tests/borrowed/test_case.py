"""The assertions of our `TestCase` can fail, and fail for the right reason."""

from __future__ import annotations

import numpy as np
import pytest

import tengen
from tengen import layers

from .case import TestCase, as_json, from_json
from .example_data import get_test_data, named_product


@pytest.fixture
def case():
    return TestCase()


@pytest.mark.parametrize(
    "check",
    [
        lambda case: case.assertAllClose([1.0, 2.0], [1.0, 2.1]),
        lambda case: case.assertNotAllClose([1.0], [1.0]),
        lambda case: case.assertAlmostEqual(np.ones(2), 1.01),
        lambda case: case.assertAllEqual([1], [2]),
        lambda case: case.assertLen([1], 2),
        lambda case: case.assertDType(np.ones(1, "float32"), "float16"),
        lambda case: case.assertSparse(np.ones(1)),
        lambda case: case.assertFileExists("no/such/file"),
    ],
)
def test_assertions_fail(case, check):
    with pytest.raises(AssertionError):
        check(case)


def test_variables_are_compared_by_value(case):
    case.assertAllClose(tengen.Variable(np.ones(2)), np.ones(2))


def test_errors_go_by_type(case):
    with case.assertRaisesRegex(ValueError, "other words"):
        raise TypeError("words")
    with pytest.raises(KeyError), case.assertRaises(ValueError):
        raise KeyError("words")
    with pytest.raises(AssertionError), case.assertRaises(ValueError):
        pass


def test_layer_test_passes_and_fails(case):
    right = {"expected_output_shape": (2, 3), "expected_num_trainable_weights": 2}
    case.run_layer_test(layers.Dense, {"units": 3}, input_shape=(2, 4), **right)
    for wrong in (
        {"expected_output_shape": (2, 4)},
        {"expected_num_trainable_weights": 1},
        {"expected_num_losses": 1},
        {"expected_output": np.zeros((2, 3))},
        {"supports_masking": False},
    ):
        with pytest.raises(AssertionError):
            case.run_layer_test(
                layers.Dense, {"units": 3}, input_shape=(2, 4), **{**right, **wrong}
            )


def test_tuples_survive_json():
    config = {"shape": (2, (3, None)), "list": [1, {"a": (1,)}]}
    assert from_json(as_json(config)) == config


def test_named_product():
    cases = named_product(
        [{"testcase_name": "a", "x": 1}, {"testcase_name": "b", "x": 2}],
        dtype=[int, None],
    )
    assert [case["testcase_name"] for case in cases] == [
        *("a_int", "a_none", "b_int", "b_none"),
    ]
    assert cases[0] == {"testcase_name": "a_int", "x": 1, "dtype": int}


def test_data_has_every_class():
    (x, y), (x_test, y_test) = get_test_data(20, 10, (3, 2), 5, random_seed=1)
    assert x.shape == (20, 3, 2) and x_test.shape == (10, 3, 2)
    assert sorted(set(y)) == sorted(set(y_test)) == [0, 1, 2, 3, 4]
