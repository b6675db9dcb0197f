"""Models: `Model` (functional or by subclass) and `Sequential`."""

from tengen.models.model import Model
from tengen.models.sequential import Sequential

__all__ = ["Model", "Sequential"]
