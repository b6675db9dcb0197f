"""How pictures of models look: colours, sizes in points (1/72 inch), widths of text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tengen.visualization.diagram import Box, Cell, Group

FONT = "DejaVu Sans"  # comes with matplotlib: the same everywhere
TITLE_SIZE = 9.0
TEXT_SIZE = 8.0
TITLE_HEIGHT = 19.0
LINE_HEIGHT = 11.5
CELL_PADDING = 7.0  # left and right of a cell's text
ROW_PADDING = 3.0  # above and below it
WORD_SPACE = 5.0

INK = "#1f2933"
FAINT_INK = "#7b8794"
BORDER = "#9aa5b1"
ARROW = "#52606d"
RULE = "#cbd2d9"
FRAME = "#9aa5b1"
FRAME_FILL = "#f5f7fa"
CELL_FILLS = {"plain": "#ffffff", "yes": "#e3f5e6", "no": "#fbe6e4"}
TITLE_FILLS = {
    "input": "#d9e2ec",
    "core": "#dcd5f5",
    "convolutional": "#cfe3fb",
    "pooling": "#fbd8d3",
    "normalization": "#d3efdc",
    "regularization": "#e9e9e4",
    "activations": "#fdeec2",
    "merging": "#fbd9ec",
    "rnn": "#cdeeec",
    "attention": "#fde0c2",
    "reshaping": "#e8e0d5",
    "preprocessing": "#e4edc9",
    "model": "#c9d3e8",
    "other": "#e4e7eb",
}


@dataclass(frozen=True)
class Size:
    """Width and height in points."""

    width: float
    height: float


def box_size(box: Box) -> Size:
    """Return the least size at which everything in a box can be read."""
    width = max([title_width(box), *(row_width(row) for row in box.rows)])
    return Size(width, TITLE_HEIGHT + sum(map(row_height, box.rows)))


def title_width(box: Box) -> float:
    """Return the width of a box's first row."""
    width = text_width(box.title, TITLE_SIZE, bold=True) + 2 * CELL_PADDING
    return width + (WORD_SPACE + text_width(box.name, TITLE_SIZE) if box.name else 0)


def group_title_width(group: Group) -> float:
    """Return the width of a frame's title, with space at both ends."""
    width = text_width(group.name, TEXT_SIZE, bold=True) + 2 * CELL_PADDING
    return width + WORD_SPACE + text_width(group.title, TEXT_SIZE)


def row_width(row: tuple[Cell, ...]) -> float:
    """Return the least width of a row of cells."""
    return sum(map(cell_width, row))


def row_height(row: tuple[Cell, ...]) -> float:
    """Return the height of a row: that of the cell with the most lines."""
    return LINE_HEIGHT * max(len(cell.lines) for cell in row) + 2 * ROW_PADDING


def cell_width(cell: Cell) -> float:
    """Return the least width of a cell."""
    lines = max(text_width(line, TEXT_SIZE) for line in cell.lines)
    return label_width(cell) + lines + 2 * CELL_PADDING


def label_width(cell: Cell) -> float:
    """Return the width of a cell's label and the space after it."""
    if not cell.label:
        return 0.0
    return text_width(cell.label, TEXT_SIZE) + WORD_SPACE


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line of text in points."""
    from matplotlib.textpath import TextToPath

    width, _, _ = TextToPath().get_text_width_height_descent(
        text, font(size, bold), ismath=False
    )
    return float(width)


def font(size: float, bold: bool = False) -> Any:
    """Return the font of the pictures as matplotlib knows it."""
    from matplotlib.font_manager import FontProperties

    weight = "bold" if bold else "normal"
    return FontProperties(family=FONT, size=size, weight=weight)
