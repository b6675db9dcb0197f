"""The HDF5 reader against HDF5's own library, on all that it promises to read."""

from __future__ import annotations

import io

import h5py
import numpy as np
import pytest

from tengen.saving.errors import LoadError
from tengen.saving.hdf5 import Reader

GENERATOR = np.random.default_rng(0)
ARRAYS = {
    **{
        dtype: GENERATOR.integers(0, 100, (3, 4)).astype(dtype)
        for dtype in ("u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8")
    },
    **{
        dtype: GENERATOR.normal(size=(2, 3, 4)).astype(dtype)
        for dtype in ("f2", "f4", "f8")
    },
    "big_endian": GENERATOR.normal(size=(5, 2)).astype(">f4"),
    "big_integers": np.arange(6).astype(">i2"),
    "truth": GENERATOR.integers(0, 2, (7,)).astype(bool),
    "scalar": np.float32(2.5),
    "counter": np.int64(-7),
    "empty": np.zeros((0, 3), "f4"),
    "long": GENERATOR.normal(size=(300, 70)).astype("f4"),
}
PACKINGS = {
    "plain": {},
    "chunks": {"chunks": True},
    "gzip": {"compression": "gzip", "compression_opts": 9},
    "shuffled": {"compression": "gzip", "shuffle": True},
    "checked": {"fletcher32": True, "compression": "gzip", "shuffle": True},
    "small chunks": {"chunks": (7, 11), "compression": "gzip"},
}


def read(write):
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        write(file)
    return Reader(stream)


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_of_every_type(name):
    array = ARRAYS[name]
    reader = read(lambda file: file.create_dataset("a/b/c", data=array))
    found = reader.array("a/b/c")
    assert reader.datasets == {"a/b/c": array.shape}
    assert found.dtype == array.dtype.newbyteorder("=")
    assert found.shape == array.shape and np.array_equal(found, array)


@pytest.mark.parametrize("name", PACKINGS)
def test_packed_arrays(name):
    array = ARRAYS["long"]
    reader = read(lambda file: file.create_dataset("x", data=array, **PACKINGS[name]))
    assert np.array_equal(reader.array("x"), array)


def test_values_inside_the_header():
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_layout(h5py.h5d.COMPACT)

    def write(file):
        space = h5py.h5s.create_simple((4,))
        kind = h5py.h5t.NATIVE_FLOAT
        dataset = h5py.h5d.create(file.id, b"x", kind, space, dcpl=creation)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(4, dtype="f4"))

    assert read(write).array("x").tolist() == [0, 1, 2, 3]


def test_attributes():
    names = [f"layer_{i}".encode() for i in range(50)]

    def write(file):
        file.attrs["text"] = "grüße"
        file.attrs["bytes"] = b"plain"
        file.attrs["fixed"] = np.array(b"fixed length")
        file.attrs["names"] = names
        file.attrs["texts"] = ["a", "bc", ""]
        file.attrs["none"] = []
        file.attrs["number"] = 3
        file.attrs["numbers"] = np.arange(4.0)
        file.attrs["long"] = "x" * 300_000
        for i in range(30):
            file.attrs[f"a{i}"] = "value" * i
        for start in (0, 25):
            file.attrs[f"cut{start // 25}"] = names[start : start + 25]

    reader = read(write)
    assert reader.attribute("", "text") == "grüße"
    assert reader.attribute("", "bytes") == "plain"
    assert reader.attribute("", "fixed") == "fixed length"
    assert reader.attribute("", "texts") == ["a", "bc", ""]
    assert reader.names("", "none") == []
    assert reader.attribute("", "number") == 3
    assert reader.attribute("", "numbers").tolist() == [0, 1, 2, 3]
    assert reader.attribute("", "long") == "x" * 300_000
    assert reader.attribute("", "a29") == "value" * 29
    assert reader.attribute("", "not there") is None
    assert (
        reader.names("", "names")
        == reader.names("", "cut")
        == [name.decode() for name in names]
    )


def test_many_members_and_deep_groups():
    def write(file):
        for i in range(700):
            file.create_dataset(f"many/{i}", data=np.float32(i))
        file.create_group("/".join("abcdefgh"))

    reader = read(write)
    assert len(reader.groups["many"].names) == 700
    assert all(float(reader.array(f"many/{i}")) == i for i in range(0, 700, 50))
    assert "a/b/c/d/e/f/g/h" in reader.groups


@pytest.mark.parametrize("kind", ["latest", "v108"])
def test_newer_forms_are_refused_with_advice(kind):
    stream = io.BytesIO()
    with h5py.File(stream, "w", libver=kind) as file:
        file.create_dataset("x", data=np.zeros(3))
    with pytest.raises(LoadError, match="libver='earliest'"):
        Reader(stream)
