"""Models: `Model` (functional or by subclass), `Sequential`, and files of them."""

from tengen.layers._registry import registry
from tengen.models.cloning import clone_model
from tengen.models.model import Model
from tengen.models.saving_methods import (
    load_model,
    model_from_config,
    model_from_json,
    save_model,
)
from tengen.models.sequential import Sequential

Functional = Model
registry.alias(Functional=Model)

__all__ = [
    "Functional",
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_config",
    "model_from_json",
    "save_model",
]
