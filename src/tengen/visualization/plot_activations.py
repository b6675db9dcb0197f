"""`plot_activations`: what a layer makes of an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tengen import config
from tengen.core.messages import complain
from tengen.layers import Layer
from tengen.models import Model
from tengen.visualization import files
from tengen.visualization.convolutions import layer_of
from tengen.visualization.mosaic import figure_of, scaled

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_activations(
    model: Any,
    image: Any,
    layer: Layer | str | None = None,
    maps: int | None = 64,
    scale: str = "own",
    to_file: Any = None,
    dpi: float = 150,
) -> Figure:
    """Draw the feature maps of a layer for one image.

    Args:
        model: a built model with one input and a graph.
        image: what the model takes, `(H, W, C)` or `(1, H, W, C)`.
        layer: a layer of the model or its name; by default the first convolution.
        maps: show this many at most; `None` for all.
        scale: `"own"`: each map from its own least to its greatest number;
            `"shared"`: one scale for all, so that weak maps stay dark.
        to_file: name of a `.png`, `.svg` or `.pdf` file to write.
        dpi: dots per inch of a PNG.

    Returns:
        A matplotlib figure, which notebooks display.

    Raises:
        TypeError: if `model` is no model.
        ValueError: if there is no such layer, if its output is no feature maps, or if
            the image does not fit.
        FileNotFoundError: if the folder does not exist.

    Example:
        >>> import numpy as np
        >>> from tengen import Sequential, layers
        >>> from tengen.visualization import plot_activations
        >>> model = Sequential([layers.Conv2D(16, 3, input_shape=(8, 8, 1))])
        >>> figure = plot_activations(model, np.ones((8, 8, 1)))
    """
    if to_file is not None:
        files.kind_of(to_file)
    layer = layer_of(model, layer)
    found = activations_of(model, image, layer)
    count, height, width = found.shape
    title = f"{layer.name}: {count} maps {height} x {width}"
    images = scaled(found[:maps], scale, is_centred=False)
    figure = figure_of(images, title, None, "viridis")
    if to_file is not None:
        files.save(figure, to_file, dpi)
    return figure


def activations_of(
    model: Any, image: Any, layer: Layer | str | None = None
) -> NDArray[Any]:
    """Return the feature maps of a layer for one image.

    Arguments and errors are those of `plot_activations`.

    Returns:
        `(maps, height, width)`.
    """
    layer = layer_of(model, layer)
    output = _output(model, layer)
    if output.ndim != 4:
        raise ValueError(
            complain(
                f"layer {layer.name!r}",
                f"an output of shape {tuple(output.shape)}",
                "feature maps, such as (None, 26, 26, 32)",
            )
        )
    values = np.asarray(Model(model.inputs, output)(_batch(model, image)))[0]
    order = getattr(layer, "data_format", None) or config.image_data_format()
    return values if order == "channels_first" else np.moveaxis(values, -1, 0)


def _output(model: Any, layer: Layer) -> Any:
    for node in model._graph.nodes if model._graph is not None else []:
        if node.operation is layer:
            return node.flat_outputs()[0]
    raise ValueError(
        complain(
            f"model {model.name!r} has no graph that leads to {layer.name!r}",
            fix="use Model(inputs, outputs) or Sequential, with known input shape",
        )
    )


def _batch(model: Any, image: Any) -> NDArray[Any]:
    batch = np.asarray(image)
    expected = tuple(model.inputs[0].shape[1:])
    if batch.ndim == len(expected):
        batch = batch[None]
    fits = batch.ndim == len(expected) + 1 and len(batch) == 1
    sizes = zip(batch.shape[1:], expected, strict=False)
    if not fits or any(want not in (None, size) for size, want in sizes):
        raise ValueError(
            complain("image", f"shape {np.shape(image)}", f"{expected}: one image")
        )
    return batch
