"""Pickles are read as data: arrays come through, whatever acts is refused."""

from __future__ import annotations

import collections
import io
import os
import pickle

import numpy as np
import pytest

from tengen.datasets.npz import read_npz
from tengen.datasets.safe_pickle import ForbiddenError, load_pickle

DATA = [
    np.array([[1, 2], [3]], dtype=object),
    np.arange(6.0).reshape(2, 3),
    np.arange(24, dtype=">i4").reshape(2, 3, 4).transpose(2, 0, 1),
    np.asfortranarray(np.ones((2, 3), np.uint8)),
    {b"data": np.zeros(3, bool), "labels": [1, 2], "text": "été", "raw": b"\xff\x00"},
    np.array([], dtype=object),
]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("data", DATA)
def test_data_comes_through(data, protocol):
    loaded = load_pickle(io.BytesIO(pickle.dumps(data, protocol)))
    np.testing.assert_equal(loaded, data)
    if isinstance(data, np.ndarray):
        plain = pickle.loads(pickle.dumps(data, protocol))
        assert loaded.dtype == plain.dtype
        assert loaded.flags.writeable


def test_texts_of_python_2_may_stay_bytes():
    # As Python 2 wrote {'data': 'ab'}: protocol 0, strings without prefix.
    content = b"(dp0\nS'data'\np1\nS'ab'\np2\ns."
    assert load_pickle(io.BytesIO(content), encoding="bytes") == {b"data": b"ab"}


class Calls:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


EVIL = {
    "os.system": Calls(os.system, "true"),
    "eval": Calls(eval, "1"),
    "print": Calls(print, "hello"),
    "numpy.load": Calls(np.load, "x.npy"),
    "numpy.fromfile": Calls(np.fromfile, "x"),
    "getattr": Calls(getattr, "", "join"),
    "import": Calls(__import__, "os"),
    "open": Calls(io.open, "evil", "w"),
    "OrderedDict": collections.OrderedDict(a=1),
    "generator": np.random.default_rng(0),
    "function in an array": np.array([os.getcwd], dtype=object),
}


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
@pytest.mark.parametrize("protocol", [0, 2, 5])
def test_what_acts_is_refused(evil, protocol, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ForbiddenError, match="which is no array"):
        load_pickle(io.BytesIO(pickle.dumps(evil, protocol)))
    assert list(tmp_path.iterdir()) == []


def test_bytes_are_only_made_of_latin_1():
    content = b"c_codecs\nencode\n(X\x01\x00\x00\x00aX\x05\x00\x00\x00rot13tR."
    with pytest.raises(ForbiddenError, match="rot13"):
        load_pickle(io.BytesIO(content))


@pytest.mark.parametrize("cut", [0, 1, 10, -1])
def test_a_cut_off_pickle_ends_too_early(cut):
    with pytest.raises(EOFError):
        load_pickle(io.BytesIO(pickle.dumps(DATA[1])[:cut]))


def test_archives_of_arrays_with_and_without_objects(tmp_path):
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "a.npz", x=DATA[0], y=DATA[1])
        x, y = read_npz(tmp_path / "a.npz", "x", "y")
        assert x.tolist() == [[1, 2], [3]]
        np.testing.assert_array_equal(y, DATA[1])


def test_archives_that_act_are_refused(tmp_path):
    evil = np.array([Calls(os.system, "true"), 1], dtype=object)
    np.savez(tmp_path / "a.npz", x=evil, y=np.ones(2))
    with pytest.raises(ForbiddenError):
        read_npz(tmp_path / "a.npz", "x", "y")
    assert read_npz(tmp_path / "a.npz", "y")[0].tolist() == [1, 1]
