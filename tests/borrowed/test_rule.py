"""The rule on syntax trees, with a small package that is laid out as Keras is.

Properties: (1) public things are public by whichever path they are imported; (2) what
has no public name is internal; (3) a test is judged with all it reaches in its file,
and with nothing else; (4) branches for other backends do not count.
"""

from __future__ import annotations

import textwrap

import pytest

from .rule import DISTRIBUTION, INTERNALS, OTHER_BACKENDS, QUANTIZATION, SPARSE, Rule
from .surface import Flag, Internal, Module, Public

HEAD = """
from unittest import mock
import tensorflow as tf
from keras.src import backend, layers, ops
from keras.src.layers.core.dense import Dense, helper
"""


@pytest.fixture
def kind_of(surface):
    """The kind of exclusion of a test with a body; `more` is the rest of the file."""

    def judge(body, more="", head="    def test_it(self):"):
        body = textwrap.indent(textwrap.dedent(body).strip(), " " * 8)
        source = f"{HEAD}\n{textwrap.dedent(more)}\nclass T(Base):\n{head}\n{body}\n"
        found = Rule(source, surface).exclusion("T", "test_it")
        return found and found.kind

    return judge


def test_a_public_thing_is_public_by_every_path(surface):
    dense = Public(("keras.Dense", "keras.layers.Dense"))
    assert surface.find("keras.src.layers", "Dense") == dense
    assert surface.find("keras.src.layers.core.dense", "Dense") == dense
    assert surface.find("keras.layers", "Dense") == dense
    assert surface.find("keras.src.ops", "cast") == Public(("keras.ops.cast",))


def test_modules_flags_and_internals(surface):
    assert surface.find("keras.src", "layers") == Module("keras.src.layers")
    assert surface.find("keras.src.backend", "SUPPORTS_SPARSE_TENSORS") == Flag(False)
    internal = Internal("keras.src.layers.core.dense.helper")
    assert surface.find("keras.src.layers.core.dense", "helper") == internal


def test_functions_of_the_backend_stand_for_those_of_ops(surface):
    assert surface.find("keras.src.backend", "cast") == Public(("keras.ops.cast",))
    assert isinstance(surface.find("keras.src.backend", "jit_it"), Internal)


@pytest.mark.parametrize(
    "body",
    [
        "layers.Dense(2).build((1, 2))",
        "Dense(ops.cast(backend.cast(1)))",
        "self._helper = 1; self._helper.x",
        "x.__dict__",
        "if backend.backend() == 'tensorflow': tf.constant(1)",
        "x = tf.constant(1) if backend.backend() in ('torch', 'tensorflow') else 2",
        "if backend.backend() != 'jax' and x: tf.constant(1)",
        "mock.patch.object(np, 'sum')",
        "Dense(sparse=False)",
    ],
)
def test_asked_for(kind_of, body):
    assert kind_of(body) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("helper()", INTERNALS),
        ("layers.core.dense.helper()", INTERNALS),
        ("backend.jit_it()", INTERNALS),
        ("Dense(2)._kernel", INTERNALS),
        ("getattr(Dense(2), '_kernel')", INTERNALS),
        ("mock.patch('keras.src.layers.Dense')", INTERNALS),
        ("mock.patch.object(Dense, 'call')", INTERNALS),
        ("tf.constant(1)", OTHER_BACKENDS),
        ("if backend.backend() == 'jax': tf.constant(1)", OTHER_BACKENDS),
        ("Dense(sparse=True)", SPARSE),
        ("self.assertSparse(x)", SPARSE),
        ("Dense(2).quantize('int8')", QUANTIZATION),
        ("Dense(2, dtype='int8_from_float32')", QUANTIZATION),
        ("from keras.src import quantizers; quantizers.Int8()", QUANTIZATION),
        ("from keras.src import distribution; distribution.Mesh()", DISTRIBUTION),
    ],
)
def test_left_out(kind_of, body, kind):
    assert kind_of(body) == kind


def test_sparse_by_its_mark(kind_of):
    head = "    @pytest.mark.skipif(not backend.SUPPORTS_SPARSE_TENSORS, reason='')\n"
    assert kind_of("pass", head=head + "    def test_it(self):") == SPARSE


def test_sparse_by_what_it_skips(kind_of):
    skip = "if not backend.SUPPORTS_SPARSE_TENSORS: pytest.skip('')"
    assert kind_of(skip) == SPARSE


def test_what_is_reached_counts(kind_of):
    more = """
        def make():
            return Around()
        class Around:
            def call(self):
                return helper()
        """
    assert kind_of("make()", more) == INTERNALS
    assert kind_of("pass", more) is None


def test_set_up_counts(kind_of):
    head = "    def setUp(self):\n        helper()\n    def test_it(self):"
    assert kind_of("pass", head=head) == INTERNALS


def test_other_tests_do_not_count(kind_of):
    head = "    def test_other(self):\n        helper()\n    def test_it(self):"
    assert kind_of("pass", head=head) is None
