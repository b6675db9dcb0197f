"""What the recipes on photographs compute by hand, held to plain loops.

Properties: (1) intersection over union counts the pixels that two boxes share;
(2) every digit is inside its box, and touches all four sides; (3) a network that is
asked about ten crops is asked about these, and their mean and the centre's answer come
back; (4) a guess among the first k counts; (5) local response normalization as the
recipe takes it is the paper's formula; (6) ImageNet's weights are used where the cache
has their file, and others made and named where it has not.
"""

from __future__ import annotations

import ast
import json
import runpy
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tengen import applications, datasets, layers
from tengen.applications import alexnet, vgg16, vgg19
from tengen.applications._weights import WeightFiles
from tengen.course import recording
from tengen.course.catalogue import FOLDER
from tengen.utils import DownloadError, hashing


def function_of(recipe, name, **names):
    """Return a function that a recipe defines, without running the recipe."""
    tree = ast.parse((FOLDER / f"{recipe}.py").read_text(encoding="utf-8"))
    (body,) = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    names["np"] = np
    exec(compile(ast.Module([body], []), recipe, "exec"), names)
    return names[name]


# -- boxes -----------------------------------------------------------------------------


def pixels(box):
    left, top, width, height = box
    return {
        (column, row)
        for column in range(left, left + width)
        for row in range(top, top + height)
    }


def test_overlap_counts_shared_pixels():
    random = np.random.default_rng(1)
    corners, sides = random.integers(9, size=(60, 2)), random.integers(1, 8, (60, 2))
    boxes = np.concatenate([corners, sides], axis=1)
    others = boxes[::-1]
    found = function_of("boxes", "overlap")(boxes, others)
    for a, b, share in zip(boxes.tolist(), others.tolist(), found, strict=True):
        expected = len(pixels(a) & pixels(b)) / len(pixels(a) | pixels(b))
        assert share == pytest.approx(expected, abs=1e-12)
    assert (found == 0).any() and (found > 0.3).any()


def test_overlap_of_boxes_that_do_not_meet():
    overlap = function_of("boxes", "overlap")
    assert overlap([0, 0, 2, 2], [2, 0, 2, 2]) == 0  # side by side
    assert overlap([0, 0, 2, 2], [5, 5, 2, 2]) == 0  # apart in both directions
    assert overlap([0, 0, 2, 2], [1, 1, -1, -1]) >= 0  # a network may answer so


def test_digits_fill_their_boxes():
    side = 48
    random = np.random.default_rng(2)
    digits = np.zeros((40, 28, 28), "uint8")
    digits[:, 6:24, 8:19] = random.integers(1, 256, (40, 18, 11))
    place = function_of("boxes", "place", random=random, SIDE=side)
    images, boxes = place(digits)
    assert images.shape == (40, side, side, 1)
    for image, (left, top, width, height) in zip(
        images, boxes.astype(int), strict=True
    ):
        assert 0 <= left <= side - width and 0 <= top <= side - height
        bright = np.argwhere(image[..., 0] > 0.3)  # brighter than noise can be
        inside = (bright >= [top, left]) & (bright < [top + height, left + width])
        assert inside.all()
    assert set(map(tuple, boxes[:, 2:].astype(int))) == {(11, 18), (6, 9)}


# -- AlexNet's tricks ------------------------------------------------------------------


def test_ten_crops_are_asked_about_and_averaged():
    images = np.random.default_rng(3).random((3, 32, 32, 3))
    weights = np.random.default_rng(4).random((28, 28, 3, 10))

    def predict(crops, **options):
        return np.einsum("nijc,ijck->nk", crops, weights)

    ask = function_of("alexnet_tricks", "ask", alexnet=alexnet)
    centre, ten = ask(SimpleNamespace(predict=predict), images)
    for k, image in enumerate(images):
        answers = []
        for top, left in [(0, 0), (0, 4), (4, 0), (4, 4), (2, 2)]:
            crop = image[top : top + 28, left : left + 28]
            for seen in (crop, crop[:, ::-1]):
                answers.append(np.tensordot(seen, weights, 3))
        np.testing.assert_allclose(centre[k], answers[8], rtol=1e-9)
        np.testing.assert_allclose(ten[k], np.mean(answers, axis=0), rtol=1e-9)


