"""A symbolic call has the shape and dtype of the real one, unknown sizes included."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import ops
from tengen.core.naming import to_snake_case
from tengen.core.symbolic import SymbolicTensor, is_symbolic
from tengen.core.trees import flatten, leaves, map_structure
from tengen.core.variable import Variable

RNG = np.random.default_rng(0)


def real(shape: tuple[int | None, ...], dtype: str) -> Any:
    sizes = tuple(5 if size is None else size for size in shape)
    values = RNG.uniform(0.1, 0.9, sizes) * (3 if dtype == "int32" else 1)
    return jnp.asarray(values, dtype)


F = SymbolicTensor((None, 4))
IMAGE = SymbolicTensor((None, 9, 8, 3))
COUNTS = SymbolicTensor((None, 4), "int32")
KERNEL = np.ones((3, 3, 3, 6), "float32")

CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("exp", (F,), {}),
    ("add", (F, F), {}),
    ("subtract", (1.0, F), {}),
    ("divide", (COUNTS, COUNTS), {}),
    ("greater", (F, 0.5), {}),
    ("matmul", (F, np.ones((4, 7), "float32")), {}),
    ("einsum", ("ij,kj->ik", F, np.ones((2, 4))), {}),
    ("sum", (F,), {"axis": 1, "keepdims": True}),
    ("mean", (COUNTS,), {"axis": -1}),
    ("argmax", (F,), {"axis": -1}),
    ("top_k", (F, 2), {}),
    ("reshape", (F, (-1, 2, 2)), {}),
    ("reshape", (F, (None, 2, 2)), {}),
    ("transpose", (F,), {}),
    ("concatenate", ([F, F],), {"axis": 1}),
    ("stack", ([F, F],), {"axis": 1}),
    ("split", (F, 2), {"axis": 1}),
    ("unstack", (F,), {"axis": 1}),
    ("expand_dims", (F, 1), {}),
    ("pad", (F, ((0, 0), (1, 2))), {}),
    ("take", (F, [0, 2]), {"axis": 1}),
    ("get_item", (F, (slice(None), slice(0, 2))), {}),
    ("where", (F, F, 0.0), {}),
    ("cast", (F, "bfloat16"), {}),
    ("one_hot", (COUNTS, 3), {}),
    ("softmax", (F,), {}),
    ("sparsemax", (F,), {}),
    ("glu", (F,), {}),
    ("conv", (IMAGE, KERNEL), {"strides": 2, "padding": "same"}),
    ("conv_transpose", (IMAGE, np.ones((3, 3, 2, 3))), {"strides": 2}),
    ("max_pool", (IMAGE, 2), {}),
    ("average_pool", (IMAGE, 2), {"padding": "same"}),
    ("moments", (IMAGE, (0, 1, 2)), {}),
    ("layer_normalization", (F,), {}),
    ("normalize", (F,), {}),
    ("binary_crossentropy", (F, F), {}),
    ("categorical_crossentropy", (F, F), {"from_logits": True}),
    ("cumsum", (F,), {"axis": 1}),
    ("sort", (F,), {}),
    ("tril", (F,), {}),
    ("norm", (F,), {"axis": 1}),
    ("zeros_like", (F,), {}),
    ("clip", (F, 0.2, 0.3), {}),
]


@pytest.mark.parametrize("name, args, kwargs", CALLS)
def test_shape_and_dtype_are_those_of_the_real_call(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    function = getattr(ops, name)
    symbolic = flatten(function(*args, **kwargs))
    real_args = map_structure(
        lambda leaf: real(leaf.shape, leaf.dtype) if is_symbolic(leaf) else leaf,
        list(args),
    )
    for s, r in zip(symbolic, flatten(function(*real_args, **kwargs)), strict=True):
        assert s.dtype == str(r.dtype)
        assert len(s.shape) == r.ndim
        assert all(a in (None, b) for a, b in zip(s.shape, r.shape, strict=True))


def test_the_batch_stays_unknown_and_the_rest_known() -> None:
    assert ops.conv(IMAGE, KERNEL).shape == (None, 7, 6, 6)
    assert ops.max_pool(IMAGE, 2).shape == (None, 4, 4, 3)
    assert ops.reshape(F, (-1, 2)).shape == (None, 2)
    assert ops.transpose(F).shape == (4, None)


def test_a_call_becomes_a_node_that_can_run() -> None:
    y = ops.add(ops.square(F), 1.0)
    node = y.node
    assert node.inputs[0].node.inputs == [F]
    assert node.operation.name.startswith("add")
    assert node.operation(jnp.array([2.0]), 1.0).tolist() == [3.0]


def test_operators() -> None:
    x = SymbolicTensor((None, 4))
    names = {
        "add": [x + 1, 1 + x, x + x],
        "subtract": [x - 1, 1 - x],
        "multiply": [x * 2, 2 * x],
        "divide": [x / 2, 2 / x],
        "floor_divide": [x // 2, 2 // x],
        "mod": [x % 2, 2 % x],
        "power": [x**2, 2**x],
        "matmul": [x @ np.ones((4, 2), "float32")],
        "less": [x < 1],
        "less_equal": [x <= 1],
        "greater": [x > 1],
        "greater_equal": [x >= 1],
        "not_equal": [x != 1],
        "logical_and": [(x > 0) & (x < 1)],
        "logical_or": [(x > 0) | (x < 1)],
        "logical_xor": [(x > 0) ^ (x < 1)],
        "logical_not": [~(x > 0)],
        "negative": [-x],
        "abs": [abs(x)],
        "get_item": [x[0], x[:, 1:3], x[..., None]],
        "round": [round(x)],
    }
    for name, results in names.items():
        for result in results:
            operation = result.node.operation.name
            assert re.fullmatch(name + r"(_\d+)?", operation), (name, operation)
    assert x[:, 1:3].shape == (None, 2) and x[0].shape == (4,)


def test_reflected_operators_keep_their_order() -> None:
    node = (3 - SymbolicTensor((2,))).node
    assert node.operation(*[3, 1.0]).item() == 2.0
    assert node.args[0] == 3 and is_symbolic(node.args[1])


def test_equality_stays_identity() -> None:
    x, y = SymbolicTensor((2,)), SymbolicTensor((2,))
    assert x in [y, x] and [y].count(x) == 0 and len({x, y}) == 2


@pytest.mark.parametrize(
    "left", [np.float32(2), np.ones(4, "float32"), jnp.ones(4), Variable(np.ones(4))]
)
def test_numpy_jax_and_variables_on_the_left(left: Any) -> None:
    result = left * SymbolicTensor((None, 4))
    assert is_symbolic(result) and result.shape == (None, 4)


def test_a_variable_stays_a_variable_in_the_graph() -> None:
    v = Variable(np.ones(4, "float32"))
    for result in (v + F, F + v, ops.multiply(F, v)):
        assert any(leaf is v for leaf in leaves(list(result.node.args)))


def public_functions() -> list[str]:
    return [
        name
        for name in dir(ops)
        if not name.startswith("_") and callable(getattr(ops, name))
    ]


def test_every_function_is_documented_and_bears_its_name() -> None:
    functions = public_functions()
    assert len(functions) > 300
    aliases = {
        "absolute": "abs",
        "bitwise_left_shift": "left_shift",
        "bitwise_not": "bitwise_invert",
        "bitwise_right_shift": "right_shift",
        "conjugate": "conj",
        "hard_swish": "hard_silu",
        "swish": "silu",
        "true_divide": "divide",
    }
    for name in functions:
        function = getattr(ops, name)
        assert (function.__doc__ or "").strip(), name
        assert function.__name__ == aliases.get(name, name)
        assert to_snake_case(function.__name__) == function.__name__


def test_import_brings_nothing_heavy() -> None:
    code = (
        "import sys, jax, jax.numpy; before = set(sys.modules); import tengen.ops;"
        "new = set(sys.modules) - before;"
        "print([m for m in new if m.split('.')[0] in"
        " ('h5py', 'matplotlib', 'rich', 'scipy')"
        " or m.startswith(('tengen.layers', 'tengen.training', 'tengen.losses'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
