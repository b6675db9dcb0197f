"""Looking at models: their graphs, their training, and what their layers see."""

from tengen.visualization.dot import model_to_dot
from tengen.visualization.plot_model import plot_model

__all__ = ["model_to_dot", "plot_model"]
