"""Pictures: what stands in them, that nothing collides, and that both kinds agree."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from tengen.backprop import draw, random_network, worked_example
from tengen.backprop.drawing import picture
from tengen.backprop.labels import Edge, Label, place_labels
from tengen.backprop.scene import Box, Line, Scene, Text

SVG = "{http://www.w3.org/2000/svg}"


def texts(path) -> list[str]:
    return [node.text for node in ElementTree.parse(path).iter(f"{SVG}text")]


def test_the_worked_example_has_all_its_numbers(tmp_path):
    found = texts(draw(worked_example().round(), tmp_path / "net.svg"))
    for number in (
        *("0.05", "0.1", "0.01", "0.99"),  # inputs and targets
        *("0.3775", "0.3925", "1.105905967", "1.224921404"),  # nets
        *("0.593269992", "0.596884378", "0.75136507", "0.772928465"),  # outputs
        *("0.008771355", "0.009954255", "0.138498562", "-0.038098237"),  # deltas
        *("0.274811083", "0.023560026", "0.74136507", "-0.217071535"),  # errors
        *("w1  0.15", "w5  0.4", "w8  0.55"),  # weights
        *("→ 0.149780716", "→ 0.35891648", "→ 0.561370121"),  # new ones
        *("E = 0.298371109", "→ 0.291027774 after this round"),
    ):
        assert number in found
    for name in ("i1", "i2", "h1", "h2", "o1", "o2"):
        assert found.count(name) == 1


def test_the_method_of_the_network_draws_the_same(tmp_path):
    example = worked_example()
    one = draw(example.round("sequential"), tmp_path / "one.svg")
    two = example.network.draw(
        tmp_path / "two.svg", example.x, example.target, update="sequential"
    )
    assert one.read_text(encoding="utf-8") == two.read_text(encoding="utf-8")
    assert "→ 0.291027924 after this round" in texts(one)


def test_png_shows_the_same_shapes_at_twice_the_size(tmp_path):
    from matplotlib.image import imread

    done = worked_example().round()
    scene = picture(done)
    image = imread(draw(done, tmp_path / "net.png"))
    assert image.shape[1] == pytest.approx(2 * scene.width, abs=2)
    assert image.shape[0] == pytest.approx(2 * scene.height, abs=2)
    for shape in scene.shapes:  # the middle of every header has the color of its tint
        if isinstance(shape, Box) and shape.radius == 10:
            at = image[int(2 * (shape.y + 6)), int(2 * (shape.x + shape.width / 2))]
            color = [int(shape.fill[k : k + 2], 16) / 255 for k in (1, 3, 5)]
            np.testing.assert_allclose(at[:3], color, atol=0.01)


def boxes(scene: Scene, radius: float) -> list[Box]:
    return [s for s in scene.shapes if isinstance(s, Box) and s.radius == radius]


def apart(one: Box, two: Box) -> bool:
    return (
        one.x + one.width <= two.x
        or two.x + two.width <= one.x
        or one.y + one.height <= two.y
        or two.y + two.height <= one.y
    )


@pytest.mark.parametrize(
    "sizes", [[2, 2, 2], [2, 1, 1], [2, 4, 1], [3, 4, 3, 2], [1, 1]]
)
def test_cards_and_labels_keep_apart_and_stay_on_the_paper(sizes):
    net = random_network(sizes, seed=1)
    rows = np.linspace(-1, 1, sizes[0]), np.linspace(0, 1, sizes[-1])
    scene = picture(net.round(*rows))
    cards = boxes(scene, 10)
    labels = [b for b in boxes(scene, 7) if b.height == 40]
    assert len(cards) == sum(sizes) + sizes[-1]
    assert len(labels) == sum(w.size for w in net.weights)
    solid = [*cards, *labels]
    for k, one in enumerate(solid):
        assert one.x >= 0 and one.x + one.width <= scene.width
        assert one.y >= 0 and one.y + one.height <= scene.height
        for two in solid[k + 1 :]:
            assert apart(one, two)


def test_larger_weights_are_thicker_and_negative_ones_differ_in_color():
    net = random_network([2, 2], seed=0)
    net.weights = (np.array([[2.0, -1.0], [0.5, 0.0]]),)
    scene = picture(net.round([1.0, 1.0], [0.0, 0.0]))
    lines = [s for s in scene.shapes if isinstance(s, Line)][:4]
    by_size = sorted(lines, key=lambda line: -line.width)
    assert by_size == lines
    assert len({line.color for line in lines}) == 2


def test_many_weights_go_without_labels(tmp_path):
    net = random_network([5, 6, 2], seed=0)
    found = texts(draw(net.round(np.ones(5), [0.0, 1.0]), tmp_path / "net.svg"))
    assert not any(text.startswith("w1 ") for text in found)
    assert any(text.startswith("w31 ") for text in found)


def test_what_cannot_be_drawn_is_refused(tmp_path):
    example = worked_example()
    with pytest.raises(ValueError, match=r"'.*net\.pdf'[\s\S]*\.svg or \.png"):
        draw(example.round(), tmp_path / "net.pdf")
    batch = example.network.round([[0.0, 0.0]] * 3, [[0.0, 0.0]] * 3)
    with pytest.raises(ValueError, match="got 3 samples"):
        draw(batch, tmp_path / "net.svg")
    wide = random_network([2, 25, 1])
    with pytest.raises(ValueError, match="layer of 25 neurons"):
        draw(wide.round([0.0, 0.0], [0.0]), tmp_path / "net.svg")
    assert list(tmp_path.iterdir()) == []


def test_labels_lie_on_their_lines():
    edges = [Edge(0, 0, 300, 0), Edge(0, 0, 300, 200), Edge(0, 200, 300, 0)]
    labels = [Label("w1  0.5", "→ 0.25")] * 3
    for edge, (x, y) in zip(edges, place_labels(edges, labels), strict=True):
        part = (x - edge.x1) / (edge.x2 - edge.x1)
        assert 0 < part < 1
        assert y == pytest.approx(edge.y1 + part * (edge.y2 - edge.y1))


def test_text_is_escaped(tmp_path):
    scene = Scene(10, 10, "#ffffff", "a < b & c", [Text(0, 5, "<&>", 5, "#000000")])
    path = scene.save(tmp_path / "scene.svg")
    assert texts(path) == ["<&>"]
