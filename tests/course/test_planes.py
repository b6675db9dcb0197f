"""Drawings of decision regions.

Properties: (1) a place lies in the region of the class that the function gives to it;
(2) every point is drawn in the colour of its class, even where there is one class only;
(3) several functions have a plane each, with one legend for all.
"""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex

from tengen.course import draw

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def inside(axes, level, place):
    """Say whether a place is in the filled region of a class."""
    (filled,) = axes.collections
    return filled.get_paths()[level].contains_point(place)


def upper(points):
    return points[:, 1] > 0.5


def right(points):
    return np.where(points[:, 0] > 0.5, 0.9, 0.1)  # values, not classes


@pytest.mark.parametrize("predict", [upper, right])
def test_places_lie_in_the_region_of_their_class(predict):
    (axes,) = draw.boundary(predict, POINTS, [0, 1, 1, 0]).axes
    for place in np.random.default_rng(1).uniform(-0.3, 1.3, (40, 2)):
        if np.min(np.abs(place - 0.5)) > 0.02:
            expected = int(predict(place[None])[0] >= 0.5)
            assert inside(axes, expected, place)
            assert not inside(axes, 1 - expected, place)


@pytest.mark.parametrize("labels", [[0, 1, 1, 0], [1, 1, 1, 1], [[0], [0], [0], [0]]])
def test_points_have_the_colour_of_their_class(labels):
    (axes,) = draw.boundary(upper, POINTS, labels).axes
    drawn = {}
    for line in axes.lines:
        for point in line.get_xydata():
            drawn[tuple(point)] = to_hex(line.get_color())
    for point, label in zip(POINTS, np.ravel(labels), strict=True):
        assert drawn[tuple(point)] == draw.COLOURS[label]


def test_several_planes_have_one_legend():
    planes = {
        "up": (upper, POINTS, [0, 1, 0, 1]),
        "across": (right, POINTS, [0, 0, 1, 1]),
    }
    figure = draw.boundaries(planes, x="a", y="b")
    assert [axes.get_title() for axes in figure.axes] == ["up", "across"]
    assert {axes.get_xlabel() for axes in figure.axes} == {"a"}
    assert all(axes.get_legend() is None for axes in figure.axes)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["target 0", "target 1"]
