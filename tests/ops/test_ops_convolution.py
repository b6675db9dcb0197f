"""Convolutions and poolings against loops in NumPy, in one, two and three dimensions.

Further: the transposed convolution is the adjoint, <conv(x, k), y> = <x, conv_t(y, k)>;
channels first is the same with axes moved; gradients agree with finite differences.
"""

from __future__ import annotations

import itertools
from typing import Any

import jax
import numpy as np
import pytest

from tengen import ops

RNG = np.random.default_rng(7)
LENGTHS = {1: (9,), 2: (7, 8), 3: (5, 6, 4)}
STEPS = [("valid", 1, 1), ("valid", 3, 1), ("same", 2, 1), ("same", 1, 2)]


def draw(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape).astype("float32")


def close(got: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(got), expected, rtol=2e-4, atol=2e-4)


def padded(x: np.ndarray, spans: Any, strides: Any, padding: str, fill: float) -> Any:
    """Pad as TensorFlow does: the odd one at the end."""
    if padding == "valid":
        return x
    pads = [(0, 0)]
    for n, span, step in zip(x.shape[1:-1], spans, strides, strict=True):
        total = max((-(-n // step) - 1) * step + span - n, 0)
        pads.append((total // 2, total - total // 2))
    return np.pad(x, [*pads, (0, 0)], constant_values=fill)


def windows(x: np.ndarray, size: Any, strides: Any, dilation: Any) -> Any:
    """Yield each output place and its window `(N, *size*, C)`."""
    spans = [(k - 1) * d + 1 for k, d in zip(size, dilation, strict=True)]
    counts = [
        (n - span) // step + 1
        for n, span, step in zip(x.shape[1:-1], spans, strides, strict=True)
    ]
    for place in itertools.product(*map(range, counts)):
        cut = tuple(
            slice(i * step, i * step + span, d)
            for i, step, span, d in zip(place, strides, spans, dilation, strict=True)
        )
        yield place, counts, x[(slice(None), *cut)]


def naive_conv(x: Any, kernel: Any, strides: Any, padding: str, dilation: Any) -> Any:
    size = kernel.shape[:-2]
    spans = [(k - 1) * d + 1 for k, d in zip(size, dilation, strict=True)]
    x = padded(x, spans, strides, padding, 0)
    groups = x.shape[-1] // kernel.shape[-2]
    out = None
    for place, counts, window in windows(x, size, strides, dilation):
        if out is None:
            out = np.zeros((len(x), *counts, kernel.shape[-1]), "float32")
        parts = np.split(window, groups, axis=-1)
        filters = np.split(kernel, groups, axis=-1)
        axes = list(range(len(size) + 1))
        sums = [
            np.tensordot(p, f, ([a + 1 for a in axes], axes))
            for p, f in zip(parts, filters, strict=True)
        ]
        out[(slice(None), *place)] = np.concatenate(sums, -1)
    return out


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("padding, stride, dilation", STEPS)
def test_conv(rank: int, padding: str, stride: int, dilation: int) -> None:
    x = draw(2, *LENGTHS[rank], 4)
    strides, dilations = (stride,) * rank, (dilation,) * rank
    for kernel in (draw(*(3, 2, 2)[:rank], 4, 5), draw(*(2, 3, 1)[:rank], 2, 6)):
        got = ops.conv(x, kernel, stride, padding, dilation_rate=dilation)
        close(got, naive_conv(x, kernel, strides, padding, dilations))


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_conv_with_different_settings_per_length(rank: int) -> None:
    x, kernel = draw(2, *LENGTHS[rank], 3), draw(*(2, 3, 2)[:rank], 3, 4)
    strides, one = (2, 1, 2)[:rank], (1,) * rank
    close(ops.conv(x, kernel, strides), naive_conv(x, kernel, strides, "valid", one))
    pads = ((1, 0), (0, 2), (1, 1))[:rank]
    wide = np.pad(x, [(0, 0), *pads, (0, 0)])
    got = ops.conv(x, kernel, 1, pads)
    close(got, naive_conv(wide, kernel, one, "valid", one))


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_depthwise_and_separable(rank: int, padding: str) -> None:
    x, one = draw(2, *LENGTHS[rank], 3), (1,) * rank
    kernel = draw(*(2, 3, 2)[:rank], 3, 2)
    got = ops.depthwise_conv(x, kernel, 1, padding)
    each = [
        naive_conv(x[..., [c]], kernel[..., [c], :], one, padding, one)
        for c in range(3)
    ]
    close(got, np.concatenate(each, -1))
    mix = draw(*one, 6, 4)
    got = ops.separable_conv(x, kernel, mix, padding=padding)
    close(got, np.concatenate(each, -1) @ mix.reshape(6, 4))


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("padding, stride, dilation", STEPS)
def test_transposed_convolution_is_the_adjoint(
    rank: int, padding: str, stride: int, dilation: int
) -> None:
    kernel = draw(*(3, 2, 3)[:rank], 2, 4)
    y = draw(2, *LENGTHS[rank], 4)
    x = np.asarray(
        ops.conv_transpose(y, kernel, stride, padding, dilation_rate=dilation)
    )
    probe = draw(*x.shape)
    image = ops.conv(probe, kernel, stride, padding, dilation_rate=dilation)
    assert image.shape == y.shape
    np.testing.assert_allclose(np.vdot(image, y), np.vdot(probe, x), rtol=1e-3)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_output_padding_makes_the_result_longer(rank: int) -> None:
    """As with a larger image whose convolution has the same shape."""
    kernel, y = draw(*(3, 3, 3)[:rank], 2, 4), draw(2, *LENGTHS[rank], 4)
    plain = ops.conv_transpose(y, kernel, 2, "valid")
    longer = ops.conv_transpose(y, kernel, 2, "valid", output_padding=1)
    inside = tuple(slice(0, n) for n in plain.shape[:-1])
    assert longer.shape[1:-1] == tuple(n + 1 for n in plain.shape[1:-1])
    close(longer[inside], plain)
    same = ops.conv_transpose(y, kernel, 2, "same", output_padding=1)
    close(same, ops.conv_transpose(y, kernel, 2, "same"))


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(
    "padding, size, stride", [("valid", 2, None), ("same", 3, 1), ("same", 2, 3)]
)
def test_pooling(rank: int, padding: str, size: int, stride: int | None) -> None:
    x = draw(2, *LENGTHS[rank], 3)
    sizes, strides = (size,) * rank, (stride or size,) * rank
    wide = padded(x, sizes, strides, padding, np.nan)
    for function, reduce in (
        (ops.max_pool, np.nanmax),
        (ops.average_pool, np.nanmean),
    ):
        got = np.asarray(function(x, size, stride, padding))
        axes = tuple(range(1, rank + 1))
        for place, counts, window in windows(wide, sizes, strides, (1,) * rank):
            assert list(got.shape[1:-1]) == counts
            close(got[(slice(None), *place)], reduce(window, axis=axes))


def test_integers_are_pooled_too() -> None:
    assert ops.max_pool([[[-5], [-7], [-9]]], 2, 1)[0, :, 0].tolist() == [-5, -7]
    assert ops.average_pool([[[1], [2]]], 2).item() == 1.5


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_channels_first_is_the_same_with_axes_moved(rank: int) -> None:
    x, kernel = draw(2, *LENGTHS[rank], 4), draw(*(3, 2, 2)[:rank], 4, 4)
    first = np.moveaxis(x, -1, 1)
    for call in (
        lambda v, **kw: ops.conv(v, kernel, 2, "same", **kw),
        lambda v, **kw: ops.depthwise_conv(v, kernel, **kw),
        lambda v, **kw: ops.conv_transpose(v, kernel, 2, **kw),
        lambda v, **kw: ops.max_pool(v, 2, **kw),
        lambda v, **kw: ops.average_pool(v, 2, padding="same", **kw),
        lambda v, **kw: ops.adaptive_max_pool(v, 3, **kw),
    ):
        moved = np.moveaxis(
            np.asarray(call(first, data_format="channels_first")), 1, -1
        )
        close(moved, call(x, data_format="channels_last"))


def test_adaptive_pooling_covers_everything() -> None:
    x = draw(1, 7, 5, 2)
    close(ops.adaptive_average_pool(x, 1)[:, 0, 0], x.mean((1, 2)))
    close(ops.adaptive_max_pool(x, (7, 5)), x)
    got = np.asarray(ops.adaptive_average_pool(x, (3, 5)))
    close(got[0, 1], x[0, 2:5].mean(0))  # from floor(7/3) to ceil(14/3)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_gradients_agree_with_finite_differences(rank: int) -> None:
    with jax.enable_x64(True):
        x = RNG.normal(size=(1, *LENGTHS[rank], 2))
        kernel = RNG.normal(size=(*(2, 3, 2)[:rank], 2, 2))
        weights = RNG.normal(size=ops.conv(x, kernel, 2, "same").shape)

        def total(x: Any, kernel: Any) -> Any:
            return (ops.conv(x, kernel, 2, "same") * weights).sum()

        slopes = jax.grad(total, (0, 1))(x, kernel)
        for argument, slope in enumerate(slopes):
            direction = RNG.normal(size=slope.shape)
            steps = [[x, kernel], [x, kernel]]
            steps[0][argument] = steps[0][argument] + 1e-5 * direction
            steps[1][argument] = steps[1][argument] - 1e-5 * direction
            measured = (total(*steps[0]) - total(*steps[1])) / 2e-5
            np.testing.assert_allclose(np.vdot(slope, direction), measured, rtol=1e-6)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_channels_that_do_not_fit_are_named(rank: int) -> None:
    x, kernel = draw(2, *LENGTHS[rank], 4), draw(*(3, 2, 2)[:rank], 3, 4)
    with pytest.raises(ValueError, match="kernel") as error:
        ops.conv(x, kernel)
    assert str(x.shape) in str(error.value)
    with pytest.raises(ValueError, match="kernel"):
        ops.depthwise_conv(x, kernel)
    with pytest.raises(ValueError, match="kernel"):
        ops.conv_transpose(x, draw(*(3, 2, 2)[:rank], 4, 3))


def test_ranks_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match="inputs"):
        ops.conv(draw(5, 5), draw(3, 2, 2))
    with pytest.raises(ValueError, match="inputs"):
        ops.conv(draw(2, 5, 5, 2), draw(3, 2, 2))
    with pytest.raises(ValueError, match="pooling"):
        ops.max_pool(draw(5, 5), 2)
