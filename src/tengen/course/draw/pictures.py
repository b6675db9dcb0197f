"""Pictures: mosaics, pictures with a network's guesses, pictures with boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from tengen.course.draw.style import COLOURS, WIDTH

GUESSES = 5


def images(
    images: ArrayLike | Sequence[ArrayLike],
    titles: Sequence[object] | None = None,
    columns: int = 8,
) -> Figure:
    """Draw pictures in rows, each with its title above.

    Args:
        images: grey ones `(h, w)` or `(h, w, 1)`, or coloured ones `(h, w, 3)` with
            values from 0 to 1 or from 0 to 255.
        titles: one for each.
        columns: how many side by side.
    """
    return _mosaic(images, titles, columns)


def _mosaic(
    images: ArrayLike | Sequence[ArrayLike],
    titles: Sequence[object] | None,
    columns: int,
) -> Figure:
    pictures = [np.asarray(picture) for picture in images]  # type: ignore[union-attr]
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    side = WIDTH / columns
    figure = Figure(
        figsize=(WIDTH, rows * (side + (0.25 if titles is not None else 0.05))),
        layout="constrained",
    )
    axes = figure.subplots(rows, columns, squeeze=False).flatten()
    for index, place in enumerate(axes):
        place.axis("off")
        if index < len(pictures):
            show(place, pictures[index])
            if titles is not None:
                place.set_title(str(titles[index]), fontsize="small", pad=2)
    return figure


def show(axes: Axes, picture: NDArray[np.float64]) -> None:
    """Draw one picture; grey ones from their least value, white, to their greatest."""
    picture = np.squeeze(picture)
    if picture.ndim == 3 and picture.max() > 1:
        picture = picture / 255
    if picture.ndim == 3:
        picture = np.clip(picture, 0, 1)
    axes.imshow(picture, cmap="gray_r", interpolation="nearest")


def guesses(
    images: ArrayLike,
    probabilities: ArrayLike,
    names: Sequence[str],
    truth: ArrayLike,
    columns: int = 4,
) -> Figure:
    """Draw pictures with bars of a network's five best guesses below.

    Args:
        images: `(N, h, w)` or `(N, h, w, 3)`.
        probabilities: `(N, classes)`.
        names: of the classes.
        truth: class numbers, `(N,)`; a right guess has the colour of what is right.
    """
    pictures, p = np.asarray(images), np.asarray(probabilities)
    answers = np.ravel(np.asarray(truth))
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    figure = Figure(figsize=(WIDTH, rows * 3.1), layout="constrained")
    axes = figure.subplots(
        2 * rows, columns, squeeze=False, height_ratios=[1.6, 1] * rows
    )
    for place in axes.flatten():
        place.axis("off")
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        show(axes[2 * row, column], picture)
        answer = int(answers[index])
        axes[2 * row, column].set_title(names[answer], fontsize="small", weight="bold")
        _best(axes[2 * row + 1, column], p[index], names, answer)
    return figure


def _best(
    axes: Axes, probabilities: NDArray[np.float64], names: Sequence[str], answer: int
) -> None:
    best = np.argsort(-probabilities)[:GUESSES]
    colours = [COLOURS[1] if k == answer else COLOURS[5] for k in best]
    axes.axis("on")
    axes.barh(range(len(best)), probabilities[best], color=colours)
    axes.set_ylim(len(best) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    for place, k in enumerate(best):
        axes.text(0.02, place, names[k], va="center", fontsize="x-small")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)


def boxes(
    images: ArrayLike,
    truth: ArrayLike,
    found: ArrayLike,
    titles: Sequence[object] | None = None,
    columns: int = 4,
) -> Figure:
    """Draw pictures with two boxes each: where the object is, and where it was found.

    Args:
        images: `(N, h, w)` or `(N, h, w, 3)`.
        truth, found: `(N, 4)`: left, top, width, height, in pixels.
    """
    figure = _mosaic(images, titles, columns)
    for axes, true_box, found_box in zip(
        figure.axes, np.asarray(truth), np.asarray(found), strict=False
    ):
        for box, colour, style in (
            (true_box, COLOURS[2], "-"),
            (found_box, COLOURS[1], "--"),
        ):
            left, top, width, height = (float(side) for side in box)
            outline = Rectangle(
                (left - 0.5, top - 0.5), width, height, fill=False, lw=1.8
            )
            outline.set(edgecolor=colour, linestyle=style)
            axes.add_patch(outline)
    return figure
