"""Folding into convolutions changes how results are computed, not what they are."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import tengen
from tengen import layers
from tengen.kernels import conv2d
from tengen.kernels.folding import fold


def primitives(function, *arguments):
    traced = jax.make_jaxpr(function)(*arguments)
    return [equation.primitive.name for equation in traced.eqns]


def parts(function, weights, x):
    prepare, run = fold(function, weights, x)
    prepared = prepare(weights)
    return prepared, run, primitives(run, prepared, x)


@pytest.fixture
def image(random):
    return jnp.asarray(random.normal(size=(2, 5, 5, 3)), jnp.float32)


@pytest.fixture
def weights(random):
    shapes = [(3, 3, 3, 4), (4,), (4,), (4,)]
    return [jnp.asarray(random.normal(size=s), jnp.float32) for s in shapes]


@pytest.fixture
def random():
    return np.random.default_rng(3)


NETWORKS = {
    "factor": lambda w, x: conv2d(x, w[0]) * w[1],
    "factor, shift": lambda w, x: conv2d(x, w[0]) * w[1] + w[2],
    "shift, factor": lambda w, x: (conv2d(x, w[0]) + w[2]) * w[1],
    "bias, factor, relu": lambda w, x: jax.nn.relu(conv2d(x, w[0], bias=w[3]) * w[1]),
    "factor, shift, swish": lambda w, x: jax.nn.silu(conv2d(x, w[0]) * w[1] + w[2]),
    "number": lambda w, x: jnp.maximum(2.0 * conv2d(x, w[0]) + 1.0, 0.0),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_all_is_in_the_convolution(name, weights, image):
    network = NETWORKS[name]
    prepared, run, names = parts(network, weights, image)
    assert names == ["tengen_conv_bias"]
    np.testing.assert_allclose(
        run(prepared, image), network(weights, image), rtol=1e-5, atol=1e-5
    )


UNFIT = {
    "read twice": lambda w, x: (lambda y: y * w[1] + y.sum())(conv2d(x, w[0])),
    "a result, too": lambda w, x: (lambda y: (y, y * w[1]))(conv2d(x, w[0])),
    "after the relu": lambda w, x: conv2d(x, w[0], bias=w[3], activation="relu") * w[1],
    "a floor that is not 0": lambda w, x: jnp.maximum(conv2d(x, w[0]), 0.5),
    "a gate read twice": lambda w, x: (lambda y, g: y * g + g)(
        conv2d(x, w[0]), jax.nn.sigmoid(conv2d(x, w[0]))
    ),
    "twice through a gate": lambda w, x: (lambda y: jax.nn.silu(y) + jax.nn.sigmoid(y))(
        conv2d(x, w[0])
    ),
    "per row": lambda w, x: conv2d(x, w[0]) * x[:, :3, :3, :1],
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_does_not_fit_stays(name, weights, image):
    network = UNFIT[name]
    prepared, run, names = parts(network, weights, image)
    assert len(names) > 1
    for ours, plain in zip(
        jax.tree.leaves(run(prepared, image)),
        jax.tree.leaves(network(weights, image)),
        strict=True,
    ):
        np.testing.assert_allclose(ours, plain, rtol=1e-5, atol=1e-5)


def test_a_factor_from_the_image_is_folded_where_it_is_known(weights, image):
    def network(w, x):
        return conv2d(x, w[0]) * x.mean((0, 1, 2))[:1]

    prepared, run, _ = parts(network, weights, image)
    np.testing.assert_allclose(
        run(prepared, image), network(weights, image), rtol=1e-5, atol=1e-5
    )


def test_what_needs_only_weights_is_not_computed_again(weights, image):
    def network(w, x):
        return conv2d(x, jnp.tanh(w[0])) + jnp.exp(w[1]) * jnp.sin(w[2])

    prepared, _, names = parts(network, weights, image)
    assert len(prepared) == 2
    assert names == ["tengen_conv_bias"]


def test_predict_follows_the_weights(random):
    """Statistics, kernels and factors may change between two calls."""
    model = tengen.Sequential(
        [
            layers.Input((6, 6, 3)),
            layers.Conv2D(4, 3, padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(16, 1, activation="swish"),
            layers.DepthwiseConv2D(3),
            layers.BatchNormalization(),
            layers.Activation("swish"),
            layers.GlobalAveragePooling2D(),
        ]
    )
    x = random.normal(size=(3, 6, 6, 3)).astype("float32")
    for _ in range(3):
        for variable in model.variables:
            variable.assign(random.uniform(0.5, 2.0, variable.shape))
        np.testing.assert_allclose(
            model.predict(x, verbose=0), model(x, training=False), rtol=1e-5, atol=1e-5
        )


def test_a_residual_of_one_pixel_is_no_shift(weights, image):
    def network(weights, x):
        kernel, factor, other, shift = weights
        beside = conv2d(x, kernel) * factor + shift
        return jnp.maximum(conv2d(x, kernel) * other + shift + beside, 0)

    pixel = image[:1, :3, :3]  # both paths have the shape (1, 1, 1, C), as a bias has
    prepared, run, names = parts(network, weights, pixel)
    assert names.count("tengen_conv_bias") == 2
    np.testing.assert_allclose(
        run(prepared, pixel), network(weights, pixel), rtol=1e-5, atol=1e-5
    )


ACTIVATIONS = {
    "linear": lambda y: y,
    "relu": lambda y: jnp.maximum(y, 0),
    "swish": lambda y: y / (1 + jnp.exp(-y)),
}


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("channels", "filters"), [(16, 8), (31, 33), (40, 64)])
@pytest.mark.parametrize("activation", ["linear", "relu", "swish"])
def test_filters_are_kept_transformed(padding, channels, filters, activation, random):
    image = jnp.asarray(random.normal(size=(2, 9, 7, channels)), jnp.float32)
    weights = [
        jnp.asarray(random.normal(size=(3, 3, channels, filters)), jnp.float32),
        jnp.asarray(random.normal(size=filters), jnp.float32),
    ]

    def network(w, x):
        y = conv2d(x, w[0], padding=padding) * w[1] + 0.5
        return jax.nn.silu(y) if activation == "swish" else ACTIVATIONS[activation](y)

    prepared, run, names = parts(network, weights, image)
    if tengen.kernels.available():
        assert names == ["tengen_winograd_product"]
    plain = jax.lax.conv(
        image.transpose(0, 3, 1, 2),
        weights[0].transpose(3, 2, 0, 1),
        (1, 1),
        padding.upper(),
    ).transpose(0, 2, 3, 1)
    plain = plain * weights[1] + 0.5
    expected = ACTIVATIONS[activation](plain)
    np.testing.assert_allclose(run(prepared, image), expected, rtol=1e-3, atol=1e-3)


def test_transformed_filters_elsewhere(monkeypatch, weights, random):
    """Without the compiled kernels the same two parts run on XLA."""
    from tengen.kernels import native, winograd
    from tengen.kernels.geometry import window

    monkeypatch.setattr(native, "available", lambda: False)
    image = jnp.asarray(random.normal(size=(2, 9, 7, 3)), jnp.float32)
    where = window((9, 7), (3, 3), 1, "same")
    planes = jax.jit(winograd.transformed)(weights[0])
    run = jax.jit(lambda *a: winograd.convolved(*a, where, "relu"))
    expected = jnp.maximum(
        conv2d(image, weights[0], padding="same", bias=weights[1]), 0
    )
    found = run(image, planes, weights[1])
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
