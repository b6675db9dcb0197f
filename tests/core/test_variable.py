"""Variables: values outside, bound values inside, never the caller's memory."""

import jax.numpy as jnp
import numpy as np
import pytest

from tengen.core import context
from tengen.core.naming import name_scope
from tengen.core.variable import Variable


def test_a_variable_owns_its_memory():
    array = np.ones(3, "float32")
    variable = Variable(array)
    array[:] = 7
    assert variable.numpy().tolist() == [1, 1, 1]


def test_assign_checks_the_shape():
    variable = Variable(np.zeros((2, 3)), path="dense/kernel")
    with pytest.raises(ValueError, match="dense/kernel"):
        variable.assign(np.zeros(3))


def test_arithmetic_gives_arrays():
    variable = Variable([1.0, 2.0])
    assert (2 * variable + 1).tolist() == [3.0, 5.0]
    assert (jnp.ones((1, 2)) @ variable).tolist() == [3.0]
    assert np.asarray(variable).tolist() == [1.0, 2.0]


def test_a_binding_hides_the_value_and_catches_assignments():
    variable = Variable([1.0])
    with context.bind([variable], [jnp.array([5.0])]) as binding:
        assert float(variable.value[0]) == 5.0
        variable.assign_add([1.0])
        assert float(binding.current([variable])[0][0]) == 6.0
    assert variable.numpy().tolist() == [1.0]


def test_mixed_precision_sees_floats_only():
    weight, counter = Variable([1.0]), Variable([1], dtype="int32")
    with context.compute_dtype("bfloat16"):
        assert weight.value.dtype == jnp.bfloat16
        assert counter.value.dtype == jnp.int32


def test_64_bit_numbers_become_32_bit_ones():
    assert Variable(np.array([1.0])).dtype == "float32"
    assert Variable(np.array([1])).dtype in ("int32", "int64")


def test_variables_are_equal_by_value_and_keys_by_identity():
    count, pair, same = Variable(3), Variable([1.0, 2.0]), Variable([1.0, 2.0])
    assert count == 3
    assert 4 != count
    assert (pair == [1.0, 5.0]).tolist() == [True, False]
    assert (pair != same).tolist() == [False, False]
    assert (pair == None) is False  # noqa: E711
    assert {pair: 1, same: 2}[same] == 2
    assert len({pair, same}) == 2


def test_scopes_come_before_the_names():
    with name_scope("model"), name_scope("dense"):
        inside = Variable([0.0], name="kernel")
        own = Variable([0.0], name="kernel", path="other/kernel")
    outside = Variable([0.0], name="kernel")
    paths = [variable.path for variable in (inside, own, outside)]
    assert paths == ["model/dense/kernel", "other/kernel", "kernel"]
