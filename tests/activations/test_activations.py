"""Activations: formulas in NumPy, gradients by finite differences, corners, names."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import activations, ops
from tengen.core import context
from tengen.core.registry import custom_object_scope, register_serializable
from tengen.core.symbolic import SymbolicTensor

X = np.array([-7, -3.2, -2, -1, -0.3, 0, 0.2, 0.8, 1, 2.5, 3.1, 5.9, 8], "float64")
ROWS = np.random.default_rng(5).normal(0, 3, (4, 6))


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def softplus(x: np.ndarray) -> np.ndarray:
    return np.log(1 + np.exp(x))


def normal_below(x: np.ndarray) -> np.ndarray:
    return np.array([(1 + math.erf(v / math.sqrt(2))) / 2 for v in x])


def elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


FORMULAS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "celu": lambda x: np.maximum(x, 0) + np.minimum(0, np.exp(x) - 1),
    "elu": elu,
    "exponential": np.exp,
    "gelu": lambda x: x * normal_below(x),
    "hard_shrink": lambda x: np.where(abs(x) > 0.5, x, 0),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "hard_silu": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "leaky_relu": lambda x: np.maximum(x, 0.2 * x),
    "linear": lambda x: x,
    "log_sigmoid": lambda x: np.log(logistic(x)),
    "mish": lambda x: x * np.tanh(softplus(x)),
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "selu": lambda x: 1.0507009873554805 * elu(x, 1.6732632423543772),
    "sigmoid": logistic,
    "silu": lambda x: x * logistic(x),
    "soft_shrink": lambda x: np.sign(x) * np.maximum(abs(x) - 0.5, 0),
    "softplus": softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "sparse_plus": lambda x: np.where(x < -1, 0, np.where(x > 1, x, (x + 1) ** 2 / 4)),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "squareplus": lambda x: (x + np.sqrt(x**2 + 4)) / 2,
    "tanh": np.tanh,
    "tanh_shrink": lambda x: x - np.tanh(x),
}
# What the docstrings say of the derivative where there is a kink.
KINKS: list[tuple[str, float, float]] = [
    ("relu", 0, 0),
    ("relu6", 0, 0),
    ("relu6", 6, 0),
    ("leaky_relu", 0, 1),
    ("elu", 0, 1),
    ("celu", 0, 1),
    ("selu", 0, 1.0507009873554805 * 1.6732632423543772),
    ("softsign", 0, 1),
    ("hard_sigmoid", -3, 0),
    ("hard_sigmoid", 3, 0),
    ("hard_silu", -3, 0),
    ("hard_silu", 3, 1),
    ("hard_tanh", -1, 1),
    ("hard_tanh", 1, 1),
    ("hard_shrink", 0.5, 0),
    ("hard_shrink", -0.5, 0),
    ("soft_shrink", 0.5, 0),
    ("soft_shrink", -0.5, 0),
    ("sparse_plus", -1, 0),
    ("sparse_plus", 1, 1),
    ("sparse_sigmoid", -1, 0),
    ("sparse_sigmoid", 1, 0),
]
UNBOUNDED = ("exponential",)  # overflows, as it should


def slope(function: Any, x: float, **arguments: Any) -> float:
    return float(jax.grad(lambda v: function(v, **arguments))(x))


@pytest.mark.parametrize("name", FORMULAS)
def test_formula(name: str) -> None:
    function = activations.get(name)
    expected = FORMULAS[name](X)
    np.testing.assert_allclose(function(X.astype("f4")), expected, 2e-5, 1e-6)
    with jax.enable_x64(True):
        np.testing.assert_allclose(function(X), expected, 1e-10, 1e-12)


@pytest.mark.parametrize("name", FORMULAS)
def test_gradient_is_that_of_finite_differences(name: str) -> None:
    function, x = activations.get(name), X + 0.0371  # beside all corners
    with jax.enable_x64(True):
        found = jax.grad(lambda v: function(v).sum())(x)
        measured = (function(x + 1e-6) - function(x - 1e-6)) / 2e-6
    np.testing.assert_allclose(found, measured, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name, x, expected", KINKS)
def test_derivative_at_a_kink(name: str, x: float, expected: float) -> None:
    np.testing.assert_allclose(
        slope(activations.get(name), float(x)), expected, rtol=1e-6
    )


@pytest.mark.parametrize("name", [n for n in FORMULAS if n not in UNBOUNDED])
def test_large_inputs_give_finite_values_and_gradients(name: str) -> None:
    function = activations.get(name)
    x = np.array([-1e4, -100, 100, 1e4], "float32")
    assert np.isfinite(function(x)).all()
    assert np.isfinite(jax.grad(lambda v: function(v).sum())(x)).all()


@pytest.mark.parametrize("name", FORMULAS)
def test_nan_is_never_hidden_and_dtype_is_kept(name: str) -> None:
    function = activations.get(name)
    assert np.isnan(function(np.array([np.nan], "float32"))).all()
    assert function(jnp.ones(3, "bfloat16")).dtype == "bfloat16"
    if name != "linear":
        assert function(jnp.array([1, 2])).dtype == "float32"


def test_arguments() -> None:
    relu = activations.relu
    got = relu(X, negative_slope=0.1, max_value=5.0, threshold=0.5)
    expected = np.where(X >= 5, 5, np.where(X >= 0.5, X, 0.1 * (X - 0.5)))
    np.testing.assert_allclose(got, expected, rtol=1e-6)
    np.testing.assert_allclose(activations.elu(X, 0.3), elu(X, 0.3), 1e-5, 1e-6)
    celu = np.where(X > 0, X, 0.3 * (np.exp(X / 0.3) - 1))
    np.testing.assert_allclose(activations.celu(X, 0.3), celu, 1e-5, 1e-6)
    slow = activations.leaky_relu(X, negative_slope=0.5)
    np.testing.assert_allclose(slow, np.where(X < 0, X / 2, X), rtol=1e-6)
    inner = np.sqrt(2 / np.pi) * (X + 0.044715 * X**3)
    gelu = activations.gelu(X, approximate=True)
    np.testing.assert_allclose(gelu, X * (1 + np.tanh(inner)) / 2, 1e-5, 1e-6)
    got = activations.threshold(X, 0.5, -9.0)
    np.testing.assert_allclose(got, np.where(X > 0.5, X, -9), rtol=1e-6)
    wide = activations.hard_shrink(X, threshold=2.0)
    np.testing.assert_allclose(wide, np.where(abs(X) > 2, X, 0), rtol=1e-6)
    bent = activations.squareplus(X, b=1)
    np.testing.assert_allclose(bent, (X + np.sqrt(X**2 + 1)) / 2, 1e-5, 1e-6)


def test_gelu_is_exact_here_and_approximate_in_ops() -> None:
    assert abs(activations.gelu(1.0) - 0.8413447) < 1e-6
    assert abs(ops.gelu(1.0) - 0.8411920) < 1e-6
    assert -1e-7 < activations.gelu(jnp.float32(-8.0)) < 0  # the tail keeps its sign


def test_glu() -> None:
    a, b = np.split(ROWS, 2, axis=-1)
    np.testing.assert_allclose(activations.glu(ROWS), a * logistic(b), 1e-5, 1e-6)
    assert activations.glu(ROWS, axis=0).shape == (2, 6)


@pytest.mark.parametrize("axis", [-1, 0, 1, (0, 1), None])
def test_softmax_and_log_softmax(axis: Any) -> None:
    e = np.exp(ROWS)
    expected = e / e.sum(axis, keepdims=True)
    np.testing.assert_allclose(ops.softmax(ROWS, axis), expected, rtol=1e-5)
    got = ops.log_softmax(ROWS, axis)
    np.testing.assert_allclose(got, np.log(expected), rtol=1e-5, atol=1e-5)


def test_softmax_does_not_overflow() -> None:
    got = activations.softmax([[1000.0, 999.0, -1000.0]])
    np.testing.assert_allclose(got, [[0.7310586, 0.2689414, 0.0]], atol=1e-6)


def test_sparsemax_is_the_nearest_point_of_the_simplex() -> None:
    p = np.asarray(activations.sparsemax(ROWS), "float64")
    np.testing.assert_allclose(p.sum(-1), 1, atol=1e-6)
    assert (p >= 0).all() and (p == 0).any()
    # Of the nearest point p and any other point q: (x - p) . (q - p) <= 0.
    others = np.random.default_rng(0).dirichlet(np.ones(6), 200)
    for x, nearest in zip(ROWS, p, strict=True):
        assert ((others - nearest) @ (x - nearest)).max() < 1e-5
    moved = activations.sparsemax(ROWS.T, axis=0)
    np.testing.assert_allclose(moved.T, p, atol=1e-6)
    inside = activations.sparsemax([0.2, 0.3, 0.5])
    np.testing.assert_allclose(inside, [0.2, 0.3, 0.5], atol=1e-6)


def test_sparsemax_gradient_is_that_of_finite_differences() -> None:
    weights = np.arange(6.0)
    with jax.enable_x64(True):

        def total(x: Any) -> Any:
            return (activations.sparsemax(x) * weights).sum()

        direction = np.random.default_rng(1).normal(size=ROWS.shape)
        found = np.vdot(jax.grad(total)(ROWS), direction)
        up, down = (total(ROWS + s * 1e-6 * direction) for s in (1, -1))
        measured = (up - down) / 2e-6
    np.testing.assert_allclose(found, measured, rtol=1e-6)


@pytest.mark.parametrize("name", ["softmax", "sigmoid"])
def test_a_call_remembers_the_logits_behind_probabilities(name: str) -> None:
    x = jnp.asarray(ROWS, "float32")
    with context.open_call() as call:
        result = activations.get(name)(x)
        assert call.logits_of(result, name) is x
        other = "sigmoid" if name == "softmax" else "softmax"
        assert call.logits_of(result, other) is None
        assert call.logits_of(activations.softmax(x, axis=0), "softmax") is None
        last = activations.softmax(x, axis=1)
        assert call.logits_of(last, "softmax") is x


@pytest.mark.parametrize("name", [*FORMULAS, "softmax", "log_softmax", "sparsemax"])
def test_symbolic_tensors_become_part_of_the_model(name: str) -> None:
    x = SymbolicTensor((None, 6))
    y = activations.get(name)(x)
    assert y.shape == (None, 6) and y.dtype == "float32"
    assert name == "linear" or y.node.inputs == [x]


def test_names() -> None:
    assert activations.get(None) is activations.linear
    assert activations.get("ReLU") is activations.get("relu") is activations.relu
    assert activations.get("swish") is activations.get("silu") is activations.silu
    assert activations.get("hard_swish") is activations.hard_silu

    def own(x: Any) -> Any:
        return x

    assert activations.get(own) is own
    with pytest.raises(ValueError, match="did you mean 'softmax'"):
        activations.get("sofmax")
    with pytest.raises(ValueError, match="a name, an object or a function"):
        activations.get(3)


@pytest.mark.parametrize(
    "name", sorted({*activations.__all__} - {"get", "serialize", "deserialize"})
)
def test_every_name_is_known_documented_and_comes_back(name: str) -> None:
    function = getattr(activations, name)
    assert function.__doc__.strip()
    assert activations.get(name) is function
    data = activations.serialize(function)
    assert data == function.__name__ and json.dumps(data)
    assert activations.deserialize(data) is function


def test_functions_of_the_user_come_back_when_they_are_known() -> None:
    def cube(x: Any) -> Any:
        return x**3

    data = json.loads(json.dumps(activations.serialize(cube)))
    assert activations.deserialize(data, {"cube": cube}) is cube
    with pytest.raises(ValueError, match="cube"):
        activations.deserialize(data)
    with custom_object_scope({}):
        register_serializable("pack")(cube)
        data = activations.serialize(cube)
        assert data["config"] == "pack>cube"
        assert activations.deserialize(data) is cube
        assert activations.get("cube") is cube


def test_keras_writes_functions_as_dicts_too() -> None:
    data = {
        "module": "builtins",
        "class_name": "function",
        "config": "relu",
        "registered_name": "function",
    }
    assert activations.get(data) is activations.relu


def test_the_threshold_itself_belongs_to_what_is_below() -> None:
    x = np.array([-10, -5, 0.0, 5, 10])
    got = activations.relu(x, negative_slope=0.5, max_value=5.0, threshold=5.0)
    assert got.tolist() == [-7.5, -5.0, -2.5, 0.0, 5.0]
