"""The pictures of the course, as figures of matplotlib that nobody else holds.

Each function returns a `matplotlib.figure.Figure`; `course.figure` keeps it.
"""

from tengen.course.draw.lines import bars, curves, histograms, histories
from tengen.course.draw.matrices import grids
from tengen.course.draw.pictures import boxes, guesses, images
from tengen.course.draw.planes import boundaries, boundary, scatter
from tengen.course.draw.style import COLOURS

__all__ = [
    "COLOURS",
    "bars",
    "boundaries",
    "boundary",
    "boxes",
    "curves",
    "grids",
    "guesses",
    "histograms",
    "histories",
    "images",
    "scatter",
]
