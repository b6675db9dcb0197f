"""`tengen run script.py`: what the script sees, and what its author sees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = [sys.executable, "-c", "from tengen.cli import main; main()", "run"]


def run(folder: Path, source: str, *arguments: str, **files: str):
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "script.py").write_text(source)
    return subprocess.run(
        [*RUN, str(folder / "script.py"), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=folder.parent,
    )


def test_what_a_script_sees(tmp_path):
    source = """
import sys, keras, helper
from tensorflow.keras.layers import Dense
from keras.layers.core import Activation
print(__name__, sys.argv[1:], helper.VALUE)
print(Dense.__module__.split(".")[0])
class Own(keras.layers.Layer):
    def call(self, x):
        return x
model = keras.Sequential([keras.Input((2,)), Own()])
model.save("{0}/m.keras")
print(type(keras.models.load_model("{0}/m.keras").layers[0]).__name__)
"""
    done = run(tmp_path, source.format(tmp_path), "--lr", "0.1", helper="VALUE = 7")
    assert done.stdout.split("\n")[:3] == [
        "__main__ ['--lr', '0.1'] 7",
        "tengen",
        "Own",
    ], done.stderr
    assert done.returncode == 0


def test_a_traceback_begins_in_the_script(tmp_path):
    source = "def f():\n    raise KeyError('mine')\n\nf()\n"
    done = run(tmp_path, source)
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert lines[0].startswith("Traceback")
    assert 'script.py", line 4, in <module>' in lines[1]
    assert lines[-1] == "KeyError: 'mine'"
    assert "runpy" not in done.stderr and "compat" not in done.stderr


def test_a_missing_name_points_at_the_import(tmp_path):
    done = run(tmp_path, "import os\nfrom keras.layers import LocallyConnected2D\n")
    lines = done.stderr.splitlines()
    assert 'script.py", line 2' in lines[1]
    assert "LocallyConnected2D is not in tengen; use Conv2D" in lines[-1]
    assert len(lines) <= 5


@pytest.mark.parametrize(
    ("source", "code"),
    [("import sys; sys.exit(3)", 3), ("raise SystemExit", 0), ("exit('no')", 1)],
)
def test_exit_codes(tmp_path, source, code):
    assert run(tmp_path, source).returncode == code


def test_a_script_that_is_not_there(tmp_path):
    done = subprocess.run(
        [*RUN, str(tmp_path / "none.py")], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "no file" in done.stderr
    assert "Traceback" not in done.stderr


def test_old_spellings_are_said_on_the_error_stream(tmp_path):
    source = (
        "from keras.layers import Dense\nDense(output_dim=3)\nDense(output_dim=4)\n"
    )
    done = run(tmp_path, source)
    assert done.stdout == ""
    assert done.stderr.splitlines() == ["tengen: Dense(output_dim=) is units= today"]
