"""`plot_model`: what is written, what is returned, what is refused.

Properties: (1) PNG, SVG and PDF by the ending, of the picture's size times dpi;
(2) what is shown follows the arguments; (3) graphs of every kind are read rightly;
(4) a failed call leaves the old file; (5) errors say what to do; (6) notebooks get a
picture.
"""

from __future__ import annotations

import re
import sys
import types
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from matplotlib.image import imread

from tengen import Input, Model, Sequential, layers, ops, utils
from tengen.visualization import files
from tengen.visualization.diagram import Box, Group
from tengen.visualization.layout import lay_out
from tengen.visualization.reading import Shown, diagram_of
from visualization import zoo

NAMES = Shown(layer_names=True)


@cache
def small() -> Sequential:
    first = layers.Dense(3, input_shape=(2,), activation="relu", name="first")
    return Sequential([first, layers.Dense(1, name="second")], name="small")


def edges(diagram) -> set[tuple[str, str]]:
    """Arrows by the names of their ends."""
    name = [item.name for item in diagram.items]
    return {(name[a.source.item], name[a.target.item]) for a in diagram.arrows}


def texts(box: Box) -> list[str]:
    return [
        " ".join([cell.label, *cell.lines]).strip() for row in box.rows for cell in row
    ]


# -- files ---------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [60, 200])
def test_a_png_has_the_size_of_the_picture_times_dpi(tmp_path, dpi):
    path = tmp_path / "model.png"
    utils.plot_model(small(), path, dpi=dpi)
    picture = lay_out(diagram_of(small(), Shown()))
    height, width, _ = imread(path).shape
    assert width == pytest.approx(picture.width * dpi / 72, abs=1)
    assert height == pytest.approx(picture.height * dpi / 72, abs=1)
    if dpi == 200:
        dots = int.from_bytes(path.read_bytes().split(b"pHYs")[1][:4], "big")
        assert dots * 0.0254 == pytest.approx(dpi, rel=1e-3)  # per metre


def test_a_png_shows_the_boxes_where_the_layout_has_them(tmp_path):
    path = tmp_path / "model.png"
    utils.plot_model(small(), path, dpi=72)
    pixels = imread(path)[..., :3]
    for box in lay_out(diagram_of(small(), Shown())).boxes:
        row, column = round(box.y + 4), round(box.x + 8)
        assert not np.allclose(pixels[row, column], 1)  # tinted
    assert np.allclose(pixels[:8], 1) and np.allclose(pixels[:, :8], 1)  # margins


def test_endings_decide(tmp_path):
    utils.plot_model(small(), str(tmp_path / "model.svg"))
    root = ElementTree.parse(tmp_path / "model.svg").getroot()
    picture = lay_out(diagram_of(small(), Shown()))
    width = float(root.attrib["width"].removesuffix("pt"))
    assert width == pytest.approx(picture.width, abs=0.01)
    utils.plot_model(small(), tmp_path / "model.PDF")
    assert (tmp_path / "model.PDF").read_bytes().startswith(b"%PDF")
    utils.plot_model(small(), tmp_path / "model")
    assert (tmp_path / "model").read_bytes().startswith(b"\x89PNG")
    assert len(list(tmp_path.iterdir())) == 3  # no drafts are left


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_the_same_model_gives_the_same_file(tmp_path, ending):
    files = [tmp_path / f"{n}.{ending}" for n in (1, 2)]
    for file in files:
        utils.plot_model(small(), file, show_shapes=True, dpi=50)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_default_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert utils.plot_model(small()) is None
    assert imread("model.png").ndim == 3


def test_large_models_become_files(tmp_path):
    utils.plot_model(zoo.resnet50(), tmp_path / "r.svg", show_shapes=True)
    root = ElementTree.parse(tmp_path / "r.svg").getroot()
    assert float(root.attrib["height"].removesuffix("pt")) > 5000


def test_nothing_global_is_touched(tmp_path):
    import matplotlib

    before = dict(matplotlib.rcParams)
    utils.plot_model(small(), tmp_path / "model.png", dpi=50)
    assert dict(matplotlib.rcParams) == before


# -- what is shown -------------------------------------------------------------------


