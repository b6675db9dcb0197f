"""`clone_model`: the same architecture with weights of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tengen.core.messages import complain
from tengen.core.registry import custom_object_scope
from tengen.core.serialized import deserialize
from tengen.layers import InputLayer
from tengen.layers._tracking import all_layers
from tengen.saving.functional import connect


def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Callable[[Any], Any] | None = None,
) -> Any:
    """Return a model of the same architecture with weights of its own, not compiled.

    Args:
        model: a functional or sequential model.
        input_tensors: symbolic tensors to build on, instead of new inputs.
        clone_function: makes each new layer from the old one.

    Raises:
        ValueError: for a model by subclass, whose layers only its code knows.

    Example:
        >>> from tengen import Input, layers, models
        >>> model = models.Sequential([Input((3,)), layers.Dense(2)])
        >>> clone_model(model).count_params()
        8
    """
    is_graph = hasattr(model, "_stack") or getattr(model, "is_functional", False)
    if clone_function is not None and not is_graph:
        fix = "clone_model(model) without clone_function"
        raise ValueError(complain(f"{model.name!r} is a model by subclass", fix=fix))
    with custom_object_scope(_unnamed_functions(model)):
        if clone_function is None:
            clone = type(model).from_config(model.get_config())
        else:
            clone = _with_layers_from(model, clone_function)
    if input_tensors is None:
        return clone
    from tengen.models.model import Model

    return Model(input_tensors, clone(input_tensors), name=model.name)


def _unnamed_functions(model: Any) -> dict[str, Any]:
    """Return the functions that configurations cannot name, by their layers."""
    found = {}
    for layer in all_layers(model):
        function = getattr(layer, "function", None)
        if getattr(function, "__name__", None) == "<lambda>":
            found[layer.name] = function
        elif callable(function) and hasattr(function, "__name__"):
            found[function.__name__] = function
    return found


def _with_layers_from(model: Any, clone_function: Callable[[Any], Any]) -> Any:
    config = model.get_config()
    originals = {layer.name: layer for layer in model.layers}

    def make(entry: dict[str, Any]) -> Any:
        original = originals.get(entry.get("name") or entry["config"].get("name"))
        if original is None or isinstance(original, InputLayer):
            return deserialize(entry)
        return clone_function(original)

    if hasattr(model, "_stack"):
        layers = [make(entry) for entry in config["layers"]]
        return type(model)(layers, name=model.name)
    inputs, outputs = connect(config, make)
    return type(model)(inputs=inputs, outputs=outputs, name=model.name)
