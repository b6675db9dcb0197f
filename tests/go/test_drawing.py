"""Boards as SVG.

Properties: (1) a drawing is well-formed XML, with a title and a description, and asks
for nothing from elsewhere; (2) every stone lies where its row and column say; (3) the
disks of probabilities grow with them and stand on their points, the pass below; (4)
marks and labels stand on their points; text is never markup; (5) what fits no board is
refused.
"""

from __future__ import annotations

import doctest
from xml.etree import ElementTree

import numpy as np
import pytest

from tengen.go import drawing
from tengen.go.drawing import board_svg, star_points

NAMESPACE = "{http://www.w3.org/2000/svg}"
BOARD = [[0, 1, 0], [2, 1, 0], [0, 2, 0]]


def drawn(*args, **kwargs) -> ElementTree.Element:
    return ElementTree.fromstring(board_svg(*args, **kwargs))


def circles(tree, **wanted) -> list[tuple[float, float]]:
    """Centres of the circles whose attributes, or whose group's, are those wanted."""
    found = []
    for parent in tree.iter():
        for child in parent.findall(f"{NAMESPACE}circle"):
            look = {**parent.attrib, **child.attrib}
            if all(look.get(key) == value for key, value in wanted.items()):
                found.append((float(child.get("cx")), float(child.get("cy"))))
    return found


def grid_of(tree, size: int) -> np.ndarray:
    """Places of the lines, the same across and down, from the path of the grid."""
    first = next(tree.iter(f"{NAMESPACE}path")).get("d")
    downs = [piece for piece in first.split("M") if "V" in piece]
    lines = sorted(float(piece.split()[0]) for piece in downs)
    assert len(lines) == size
    return np.array(lines)


def test_examples_run():
    assert doctest.testmod(drawing).failed == 0


@pytest.mark.parametrize("size", [2, 3, 5, 9, 13, 19, 25])
def test_stones_lie_where_rows_and_columns_say(size):
    stones = np.random.default_rng(size).integers(0, 3, (size, size))
    tree = drawn(stones)
    lines = grid_of(tree, size)
    for colour, fill in ((1, drawing._BLACK_STONE), (2, drawing._WHITE_STONE)):
        rows, columns = np.nonzero(stones == colour)
        expected = {(lines[c], lines[r]) for r, c in zip(rows, columns, strict=True)}
        assert set(circles(tree, fill=fill)) == expected


def test_names_at_the_edge_are_those_of_gtp():
    words = [text.text for text in drawn(np.zeros((9, 9))).iter(f"{NAMESPACE}text")]
    letters, numbers = words[0::4], words[1::4]
    assert letters == list("ABCDEFGHJ")
    assert numbers == list("987654321")
    assert len(list(drawn(np.zeros((9, 9)), coordinates=False).iter())) < 15


def test_star_points_of_the_usual_boards():
    assert len(star_points(19)) == 9 and (3, 15) in star_points(19)
    assert len(star_points(13)) == 9 and (6, 6) in star_points(13)
    assert len(star_points(9)) == 5
    assert star_points(5) == [(2, 2)]
    assert star_points(4) == []
    for size in range(2, 26):
        for row, column in star_points(size):
            assert (column, size - 1 - row) in star_points(size)


def test_probabilities_grow_and_the_pass_stands_below():
    chances = np.zeros(26)
    chances[[6, 8, 25]] = 0.2, 0.05, 0.75
    tree = drawn(np.zeros((5, 5)), probabilities=chances)
    disks = [c for c in tree.iter(f"{NAMESPACE}circle") if c.get("fill-opacity")]
    lines = grid_of(tree, 5)
    by_place = {(float(d.get("cx")), float(d.get("cy"))): d for d in disks}
    likely, rare = by_place[lines[1], lines[1]], by_place[lines[3], lines[1]]
    assert len(disks) == 2
    assert float(likely.get("r")) > float(rare.get("r"))
    assert likely.findtext(f"{NAMESPACE}title") == "B4: 20.0 %"
    words = {text.text: text for text in tree.iter(f"{NAMESPACE}text")}
    assert {"20", "5", "pass 75.0 %"} <= set(words)
    wood = next(tree.iter(f"{NAMESPACE}rect"))
    assert float(words["pass 75.0 %"].get("y")) > float(wood.get("height"))


def test_a_network_that_knows_no_pass():
    chances = np.full(10, 1 / 9)
    chances[9] = np.nan
    assert "nan" not in board_svg(BOARD, probabilities=chances)


def test_the_last_move_and_labels_are_seen_on_their_stones():
    tree = drawn(BOARD, last_move=1)
    lines = grid_of(tree, 3)
    assert circles(tree, fill="none") == [(lines[1], lines[0])]
    tree = drawn(BOARD, last_move=1, labels={1: 7})
    assert circles(tree, fill="none") == []
    assert "7" in [text.text for text in tree.iter(f"{NAMESPACE}text")]
    assert circles(drawn(BOARD, last_move=9), fill="none") == []  # a pass


@pytest.mark.parametrize("mark", drawing._MARKS)
def test_every_mark_changes_the_drawing(mark):
    assert board_svg(BOARD, marks={0: mark}) != board_svg(BOARD)


def test_text_is_never_markup():
    hostile = "<script>alert('&\"')</script>"
    text = board_svg(BOARD, title=hostile, labels={0: hostile})
    tree = ElementTree.fromstring(text)
    assert tree.findtext(f"{NAMESPACE}title") == hostile
    assert "<script" not in text


def test_it_describes_itself_and_needs_nothing_else():
    text = board_svg(BOARD, last_move=7, title="A position")
    tree = ElementTree.fromstring(text)
    assert tree.get("role") == "img"
    assert tree.findtext(f"{NAMESPACE}desc") == (
        "3 by 3 board. Black: B3, B2. White: A2, B1. Last move: B1."
    )
    assert text.count("http") == 1  # the namespace
    assert "href" not in text and "url(" not in text and " id=" not in text


def test_size_in_pixels_keeps_the_shape():
    tree = drawn(BOARD, size_px=300, probabilities=np.full(10, 0.1))
    _, _, width, height = map(float, tree.get("viewBox").split())
    assert float(tree.get("width")) == 300
    assert float(tree.get("height")) == round(300 * height / width)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"board": np.zeros((3, 4))}, r"\(3, 4\)"),
        ({"board": np.full((3, 3), 3)}, "0 .empty., 1 .black. or 2"),
        ({"last_move": 10}, "No such point: 10. A 3x3 board"),
        ({"probabilities": np.zeros(8)}, r"expected: \(9,\)"),
        ({"probabilities": np.full(9, 2.0)}, "between 0 and 1"),
        ({"marks": {0: "star"}}, "no mark is called 'star'"),
    ],
)
def test_what_fits_no_board_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        board_svg(**{"board": BOARD, **arguments})
