"""Files put in order by hand: the values end up where the other model has them."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, layers, models, saving


def old_model():
    return models.Sequential([Input((2,)), layers.Dense(3), layers.Dense(4)])


def new_model():
    inner = [layers.Dense(3), layers.Dense(3), layers.Dense(4)]
    return models.Sequential([Input((2,)), *inner])


@pytest.fixture(params=["m.keras", "m.weights.h5"])
def editor(request, tmp_path):
    path = tmp_path / request.param
    model = old_model()
    model.save(path) if path.suffix == ".keras" else model.save_weights(path)
    return saving.KerasFileEditor(path), model


def test_a_layer_is_put_between(editor, tmp_path, capsys):
    editor, old = editor
    new = new_model()
    assert editor.compare(old) == {
        "status": "success",
        "error_count": 0,
        "match_count": 4,
    }
    editor.rename_object("dense_1", "dense_2")
    assert editor.compare(new)["error_count"] == 1
    assert "layers/dense_1: not in the file" in capsys.readouterr().out
    editor.add_object("layers/dense_1", {"0": np.eye(3, dtype="float32")})
    assert editor.compare(new)["error_count"] == 1
    editor.add_weights("dense_1", {"1": np.zeros(3, "float32")})
    assert editor.compare(new)["status"] == "success"
    editor.save(tmp_path / "new.weights.h5")
    new.load_weights(tmp_path / "new.weights.h5")
    x = np.random.default_rng(0).normal(size=(5, 2)).astype("float32")
    np.testing.assert_allclose(new.predict(x), old.predict(x), rtol=1e-5, atol=1e-6)


def test_what_is_taken_away(editor, capsys):
    editor, old = editor
    editor.delete_weight("layers/dense", "1")
    assert editor.compare(old)["error_count"] == 1
    editor.delete_object("dense_1")
    assert [*editor.weights_dict["layers"]] == ["dense"]
    capsys.readouterr()
    editor.summary()
    assert "0: shape (2, 3), float32" in capsys.readouterr().out


def test_errors(editor, tmp_path):
    editor, _ = editor
    before = editor.weights_dict
    for wrong in (
        lambda: editor.rename_object("dense_7", "dense"),
        lambda: editor.rename_object("dense_1", "dense"),
        lambda: editor.delete_weight("dense", "5"),
        lambda: editor.add_object("layers/dense", {}),
        lambda: editor.save(tmp_path / "m.txt"),
        lambda: saving.KerasFileEditor(tmp_path / "m.txt"),
    ):
        with pytest.raises(ValueError):
            wrong()
    assert editor.weights_dict.keys() == before.keys()
