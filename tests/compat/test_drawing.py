"""Models are drawn under every name and with every argument that Keras had for it."""

from __future__ import annotations

import pytest

from tengen import utils
from tengen.visualization.reading import Shown, diagram_of


@pytest.fixture
def model(keras):
    layers = [keras.layers.Dense(2, input_shape=(3,), name="one"), keras.layers.ReLU()]
    return keras.models.Sequential(layers)


@pytest.fixture
def drawn(monkeypatch):
    """What reaches `diagram_of` and the file, by the names of today's arguments."""
    from tengen.visualization import plot_model

    seen = {}

    def look(model, shown, expand_nested, layer_range):
        seen.update(shown=shown, expand_nested=expand_nested)
        return diagram_of(model, shown, expand_nested, layer_range)

    module = __import__("sys").modules[plot_model.__module__]
    monkeypatch.setattr(module, "diagram_of", look)
    return seen


def test_every_path_leads_to_a_picture(model, tmp_path):
    import tensorflow as tf
    from keras.utils import plot_model
    from keras.utils.vis_utils import model_to_dot
    from keras.utils.vis_utils import plot_model as plot_of_keras2
    from keras.utils.visualize_util import plot

    ways = [plot_model, plot_of_keras2, plot, tf.keras.utils.plot_model]
    for number, way in enumerate(ways):
        path = tmp_path / f"{number}.svg"
        way(model, to_file=str(path), show_shapes=True)
        assert path.read_bytes().startswith(b"<?xml")
    assert b"<svg" in model_to_dot(model, show_shapes=True).create(
        prog="dot", format="svg"
    )


def test_names_are_shown_where_keras_1_showed_them(model, tmp_path, drawn):
    from keras.utils.visualize_util import plot

    plot(model, tmp_path / "a.svg", True)
    assert drawn["shown"] == Shown(shapes=True, layer_names=True)
    plot(model, tmp_path / "a.svg", show_layer_names=False)
    assert drawn["shown"] == Shown()


def test_old_names_of_arguments(model, tmp_path, drawn, keras, capfd):
    from keras.utils.visualize_util import plot

    plot(model, to_file=tmp_path / "a.svg", show_shape=True, recursive=True)
    assert drawn["shown"].shapes and drawn["expand_nested"]
    keras.utils.plot_model(model, tmp_path / "a.svg", splines="ortho")
    said = capfd.readouterr().err
    assert "plot_model(show_shape=) is show_shapes= today" in said
    assert "plot_model(splines=) is no longer there" in said


def test_positions_of_keras_2_and_of_today(model, tmp_path, drawn, keras):
    path = tmp_path / "a.svg"
    keras.utils.plot_model(model, path, True, False, "LR", True)
    assert drawn == {"shown": Shown(shapes=True), "expand_nested": True}
    keras.utils.plot_model(model, path, False, True, True, "LR", False)
    shown = Shown(dtype=True, layer_names=True)
    assert drawn == {"shown": shown, "expand_nested": False}


def test_other_names_are_not_those_of_keras(keras):
    with pytest.raises(AttributeError):
        keras.utils.plot_history  # noqa: B018
    assert keras.utils.Progbar is utils.Progbar
