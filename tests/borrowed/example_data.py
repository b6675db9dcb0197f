"""Helpers that borrowed tests import from `keras.src.testing.test_utils`."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np


def get_test_data(
    train_samples: int,
    test_samples: int,
    input_shape: tuple[int, ...],
    num_classes: int,
    random_seed: int | None = None,
) -> Any:
    """Return `(x_train, y_train), (x_test, y_test)`: noise around one point per class.

    Every class has its share of both parts.
    """
    generator = np.random.default_rng(random_seed)
    centres = 2 * num_classes * generator.random((num_classes, *input_shape))

    def draw(count: int) -> tuple[Any, Any]:
        labels = generator.permutation(np.arange(count) % num_classes).astype("int64")
        noise = generator.normal(size=(count, *input_shape))
        return (centres[labels] + noise).astype("float32"), labels

    return draw(train_samples), draw(test_samples)


def named_product(*groups: Any, **choices: Any) -> list[dict[str, Any]]:
    """Return every combination of named cases, for `named_parameters`.

    Args:
        groups: lists of dicts, each with a `testcase_name`.
        choices: values to choose from, by parameter; each is named after itself.
    """
    axes = [
        *groups,
        *(
            [{"testcase_name": _name(value), key: value} for value in values]
            for key, values in choices.items()
        ),
    ]
    return [_joined(cases) for cases in itertools.product(*axes)]


def _joined(cases: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    joined = {key: value for case in cases for key, value in case.items()}
    joined["testcase_name"] = "_".join(case["testcase_name"] for case in cases)
    return joined


def _name(value: Any) -> str:
    return str(getattr(value, "__name__", value)).lower()
