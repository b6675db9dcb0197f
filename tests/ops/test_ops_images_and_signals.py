"""Images, signals and alignments: independent checks, symbolic shapes, refusals.

Values beside those of Keras (`tests/oracle`) come from NumPy and from counting.
"""

import itertools

import jax
import numpy as np
import pytest

from tengen import Input, ops

RANDOM = np.random.default_rng(7)


def test_fourier_transforms_are_those_of_numpy():
    x = RANDOM.normal(size=(3, 10)).astype("float32")
    real, imaginary = ops.rfft(x)
    np.testing.assert_allclose(real + 1j * imaginary, np.fft.rfft(x), atol=1e-5)
    np.testing.assert_allclose(ops.irfft((real, imaginary)), x, atol=1e-5)
    pair = ops.fft2((x, np.zeros_like(x)))
    np.testing.assert_allclose(ops.ifft2(pair)[0], x, atol=1e-5)


def test_ctc_loss_sums_over_all_alignments():
    logits = RANDOM.normal(size=(1, 4, 3)).astype("float32")
    p = np.exp(logits[0]) / np.exp(logits[0]).sum(-1, keepdims=True)
    total = 0.0
    for path in itertools.product(range(3), repeat=4):
        without_repeats = [label for label, _ in itertools.groupby(path)]
        if [label for label in without_repeats if label] == [1, 1]:
            total += np.prod([p[time, label] for time, label in enumerate(path)])
    loss = ops.ctc_loss([[1, 1]], logits, [2], [4])
    np.testing.assert_allclose(loss, [-np.log(total)], rtol=1e-5)


def test_ctc_beam_search_runs_in_compiled_functions():
    logits = RANDOM.normal(size=(2, 5, 3)).astype("float32")

    def decode(x):
        return ops.ctc_decode(x, [5, 3], "beam_search", beam_width=50)

    for got, expected in zip(jax.jit(decode)(logits), decode(logits), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_fold_is_the_transpose_of_unfold():
    x = RANDOM.normal(size=(2, 3, 6, 5))
    columns = RANDOM.normal(size=ops.unfold(x, (3, 2), 1, 1, 2).shape)
    folded = ops.fold(columns, (6, 5), (3, 2), 1, 1, 2)
    left = np.sum(np.asarray(ops.unfold(x, (3, 2), 1, 1, 2)) * columns)
    assert left == pytest.approx(np.sum(np.asarray(folded) * x), rel=1e-4)


def test_colours_go_there_and_back():
    images = RANDOM.uniform(size=(2, 4, 5, 3)).astype("float32")
    back = ops.image.hsv_to_rgb(ops.image.rgb_to_hsv(images))
    np.testing.assert_allclose(back, images, atol=1e-6)


def test_an_elastic_image_is_repeatable_and_another_for_another_seed():
    image = RANDOM.uniform(size=(9, 9, 1)).astype("float32")

    def one(seed):
        return np.asarray(ops.image.elastic_transform(image, 2.0, 1.0, seed=seed))

    np.testing.assert_array_equal(one(1), one(1))
    assert np.abs(one(1) - one(2)).max() > 0
    np.testing.assert_allclose(
        ops.image.elastic_transform(image, 0.0, 1.0, seed=1), image, atol=1e-6
    )


@pytest.mark.parametrize(
    ("compute", "shape"),
    [
        (lambda x: ops.image.resize(x, (3, 4)), (None, 3, 4, 3)),
        (lambda x: ops.image.extract_patches(x, 2), (None, 4, 4, 12)),
        (lambda x: ops.image.sobel_edges(x), (None, 8, 8, 3, 2)),
        (lambda x: ops.image.rgb_to_grayscale(x), (None, 8, 8, 1)),
        (lambda x: ops.rearrange(x, "b h w c -> b (h w) c"), (None, 64, 3)),
        (lambda x: ops.image.crop_images(x, 1, 1, 2, 2), (None, 5, 5, 3)),
    ],
)
def test_symbolic_images_have_known_shapes(compute, shape):
    assert tuple(compute(Input((8, 8, 3))).shape) == shape


@pytest.mark.parametrize(
    ("compute", "names"),
    [
        (lambda: ops.image.resize(np.ones((2, 2)), (3, 3)), "(2, 2)"),
        (lambda: ops.image.resize(np.ones((2, 2, 1)), (3, 3), "cubist"), "cubist"),
        (lambda: ops.image.pad_images(np.ones((2, 2, 1)), 1, 1), "exactly two"),
        (lambda: ops.image.crop_images(np.ones((2, 2, 1)), 3, 0, 0, 0), "negative"),
        (lambda: ops.image.rgb_to_hsv(np.ones((2, 2, 2))), "3 channels"),
        (lambda: ops.stft(np.ones(9), 8, 4, 4), "as long as the window"),
        (lambda: ops.stft(np.ones(9), 4, 4, 4, window="round"), "round"),
        (lambda: ops.fft(np.ones(3)), "pair"),
        (lambda: ops.rearrange(np.ones((2, 3)), "a b -> a c"), "same names"),
        (lambda: ops.rearrange(np.ones((2, 3)), "a (b c) -> a b c", b=2), "multiple"),
        (lambda: ops.ctc_decode(np.ones((1, 2, 3)), [2], "lucky"), "lucky"),
        (lambda: ops.image.ssim(np.ones((4, 4, 1)), np.ones((4, 4, 1))), "11 by 11"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(compute, names):
    with pytest.raises(ValueError, match=names.replace("(", r"\(").replace(")", r"\)")):
        compute()
