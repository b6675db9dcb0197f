"""Settings in `keras.json`.

Properties: (1) what the file sets holds from the start, in the spelling of each
release; (2) a broken file, or a setting that is none, is said and changes nothing;
(3) no file is no trouble.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings

import pytest

from tengen.core import config_file

ASK = (
    "from tengen import config as c, layers\n"
    "print(c.floatx(), c.epsilon(), c.image_data_format(), "
    "layers.MaxPooling2D().data_format)"
)


def started_with(folder, settings: str | None):
    if settings is not None:
        (folder / "keras.json").write_text(settings)
    return subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        env={**os.environ, "KERAS_HOME": str(folder)},
    )


def test_what_the_file_sets_holds_from_the_start(tmp_path):
    settings = {
        "floatx": "float16",
        "epsilon": 0.001,
        "image_data_format": "channels_first",
        "backend": "tensorflow",
    }
    done = started_with(tmp_path, json.dumps(settings))
    expected = ["float16", "0.001", "channels_first", "channels_first"]
    assert done.stdout.split() == expected, done.stderr
    assert done.stderr == ""


def test_a_broken_file_leaves_the_defaults(tmp_path):
    done = started_with(tmp_path, '{"floatx": ')
    assert done.stdout.split() == ["float32", "1e-07", "channels_last", "channels_last"]
    assert "keras.json cannot be read" in done.stderr
    assert "delete it" in done.stderr


def read(tmp_path, text: str):
    path = tmp_path / "keras.json"
    path.write_text(text)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = config_file.read(path)
    return found, [str(warning.message) for warning in caught]


@pytest.mark.parametrize(
    ("old", "new"), [("th", "channels_first"), ("tf", "channels_last")]
)
def test_the_file_of_keras_1(tmp_path, old, new):
    settings = {"image_dim_ordering": old, "backend": "theano"}
    found, said = read(tmp_path, json.dumps(settings))
    assert found == {"image_data_format": new, "backend": "theano"}
    assert said == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"floatx": "float31"}, "floatx to 'float31'.*float32"),
        ({"epsilon": "small"}, "epsilon to 'small'.*number above 0"),
        ({"epsilon": True}, "epsilon to True"),
        ({"image_data_format": ["x"]}, "image_data_format"),
    ],
)
def test_a_setting_that_is_none_is_said(tmp_path, settings, message):
    import re

    found, said = read(tmp_path, json.dumps({**settings, "nnx_enabled": False}))
    assert found == {}
    assert len(said) == 1 and re.search(message, said[0].replace("\n", " "))


@pytest.mark.parametrize("text", ["[]", "3", "\x00", '{"floatx"'])
def test_what_is_no_file_of_settings_is_said(tmp_path, text):
    found, said = read(tmp_path, text)
    assert found == {}
    assert len(said) == 1


def test_no_file_is_no_trouble(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert config_file.read(tmp_path / "keras.json") == {}
