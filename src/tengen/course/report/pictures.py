"""Figures that lie in the page itself, as addresses of images.

They are not put into the page as they are: matplotlib gives the same names to parts of
different figures, and on one page they would be taken for one another.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from tengen.course.results import Figure
from tengen.pages import tag, text_tag

_SMALLER = 0.8  # of its own size, so that two stand side by side
_LEAST = 0.6  # smaller, its letters cannot be read
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_LENGTH = re.compile(r"([\d.]+)(px|pt|in|cm|mm|)")


def picture(figure: Figure, folder: Path) -> str:
    """Write a figure with its caption.

    Args:
        folder: where its file lies.

    Raises:
        ValueError: if the file is no picture.
    """
    path = folder / figure.file
    try:
        width, height, address = _svg(path) if path.suffix == ".svg" else _pixels(path)
    except (OSError, SyntaxError, ValueError) as error:
        raise ValueError(
            f"The figure {figure.name!r} cannot be shown.\n  got {path}: {error}\n"
            "  fix: run its recipe again, with --again"
        ) from error
    image = tag(
        "img",
        src=address,
        alt=figure.caption or figure.name,
        width=round(width),
        height=round(height),
        style=f"min-width: {_LEAST * width:.0f}px",
    )
    # On a phone a wide figure is moved under its window.
    window = tag("div", [image], class_="window")
    caption = [text_tag("figcaption", figure.caption)] if figure.caption else []
    style = f"flex-basis: calc({_SMALLER * width:.0f}px + 2rem)"
    return tag("figure", [window, *caption], class_="picture", style=style)


def shrink(svg: str) -> str:
    """Leave out of an SVG what nobody sees, such as more than two decimals of a pixel.

    Example:
        >>> shrink('<svg><!-- 7 --><path d="M 1.23456 2\\n" /> </svg>')
        '<svg><path d="M 1.23 2 " /></svg>'
    """
    svg = re.sub(
        r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>",
        "",
        svg,
        flags=re.DOTALL,
    )
    svg = re.sub(r' d="[^"]*"', lambda path: _shortened(path[0]), svg)
    return re.sub(r"\s*\n\s*", " ", re.sub(r">\s+<", "><", svg)).strip()


def _shortened(path: str) -> str:
    return re.sub(r"(\.\d\d)\d+", r"\1", path)


def _svg(path: Path) -> tuple[float, float, str]:
    text = shrink(path.read_text(encoding="utf-8"))
    width, height = _size(ElementTree.fromstring(text))
    return width, height, _address("image/svg+xml", text.encode())


def _size(svg: ElementTree.Element) -> tuple[float, float]:
    """Return width and height in pixels of CSS."""
    lengths = [_LENGTH.fullmatch(svg.get(name, "")) for name in ("width", "height")]
    if all(lengths):
        width, height = (float(size[1]) * _UNITS[size[2]] for size in lengths if size)
        return width, height
    *_, width, height = map(float, re.split(r"[\s,]+", svg.get("viewBox", "").strip()))
    return width, height


def _pixels(path: Path) -> tuple[float, float, str]:
    with Image.open(path) as image:
        per_inch = float(image.info.get("dpi", (96, 96))[0])
        width, height = (pixels * 96 / per_inch for pixels in image.size)
        kind = Image.MIME[image.format or "PNG"]
    return width, height, _address(kind, path.read_bytes())


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64," + base64.b64encode(content).decode()