def test_only_classes_are_shown_unless_told_otherwise():
    first, second = diagram_of(small(), Shown()).items
    assert (first.title, first.name, first.rows) == ("Dense", "", ())
    assert (second.title, second.family) == ("Dense", "core")


def test_all_can_be_shown():
    model = small()
    model.layers[1].trainable = False
    try:
        everything = Shown(True, True, True, True, True)
        first, second = diagram_of(model, everything).items
    finally:
        model.layers[1].trainable = True
    assert first.name == "first"
    assert texts(first) == [
        *("input (None, 2)", "output (None, 3)"),
        *("activation relu", "dtype float32", "trainable"),
    ]
    assert texts(second)[-1] == "not trainable"


def test_inputs_have_an_output_only_and_lists_a_line_each():
    items = {
        i.name: i for i in diagram_of(zoo.twins(), replace(NAMES, shapes=True)).items
    }
    assert texts(items["left"]) == ["output (None, 28, 28, 1)"]
    assert texts(items["both"])[0] == "input (None, 16) (None, 16)"
    assert texts(items["encoder"]) == ["input (None, 28, 28, 1)", "output (None, 16)"]
    assert items["encoder"].family == "model"


def test_functions_and_wrappers_are_named():
    x = Input((4, 3))
    y = layers.TimeDistributed(layers.Dense(2))(x)
    model = Model(x, ops.relu(y) + 1)
    titles = [item.title for item in diagram_of(model, NAMES).items]
    assert titles == ["InputLayer", "TimeDistributed(Dense)", "relu", "add"]


def test_own_layers_have_the_colour_of_what_they_are():
    class Mine(layers.Conv2D):
        pass

    model = Sequential([Mine(2, 3, input_shape=(8, 8, 1))])
    (box,) = diagram_of(model, Shown()).items
    assert (box.title, box.family) == ("Mine", "convolutional")


# -- graphs --------------------------------------------------------------------------


def test_arrows_of_a_graph_with_nested_models():
    assert edges(diagram_of(zoo.twins(), NAMES)) == {
        *(("left", "encoder"), ("right", "encoder"), ("encoder", "both")),
        *(("both", "head"), ("head", "same"), ("head", "more"), ("both", "more")),
        ("more", "which"),
    }


def test_a_shared_layer_is_one_box():
    diagram = diagram_of(zoo.shared(), NAMES)
    assert [item.name for item in diagram.items].count("turn") == 1
    assert edges(diagram) == {
        *(("start", "turn"), ("turn", "turn"), ("turn", "other")),
        *(("other", "turn"), ("turn", "end")),
    }


def test_nested_models_are_looked_into():
    diagram = diagram_of(zoo.twins(), NAMES, expand_nested=True)
    encoder, head = (item for item in diagram.items if isinstance(item, Group))
    assert [i.name for i in encoder.inside.items] == [
        *("image", "conv", "pool", "flatten", "code")
    ]
    assert edges(head.inside) == {("hidden", "dropout")}
    assert [e.item for (e,) in encoder.inside.inputs] == [0]
    assert [e.item for (e,) in encoder.inside.outputs] == [4]


def test_ports_of_nested_models_are_in_the_order_of_the_call():
    outer = diagram_of(zoo.nested_twice(), NAMES, expand_nested=True)
    (middle,) = (item for item in outer.items if isinstance(item, Group))
    (inner,) = (item for item in middle.inside.items if isinstance(item, Group))
    names = [item.name for item in middle.inside.items]
    into = {
        (names[a.source.item], a.target.port)
        for a in middle.inside.arrows
        if names[a.target.item] == "inner"
    }
    assert into == {("d", 0), ("c", 1)}
    assert [inner.inside.items[e.item].name for (e,) in inner.inside.outputs] == [
        *("total", "small")
    ]


def test_subclassed_models_are_one_box():
    class Small(Model):
        def __init__(self):
            super().__init__(name="mine")
            self.dense = layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    model = Small()
    with pytest.raises(ValueError, match="'mine' is not built"):
        diagram_of(model, NAMES)
    model(np.ones((1, 3)))
    (box,) = diagram_of(model, replace(NAMES, shapes=True)).items
    assert (box.title, box.name) == ("Small", "mine")
    x = Input((3,))
    outer = diagram_of(Model(x, layers.Dense(1)(model(x))), NAMES, True)
    assert [item.title for item in outer.items] == ["InputLayer", "Small", "Dense"]


