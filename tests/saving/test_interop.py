"""Models travel to real Keras 3 and back, `.keras` and `.h5`; predictions within 1e-5.

Real Keras runs in its own environment; `TENGEN_KERAS_PYTHON` names its Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from zoo import ZOO, compiled, own_objects, randomize, targets

import tengen
from tengen import models
from tengen.core.trees import flatten

PYTHON = os.environ.get("TENGEN_KERAS_PYTHON")
ENDINGS = ("keras", "h5")
NOT_BY_KERAS = {("images_to_size", "h5")}  # what it fails to write
# bfloat16 is rounded at other places.
TOLERANCE = {"mixed_precision": 1e-2}

pytestmark = pytest.mark.skipif(
    not PYTHON, reason="no real Keras: set TENGEN_KERAS_PYTHON to a Python that has it"
)


def keras_side(action: str, folder: Path) -> None:
    script = Path(__file__).with_name("keras_side.py")
    done = subprocess.run(
        [str(PYTHON), str(script), action, str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-4000:])
        raise RuntimeError(f"keras_side.py {action} failed")


@pytest.fixture(scope="module")
def from_keras(tmp_path_factory):
    folder = tmp_path_factory.mktemp("from_keras")
    keras_side("write", folder)
    return folder


@pytest.fixture(scope="module")
def to_keras(tmp_path_factory):
    folder = tmp_path_factory.mktemp("to_keras")
    for name, make in ZOO.items():
        model, x = make(tengen)
        compiled(tengen, randomize(model))
        np.savez(folder / f"{name}.npz", *flat(model.predict(x, verbose=0)))
        for ending in ENDINGS:
            model.save(folder / f"{name}.{ending}")
        if name in targets:
            fit = model.fit(x, targets[name](x), shuffle=False, verbose=0)
            np.savez(folder / f"{name}.losses.npz", fit.history["loss"])
    keras_side("read", folder)
    return folder


def flat(predictions):
    return [np.asarray(value, "float32") for value in flatten(predictions)]


def stored(path):
    with np.load(path) as file:
        return [file[name] for name in file.files]


def assert_close(found, expected, name):
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, atol=TOLERANCE.get(name, 1e-5), rtol=1e-5)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ZOO)
def test_what_keras_writes_is_read_here(name, ending, from_keras):
    if (name, ending) in NOT_BY_KERAS:
        assert (from_keras / f"{name}.{ending}.txt").exists()
        return
    file = from_keras / f"{name}.{ending}"
    model = models.load_model(file, custom_objects=own_objects(tengen))
    _, x = ZOO[name](tengen)
    found = flat(model.predict(x, verbose=0))
    assert_close(found, stored(from_keras / f"{name}.npz"), name)
    assert type(model.optimizer).__name__ == "Adam"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ZOO)
def test_what_is_written_here_is_read_by_keras(name, ending, to_keras):
    failure = to_keras / f"{name}.{ending}.txt"
    assert not failure.exists(), failure.read_text()[-3000:]
    found = stored(to_keras / f"{name}.{ending}.npz")
    assert_close(found, stored(to_keras / f"{name}.npz"), name)


@pytest.mark.parametrize("name", targets)
def test_keras_trains_on_with_the_same_losses(name, to_keras):
    found = stored(to_keras / f"{name}.keras.losses.npz")
    np.testing.assert_allclose(
        found, stored(to_keras / f"{name}.losses.npz"), rtol=1e-4
    )
