"""A script of the course's project, unchanged, against real Keras.

Property: the losses, metrics and scores of the script under `tengen run` are those of
real Keras with the same batches and first weights: those stored in `results.json`, and,
where `TENGEN_KERAS_PYTHON` names a Python that has Keras 3, those of a run beside it.
There `golois` is this project's module, imported beside the real Keras. Tolerance: 1e-4
of each number.

    python -m tests.go.test_golois_script    # writes results.json anew
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.go.sample_games import write_games

SCRIPT = Path(__file__).parent / "course_script" / "golois.py"
RESULTS = SCRIPT.with_name("results.json")
KERAS = os.environ.get("TENGEN_KERAS_PYTHON")
SOURCES = Path(__file__).parents[2] / "src"
TENGEN = [sys.executable, "-c", "from tengen.cli import main; main()", "run"]
SERVED = "from tengen.go.golois import *\n"
START = """
import numpy as np
import tengen.go.networks as networks

model = networks.NETWORKS["official"]()
generator = np.random.default_rng(0)
for weight in model.weights:
    spread = 1.6 * np.prod(weight.shape[:-1]) ** -0.5 if len(weight.shape) > 1 else 0.05
    values = generator.normal(0, spread, weight.shape).astype("float32")
    # Heads of one filter whose ReLU is open: a head that dies has nothing to compare.
    weight.assign(0.2 * np.abs(values) if weight.shape[-1:] == (1,) else values)
model.save_weights("start.weights.h5")
"""


def prepare(folder):
    """Put games and first weights into a folder."""
    write_games(folder / "games.npz", 60, size=19, length=60)
    subprocess.run([sys.executable, "-c", START], cwd=folder, check=True)


def run(folder, command=None):
    """Run the script in a folder; return what it found."""
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    if command is not None:
        (folder / "modules").mkdir(exist_ok=True)
        (folder / "modules" / "golois.py").write_text(SERVED)
        places = [str(folder / "modules"), str(SOURCES)]
        # As `__main__` from elsewhere: the script's own name is that of the module.
        start = f"import runpy; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
        command = [*command, "-c", start]
        environment["PYTHONPATH"] = os.pathsep.join(places)
    done = subprocess.run(
        command or [*TENGEN, str(SCRIPT)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads((folder / "losses.json").read_text())


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """What the script finds on tengen."""
    folder = tmp_path_factory.mktemp("ours")
    prepare(folder)
    return run(folder), folder


def same(found, expected):
    """Whether two results agree, number by number."""
    assert found["parameters"] == expected["parameters"] == 65479
    for row, other in zip(found["losses"], expected["losses"], strict=True):
        assert np.allclose(row, other, rtol=1e-4, atol=1e-6), (row, other)
    return True


def test_it_reaches_the_losses_of_keras(ours):
    found, folder = ours
    assert same(found, json.loads(RESULTS.read_text()))
    losses = [row for row in found["losses"] if len(row) == 5]
    assert len(losses) == 8 and losses[5] != losses[0]
    assert (folder / "test.h5").stat().st_size > 65479 * 4


@pytest.mark.slow
@pytest.mark.skipif(not KERAS, reason="no real Keras: set TENGEN_KERAS_PYTHON")
def test_it_reaches_them_beside_keras(ours, tmp_path):
    prepare(tmp_path)
    assert same(ours[0], run(tmp_path, [KERAS]))


def test_a_difference_would_be_seen(ours):
    changed = json.loads(json.dumps(ours[0]))
    changed["losses"][3][1] *= 1.001
    with pytest.raises(AssertionError):
        same(changed, ours[0])


if __name__ == "__main__":
    import tempfile

    assert KERAS, "set TENGEN_KERAS_PYTHON"
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        RESULTS.write_text(json.dumps(run(Path(name), [KERAS])) + "\n")
