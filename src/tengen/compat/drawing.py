"""`plot_model` and `plot` as Keras 1 and 2 called them."""

from __future__ import annotations

from typing import Any

from tengen import utils
from tengen.compat.spelling import respelled_function

_OF_KERAS_2 = ("show_shapes", "show_layer_names", "rankdir", "expand_nested", "dpi")

_plot_model = respelled_function(utils.plot_model)
model_to_dot = respelled_function(utils.model_to_dot)


def plot_model(
    model: Any, to_file: Any = "model.png", *args: Any, **options: Any
) -> Any:
    """Draw a model, with the arguments of any release.

    Positional arguments are those of Keras 2.0 to 2.3 where the third of them after
    the file is a direction of reading, else those of today.
    """
    if len(args) > 2 and isinstance(args[2], str):
        options = {**dict(zip(_OF_KERAS_2, args, strict=False)), **options}
        args = ()
    return _plot_model(model, to_file, *args, **options)


def plot(model: Any, to_file: Any = "model.png", *args: Any, **options: Any) -> Any:
    """Draw a model: `keras.utils.visualize_util.plot` of Keras 1, which shows names."""
    given = {**dict(zip(_OF_KERAS_2, args, strict=False)), **options}
    return _plot_model(model, to_file, **{"show_layer_names": True, **given})
