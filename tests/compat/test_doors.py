"""Ways in: `python -m tengen`, `%load_ext tengen`, and what `keras.json` says."""

from __future__ import annotations

import os
import subprocess
import sys
import types

import pytest

import tengen
from tengen import compat
from tengen.__main__ import arguments


def run(folder, command: list[str], **environment: str):
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


@pytest.mark.parametrize("door", [["-m", "tengen"], ["-m", "tengen", "run"]])
def test_a_script_runs_by_either_door(tmp_path, door):
    source = "import sys, keras\nprint(__name__, keras.Input((2,)).shape, sys.argv[1:])"
    (tmp_path / "script.py").write_text(source)
    done = run(tmp_path, [*door, "script.py", "--lr", "0.1"])
    assert done.stdout == "__main__ (None, 2) ['--lr', '0.1']\n", done.stderr
    assert done.returncode == 0


def test_a_script_that_is_not_there(tmp_path):
    done = run(tmp_path, ["-m", "tengen", "none.py"])
    assert done.returncode == 2
    assert "no file 'none.py'" in done.stderr


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ([], []),
        (["--version"], ["--version"]),
        (["backprop", "--explain", "w5"], ["backprop", "--explain", "w5"]),
        (["run", "x.py"], ["run", "x.py"]),
        (["x.py", "--version"], ["run", "x.py", "--version"]),
        (["folder/demo", "1"], ["run", "folder/demo", "1"]),
    ],
)
def test_what_is_no_command_is_a_script(given, meant):
    assert arguments(given) == meant


def test_a_notebook_loads_the_extension():
    compat.uninstall()
    shell = object()
    tengen.load_ipython_extension(shell)
    import keras
    from keras.layers.core import Dense

    assert issubclass(Dense, tengen.layers.Dense)
    assert keras is sys.modules["keras"]
    tengen.unload_ipython_extension(shell)
    assert "keras" not in sys.modules


def test_a_notebook_with_a_real_keras_keeps_it(monkeypatch):
    compat.uninstall()
    real = types.ModuleType("keras")
    monkeypatch.setitem(sys.modules, "keras", real)
    with pytest.raises(ImportError, match="keras is imported already"):
        tengen.load_ipython_extension(object())
    assert sys.modules["keras"] is real


def test_in_ipython_itself(tmp_path):
    pytest.importorskip("IPython")
    cells = "%load_ext tengen\nimport keras\nprint(keras.layers.core.Dense(3).units)\n"
    (tmp_path / "cells.ipy").write_text(cells)
    done = run(tmp_path, ["-m", "IPython", "cells.ipy"], IPYTHONDIR=str(tmp_path))
    assert done.stdout.splitlines()[-1] == "3", done.stderr


def test_the_backend_of_keras_json_is_said_to_have_no_effect(tmp_path):
    (tmp_path / "keras.json").write_text('{"backend": "theano"}')
    (tmp_path / "script.py").write_text("import keras\nprint(keras.backend.backend())")
    done = run(tmp_path, ["-m", "tengen", "script.py"], KERAS_HOME=str(tmp_path))
    assert done.stdout == "jax\n"
    assert done.stderr.splitlines() == [
        "tengen: backend 'theano' in keras.json has no effect; all is run by JAX"
    ]


def test_channels_first_by_keras_json(tmp_path):
    (tmp_path / "keras.json").write_text('{"image_data_format": "channels_first"}')
    source = (
        "from keras.models import Sequential\nfrom keras.layers import Conv2D\n"
        "model = Sequential()\nmodel.add(Conv2D(8, (3, 3), input_shape=(3, 32, 30)))\n"
        "print(model.output_shape)"
    )
    (tmp_path / "script.py").write_text(source)
    done = run(tmp_path, ["-m", "tengen", "script.py"], KERAS_HOME=str(tmp_path))
    assert done.stdout == "(None, 8, 30, 28)\n", done.stderr
