"""What the recipes about CIFAR-10 rest on, taken from the recipes' own cells.

Properties: (1) plain and residual networks have as many layers and weights as their
names and a count by hand say, and compute what NumPy computes; (2) the class of a
residual block, too, with and without a convolution in its shortcut; (3) max pooling
leaves a twentieth of the weights; (4) the best network has a count by hand; in training
it sees images shifted by up to four pixels and mirrored or not, else as they are.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tengen
from tengen import course, layers, models, utils

RECIPES = Path(course.__file__).parent / "recipes"


def run_cell(recipe, title, **names):
    """Run one cell of a recipe with these names; return the names it leaves."""
    source = (RECIPES / f"{recipe}.py").read_text(encoding="utf-8")
    (cell,) = (code for code in source.split("# %% ") if code.startswith(title))
    exec(compile(f"# {cell}", f"{recipe}.py", "exec"), names)
    return names


def convolved(x, kernel, bias=0.0, strides=1):
    """Convolve `(N, H, W, C)`, zeros around, as NumPy would."""
    size, height = kernel.shape[0], x.shape[1]
    missing = max((-(-height // strides) - 1) * strides + size - height, 0)
    before = missing // 2
    sides = (before, missing - before)
    padded = np.pad(x, ((0, 0), sides, sides, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), (1, 2))
    return (
        np.einsum("nhwcij,ijcf->nhwf", windows[:, ::strides, ::strides], kernel) + bias
    )


def draw_weights(model, rng):
    """Give a model weights that leave no part of it without effect."""
    for layer in model.layers:
        weights = [rng.normal(0, 0.3, w.shape) for w in layer.get_weights()]
        if isinstance(layer, layers.BatchNormalization):
            weights[0], weights[3] = 1 + weights[0], 1 + weights[3] ** 2
        layer.set_weights(weights)


@pytest.fixture(scope="module")
def network():
    names = {"Input": tengen.Input, "layers": layers, "models": models}
    return run_cell("residual", "A network of so many layers", **names)["network"]


def is_3x3(layer):
    return isinstance(layer, layers.Conv2D) and layer.kernel_size == (3, 3)


@pytest.mark.parametrize("kind", ["plain", "residual"])
@pytest.mark.parametrize("depth", [8, 20, 32])
def test_networks_have_their_layers_and_weights(network, depth, kind):
    model = network(depth, kind)
    counted = [n for n in model.layers if is_3x3(n) or isinstance(n, layers.Dense)]
    assert len(counted) == depth
    pairs = (depth - 2) // 6
    kernels = 9 * (3 * 16 + 2 * pairs * 16**2)
    kernels += 9 * (16 * 32 + (2 * pairs - 1) * 32**2)
    kernels += 9 * (32 * 64 + (2 * pairs - 1) * 64**2)
    normalization = 4 * (16 + 2 * pairs * (16 + 32 + 64))
    shortcuts = (16 + 1) * 32 + (32 + 1) * 64 if kind == "residual" else 0
    assert model.count_params() == kernels + normalization + shortcuts + 650


@pytest.mark.parametrize("kind", ["plain", "residual"])
def test_networks_compute_what_numpy_computes(network, kind):
    rng = np.random.default_rng(27)
    model = network(8, kind)
    draw_weights(model, rng)
    convolutions = iter([n for n in model.layers if is_3x3(n)])
    normalizations = iter(
        [n for n in model.layers if isinstance(n, layers.BatchNormalization)]
    )
    small = [n for n in model.layers if getattr(n, "kernel_size", 0) == (1, 1)]
    shortcuts = {n.filters: n.get_weights() for n in small}

    def conv(x, strides):
        x = convolved(x, *next(convolutions).get_weights(), strides=strides)
        gamma, beta, mean, variance = next(normalizations).get_weights()
        return (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta

    images = rng.integers(0, 256, (3, 32, 32, 3), dtype="uint8")
    x = np.maximum(conv(images / 255, 2), 0)
    for filters, strides in ((16, 1), (32, 2), (64, 2)):
        ident = x
        if kind == "residual" and strides == 2:
            ident = convolved(x, *shortcuts[filters], strides=2)
        x = conv(np.maximum(conv(x, strides), 0), 1)
        x = np.maximum(x + ident if kind == "residual" else x, 0)
    kernel, bias = model.layers[-1].get_weights()
    logits = x.mean(axis=(1, 2)) @ kernel + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected = powers / powers.sum(axis=1, keepdims=True)
    found = model.predict(images, verbose=0)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize(("planes", "weights"), [(3, 276), (4, 296)])
def test_block_computes_what_numpy_computes(planes, weights):
    rng = np.random.default_rng(32)
    names = run_cell("residual_block", "The class", layers=layers)
    block = names["ResidualBlock"](4)
    x = rng.normal(size=(2, 6, 6, planes)).astype("float32")
    block(x)
    assert block.count_params() == weights  # (27+1)4 + (36+1)4 + (3+1)4; 2 (36+1)4
    block.set_weights([rng.normal(0, 0.3, w.shape) for w in block.get_weights()])
    inner = np.maximum(convolved(x, *block.conv1.get_weights()), 0)
    inner = np.maximum(convolved(inner, *block.conv2.get_weights()), 0)
    ident = convolved(x, *block.shortcut.get_weights()) if planes != 4 else x
    np.testing.assert_allclose(np.asarray(block(x)), ident + inner, atol=1e-4)
    again = names["ResidualBlock"].from_config(block.get_config())
    assert again.filters == 4


def test_max_pooling_leaves_a_twentieth_of_the_weights():
    kinds = ("Input", "Conv2D", "MaxPooling2D", "Dropout", "Flatten", "Dense")
    names = {kind: getattr(layers, kind) for kind in kinds}
    title = "The network, with or without max pooling"
    cnn = run_cell("cifar_dropout", title, models=models, utils=utils, **names)["cnn"]
    convolutions = 9 * 3 * 32 + 32 + 9 * 32 * 64 + 64
    wide = convolutions + (28 * 28 * 64 + 1) * 128 + 129 * 10
    narrow = convolutions + (6 * 6 * 64 + 1) * 128 + 129 * 10
    assert cnn(False, True).count_params() == wide
    assert cnn(True, True).count_params() == narrow < wide / 20


def test_best_network_sees_shifted_and_mirrored_images():
    names = run_cell("cifar_best", "Images of training are shifted", layers=layers)
    names |= {"models": models, "width": 32}
    cell = run_cell("cifar_best", "The network", **names)
    widths = (32, 64, 128)
    kernels = 9 * 3 * 16 + sum(9 * (w * w // 2 + 2 * w * w) for w in widths)
    assert cell["model"].count_params() == kernels + 4 * (16 + 3 * 224) + 1290

    see = models.Model(cell["inputs"], cell["augmented"])
    rng = np.random.default_rng(20)
    image = rng.integers(0, 256, (32, 32, 3), dtype="uint8")
    images = np.repeat(image[None], 64, axis=0)
    same = see.predict(images, verbose=0)
    np.testing.assert_allclose(same, images / 127.5 - 1, atol=1e-6)
    padded = np.pad(image / 127.5 - 1, ((4, 4), (4, 4), (0, 0)))
    allowed = np.array(
        [
            padded[top : top + 32, left : left + 32][:, ::side]
            for top in range(9)
            for left in range(9)
            for side in (1, -1)
        ],
        "float32",
    ).reshape(162, -1)
    seen = np.asarray(see(images, training=True)).reshape(64, -1)
    nearest = (np.square(allowed).sum(axis=1) - 2 * seen @ allowed.T).argmin(axis=1)
    np.testing.assert_allclose(seen, allowed[nearest], atol=1e-6)
    assert len(np.unique(nearest)) > 30
    assert set(nearest % 2) == {0, 1}
