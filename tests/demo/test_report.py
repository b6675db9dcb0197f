"""The pieces of the report: matrices and pictures."""

from __future__ import annotations

import base64
import doctest
import importlib
import io
import pkgutil
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

import tengen.demo.report
from tengen.demo.report import matrix, pictures

PIECES = [m.name for m in pkgutil.iter_modules(tengen.demo.report.__path__)]


@pytest.mark.parametrize("name", PIECES)
def test_examples_in_docstrings_run(name):
    module = importlib.import_module(f"tengen.demo.report.{name}")
    assert doctest.testmod(module).failed == 0


def test_a_matrix_without_mistakes_can_be_drawn():
    counts = matrix.confusion([0, 1, 2], [0, 1, 2], classes=3)
    drawing = ElementTree.fromstring(matrix.drawing(counts, "all right"))
    looks = [rect.get("class") for rect in drawing.iter("rect")]
    assert sorted(looks) == ["empty"] * 6 + ["right"] * 3


def decoded(address: str) -> np.ndarray:
    content = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    return np.asarray(Image.open(io.BytesIO(content)))


def test_digits_are_dark_on_light():
    image = np.array([[0.0, 1.0], [0.5, 0.0]])[..., None]
    tag = ElementTree.fromstring(pictures.digit(image, "a 7"))
    assert tag.get("alt") == "a 7"
    assert decoded(tag.get("src")).tolist() == [[255, 0], [128, 255]]


def test_the_field_goes_from_blue_over_light_to_orange():
    (low, middle, high), *_ = decoded(pictures.field([[0.0, 0.5, 1.0]])).tolist()
    assert low[2] > low[0]
    assert min(middle) > 240
    assert high[0] > high[2]
