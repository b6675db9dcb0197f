"""How a window slides over an image: padding as Keras and TensorFlow mean it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Pair = tuple[int, int]
Padding = str | Sequence[Pair]


class Window(NamedTuple):
    """A window over height and width: the static part of a convolution or pooling.

    `pads` are (low, high) per dimension; high may be negative where a window ends
    before the image does.
    """

    size: Pair
    strides: Pair
    pads: tuple[Pair, Pair]
    dilation: Pair
    out: Pair


def pair(value: int | Sequence[int], name: str) -> Pair:
    """One number for both dimensions, or one for each."""
    both = (value, value) if isinstance(value, int) else tuple(int(v) for v in value)
    if len(both) != 2 or min(both) < 1:
        raise ValueError(
            f"`{name}` must be one positive integer or two, for height and width; "
            f"got {value!r}."
        )
    return both[0], both[1]


def window(
    image: Sequence[int],
    size: int | Sequence[int],
    strides: int | Sequence[int],
    padding: Padding,
    dilation: int | Sequence[int] = 1,
) -> Window:
    """The window of `size` over an image of (height, width).

    Args:
        image: height and width.
        size: height and width of the window.
        strides: steps between windows.
        padding: "valid", "same" (TensorFlow's: the odd row or column at the end), or
            ((top, bottom), (left, right)).
        dilation: steps between the points of a window.

    Raises:
        ValueError: unknown padding, or a window larger than the padded image.
    """
    size, strides = pair(size, "size"), pair(strides, "strides")
    dilation = pair(dilation, "dilation")
    spans = [(k - 1) * d + 1 for k, d in zip(size, dilation, strict=True)]
    if isinstance(padding, str):
        kind = padding.lower()
        if kind not in ("valid", "same"):
            raise ValueError(
                f"`padding` must be 'valid', 'same' or two pairs of numbers; "
                f"got {padding!r}."
            )
        if kind == "same":
            pads = [_same(*one) for one in zip(image, spans, strides, strict=True)]
        else:
            pads = [(0, 0), (0, 0)]
    else:
        pads = [(int(low), int(high)) for low, high in padding]
    out = [
        (n + low + high - span) // step + 1
        for n, span, step, (low, high) in zip(image, spans, strides, pads, strict=True)
    ]
    if min(out) < 1:
        raise ValueError(
            f"The window does not fit: {spans[0]}x{spans[1]} over an image of "
            f"{image[0]}x{image[1]} with padding {padding!r}.\n"
            "Use a smaller window, fewer poolings or padding='same'."
        )
    return Window(size, strides, (pads[0], pads[1]), dilation, (out[0], out[1]))


def _same(length: int, span: int, step: int) -> Pair:
    total = max((-(-length // step) - 1) * step + span - length, 0)
    return total // 2, total - total // 2
