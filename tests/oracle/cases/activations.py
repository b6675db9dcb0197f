"""Activations: values on a grid with all the corners, gradients beside the corners."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..case import Case, Results

GRID = np.array(
    [-1e4, -100, -30, -20, -8, -6, -4, -3, -2.5, -2, -1.5, -1, -0.75, -0.5, -0.25]
    + [-1e-3, -1e-6, 0, 1e-6, 1e-3, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 6, 8, 20]
    + [30, 80],
    dtype="float32",
)
SMOOTH = np.linspace(-7.03, 7.11, 46, dtype="float32")
ROWS = (4 * np.random.RandomState(1).standard_normal((5, 6))).astype("float32")
PULL = np.random.RandomState(2).uniform(0.5, 1.5, (5, 6)).astype("float32")

ELEMENTWISE: dict[str, dict[str, Any]] = {
    "celu": {"alpha": 0.7},
    "elu": {"alpha": 1.3},
    "exponential": {},
    "gelu": {"approximate": True},
    "hard_shrink": {"threshold": 0.8},
    "hard_sigmoid": {},
    "hard_silu": {},
    "hard_swish": {},
    "hard_tanh": {},
    "leaky_relu": {"negative_slope": 0.3},
    "linear": {},
    "log_sigmoid": {},
    "mish": {},
    "relu": {"negative_slope": 0.1, "max_value": 5.0, "threshold": 0.6},
    "relu6": {},
    "selu": {},
    "sigmoid": {},
    "silu": {},
    "soft_shrink": {"threshold": 0.8},
    "softplus": {},
    "softsign": {},
    "sparse_plus": {},
    "sparse_sigmoid": {},
    "squareplus": {"b": 2},
    "swish": {},
    "tanh": {},
    "tanh_shrink": {},
}
ROWWISE = {
    "softmax": {"axis": 0},
    "log_softmax": {"axis": 0},
    "glu": {"axis": -1},
}


def pulled(function: Any, x: np.ndarray, weights: Any, **arguments: Any) -> Any:
    """Gradient of the weighted sum of ``function(x)``."""
    return jax.grad(lambda v: jnp.sum(function(v, **arguments) * weights))(x)


def elementwise(name: str) -> Case:
    arguments = ELEMENTWISE[name]

    def run(api: Any) -> Results:
        function = api.activations.get(name)
        results = {"value": function(GRID), "gradient": pulled(function, SMOOTH, 1.0)}
        if arguments:
            results["value with arguments"] = function(GRID, **arguments)
            results["gradient with arguments"] = pulled(
                function, SMOOTH, 1.0, **arguments
            )
        return results

    return Case(run)


def rowwise(name: str) -> Case:
    def run(api: Any) -> Results:
        function = api.activations.get(name)
        arguments = ROWWISE[name]
        value = function(ROWS)
        weights = PULL[:, : value.shape[-1]]
        results = {"value": value, "gradient": pulled(function, ROWS, weights)}
        results["large"] = function(np.array([[1000.0, 999, 0, -1000]], "float32"))
        if arguments:
            results["with arguments"] = function(ROWS, **arguments)
        return results

    return Case(run)


def relu_in_zero(api: Any) -> Results:
    return {"gradient": pulled(api.activations.relu, np.zeros(3, "float32"), 1.0)}


def threshold(api: Any) -> Results:
    return {"value": api.activations.threshold(GRID, 0.6, -3.0)}


def by_name(api: Any) -> Results:
    """The ways in which an activation may be named; None is linear."""
    get = api.activations.get
    return {
        "none": get(None)(GRID),
        "function": get(api.activations.tanh)(GRID),
        "own": get(lambda x: 2 * x)(GRID),
    }


CASES = (
    {name: elementwise(name) for name in ELEMENTWISE}
    | {name: rowwise(name) for name in ROWWISE}
    | {
        "threshold": Case(threshold),
        "relu in zero": Case(relu_in_zero),
        "by name": Case(by_name),
    }
)