def test_a_guess_among_the_first_counts():
    p = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.2, 0.3, 0.5], [0.7, 0.2, 0.1]])
    y = np.array([0, 2, 0, 1])
    top = function_of("alexnet_tricks", "top")
    assert [top(k, p, y) for k in (1, 2, 3)] == [0.25, 0.75, 1.0]


def test_local_response_normalization_by_loops():
    a = np.random.default_rng(5).normal(0, 3, (2, 3, 4, 7)).astype("float32")
    found = np.asarray(layers.LocalResponseNormalization(k=1, alpha=0.1)(a))
    for place in np.ndindex(2, 3, 4):
        for channel in range(7):
            total = 0.0
            for other in range(max(0, channel - 2), min(7, channel + 3)):
                total += float(a[place][other]) ** 2
            expected = a[place][channel] / (1 + 0.1 * total) ** 0.75
            assert found[place][channel] == pytest.approx(expected, rel=1e-5)


# -- ImageNet's weights, with a file that stands for theirs ----------------------------


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a recipe and returns its names and its record."""
    try:
        datasets.cifar10.load_data(), datasets.fashion_mnist.load_data()
    except DownloadError as error:
        pytest.skip(f"no data: {error}")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv(recording.FOLDER, str(tmp_path / "results"))
    monkeypatch.setenv(recording.QUICK, "1")
    monkeypatch.setattr(recording, "_record", type(recording._record)())

    def run_recipe(name):
        names = runpy.run_path(str(FOLDER / f"{name}.py"))
        record = json.loads((tmp_path / "results" / recording.RECORD).read_text())
        return names, record

    return run_recipe


def put_weights(home, module, network, monkeypatch):
    """Put a file of other numbers where Keras would keep ImageNet's."""
    model = network(weights=None, include_top=False)
    file = module._FILES.body
    path = home / "models" / file.name
    path.parent.mkdir(parents=True)
    model.save_weights(path)
    body = replace(file, file_hash=hashing.hash_file(path, "md5"))
    files = WeightFiles(module._FILES.whole, body)
    changed = replace(module._NETWORK, files=lambda rows, columns: files)
    monkeypatch.setattr(module, "_NETWORK", changed)
    return model.get_layer("block1_conv2").get_weights()[0]


@pytest.mark.slow
@pytest.mark.parametrize("has_file", [True, False])
def test_features_of_vgg19(has_file, run, tmp_path, monkeypatch):
    if has_file:
        network = applications.VGG19
        kernel = put_weights(tmp_path / "keras", vgg19, network, monkeypatch)
    names, record = run("vgg_features")
    (origin,) = record["tables"][0]["rows"]
    assert ("ImageNet" in origin[1]) == has_file
    assert ("trained here on" in origin[1]) != has_file
    if has_file:
        found = names["model"].get_layer("block1_conv2").get_weights()[0]
        np.testing.assert_array_equal(found, kernel)
    assert all(check["holds"] for check in record["checks"])


@pytest.mark.slow
@pytest.mark.parametrize("has_file", [True, False])
def test_layers_of_vgg16(has_file, run, tmp_path, monkeypatch):
    if has_file:
        network = applications.VGG16
        kernel = put_weights(tmp_path / "keras", vgg16, network, monkeypatch)
    names, record = run("transfer")
    (origin,) = record["tables"][0]["rows"]
    assert ("ImageNet" in origin[1]) == has_file
    assert ("Fashion-MNIST" in origin[1]) != has_file
    if has_file:
        np.testing.assert_array_equal(names["learnt"][2], kernel)
    frozen, tuned, scratch = record["tables"][1]["rows"]
    assert frozen[1] != tuned[1] == scratch[1]
