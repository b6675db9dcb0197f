"""Control flow, scatter, gradients and conversions."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import ops
from tengen.core.symbolic import SymbolicTensor
from tengen.core.variable import Variable


def test_facts_about_tensors() -> None:
    x = SymbolicTensor((None, 3), "int32")
    assert ops.shape(x) == (None, 3) and ops.ndim(x) == 2 and ops.dtype(x) == "int32"
    assert ops.shape([[1, 2]]) == (1, 2) and ops.size([[1, 2]]) == 2
    assert ops.dtype(np.zeros(1, "float16")) == "float16" and ops.dtype(1) == "int32"
    assert ops.is_tensor(x) and ops.is_tensor(jnp.ones(1))
    assert not ops.is_tensor(np.ones(1)) and not ops.is_tensor([1])


def test_convert_to_numpy() -> None:
    got = ops.convert_to_numpy(Variable([1.0, 2.0]))
    assert type(got) is np.ndarray and got.tolist() == [1.0, 2.0]
    assert ops.convert_to_numpy([jnp.ones(2), Variable([3.0, 4.0])]).shape == (2, 2)
    with pytest.raises(TypeError, match="no values until the model runs"):
        ops.convert_to_numpy(SymbolicTensor((2,)))


def test_cond_and_switch() -> None:
    assert float(ops.cond(True, lambda: 1.0, lambda: 2.0)) == 1.0
    absolute = jax.jit(lambda x: ops.cond(x > 0, lambda: x, lambda: -x))
    assert absolute(-3.0) == 3.0
    branches = [lambda x: x, lambda x: 2 * x]
    assert float(ops.switch(1, branches, 3.0)) == 6.0
    assert float(ops.switch(9, branches, 3.0)) == 6.0


def test_while_loop() -> None:
    i, x = ops.while_loop(lambda i, x: i < 5, lambda i, x: (i + 1, 2 * x), (0, 1.0))
    assert (int(i), float(x)) == (5, 32.0)
    short = ops.while_loop(
        lambda i, x: i < 5, lambda i, x: [i + 1, 2 * x], [0, 1.0], maximum_iterations=2
    )
    assert isinstance(short, list) and [float(v) for v in short] == [2.0, 4.0]
    assert int(ops.while_loop(lambda i: i < 5, lambda i: i + 2, 0)) == 6


def test_loops_with_a_carry() -> None:
    assert int(ops.fori_loop(0, 5, lambda i, total: total + i, 0)) == 10
    xs = jnp.array([1.0, 2.0, 3.0])
    carry, ys = ops.scan(lambda c, x: (c + x, c * x), 0.0, xs)
    assert float(carry) == 6.0 and ys.tolist() == [0.0, 2.0, 9.0]
    _, ys = ops.scan(lambda c, x: (c + x, c), 0.0, xs, reverse=True)
    assert ys.tolist() == [5.0, 3.0, 0.0]
    carry, _ = ops.scan(lambda c, _: (2 * c, None), 1.0, length=4)
    assert float(carry) == 16.0
    sums = ops.associative_scan(lambda a, b: a + b, xs)
    assert sums.tolist() == [1.0, 3.0, 6.0]


def test_maps() -> None:
    rows = jnp.arange(6.0).reshape(3, 2)
    assert ops.map(jnp.sum, rows).tolist() == [1.0, 5.0, 9.0]
    assert ops.vectorized_map(jnp.sum, rows).tolist() == [1.0, 5.0, 9.0]
    both = ops.vectorized_map(lambda pair: pair[0] - pair[1], [rows, rows])
    assert both.tolist() == (0 * rows).tolist()
    inner = ops.vectorize(lambda a, b: (a * b).sum(), signature="(n),(n)->()")
    assert inner(rows, rows).tolist() == [1.0, 13.0, 41.0]


def test_scatter_adds_and_scatter_update_replaces() -> None:
    places, values = [[0], [2], [0]], [1.0, 2.0, 4.0]
    assert ops.scatter(places, values, (4,)).tolist() == [5.0, 0.0, 2.0, 0.0]
    x = jnp.array([[1.0, 2.0], [3.0, 4.0]])
    places, values = [[0, 1], [1, 0]], [9.0, 0.5]
    expected = {
        None: [[1, 9], [0.5, 4]],
        "add": [[1, 11], [3.5, 4]],
        "mul": [[1, 18], [1.5, 4]],
        "max": [[1, 9], [3, 4]],
        "min": [[1, 2], [0.5, 4]],
    }
    for reduction, result in expected.items():
        got = ops.scatter_update(x, places, values, reduction=reduction)
        assert got.tolist() == result, reduction
    with pytest.raises(ValueError, match="got 'mean'"):
        ops.scatter_update(x, places, values, reduction="mean")


def test_slices() -> None:
    x = jnp.arange(12).reshape(3, 4)
    assert ops.slice(x, (1, 2), (2, 2)).tolist() == [[6, 7], [10, 11]]
    start = jnp.array([1, 2])
    assert ops.slice(x, start, (1, 1)).tolist() == [[6]]
    assert ops.slice_update(x, (0, 0), [[9]])[0].tolist() == [9, 1, 2, 3]


def test_gradients_can_be_stopped_and_replaced() -> None:
    assert jax.grad(lambda x: x * ops.stop_gradient(x))(3.0) == 3.0

    @ops.custom_gradient
    def softly(x):
        """Documented."""
        return jnp.log1p(jnp.exp(x)), lambda upstream: upstream * 0.25

    assert softly.__doc__ == "Documented." and softly.__name__ == "softly"
    assert jax.grad(softly)(100.0) == 0.25
    value, slope = ops.jvp(lambda x: x**2, (3.0,), (1.0,))
    assert (value, slope) == (9.0, 6.0)


def test_control_flow_of_symbolic_tensors() -> None:
    x = SymbolicTensor((None, 3))
    carry, ys = ops.scan(lambda c, row: (c + row, c), x[0], x)
    assert carry.shape == (3,) and ys.shape == (None, 3)
    assert ops.vectorized_map(lambda row: row.sum(), x).shape == (None,)
    assert ops.fori_loop(0, 3, lambda i, v: v * i, x).shape == (None, 3)
