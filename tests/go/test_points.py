"""Points, vertices, colours, symmetries.

Properties: (1) vertices are GTP's: no column I, row 1 below; (2) text and number go
both ways on every size; (3) what is not on the board is refused by name; (4) the eight
symmetries are a group, numbered as golois numbers them, and the table agrees.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen.go import points
from tengen.go.points import BLACK, WHITE, parse_colour, parse_point, point_text


def test_vertices_are_those_of_gtp():
    assert point_text(0, 19) == "A19"
    assert point_text(8, 19) == "J19"  # H is followed by J
    assert parse_point("Z25", 25) == 24
    assert parse_point("a1", 9) == 72
    assert parse_point(" q16 ", 19) == 3 * 19 + 15


@pytest.mark.parametrize("size", range(2, 26))
def test_text_and_number_go_both_ways(size):
    everywhere = range(size * size + 1)
    assert [parse_point(point_text(p, size), size) for p in everywhere] == [*everywhere]
    assert point_text(size * size, size) == "pass"


@pytest.mark.parametrize("text", ["I5", "D", "5D", "", "D-4", "D4 ", "tt", "D٤"])
def test_what_is_no_vertex_is_refused(text):
    if text.strip() == "D4":
        assert parse_point(text, 19) == parse_point("D4", 19)
        return
    with pytest.raises(ValueError, match="Not a vertex"):
        parse_point(text, 19)


@pytest.mark.parametrize("text", ["K5", "A10", "A0"])
def test_what_is_off_the_board_is_refused(text):
    with pytest.raises(ValueError, match=f"{text} is not on a 9x9 board .A1 to J9."):
        parse_point(text, 9)


@pytest.mark.parametrize("point", [-1, 82])
def test_numbers_off_the_board_are_refused(point):
    with pytest.raises(ValueError, match="9x9 board has the points 0 to 80"):
        parse_point(point, 9)


def test_colours_are_numbers_or_words():
    assert [parse_colour(c) for c in (1, "B", "black", "b")] == [BLACK] * 4
    assert [parse_colour(c) for c in (2, "W", "White", np.uint8(2))] == [WHITE] * 4
    assert points.opponent(BLACK) == WHITE and points.opponent(WHITE) == BLACK
    for wrong in ("grey", 0, 3):
        with pytest.raises(ValueError, match="No such colour"):
            parse_colour(wrong)


def test_symmetries_are_numbered_as_golois_numbers_them():
    n, r, c = 8, 1, 3
    images = [
        (r, c), (n - r, c), (r, n - c), (n - r, n - c),
        (c, r), (n - c, r), (c, n - r), (n - c, n - r),
    ]  # fmt: skip
    found = [divmod(points.symmetry(r * 9 + c, 9, k), 9) for k in range(8)]
    assert found == images
    assert points.symmetry(81, 9, 5) == 81  # a pass stays


@pytest.mark.parametrize("size", [2, 5, 19])
def test_symmetries_are_a_group(size):
    table = points.symmetry_table(size)
    assert table.shape == (8, size * size)
    images = {tuple(row) for row in table}
    assert len(images) == 8
    assert all(tuple(first[second]) in images for first in table for second in table)
    assert not table.flags.writeable


def test_wrong_symmetries_are_refused():
    with pytest.raises(ValueError, match="There are 0 to 7"):
        points.symmetry(0, 9, 8)
