"""Looking at models: their graphs, their training, and what their layers see.

The functions that end in `_of` return the numbers behind the pictures.
"""

from tengen.visualization.dot import model_to_dot
from tengen.visualization.plot_activations import activations_of, plot_activations
from tengen.visualization.plot_filters import filters_of, plot_filters
from tengen.visualization.plot_history import curves_of, plot_history
from tengen.visualization.plot_model import plot_model

__all__ = [
    "activations_of",
    "curves_of",
    "filters_of",
    "model_to_dot",
    "plot_activations",
    "plot_filters",
    "plot_history",
    "plot_model",
]
