"""Arrays as PNG images that lie in the page itself."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import ArrayLike

from tengen import utils
from tengen.pages import tag

_LOW, _MIDDLE, _HIGH = (47, 111, 159), (247, 248, 250), (196, 87, 12)


def as_address(image: ArrayLike) -> str:
    """Return an image `(H, W, C)`, values 0 to 255, as a `data:` address."""
    buffer = io.BytesIO()
    utils.save_img(buffer, image, file_format="png", scale=False, optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def digit(image: ArrayLike, words: str) -> str:
    """Show a digit `(H, W, 1)`, 0 paper and 1 ink, dark on light.

    Args:
        words: for those who cannot see it.
    """
    pixels = 255 - 255 * np.clip(np.asarray(image), 0, 1)
    height, width = pixels.shape[:2]
    return tag(
        "img",
        src=as_address(pixels.round()),
        alt=words,
        width=width,
        height=height,
        class_="pixels",
    )


def field(values: ArrayLike) -> str:
    """Show numbers from 0 to 1, `(H, W)`, as colors; returns a `data:` address."""
    parts = np.clip(np.asarray(values, dtype="float64"), 0, 1)[..., None]
    low, middle, high = (np.array(color) for color in (_LOW, _MIDDLE, _HIGH))
    below = low + (middle - low) * (2 * parts)
    above = middle + (high - middle) * (2 * parts - 1)
    return as_address(np.where(parts < 0.5, below, above).round())
