"""`model_to_dot`: text that Graphviz reads, and images without it.

Properties: (1) the text names boxes, arrows and clusters; special letters are escaped;
the arrows are those that Keras draws (`keras_arrows.json`, made by
`make_keras_arrows.py`); (2) what scripts do with the result of Keras works:
`create(prog=, format=)`, `write`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tengen import Sequential, layers, utils
from visualization import zoo

RECORD = Path(__file__).with_name("keras_arrows.json").read_text(encoding="utf-8")
KERAS = json.loads(RECORD)["arrows"]


def model() -> Sequential:
    first = layers.Dense(3, input_shape=(2,), name="first")
    return Sequential([first, layers.Dense(1, name="second")], name="small")


def test_the_text():
    text = utils.model_to_dot(model(), show_shapes=True, rankdir="LR").to_string()
    assert text.startswith('digraph "small" {\n  rankdir=LR; dpi=200')
    box = r'n0 [label="{Dense first|{input: (None, 2)|output: (None, 3)}}"];'
    assert box in text and "n0 -> n1;" in text
    assert text.count("{") == text.count("}")
    assert str(utils.model_to_dot(model())) == utils.model_to_dot(model()).to_string()


@pytest.mark.parametrize("kind", ["plain", "expanded"])
@pytest.mark.parametrize("make", zoo.ZOO, ids=lambda make: make.__name__)
def test_arrows_are_those_of_keras(make, kind):
    text = utils.model_to_dot(make(), expand_nested=kind == "expanded").to_string()
    name = dict(re.findall(r'(n[0-9_]+) \[label="\{[\w()]+ (\w+)\}"\]', text))
    pairs = re.findall(r"(n[0-9_]+) -> (n[0-9_]+);", text)
    arrows = sorted({(name[source], name[target]) for source, target in pairs})
    assert arrows == [tuple(pair) for pair in KERAS[make.__name__][kind]]


def test_nested_models_are_clusters():
    text = utils.model_to_dot(zoo.nested_twice(), expand_nested=True).to_string()
    assert text.count("subgraph cluster_") == 2
    assert 'label="middle Model"' in text and 'label="inner Model"' in text


def test_special_letters_are_escaped():
    odd = Sequential([layers.Dense(1, input_shape=(2,), name='a{b|c}<d>"e\\')])
    text = utils.model_to_dot(odd).to_string()
    assert r"a\{b\|c\}\<d\>\"e\\" in text


def test_images_as_scripts_ask_for_them(tmp_path):
    dot = utils.model_to_dot(model(), show_shapes=True, dpi=60)
    assert b"<svg" in dot.create(prog="dot", format="svg")
    assert dot._repr_svg_().startswith("<?xml")
    assert dot.create_png().startswith(b"\x89PNG")
    assert dot.create(format="pdf").startswith(b"%PDF")
    assert dot.write(tmp_path / "m.dot") and dot.write_svg(tmp_path / "m.svg")
    assert dot.write_png(tmp_path / "m.png") and dot.write_pdf(tmp_path / "m.pdf")
    assert (tmp_path / "m.dot").read_text() == dot.to_string()
    assert (tmp_path / "m.svg").read_bytes() == dot.create_svg()
    with pytest.raises(ValueError, match="'gif'"):
        dot.create(format="gif")
    with pytest.raises(FileNotFoundError):
        dot.write_png(tmp_path / "away" / "m.png")
    with pytest.raises(ValueError, match="not built"):
        utils.model_to_dot(Sequential([layers.Dense(1)]))
