"""Many small images as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tengen.core.messages import complain
from tengen.visualization import look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCALES = ("own", "shared")
_TILE = 0.9  # inches
_LARGEST = 13.0
_GREY = 0.83


def mosaic(images: NDArray[Any], columns: int | None = None) -> NDArray[Any]:
    """Return images side by side in rows, with a pixel between them.

    Args:
        images: `(N, H, W)` or, in colour, `(N, H, W, 3)`.
        columns: images per row; by default about as many as there are rows.

    Returns:
        `(rows * (H + 1) - 1, columns * (W + 1) - 1)`, with `NaN` between the images, or
        with a last axis of 3 and light grey between them.
    """
    count, height, width = images.shape[:3]
    columns = min(columns or int(np.ceil(np.sqrt(count))), count)
    rows = -(-count // columns)
    between = _GREY if images.ndim == 4 else np.nan
    shape = (rows * (height + 1) - 1, columns * (width + 1) - 1, *images.shape[3:])
    whole = np.full(shape, between)
    for number, image in enumerate(images):
        top = number // columns * (height + 1)
        left = number % columns * (width + 1)
        whole[top : top + height, left : left + width] = image
    return whole


def scaled(images: NDArray[Any], scale: str, is_centred: bool) -> NDArray[Any]:
    """Bring images to the range from 0 to 1.

    Args:
        images: `(N, ...)`.
        scale: `"own"`: each image has the whole range; `"shared"`: all have it
            together.
        is_centred: zero becomes 0.5, and the largest magnitude 0 or 1; otherwise the
            least number becomes 0 and the greatest 1.

    Raises:
        ValueError: for another scale.
    """
    if scale not in SCALES:
        raise ValueError(complain("scale", repr(scale), "'own' or 'shared'"))
    axes = tuple(range(0 if scale == "shared" else 1, images.ndim))
    low = images.min(axes, keepdims=True)
    high = images.max(axes, keepdims=True)
    if is_centred:
        high = np.maximum(np.abs(low), np.abs(high))
        low = -high
    spread = np.where(high > low, high - low, 1.0)
    middle = 0.5 if is_centred else 0.0
    return np.where(high > low, (images - low) / spread, middle)


def figure_of(
    images: NDArray[Any], title: str, columns: int | None, colours: str
) -> Figure:
    """Return a figure of images between 0 and 1, none of them smoothed."""
    from matplotlib import colormaps
    from matplotlib.figure import Figure

    whole = mosaic(images, columns)
    tall = whole.shape[0] / (images.shape[1] + 1) * images.shape[1] / images.shape[2]
    wide = whole.shape[1] / (images.shape[2] + 1)
    tile = min(_TILE, _LARGEST / max(tall, wide))
    width = max(wide * tile, 3.0)
    figure = Figure(figsize=(width + 0.2, tall * tile + 0.5), layout="constrained")
    axes = figure.subplots()
    colour_map = colormaps[colours].with_extremes(bad=look.RULE)
    axes.imshow(whole, cmap=colour_map, vmin=0, vmax=1, interpolation="nearest")
    axes.set_title(title, fontsize=9, color=look.INK)
    axes.axis("off")
    return figure
