"""What the recipes about LeNet5 and MNIST rest on, taken from the recipes' own cells.

Properties: (1) LeNet5's dense layers, as convolutions with the same weights, give over
a wide image what the dense network gives in each window; (2) the distortion leaves
images alone outside training, and with nothing drawn; what it draws moves pixels as
SciPy does; images of a batch are distorted in different ways.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import ndimage

from tengen import applications, course, layers, models, ops, random

RECIPES = Path(course.__file__).parent / "recipes"


def run_cell(recipe, title, **names):
    """Run one cell of a recipe with these names; return the names it leaves."""
    source = (RECIPES / f"{recipe}.py").read_text(encoding="utf-8")
    cells = source.split("# %% ")
    (cell,) = (code for code in cells if code.startswith(title))
    names["__name__"] = recipe
    exec(compile(f"# {cell}", f"{recipe}.py", "exec"), names)
    return names


def test_convolutional_network_gives_dense_answers_in_every_window():
    rng = np.random.default_rng(1)
    lenet = applications.LeNet5(classes=11)
    drawn = [rng.normal(0, 0.2, w.shape) for w in lenet.get_weights()]
    lenet.set_weights(drawn)  # biases, too, which are 0 in a new network
    names = run_cell(
        "lenet_wide",
        "The same weights",
        lenet=lenet,
        models=models,
        layers=layers,
        applications=applications,
    )
    image = rng.random((32, 32 + 4 * 9 + 3)).astype("float32")
    found = names["wide"].predict(image[None, ..., None], verbose=0)
    windows = np.stack([image[:, 4 * k : 4 * k + 32] for k in range(10)])
    expected = lenet.predict(windows[..., None], verbose=0)
    assert found.shape == (1, 1, 10, 11)
    np.testing.assert_allclose(found[0, 0], expected, atol=1e-5)
    assert np.ptp(expected, axis=0).max() > 0.01  # windows do differ


def distortion(recipe, source):
    names = {"np": np, "ops": ops, "layers": layers, "random": source}
    return run_cell(recipe, "A layer that distorts", **names)["Distortion"]()


def drawing(turn, move, bend):
    """Stand in for `tengen.random`, with these draws for every image."""

    def uniform(shape, low, high, seed):
        draw = turn if shape[1:] == (2, 2) else move
        return np.broadcast_to(np.asarray(draw, "float32"), shape)

    def normal(shape, stddev, seed):
        return np.full(shape, bend, "float32")

    return SimpleNamespace(
        uniform=uniform, normal=normal, SeedGenerator=random.SeedGenerator
    )


@pytest.fixture
def images():
    """Images with an empty margin, so that edges do not matter."""
    images = np.zeros((3, 28, 28, 1), "float32")
    images[:, 9:19, 9:19] = np.random.default_rng(2).random((3, 10, 10, 1))
    return images


@pytest.mark.parametrize("recipe", ["lenet", "mnist_best"])
def test_images_stay_as_they_are(recipe, images):
    same = distortion(recipe, random)(images, training=False)
    np.testing.assert_array_equal(same, images)
    layer = distortion(recipe, drawing(np.zeros((2, 2)), [0, 0], 0))
    np.testing.assert_allclose(layer(images, training=True), images, atol=1e-5)


@pytest.mark.parametrize("recipe", ["lenet", "mnist_best"])
def test_pixels_come_from_where_scipy_finds_them(recipe, images):
    turn, move = np.array([[0.1, -0.05], [0.08, -0.1]]), np.array([1.3, -0.6])
    found = distortion(recipe, drawing(turn, move, 0.25))(images, training=True)
    matrix = (np.eye(2) + turn).T
    offset = 13.5 - matrix @ [13.5, 13.5] + move + 0.25
    expected = [
        ndimage.affine_transform(image[..., 0], matrix, offset, order=1)
        for image in images
    ]
    np.testing.assert_allclose(np.asarray(found)[..., 0], expected, atol=1e-4)


@pytest.mark.parametrize("recipe", ["lenet", "mnist_best"])
def test_each_image_is_distorted_in_its_own_way(recipe, images):
    same = np.repeat(images[:1], 4, axis=0)
    layer = distortion(recipe, random)
    first, second = (np.asarray(layer(same, training=True)) for _ in range(2))
    everything = np.concatenate([first, second]).reshape(8, -1)
    assert len(np.unique(everything.round(4), axis=0)) == 8
