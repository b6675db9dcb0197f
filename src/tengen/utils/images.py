"""Images to arrays and back, by Pillow, which is imported when first needed."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

_MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
_DEEP_GREY = ("L", "I;16", "I")
_METHODS = ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos")


def array_to_img(
    x: ArrayLike,
    data_format: str | None = None,
    scale: bool = True,
    dtype: DTypeLike | None = None,
) -> Image:
    """Make an image of an array.

    Args:
        x: array `(H, W, C)`, or `(C, H, W)` with `data_format='channels_first'`; C is
            1 (grey), 3 (RGB) or 4 (RGBA).
        data_format: `'channels_last'` (also meant by `None`) or `'channels_first'`.
        scale: stretch the values to 0...255; if not, they are taken as they are.
        dtype: data type of the computation; float32 unless given.

    Returns:
        A Pillow image.

    Raises:
        ValueError: if the array has no such shape.

    Example:
        >>> array_to_img(np.zeros((28, 20, 1))).size
        (20, 28)
    """
    from PIL import Image as pillow

    values = np.asarray(x, dtype=dtype or "float32")
    if values.ndim != 3:
        raise ValueError(
            "array_to_img: argument `x` is no single image\n"
            f"  got shape {values.shape}; expected (height, width, channels)\n"
            "  fix: pass one image, as in `x[0]`; grey ones as `x[..., None]`"
        )
    if _channels_first(data_format):
        values = values.transpose(1, 2, 0)
    if scale:
        values = values - values.min()
        values = values / (values.max() or 1) * 255
    channels = values.shape[-1]
    if channels == 1:
        grey = values[:, :, 0]
        return pillow.fromarray(grey.astype("int32" if grey.max() > 255 else "uint8"))
    if channels in (3, 4):
        return pillow.fromarray(values.astype("uint8"))
    raise ValueError(
        f"array_to_img: argument `x`, (height, width, channels) = {values.shape}\n"
        f"  got {channels} channels; expected 1 (grey), 3 (RGB) or 4 (RGBA)"
    )


def img_to_array(
    img: Any, data_format: str | None = None, dtype: DTypeLike | None = None
) -> NDArray[Any]:
    """Make an array of an image.

    Args:
        img: a Pillow image.
        data_format: `'channels_last'` (also meant by `None`) or `'channels_first'`.
        dtype: data type of the result; float32 unless given.

    Returns:
        An array `(H, W, C)` or `(C, H, W)`, with values from 0 to 255.

    Raises:
        ValueError: if it is no image.

    Example:
        >>> img_to_array(array_to_img(np.ones((4, 6, 3)))).shape
        (4, 6, 3)
    """
    values = np.asarray(img, dtype=dtype or "float32")
    if values.ndim == 2:
        values = values[:, :, None]
    if values.ndim != 3:
        raise ValueError(
            "img_to_array: argument `img` is no image\n"
            f"  got shape {values.shape}; expected (height, width[, channels])"
        )
    return values.transpose(2, 0, 1) if _channels_first(data_format) else values


def load_img(
    path: str | os.PathLike[str] | IO[bytes],
    color_mode: str = "rgb",
    target_size: tuple[int, int] | None = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Image:
    """Read an image from a file.

    Args:
        path: file name, or a file opened for reading bytes.
        color_mode: `'rgb'`, `'rgba'` or `'grayscale'`.
        target_size: `(height, width)` of the result; `None` keeps the file's.
        interpolation: `'nearest'`, `'bilinear'`, `'bicubic'`, `'hamming'`, `'box'` or
            `'lanczos'`.
        keep_aspect_ratio: cut the middle out in the target's proportions first.

    Returns:
        A Pillow image.

    Raises:
        ValueError: if `color_mode` or `interpolation` is unknown.

    Example:
        >>> save_img("dot.png", np.zeros((2, 2, 3)))
        >>> load_img("dot.png", target_size=(8, 4)).size
        (4, 8)
    """
    from PIL import Image as pillow

    _check_choice("color_mode", color_mode, tuple(_MODES))
    _check_choice("interpolation", interpolation, _METHODS)
    with pillow.open(path) as opened:
        opened.load()
        keep = color_mode == "grayscale" and opened.mode in _DEEP_GREY
        image = opened.copy() if keep else opened.convert(_MODES[color_mode])
    if target_size is None or image.size == (target_size[1], target_size[0]):
        return image
    size = (target_size[1], target_size[0])
    box = _middle(image.size, size) if keep_aspect_ratio else None
    return image.resize(size, pillow.Resampling[interpolation.upper()], box=box)


def save_img(
    path: str | os.PathLike[str] | IO[bytes],
    x: ArrayLike,
    data_format: str | None = None,
    file_format: str | None = None,
    scale: bool = True,
    **kwargs: Any,
) -> None:
    """Write an array to an image file.

    Args:
        path: file name, or a file opened for writing bytes.
        x: array `(H, W, C)`, see `array_to_img`.
        data_format: `'channels_last'` (also meant by `None`) or `'channels_first'`.
        file_format: such as `'png'`; `None` takes the end of the file name.
        scale: stretch the values to 0...255.
        **kwargs: passed on to `PIL.Image.Image.save`.

    Example:
        >>> save_img("ramp.png", np.arange(256.0).reshape(16, 16, 1))
    """
    if file_format is None and isinstance(path, (str, os.PathLike)):
        file_format = os.path.splitext(os.fspath(path))[1].lstrip(".")
    file_format = (file_format or "").lower()
    if file_format == "jpg":
        file_format = "jpeg"
    image = array_to_img(x, data_format, scale)
    if image.mode == "RGBA" and file_format == "jpeg":
        image = image.convert("RGB")  # the format has no transparency
    image.save(path, format=file_format or None, **kwargs)


def _channels_first(data_format: str | None) -> bool:
    _check_choice(
        "data_format",
        data_format or "channels_last",
        ("channels_last", "channels_first"),
    )
    return data_format == "channels_first"


def _check_choice(argument: str, choice: str, choices: tuple[str, ...]) -> None:
    if choice not in choices:
        raise ValueError(
            f"argument `{argument}`\n  got {choice!r}; expected one of {choices}"
        )


def _middle(
    size: tuple[int, int], target: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return the largest centred box with the target's proportions."""
    width, height = size
    box_width = min(width, height * target[0] // target[1])
    box_height = min(height, width * target[1] // target[0])
    left, top = (width - box_width) // 2, (height - box_height) // 2
    return left, top, left + box_width, top + box_height


def resized(
    image: NDArray[Any], size: tuple[int, int], interpolation: str, fitting: str = ""
) -> NDArray[Any]:
    """Return an image `(H, W, C)` in another size, as a network would resize it.

    Args:
        image: a float array.
        size: `(height, width)` of the result.
        interpolation: `'bilinear'` and `'nearest'` take the values at the pixels'
            centres, without smoothing; other methods are Pillow's, see `load_img`.
        fitting: `'crop'` cuts the middle out in the target's proportions first, `'pad'`
            fills up with zeros, nothing distorts.
    """
    height, width = image.shape[:2]
    if fitting == "crop":
        left, top, right, bottom = _middle((width, height), (size[1], size[0]))
        image = image[top:bottom, left:right]
    elif fitting == "pad":
        image = _filled_up(image, size)
    if image.shape[:2] == size:
        return image
    if interpolation == "nearest":
        rows, columns = (
            np.minimum((np.arange(new) + 0.5) * old / new, old - 1).astype(int)
            for new, old in zip(size, image.shape[:2], strict=True)
        )
        return image[rows][:, columns]
    if interpolation == "bilinear":
        return _between(_between(image, size[0], 0), size[1], 1)
    from PIL import Image as pillow

    _check_choice("interpolation", interpolation, _METHODS)
    method = pillow.Resampling[interpolation.upper()]
    planes = [
        np.asarray(pillow.fromarray(plane).resize((size[1], size[0]), method))
        for plane in np.moveaxis(image.astype("float32"), 2, 0)
    ]
    return np.stack(planes, axis=2)


def _between(image: NDArray[Any], new: int, axis: int) -> NDArray[Any]:
    """Return an image with `new` rows or columns, each between two of the old ones."""
    old = image.shape[axis]
    places = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    first = np.floor(places).astype(int)
    second = np.minimum(first + 1, old - 1)
    share = (places - first).astype(image.dtype)
    share = share.reshape([-1 if at == axis else 1 for at in range(3)])
    low, high = np.take(image, first, axis), np.take(image, second, axis)
    mixed: NDArray[Any] = low + (high - low) * share
    return mixed


def _filled_up(image: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """Return an image with a black border, in the proportions of a size."""
    height, width = image.shape[:2]
    rows = max(height, width * size[0] // size[1])
    columns = max(width, height * size[1] // size[0])
    filled = np.zeros((rows, columns, image.shape[2]), image.dtype)
    top, left = (rows - height) // 2, (columns - width) // 2
    filled[top : top + height, left : left + width] = image
    return filled
