"""A file is replaced whole or not at all."""

from __future__ import annotations

import os

import pytest

from tengen import Input, layers, models
from tengen.saving.atomic import replacing


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "x.bin"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), replacing(str(path)) as draft:
        with open(draft, "wb") as file:
            file.write(b"half of the new")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["x.bin"]


def test_success_replaces_it_and_keeps_links_and_usual_rights(tmp_path):
    path, link = tmp_path / "real.bin", tmp_path / "link.bin"
    path.write_bytes(b"old")
    link.symlink_to(path)
    with replacing(str(link)) as draft, open(draft, "wb") as file:
        file.write(b"new")
    assert path.read_bytes() == b"new" and link.is_symlink()
    with open(tmp_path / "other", "wb"):
        pass
    usual = os.stat(tmp_path / "other").st_mode
    assert os.stat(path).st_mode == usual


@pytest.mark.parametrize("ending", ["keras", "h5", "weights.h5"])
def test_a_save_that_fails_in_the_middle(ending, tmp_path, monkeypatch):
    model = models.Sequential([Input((3,)), layers.Dense(2), layers.Dense(2)])
    path = tmp_path / f"m.{ending}"
    save = model.save_weights if "weights" in ending else model.save
    save(path)
    content = path.read_bytes()

    def fail(*args, **kwargs):
        raise OSError("No space left on device")

    target = "legacy_h5" if ending == "h5" else "weights_file"
    monkeypatch.setattr(f"tengen.saving.{target}.write_array", fail)
    with pytest.raises(OSError, match="No space"):
        save(path)
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == [path.name]


def test_a_layer_that_cannot_be_written_fails_before_anything_is(tmp_path):
    class Stubborn(layers.Layer):
        def get_config(self):
            raise NotImplementedError("no")

        def call(self, inputs):
            return inputs

    model = models.Sequential([Input((3,)), Stubborn()])
    for name in ("m.keras", "m.h5"):
        (tmp_path / name).write_bytes(b"old")
        with pytest.raises(NotImplementedError):
            model.save(tmp_path / name)
        assert (tmp_path / name).read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["m.h5", "m.keras"]


def test_overwriting_is_asked_for(tmp_path):
    model = models.Sequential([Input((3,)), layers.Dense(2)])
    model.save(tmp_path / "m.keras")
    for save in (model.save, model.save_weights):
        with pytest.raises(FileExistsError, match="overwrite=True"):
            save(tmp_path / "m.keras", overwrite=False)
    model.save(tmp_path / "n.keras", overwrite=False)
    (tmp_path / "folder.keras").mkdir()
    with pytest.raises(IsADirectoryError):
        model.save(tmp_path / "folder.keras")
