"""Convolutions, poolings and edges: sizes, causality, messages."""

import jax.numpy as jnp
import numpy as np
import pytest

from tengen import layers

SIGNAL = np.random.default_rng(0).normal(size=(2, 9, 4)).astype("float32")


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_causal_convolutions_see_no_later_step(data_format):
    layer = layers.Conv1D(
        3, 3, padding="causal", dilation_rate=2, data_format=data_format
    )
    last = data_format == "channels_last"

    def run(x):
        y = layer(x if last else x.swapaxes(1, 2))
        return np.array(y if last else y.swapaxes(1, 2))

    before = run(SIGNAL)
    changed = SIGNAL.copy()
    changed[:, 5] += 1
    differs = np.abs(run(changed) - before).max((0, 2)) > 1e-6
    assert differs.tolist() == [step in (5, 7) for step in range(9)]


def test_depthwise_convolutions_keep_channels_apart():
    layer = layers.DepthwiseConv2D(3, depth_multiplier=2)
    x = np.zeros((1, 5, 5, 3), "float32")
    layer(x)
    x[..., 1] = 1.0
    touched = np.abs(np.array(layer(x))).max((0, 1, 2)) > 0
    assert touched.tolist() == [False, False, True, True, False, False]


def test_a_transposed_convolution_is_the_gradient_of_a_convolution():
    import jax

    kernel = np.random.default_rng(1).normal(size=(3, 3, 2, 4)).astype("float32")
    straight = layers.Conv2D(4, 3, 2, "same", use_bias=False)
    back = layers.Conv2DTranspose(2, 3, 2, "same", use_bias=False)
    x, y = jnp.ones((1, 8, 8, 2)), jnp.asarray(SIGNAL[:1, :4, :, None] * jnp.ones(4))
    straight(x), back(y)
    straight.set_weights([kernel]), back.set_weights([kernel])
    _, pull = jax.vjp(straight, x)
    np.testing.assert_allclose(back(y), pull(y)[0], atol=1e-5)


@pytest.mark.parametrize(
    ("layer", "given", "expected"),
    [
        (layers.Conv1DTranspose(2, 3, strides=2), (1, 5, 4), (1, 11, 2)),
        (
            layers.Conv2DTranspose(2, 3, 2, output_padding=1),
            (1, 5, 5, 4),
            (1, 12, 12, 2),
        ),
        (layers.Conv3DTranspose(2, 2, strides=2), (1, 2, 3, 4, 1), (1, 4, 6, 8, 2)),
        (layers.SeparableConv1D(5, 3, padding="same"), (1, 7, 4), (1, 7, 5)),
        (layers.MaxPooling1D(3, 2, "same"), (1, 9, 4), (1, 5, 4)),
        (layers.MaxPooling3D(2), (1, 5, 4, 3, 2), (1, 2, 2, 1, 2)),
        (layers.UpSampling3D((1, 2, 3)), (1, 2, 2, 2, 1), (1, 2, 4, 6, 1)),
        (layers.ZeroPadding1D((2, 0)), (1, 3, 2), (1, 5, 2)),
        (
            layers.ZeroPadding3D(((0, 1), (2, 0), (1, 1))),
            (1, 1, 1, 1, 2),
            (1, 2, 3, 3, 2),
        ),
        (layers.Cropping3D(1), (1, 4, 5, 6, 2), (1, 2, 3, 4, 2)),
    ],
)
def test_sizes(layer, given, expected):
    assert layer(np.ones(given, "float32")).shape == expected
    assert layer.compute_output_shape((None, *given[1:])) == (None, *expected[1:])


def test_one_dimension_is_two_with_height_one():
    x = np.concatenate([SIGNAL, SIGNAL[:, ::-1]], 0)
    for one, two in (
        (layers.Conv1D(3, 3, 2), layers.Conv2D(3, (1, 3), (1, 2))),
        (
            layers.AveragePooling1D(3, 2, "same"),
            layers.AveragePooling2D((1, 3), (1, 2), "same"),
        ),
    ):
        expected = two(x[:, None])
        one(x)
        one.set_weights([w[0] if w.ndim > 1 else w for w in two.get_weights()])
        np.testing.assert_allclose(one(x), np.array(expected)[:, 0], atol=1e-6)


def test_messages():
    with pytest.raises(ValueError, match="'causal'"):
        layers.Conv1D(3, 3, padding="around")
    with pytest.raises(ValueError, match="'valid' or 'same'\n|'valid' or 'same'$"):
        layers.Conv1DTranspose(3, 3, padding="causal")
    with pytest.raises(ValueError, match="smaller than the kernel"):
        layers.Conv1D(3, 20)(SIGNAL)
    with pytest.raises(ValueError, match="larger than what is cut away"):
        layers.Cropping1D(5)(SIGNAL)
    with pytest.raises(ValueError, match="none negative"):
        layers.ZeroPadding2D((-1, 0))
    with pytest.raises(ValueError, match="each once"):
        layers.Permute((1, 1))
    with pytest.raises(ValueError, match="bilinear"):
        layers.UpSampling2D(2, interpolation="wavy")


@pytest.mark.parametrize("strides, extra", [(2, 2), ((1, 2), (1, 1)), (1, 1)])
def test_output_padding_stays_below_the_strides(strides, extra):
    with pytest.raises(ValueError, match="output_padding"):
        layers.Conv2DTranspose(2, 3, strides, output_padding=extra)
