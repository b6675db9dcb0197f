"""`plot_model`: a model as a picture in a file."""

from __future__ import annotations

import os
import sys
from typing import Any

from tengen.core.messages import complain
from tengen.visualization import files
from tengen.visualization.drawing import draw
from tengen.visualization.layout import DIRECTIONS, lay_out
from tengen.visualization.reading import Shown, diagram_of


def plot_model(
    model: Any,
    to_file: Any = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: float = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    layer_range: Any = None,
) -> Any:
    """Draw a model as a graph of its layers into a PNG, SVG or PDF file.

    Neither Graphviz nor a display is needed. A layer that is used several times is one
    box with several arrows; a subclassed model, whose `call` is Python code, is one
    box; the input of a `Sequential` is not shown.

    Args:
        model: a `Model` that is built.
        to_file: name of the file; `.png`, `.svg` or `.pdf` (PNG without an ending).
        show_shapes: show the shapes of inputs and outputs; `None` is any size.
        show_dtype: show the dtype of the output.
        show_layer_names: show names beside the classes.
        rankdir: direction of reading: `"TB"` from top to bottom, `"BT"`, `"LR"`,
            `"RL"`.
        expand_nested: show nested models as frames with their layers inside.
        dpi: dots per inch of a PNG; fewer, with a warning, where it would be longer
            than 65,535 pixels.
        show_layer_activations: show the activation of layers that have one.
        show_trainable: show whether layers with weights are trainable.
        layer_range: first and last layer to be shown, by name or regular expression
            (see `summary`); layers keep the arrows among themselves.

    Returns:
        In a notebook, the picture as an object that IPython displays; elsewhere, and
        for PDF, `None`.

    Raises:
        TypeError: if `model` is no model.
        ValueError: if it is not built, if no layer is in the range, or for another
            ending or direction.
        FileNotFoundError: if the folder does not exist.
        IsADirectoryError: if the name is that of a folder.

    Example:
        >>> from tengen import Sequential, layers, utils
        >>> model = Sequential([layers.Dense(3, input_shape=(2,)), layers.Dense(1)])
        >>> utils.plot_model(model, "model.svg", show_shapes=True)  # doctest: +SKIP
    """
    check_direction(rankdir)
    kind = files.kind_of(to_file)
    shown = Shown(
        shapes=show_shapes,
        dtype=show_dtype,
        layer_names=show_layer_names,
        layer_activations=show_layer_activations,
        trainable=show_trainable,
    )
    diagram = diagram_of(model, shown, expand_nested, layer_range)
    files.save(draw(lay_out(diagram, rankdir)), to_file, dpi)
    return _display(os.fspath(to_file), kind)


def check_direction(rankdir: str) -> None:
    """Refuse unknown directions of reading."""
    if rankdir not in DIRECTIONS:
        expected = "one of " + ", ".join(DIRECTIONS)
        raise ValueError(complain("rankdir", repr(rankdir), expected))


def _display(path: str, kind: str) -> Any:
    if "IPython" not in sys.modules or kind == "pdf":
        return None
    from IPython import display

    if kind == "svg":
        return display.SVG(path)
    return display.Image(filename=path, format=kind)
