"""A small package that is laid out as Keras is."""

from __future__ import annotations

import textwrap

import pytest

from .surface import Surface

PACKAGE = {
    "__init__.py": """
        from keras import layers as layers
        from keras.src.layers.core.dense import Dense as Dense
        """,
    "layers/__init__.py": """
        from keras.src.layers.core.dense import Dense as Dense
        from keras.src.layers.core.gone import Gone as Gone
        """,
    "backend/__init__.py": "from keras.src.backend.config import backend as backend",
    "ops/__init__.py": "from keras.src.ops.core import cast as cast",
    "quantizers/__init__.py": "from keras.src.quantizers import Int8 as Int8",
    "distribution/__init__.py": "from keras.src.distribution import Mesh as Mesh",
    "src/__init__.py": "",
    "src/layers/__init__.py": """
        from keras.src.layers.core.dense import Dense
        from keras.src.layers.core.gone import Gone
        """,
    "src/layers/core/__init__.py": "",
    "src/layers/core/dense.py": "class Dense: pass\ndef helper(): pass",
    "src/ops/__init__.py": "from keras.src.ops.core import *",
    "src/ops/core.py": "def cast(x): return x",
    "src/backend/__init__.py": "from keras.src.backend.config import backend",
    "src/backend/config.py": "def backend(): return 'jax'",
    "src/quantizers/__init__.py": "class Int8: pass",
    "src/testing/__init__.py": "class TestCase: pass",
    "src/layers/core/gone.py": "class Gone: pass",
    "src/layers/core/dense_test.py": """
        from keras.src import layers, testing
        from keras.src.layers import Gone
        import tensorflow as tf


        class DenseTest(testing.TestCase):
            def test_units(self):
                self.assertEqual(layers.Dense(3).units, 3)

            def test_wrong(self):
                self.assertEqual(layers.Dense(3).units, 4)

            def test_text_of_an_error(self):
                with self.assertRaisesRegex(TypeError, "words of Keras") as context:
                    layers.Dense(-1)
                self.assertEqual(str(context.exception), "words of Keras")

            def test_missing(self):
                Gone()

            def test_private(self):
                layers.Dense(3)._kernel

            def test_slow(self):
                while True:
                    pass

            def test_deadly(self):
                import os
                os.kill(os.getpid(), 9)

            def test_after(self):
                pass
        """,
    "src/distribution/__init__.py": "class Mesh: pass",
}


@pytest.fixture
def package(tmp_path):
    for path, text in PACKAGE.items():
        file = tmp_path / "keras" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    return tmp_path / "keras"


@pytest.fixture
def surface(package):
    return Surface(package)
