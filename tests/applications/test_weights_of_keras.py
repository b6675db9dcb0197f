"""Weight files travel from real Keras to the networks here, and back.

Real Keras runs in its own environment; `TENGEN_KERAS_PYTHON` names its Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numbers_of_weights import fill, images

from tengen import applications

PYTHON = os.environ.get("TENGEN_KERAS_PYTHON")
NETWORKS = {
    "VGG16": {"include_top": False, "input_shape": (32, 32, 3)},
    "ResNet50": {"include_top": False, "input_shape": (32, 32, 3)},
    "MobileNetV2": {"alpha": 0.35, "input_shape": (96, 96, 3)},
}

pytestmark = pytest.mark.skipif(
    not PYTHON, reason="no real Keras: set TENGEN_KERAS_PYTHON to a Python that has it"
)


def keras_side(action: str, folder: Path) -> None:
    script = Path(__file__).with_name("keras_side_of_weights.py")
    done = subprocess.run(
        [str(PYTHON), str(script), action, str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-4000:])
        raise RuntimeError(f"{script.name} {action} failed")


@pytest.fixture(scope="module")
def from_keras(tmp_path_factory):
    folder = tmp_path_factory.mktemp("from_keras")
    keras_side("write", folder)
    return folder


@pytest.fixture(scope="module")
def to_keras(tmp_path_factory):
    folder = tmp_path_factory.mktemp("to_keras")
    for name, options in NETWORKS.items():
        model = fill(getattr(applications, name)(weights=None, **options))
        model.save_weights(folder / f"{name}.h5")
        np.save(folder / f"{name}.expected.npy", predicted(model))
    keras_side("read", folder)
    return folder


def predicted(model):
    return model.predict(images(model.input_shape[1]), verbose=0)


def assert_close(found, expected):
    scale = max(1, np.abs(expected).max())
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * scale)


@pytest.mark.parametrize("ending", ["h5", "weights.h5"])
@pytest.mark.parametrize("name", NETWORKS)
def test_weights_of_keras_predict_the_same_here(name, ending, from_keras):
    path = from_keras / f"{name}.{ending}"
    model = getattr(applications, name)(weights=path, **NETWORKS[name])
    assert_close(predicted(model), np.load(from_keras / f"{name}.npy"))


@pytest.mark.parametrize("name", NETWORKS)
def test_weights_of_here_predict_the_same_in_keras(name, to_keras):
    found = np.load(to_keras / f"{name}.npy")
    assert_close(found, np.load(to_keras / f"{name}.expected.npy"))