def test_models_cut_from_others_are_drawn():
    model = zoo.unet()
    cut = Model(model.get_layer("down0").output, model.get_layer("down2").output)
    diagram = diagram_of(cut, NAMES)
    assert {("pool0", "down1"), ("down1", "pool1"), ("pool1", "down2")} <= edges(
        diagram
    )


# -- ranges --------------------------------------------------------------------------


def names_within(layer_range) -> list[str]:
    return [i.name for i in diagram_of(zoo.vgg19(), NAMES, False, layer_range).items]


def test_a_range_of_layers():
    assert names_within(("block2_conv2", "block3_conv1")) == [
        *("block2_conv2", "block2_pool", "block3_conv1")
    ]
    assert names_within(["block5_", "block5_conv"])[-1] == "block5_conv4"
    assert names_within((".*_pool", ".*_pool"))[0] == "block1_pool"
    assert names_within((".*_pool", ".*_pool"))[-1] == "block5_pool"
    assert names_within(("fc1", "average")) == ["average", "fc1"]  # the wrong way round


@pytest.mark.parametrize(
    ("layer_range", "message"),
    [
        (("fc1",), "two strings"),
        (("fc1", 3), "two strings"),
        ("fc1", "two strings"),
        (("fc7", "predictions"), "did you mean 'fc1'"),
        (("(", "fc1"), "regular expression"),
    ],
)
def test_a_range_that_makes_no_sense(layer_range, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        names_within(layer_range)


# -- what is refused -----------------------------------------------------------------


def test_errors_say_what_to_do(tmp_path):
    with pytest.raises(ValueError, match="'u' is not built[\\s\\S]*model.build"):
        utils.plot_model(Sequential([layers.Dense(1)], name="u"), tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"\.gif[\s\S]*\.png, \.svg, \.pdf"):
        utils.plot_model(small(), tmp_path / "a.gif")
    with pytest.raises(FileNotFoundError, match="no folder .*away"):
        utils.plot_model(small(), tmp_path / "away" / "a.png")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        utils.plot_model(small(), tmp_path)
    with pytest.raises(ValueError, match="'UP'[\\s\\S]*TB, BT, LR, RL"):
        utils.plot_model(small(), tmp_path / "a.png", rankdir="UP")
    with pytest.raises(TypeError, match="got a Dense; expected a model"):
        utils.plot_model(layers.Dense(1), tmp_path / "a.png")
    with pytest.raises(ValueError, match="dpi"):
        utils.plot_model(small(), tmp_path / "a.png", dpi=0)
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_where_drawing_fails(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    def fail(*args, **options):
        raise OSError("no more memory")

    path = tmp_path / "model.png"
    path.write_bytes(b"precious")
    monkeypatch.setattr(Figure, "savefig", fail)
    with pytest.raises(OSError, match="no more memory"):
        utils.plot_model(small(), path)
    assert path.read_bytes() == b"precious"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_png_that_would_be_too_long_has_fewer_dots_per_inch(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "_MOST_PIXELS", 300)
    with pytest.warns(UserWarning, match="pixels long; it is drawn with"):
        utils.plot_model(small(), tmp_path / "model.png", dpi=1e4)
    assert max(imread(tmp_path / "model.png").shape) == pytest.approx(300, abs=1)
    utils.plot_model(small(), tmp_path / "model.svg", dpi=1e4)


# -- notebooks -----------------------------------------------------------------------


@pytest.fixture
def notebook(monkeypatch):
    """As much of IPython as is called: without it, the rest can be tested."""
    module, display = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    display.SVG = lambda filename: ("svg", filename)
    display.Image = lambda filename, format: (format, filename)
    module.display = display
    module.version_info = (9, 0)  # asked by matplotlib
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", display)


def test_a_notebook_gets_the_picture(tmp_path, notebook):
    png, svg, pdf = (str(tmp_path / f"model.{e}") for e in ("png", "svg", "pdf"))
    assert utils.plot_model(small(), png, dpi=50) == ("png", png)
    assert utils.plot_model(small(), tmp_path / "model", dpi=50)[0] == "png"
    assert utils.plot_model(small(), svg) == ("svg", svg)
    assert utils.plot_model(small(), pdf) is None
