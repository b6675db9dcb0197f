"""Damaged and hostile files: one clear error, fast, in little memory, and no code runs.

Properties, for mutations drawn from a seed and for crafted attacks: (1) a file either
gives a `ValueError` of a few lines that names it, or - where only bytes were hit that
nothing reads - the very model that was saved; (2) within 2 seconds and 500 MB; (3)
while it is read, nothing is unpickled, unmarshalled, started, imported or opened for
writing.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import time
import tracemalloc
import warnings

import numpy as np
import pytest
from attacks import crafted_archives, crafted_hdf5, mutate

from tengen import Input, layers, models

MUTATIONS = 120
_FORBIDDEN = (
    *("marshal.", "pickle.", "subprocess.", "os.system", "os.exec", "os.posix_spawn"),
    *("os.fork", "socket.", "ctypes.", "code.__new__", "import"),
)


class Watch:
    """Notes what Python is asked to do while `is_on`."""

    def __init__(self):
        self.is_on = False
        self.seen = []
        sys.addaudithook(self)

    def __call__(self, event, arguments):
        if not self.is_on:
            return
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event.startswith(_FORBIDDEN) or writes:
            self.seen.append((event, arguments))


@pytest.fixture(scope="module")
def watch():
    return Watch()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A model in a file of each format."""
    folder = tmp_path_factory.mktemp("files")
    model = models.Sequential(
        [
            Input((4,)),
            layers.Dense(3, activation="relu", name="dense"),
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.Dense(2, name="dense_1"),
        ]
    )
    model.compile("adam", "mean_squared_error", metrics=["mae"])
    model.fit(np.ones((8, 4)), np.ones((8, 2)), verbose=0)
    for name in ("m.keras", "m.h5"):
        model.save(folder / name)
        models.load_model(folder / name)  # what is imported late is there now
    model.save_weights(folder / "m.weights.h5")
    return model, {path.name: path.read_bytes() for path in folder.iterdir()}


def attempt(watch, path, load):
    """Load; return the model or the error, having checked time, memory and manners."""
    watch.seen.clear()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()  # the process's own peak is blind below what it once was
    start = time.process_time()
    watch.is_on = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = load()
    except ValueError as error:
        result = error
    finally:
        watch.is_on = False
        seconds = time.process_time() - start
        traced = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    assert seconds < 2, f"{seconds:.1f} s"
    assert max(taken, traced) < 500, f"{max(taken, traced):.0f} MB"
    assert watch.seen == []
    if isinstance(result, ValueError):
        assert str(result).startswith(path.name)
        assert len(str(result).splitlines()) <= 4
        assert len(str(result)) < 1000
    return result


def same(model, other):
    """Whether architecture, weights and the optimizer's state agree."""
    if model.to_json() != other.to_json():
        return False
    ours = [*model.weights, *model.optimizer.variables]
    theirs = [*other.weights, *other.optimizer.variables]
    return all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("name", ["m.keras", "m.h5"])
def test_mutated_models(name, files, watch, tmp_path):
    model, contents = files
    path = tmp_path / name
    path.write_bytes(contents[name])
    assert same(model, models.load_model(path))
    refused = 0
    for seed in range(MUTATIONS):
        path.write_bytes(mutate(contents[name], seed))
        result = attempt(watch, path, lambda: models.load_model(path))
        if isinstance(result, ValueError):
            refused += 1
        else:
            assert same(model, result), f"seed {seed} gives another model"
    assert refused > MUTATIONS / 3


def test_mutated_weights(files, watch, tmp_path):
    model, contents = files
    path = tmp_path / "m.weights.h5"
    expected = model.get_weights()
    other = models.clone_model(model)
    fresh = other.get_weights()
    for seed in range(MUTATIONS):
        other.set_weights(fresh)
        path.write_bytes(mutate(contents[path.name], 1000 + seed))
        result = attempt(watch, path, lambda: other.load_weights(path))
        if result is None:
            for a, b in zip(other.get_weights(), expected, strict=True):
                assert np.array_equal(a, b), f"seed {seed} gives other weights"


def test_crafted_archives(files, watch, tmp_path):
    _, contents = files
    path = tmp_path / "m.keras"
    count = 0
    for name, content, words in crafted_archives(contents["m.keras"]):
        path.write_bytes(content)
        result = attempt(watch, path, lambda: models.load_model(path))
        assert isinstance(result, ValueError), f"{name} was loaded"
        assert re.search(words, str(result)), f"{name}: {result}"
        count += 1
    assert count > 60


def test_crafted_hdf5_files(files, watch, tmp_path):
    _, contents = files
    path = tmp_path / "m.h5"
    for name, content, words in crafted_hdf5(contents["m.h5"]):
        path.write_bytes(content)
        result = attempt(watch, path, lambda: models.load_model(path))
        assert isinstance(result, ValueError), f"{name} was loaded"
        assert re.search(words, str(result)), f"{name}: {result}"


@pytest.mark.parametrize("name", ["m.keras", "m.h5", "m.weights.h5"])
def test_files_that_end_too_early(name, files, watch, tmp_path):
    model, contents = files
    path = tmp_path / name
    load = model.load_weights if "weights" in name else models.load_model
    whole = contents[name]
    for part in range(1, 25):
        path.write_bytes(whole[: len(whole) * part // 25])
        result = attempt(watch, path, lambda: load(path))
        assert isinstance(result, ValueError), f"{part}/25 was loaded"


def test_these_are_more_than_two_hundred_files_of_each_kind(files):
    """Of `.keras` and of `.h5`, whole models and weights."""
    _, contents = files
    archives = len(list(crafted_archives(contents["m.keras"]))) + MUTATIONS + 24
    hdf5 = len(list(crafted_hdf5(contents["m.h5"]))) + 2 * (MUTATIONS + 24)
    assert archives > 200 and hdf5 > 200


@pytest.mark.parametrize("content", [b"", b"PK", b"\x89HDF\r\n\x1a\n", b"GIF89a" * 99])
def test_files_of_other_kinds(content, files, watch, tmp_path):
    path = tmp_path / "m.keras"
    path.write_bytes(content)
    result = attempt(watch, path, lambda: models.load_model(path))
    assert isinstance(result, ValueError)


def test_missing_files_folders_and_checkpoints_are_told_apart(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file"):
        models.load_model(tmp_path / "none.keras")
    with pytest.raises(ValueError, match="no folder"):
        models.load_model(tmp_path / "nowhere" / "none.keras")
    with pytest.raises(OSError, match="SavedModel"):
        models.load_model(tmp_path)
    (tmp_path / "ckpt.index").write_bytes(b"x")
    with pytest.raises(OSError, match="checkpoints of TensorFlow"):
        models.load_model(tmp_path / "ckpt")
