"""`clone_model`: the same architecture with weights of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tengen.core.messages import complain
from tengen.core.registry import custom_object_scope
from tengen.core.serialized import deserialize
from tengen.core.trees import map_structure
from tengen.layers import InputLayer
from tengen.layers._tracking import all_layers
from tengen.metrics import Metric
from tengen.optimizers import Optimizer
from tengen.saving.functional import connect


def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Callable[[Any], Any] | None = None,
    call_function: Callable[..., Any] | None = None,
    recursive: bool = False,
) -> Any:
    """Return a model of the same architecture with weights of its own.

    It is compiled as the model is, with an optimizer and metrics of its own.

    Args:
        model: a functional or sequential model.
        input_tensors: symbolic tensors to build on, instead of new inputs.
        clone_function: makes each new layer from the old one.
        call_function: called as `(layer, *args, **kwargs)` in place of each layer of a
            functional model; returns the layer's outputs, or others instead.
        recursive: whether nested models are cloned in the same way, too.

    Raises:
        ValueError: for a function together with a model by subclass, whose layers only
            its code knows, or of calls together with a sequential model.

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
    if call_function is not None and not getattr(model, "is_functional", False):
        what = f"clone_model: {model.name!r} is no functional model"
        raise ValueError(complain(what, "call_function", "none"))
    if recursive:
        clone_function = _with_nested_models(clone_function, call_function)
    with custom_object_scope(_unnamed_functions(model)):
        if clone_function is None and call_function is None:
            clone = type(model).from_config(model.get_config())
        else:
            clone = _with_layers_from(model, clone_function or _copy, call_function)
    if input_tensors is not None:
        from tengen.models.model import Model

        if isinstance(clone.input, dict) and not isinstance(input_tensors, dict):
            expected = f"a dict of {[*clone.input]}, as the model's inputs"
            raise ValueError(
                complain("clone_model: input_tensors", "no names", expected)
            )
        clone = Model(input_tensors, clone(input_tensors), name=model.name)
    if model.compiled and not clone.compiled:
        clone.compile(**map_structure(_anew, model._record.given))
    return clone


def _anew(thing: Any) -> Any:
    """Return an optimizer or metric with a state of its own; others as they are."""
    return _copy(thing) if isinstance(thing, (Optimizer, Metric)) else thing


def _copy(thing: Any) -> Any:
    return type(thing).from_config(thing.get_config())


def _with_nested_models(
    clone_function: Callable[[Any], Any] | None,
    call_function: Callable[..., Any] | None,
) -> Callable[[Any], Any]:
    def clone(layer: Any) -> Any:
        if getattr(layer, "is_functional", False):
            return clone_model(layer, None, clone_function, call_function, True)
        if hasattr(layer, "_stack"):
            return clone_model(layer, None, clone_function, None, True)
        return (clone_function or _copy)(layer)

    return clone


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


def _with_layers_from(
    model: Any,
    clone_function: Callable[[Any], Any],
    call_function: Callable[..., Any] | None = None,
) -> Any:
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
    inputs, outputs = connect(config, make, call_function)
    return type(model)(inputs=inputs, outputs=outputs, name=model.name)
