"""`plot_filters`: what the filters of a convolution look for, as images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tengen.core.messages import complain
from tengen.layers import Conv2DTranspose, DepthwiseConv2D, Layer, SeparableConv2D
from tengen.models import Model
from tengen.visualization import files
from tengen.visualization.convolutions import CONVOLUTIONS, layer_of
from tengen.visualization.mosaic import figure_of, scaled

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_filters(
    layer: Any,
    filters: int | None = 64,
    channels: int | None = 8,
    scale: str = "own",
    to_file: Any = None,
    dpi: float = 150,
) -> Figure:
    """Draw the filters of a two-dimensional convolution.

    Filters over three channels are shown in colour, grey being zero. Of others each
    channel is an image, blue below and red above zero: a row per filter, a column per
    channel; where there is one channel only, filters fill the rows.

    Args:
        layer: a built layer, or a model, whose first convolution is taken.
        filters: show this many at most; `None` for all.
        channels: of filters that are not in colour, show this many channels at most.
        scale: `"own"`: each image from its own extremes; `"shared"`: one scale for all.
        to_file: name of a `.png`, `.svg` or `.pdf` file to write.
        dpi: dots per inch of a PNG.

    Returns:
        A matplotlib figure, which notebooks display.

    Raises:
        TypeError: if `layer` is neither a two-dimensional convolution nor a model.
        ValueError: if it is not built or there is none in the model.
        FileNotFoundError: if the folder does not exist.

    Example:
        >>> from tengen import Sequential, layers
        >>> from tengen.visualization import plot_filters
        >>> model = Sequential([layers.Conv2D(16, 3, input_shape=(8, 8, 3))])
        >>> figure = plot_filters(model)
    """
    if to_file is not None:
        files.kind_of(to_file)
    layer = layer_of(layer, None) if isinstance(layer, Model) else layer
    kernels = filters_of(layer)
    count, depth, height, width = kernels.shape
    title = f"{layer.name}: {count} filters {height} x {width} x {depth}"
    kernels = kernels[:filters]
    if depth == 3:
        images = np.moveaxis(scaled(kernels, scale, is_centred=True), 1, -1)
        figure = figure_of(images, title, None, "gray")
    else:
        kernels = kernels[:, :channels]
        columns = None if depth == 1 else kernels.shape[1]
        images = scaled(kernels.reshape(-1, height, width), scale, is_centred=True)
        figure = figure_of(images, title, columns, "RdBu_r")
    if to_file is not None:
        files.save(figure, to_file, dpi)
    return figure


def filters_of(layer: Layer) -> NDArray[Any]:
    """Return the filters of a two-dimensional convolution.

    Args:
        layer: a built layer.

    Returns:
        `(filters, channels, height, width)`: the weights of each filter for each
        channel that it sees. A depthwise convolution has filters that see one channel.

    Raises:
        TypeError: if it is no two-dimensional convolution.
        ValueError: if it is not built.
    """
    if not isinstance(layer, CONVOLUTIONS):
        raise TypeError(
            complain(
                "plot_filters",
                f"a {type(layer).__name__}",
                "a two-dimensional convolution, or a model with one",
            )
        )
    if not layer.built:
        raise ValueError(
            complain(
                f"layer {layer.name!r} has no weights yet",
                fix="call the model on data, or give its first layer input_shape=...",
            )
        )
    kernel = np.asarray(layer.get_weights()[0])
    if isinstance(layer, DepthwiseConv2D | SeparableConv2D):
        height, width = kernel.shape[:2]
        return np.moveaxis(kernel.reshape(height, width, -1), -1, 0)[:, None]
    if isinstance(layer, Conv2DTranspose):  # (height, width, filters, channels)
        return kernel.transpose(2, 3, 0, 1)
    return kernel.transpose(3, 2, 0, 1)
