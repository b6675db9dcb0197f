"""Images: what goes in comes out, and shapes are those of arrays, not of Pillow."""

from __future__ import annotations

import io

import numpy as np
import pytest

from tengen.utils import array_to_img, img_to_array, load_img, save_img

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("data_format", [None, "channels_last", "channels_first"])
def test_arrays_come_back_from_images(channels, data_format):
    x = RANDOM.integers(0, 256, (5, 7, channels)).astype("float32")
    if data_format == "channels_first":
        x = x.transpose(2, 0, 1)
    image = array_to_img(x, data_format, scale=False)
    assert image.size == (7, 5)
    back = img_to_array(image, data_format)
    np.testing.assert_array_equal(back, x)
    assert back.dtype == np.float32
    assert img_to_array(image, dtype="uint8").dtype == np.uint8


def test_values_are_stretched_to_what_an_image_can_show():
    ramp = np.linspace(-1, 3, 256).reshape(16, 16, 1)
    shown = img_to_array(array_to_img(ramp))[..., 0]
    assert shown.min() == 0 and shown.max() == 255
    assert (np.diff(shown.reshape(-1)) >= 0).all()
    assert img_to_array(array_to_img(np.full((2, 2, 3), 7.0))).max() == 0


def test_deep_grey_keeps_its_values():
    x = np.array([[[0], [70000]]])
    assert img_to_array(array_to_img(x, scale=False)).reshape(-1).tolist() == [0, 70000]


@pytest.mark.parametrize("ending", ["png", "bmp", "PNG"])
def test_files_keep_every_pixel(tmp_path, ending):
    x = RANDOM.integers(0, 256, (5, 7, 3))
    save_img(tmp_path / f"image.{ending}", x, scale=False)
    np.testing.assert_array_equal(
        img_to_array(load_img(str(tmp_path / f"image.{ending}"))), x
    )


def test_jpeg_is_spelled_in_two_ways_and_has_no_transparency(tmp_path):
    x = np.full((8, 8, 4), 200.0)
    for name in ("a.jpg", "b.jpeg"):
        save_img(tmp_path / name, x, scale=False, quality=95)
        back = img_to_array(load_img(tmp_path / name))
        assert back.shape == (8, 8, 3)
        np.testing.assert_allclose(back, 200, atol=2)


def test_streams_serve_as_files():
    stream = io.BytesIO()
    save_img(stream, np.full((3, 4, 1), 9.0), file_format="png", scale=False)
    stream.seek(0)
    assert img_to_array(load_img(stream, "grayscale")).tolist() == [[[9.0]] * 4] * 3


@pytest.mark.parametrize(
    ("mode", "channels"), [("rgb", 3), ("rgba", 4), ("grayscale", 1)]
)
def test_colours_are_converted(tmp_path, mode, channels):
    save_img(tmp_path / "a.png", RANDOM.random((5, 7, 3)))
    assert img_to_array(load_img(tmp_path / "a.png", mode)).shape == (5, 7, channels)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic", "lanczos"])
def test_sizes_are_height_and_width(tmp_path, interpolation):
    save_img(tmp_path / "a.png", RANDOM.random((5, 7, 3)))
    image = load_img(
        tmp_path / "a.png", target_size=(4, 10), interpolation=interpolation
    )
    assert img_to_array(image).shape == (4, 10, 3)


@pytest.mark.parametrize("size", [(4, 4), (2, 4), (8, 2)])
def test_proportions_are_kept_by_cutting_out_the_middle(tmp_path, size):
    # A white frame around a black 4x4 square; only the frame's sides are cut off.
    x = np.full((4, 12, 3), 255.0)
    x[:, 4:8] = 0
    save_img(tmp_path / "a.png", x, scale=False)
    kept = load_img(tmp_path / "a.png", target_size=size, keep_aspect_ratio=True)
    squeezed = load_img(tmp_path / "a.png", target_size=size)
    assert kept.size == squeezed.size == (size[1], size[0])
    black = (img_to_array(kept) == 0).mean()
    expected = {(4, 4): 1.0, (2, 4): 0.5, (8, 2): 1.0}
    assert black == expected[size]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: array_to_img(np.zeros((3, 3))), "no single image"),
        (lambda: array_to_img(np.zeros((3, 3, 2))), "got 2 channels"),
        (lambda: img_to_array(np.zeros(3)), "no image"),
        (lambda: img_to_array(np.zeros((3, 3)), "last"), "`data_format`"),
        (lambda: load_img("x.png", "grey"), "`color_mode`"),
        (lambda: load_img("x.png", interpolation="cubic"), "`interpolation`"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
