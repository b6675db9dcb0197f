"""A picture as a list of shapes, written as SVG, or as PNG through matplotlib.

Coordinates are pixels, y downwards. Both writers draw the same shapes with the same
fonts, so that the two files look alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SANS = "DejaVu Sans"
MONO = "DejaVu Sans Mono"
MONO_WIDTH = 0.602  # of a character, in units of the font size

_FALLBACK = {SANS: "Verdana, sans-serif", MONO: "Menlo, Consolas, monospace"}
_PNG_SCALE = 2  # pixels of the file per pixel of the scene
_DPI = 100


@dataclass(frozen=True)
class Line:
    """A straight line with round ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    color: str
    width: float
    opacity: float = 1.0


@dataclass(frozen=True)
class Box:
    """A rectangle, with round corners if asked for; (x, y) is its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = "none"
    radius: float = 0.0
    stroke_width: float = 1.0


@dataclass(frozen=True)
class Text:
    """One line of text; (x, y) is where its anchor meets the base line."""

    x: float
    y: float
    content: str
    size: float
    color: str
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    font: str = SANS


@dataclass
class Scene:
    """Shapes on paper, later ones above earlier ones."""

    width: float
    height: float
    paper: str
    title: str
    shapes: list[Line | Box | Text] = field(default_factory=list)

    def save(self, path: str | Path) -> Path:
        """Write the scene as .svg or .png and return the path.

        Raises:
            ValueError: another ending.
        """
        path = Path(path)
        if path.suffix.lower() == ".svg":
            path.write_text(self.svg(), encoding="utf-8")
        elif path.suffix.lower() == ".png":
            self._save_png(path)
        else:
            raise ValueError(
                f"draw: got the file name {str(path)!r}.\n"
                "expected one that ends in .svg or .png."
            )
        return path

    def svg(self) -> str:
        """Return the scene as the text of an SVG file."""
        size = f'width="{_n(self.width)}" height="{_n(self.height)}"'
        paper = Box(0, 0, self.width, self.height, self.paper)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
                f'viewBox="0 0 {_n(self.width)} {_n(self.height)}" role="img">',
                f"<title>{escape(self.title)}</title>",
                *map(_svg, [paper, *self.shapes]),
                "</svg>\n",
            ]
        )

    def _save_png(self, path: Path) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure((self.width / _DPI, self.height / _DPI), facecolor=self.paper)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_xlim(0, self.width)
        axes.set_ylim(self.height, 0)
        for order, shape in enumerate(self.shapes):
            _paint(axes, shape, order)
        figure.savefig(path, dpi=_DPI * _PNG_SCALE, facecolor=self.paper)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _svg(shape: Line | Box | Text) -> str:
    if isinstance(shape, Line):
        return (
            f'<line x1="{_n(shape.x1)}" y1="{_n(shape.y1)}" x2="{_n(shape.x2)}" '
            f'y2="{_n(shape.y2)}" stroke="{shape.color}" stroke-linecap="round" '
            f'stroke-width="{_n(shape.width)}" stroke-opacity="{_n(shape.opacity)}"/>'
        )
    if isinstance(shape, Box):
        return (
            f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" '
            f'height="{_n(shape.height)}" rx="{_n(shape.radius)}" fill="{shape.fill}" '
            f'stroke="{shape.stroke}" stroke-width="{_n(shape.stroke_width)}"/>'
        )
    weight = ' font-weight="bold"' if shape.bold else ""
    return (
        f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" '
        f'font-family="{shape.font}, {_FALLBACK[shape.font]}"{weight} '
        f'fill="{shape.color}" text-anchor="{shape.anchor}">'
        f"{escape(shape.content)}</text>"
    )


def _paint(axes: Axes, shape: Line | Box | Text, order: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    points = 72 / _DPI  # matplotlib counts sizes in points
    if isinstance(shape, Line):
        axes.plot(
            [shape.x1, shape.x2],
            [shape.y1, shape.y2],
            color=shape.color,
            linewidth=shape.width * points,
            alpha=shape.opacity,
            solid_capstyle="round",
            zorder=order,
        )
    elif isinstance(shape, Box):
        style = f"round,pad=0,rounding_size={shape.radius}"
        box = FancyBboxPatch(
            (shape.x, shape.y),
            shape.width,
            shape.height,
            boxstyle=style if shape.radius else "square,pad=0",
            facecolor=shape.fill,
            edgecolor=shape.stroke,
            linewidth=shape.stroke_width * points,
            zorder=order,
        )
        axes.add_patch(box)
    else:
        side = {"start": "left", "middle": "center", "end": "right"}[shape.anchor]
        axes.text(
            shape.x,
            shape.y,
            shape.content,
            fontsize=shape.size * points,
            color=shape.color,
            horizontalalignment=side,
            verticalalignment="baseline",
            fontweight="bold" if shape.bold else "normal",
            fontfamily=shape.font,
            zorder=order,
            parse_math=False,
        )
