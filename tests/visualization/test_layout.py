"""Pictures of models: boxes lie apart, arrows go round them, all is on the page.

Properties, for every model of the zoo in every direction of reading: (1) no two boxes
overlap, nor a box and a frame it is not in; (2) all lies within the page, and the page
is no larger than its contents and margins; (3) no arrow crosses a box, and each begins
at one and ends at one; (4) arrows run in the direction of reading; (5) text fits into
its box; (6) straight chains are straight, forks symmetrical.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pytest

from tengen.visualization import look
from tengen.visualization.diagram import Group
from tengen.visualization.layout import DIRECTIONS, MARGIN, lay_out
from tengen.visualization.ranks import rank
from tengen.visualization.reading import Shown, diagram_of
from visualization import zoo

ALL = Shown(True, True, True, True, True)
SLACK = 0.01


@cache
def diagram(make):
    return diagram_of(make(), ALL, expand_nested=True)


@cache
def picture(make, direction="TB"):
    return lay_out(diagram(make), direction)


@pytest.fixture(
    params=[(m, d) for m in zoo.ZOO for d in DIRECTIONS],
    ids=lambda case: f"{case[0].__name__}-{case[1]}",
)
def drawn(request):
    make, direction = request.param
    return picture(make, direction), direction


def sides(placed):
    return placed.x, placed.y, placed.x + placed.width, placed.y + placed.height


def overlap(one, other) -> bool:
    left, top, right, bottom = sides(one)
    x0, y0, x1, y1 = sides(other)
    across = min(right, x1) - max(left, x0)
    along = min(bottom, y1) - max(top, y0)
    return across > SLACK and along > SLACK


def contains(frame, placed) -> bool:
    left, top, right, bottom = sides(frame)
    x0, y0, x1, y1 = sides(placed)
    return left < x0 and top < y0 and x1 < right and y1 < bottom


def on_the_way(route) -> np.ndarray:
    """Points along a route, close to one another."""
    points = [np.array([route.start])]
    share = np.linspace(0, 1, 41)[:, None]
    for piece in route.pieces:
        start = points[-1][-1]
        ends = [np.asarray(p) for p in piece]
        if len(ends) == 1:
            points.append(start + share * (ends[0] - start))
            continue
        a, b, c = ends
        rest = 1 - share
        points.append(
            rest**3 * start
            + 3 * rest**2 * share * a
            + 3 * rest * share**2 * b
            + share**3 * c
        )
    return np.concatenate(points)


def test_boxes_lie_apart(drawn):
    whole, _ = drawn
    for one, other in combinations(whole.boxes, 2):
        assert not overlap(one, other), (one.item.name, other.item.name)
    for frame in whole.frames:
        for other in [*whole.boxes, *whole.frames]:
            if other is not frame and overlap(frame, other):
                assert contains(frame, other) or contains(other, frame)


def test_all_is_on_the_page(drawn):
    whole, _ = drawn
    placed = np.array([sides(p) for p in [*whole.boxes, *whole.frames]])
    ways = np.concatenate([on_the_way(r) for r in whole.routes])
    low = np.minimum(placed[:, :2].min(0), ways.min(0))
    high = np.maximum(placed[:, 2:].max(0), ways.max(0))
    page = np.array([whole.width, whole.height])
    assert (low >= 0).all() and (high <= page).all()
    np.testing.assert_allclose(low, MARGIN, atol=2 * MARGIN)
    np.testing.assert_allclose(page - high, MARGIN, atol=2 * MARGIN)


def test_no_arrow_crosses_a_box(drawn):
    whole, _ = drawn
    edges = np.array([sides(box) for box in whole.boxes])
    for route in whole.routes:
        x, y = on_the_way(route).T[..., None]
        within = (x > edges[:, 0] + SLACK) & (x < edges[:, 2] - SLACK)
        within &= (y > edges[:, 1] + SLACK) & (y < edges[:, 3] - SLACK)
        assert not within.any()


def test_heads_of_arrows_touch_a_box_or_a_frame(drawn):
    whole, _ = drawn
    for route in whole.routes:
        if route.has_head:
            tip = on_the_way(route)[-1]
            assert any(on_the_edge(p, *tip) for p in [*whole.boxes, *whole.frames])


def on_the_edge(placed, x, y) -> bool:
    left, top, right, bottom = sides(placed)
    within = left - SLACK < x < right + SLACK and top - SLACK < y < bottom + SLACK
    return within and min(x - left, y - top, right - x, bottom - y) < SLACK


def test_arrows_run_in_the_direction_of_reading(drawn):
    whole, direction = drawn
    axis = 1 if direction in ("TB", "BT") else 0
    sign = 1 if direction in ("TB", "LR") else -1
    steps = [np.diff(on_the_way(route)[:, axis] * sign) for route in whole.routes]
    against = sum(bool((step < -SLACK).any()) for step in steps)
    is_shared = any(box.item.name in ("turn", "detour") for box in whole.boxes)
    assert against == (2 if is_shared else 0)  # back from "other", and to itself


def test_text_fits(drawn):
    whole, _ = drawn
    for placed in whole.boxes:
        least = look.box_size(placed.item)
        assert placed.width >= least.width - SLACK
        assert placed.height >= least.height - SLACK
    for placed in whole.frames:
        assert placed.width >= look.group_title_width(placed.item)


def test_a_chain_is_a_column():
    whole = picture(zoo.vgg19)
    assert len(whole.boxes) == 24 and len(whole.routes) == 23
    assert len({box.x for box in whole.boxes}) == 1
    assert len({box.width for box in whole.boxes}) == 1
    tops = [box.y for box in whole.boxes]
    assert tops == sorted(tops)
    assert all(len(route.pieces) == 1 for route in whole.routes)
    assert whole.width == pytest.approx(whole.boxes[0].width + 2 * MARGIN)


def test_a_residual_network_has_one_column_and_shortcuts_beside_it():
    whole = picture(zoo.resnet50)
    middle = {box.item.name: box.x + box.width / 2 for box in whole.boxes}
    centre = middle["images"]
    for name, x in middle.items():
        if name.endswith(("_add", "_out")) or name in ("average", "predictions"):
            assert x == pytest.approx(centre, abs=SLACK)
        if "block1" not in name:
            assert x == pytest.approx(centre, abs=SLACK)
    for stage in (2, 3, 4, 5):
        own, way = (middle[f"conv{stage}_block1_{n}_conv"] for n in (1, 0))
        assert own + way == pytest.approx(2 * centre, abs=0.1)
        assert abs(own - way) > whole.boxes[0].width
    width = whole.boxes[0].width
    assert whole.width < 2 * width + 4 * MARGIN


def test_nested_models_are_framed():
    whole = picture(zoo.twins)
    assert [frame.item.name for frame in whole.frames] == ["encoder", "head"]
    encoder, head = whole.frames
    inside = {b.item.name for b in whole.boxes if contains(encoder, b)}
    assert inside == {"image", "conv", "pool", "flatten", "code"}
    assert {b.item.name for b in whole.boxes if contains(head, b)} == {
        *("hidden", "dropout")
    }


def test_a_title_of_a_frame_is_clear_of_arrows(drawn):
    whole, _ = drawn
    for frame in whole.frames:
        assert isinstance(frame.item, Group)
        right = frame.x + look.group_title_width(frame.item) - look.CELL_PADDING
        for route in whole.routes:
            x, y = on_the_way(route).T
            in_strip = (y > frame.y + 4) & (y < frame.y + look.TITLE_HEIGHT - 4)
            over = in_strip & (x > frame.x + look.CELL_PADDING) & (x < right)
            assert not over.any()


def test_the_same_model_gives_the_same_picture():
    again = lay_out(diagram_of(zoo.twins(), ALL, expand_nested=True))
    assert again == picture(zoo.twins)


def test_rows_follow_the_arrows():
    ranks = rank(5, [(0, 1), (1, 2), (0, 3), (3, 4), (4, 2)])
    row = {v: number for number, row in enumerate(ranks.rows) for v in row}
    for source, target in [(0, 1), (1, 2), (0, 3), (3, 4), (4, 2)]:
        assert row[source] < row[target]
    for chain in ranks.chains:
        assert all(row[b] == row[a] + 1 for a, b in pairwise(chain.vertices))
    assert sorted(v for r in ranks.rows for v in r) == list(range(len(row)))


def test_ports_have_rows_of_their_own():
    ranks = rank(5, [(3, 0), (0, 1), (0, 2), (1, 4)], first=[3], last=[4])
    assert ranks.rows[0] == [3] and ranks.rows[-1] == [4]


def test_ranks_of_nothing_and_of_single_boxes():
    assert rank(0, []).rows == []
    assert sorted(rank(2, []).rows[0]) == [0, 1]
    back = rank(2, [(0, 1), (1, 0)])
    assert [chain.is_upward for chain in back.chains].count(True) == 1
