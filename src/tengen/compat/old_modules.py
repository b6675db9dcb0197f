"""The modules of Keras of every release, and where their names come from.

`HOMES` lists modules that have names of their own; `SAME_AS` the old paths that hold
the names of another one; `MISSING` what is not here, and what to use instead.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import tengen
from tengen import models
from tengen.compat import (
    backend,
    callback_names,
    drawing,
    keras1,
    keras2,
    layer_names,
    model_names,
    optimizer_names,
)
from tengen.compat.alias_module import public_names
from tengen.compat.notices import say_once
from tengen.compat.spelling import respelled, respelled_function
from tengen.optimizers import schedules

KERAS_VERSION = "3.0.0"


def _room(name: str) -> dict[str, Any]:
    """Return the names of a room of tengen; of one that is not built yet, none."""
    try:
        return public_names(f"tengen.{name}")
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.startswith("tengen."):
            return {}
        raise


@cache
def top() -> dict[str, Any]:
    """Return the names right under `keras`."""
    return {
        "Input": layer_names.Input,
        "Layer": layer_names.names()["Layer"],
        "Model": model_names.Model,
        "Sequential": model_names.Sequential,
        "Variable": tengen.Variable,
        "__version__": KERAS_VERSION,
    }


@cache
def layers() -> dict[str, Any]:
    """Return the names of `keras.layers`."""
    return layer_names.names()


@cache
def losses() -> dict[str, Any]:
    """Return the names of `keras.losses`."""
    return _with_aliases(_room("losses"), keras2.LOSSES)


@cache
def metrics() -> dict[str, Any]:
    """Return the names of `keras.metrics`."""
    return _with_aliases({**losses(), **_room("metrics")}, keras2.LOSSES)


@cache
def initializers() -> dict[str, Any]:
    """Return the names of `keras.initializers`."""
    return _with_aliases(_room("initializers"), keras2.INITIALIZERS)


@cache
def regularizers() -> dict[str, Any]:
    """Return the names of `keras.regularizers`."""
    found = _room("regularizers")
    for name in ("L1", "L2"):
        found[name] = found[name.lower()] = respelled(found[name])
    return _with_aliases(found, keras1.REGULARIZERS)


@cache
def constraints() -> dict[str, Any]:
    """Return the names of `keras.constraints`."""
    found = _room("constraints")
    found["MaxNorm"] = found["max_norm"] = respelled(found["MaxNorm"])
    return _with_aliases(found, keras2.CONSTRAINTS)


@cache
def utils() -> dict[str, Any]:
    """Return the names of `keras.utils`."""
    found = _room("utils")
    saving = _room("saving")
    for name in (*_REGISTRY, "custom_object_scope", "register_keras_serializable"):
        found[name] = saving[name]
    found["CustomObjectScope"] = saving["custom_object_scope"]
    found["to_categorical"] = respelled_function(found["to_categorical"])
    found["print_summary"] = print_summary
    for function in (drawing.model_to_dot, drawing.plot, drawing.plot_model):
        found[function.__name__] = function
    return found


def print_summary(model: Any, **options: Any) -> None:
    """Print a table of a model's layers, as `model.summary()` does."""
    model.summary(**options)


@cache
def saving() -> dict[str, Any]:
    """Return the names of `keras.saving`."""
    found = _room("saving")
    return {**found, "load_model": model_names.load_model}


@cache
def image() -> dict[str, Any]:
    """Return the names of `keras.preprocessing.image`."""
    found = _room("preprocessing.image")
    found["ImageDataGenerator"] = respelled(found["ImageDataGenerator"])
    found["image_dataset_from_directory"] = utils()["image_dataset_from_directory"]
    return found


def sequence() -> dict[str, Any]:
    """Return the names of `keras.preprocessing.sequence`."""
    return _room("preprocessing.sequence")


@cache
def tokenizing() -> dict[str, Any]:
    """Return the names of `keras.preprocessing.text`."""
    found = _room("preprocessing.text")
    found["Tokenizer"] = respelled(found["Tokenizer"])
    return found


def folders() -> dict[str, Any]:
    """Return the names right under `keras.preprocessing`."""
    names = (
        "image_dataset_from_directory",
        "text_dataset_from_directory",
        "timeseries_dataset_from_array",
    )
    return {name: utils()[name] for name in names}


def _data_set(name: str) -> Callable[[], dict[str, Any]]:
    @cache
    def find() -> dict[str, Any]:
        module = getattr(tengen.datasets, name)
        found = {k: v for k, v in vars(module).items() if not k.startswith("_")}
        found["load_data"] = _from_old_file(
            respelled_function(module.load_data, f"{name}.load_data")
        )
        return found

    return find


def _from_old_file(load_data: Any) -> Any:
    """Let `load_data('mnist.pkl.gz')` of Keras 1 read the file there is today."""

    @functools.wraps(load_data)
    def load(*args: Any, **kwargs: Any) -> Any:
        path = args[0] if args else kwargs.get("path")
        if isinstance(path, str) and path.endswith((".pkl", ".pkl.gz")):
            say_once(f"load_data({path!r}) is load_data() today")
            args = args[1:]
            kwargs = {k: v for k, v in kwargs.items() if k != "path"}
        return load_data(*args, **kwargs)

    return load


def _with_aliases(found: dict[str, Any], aliases: dict[str, str]) -> dict[str, Any]:
    """Add the old names of what is there."""
    there = {old: found[new] for old, new in aliases.items() if new in found}
    return {**there, **found}


def _applications(path: str) -> Callable[[], dict[str, Any]]:
    """Return how to find ready-made networks; they get the methods of old models."""

    @cache
    def find() -> dict[str, Any]:
        return {name: _old_model_of(thing) for name, thing in _room(path).items()}

    return find


def _old_model_of(builder: Any) -> Any:
    if not isinstance(builder, FunctionType):
        return builder

    @functools.wraps(builder)
    def build(*args: Any, **kwargs: Any) -> Any:
        model = builder(*args, **kwargs)
        if type(model) is models.Model:
            model.__class__ = model_names.Model
        return model

    return build


def _schedules() -> dict[str, Any]:
    return {name: getattr(schedules, name) for name in schedules.__all__}


def _nothing() -> dict[str, Any]:
    return {}


_REGISTRY = (
    *("deserialize_keras_object", "get_custom_objects", "get_registered_name"),
    *("get_registered_object", "serialize_keras_object"),
)
_DATA_SETS = (
    *("mnist", "fashion_mnist", "cifar10", "cifar100", "imdb", "reuters"),
    *("boston_housing", "california_housing"),
)
_APPLICATIONS = (
    *("vgg16", "vgg19", "resnet", "resnet50", "mobilenet", "mobilenet_v2"),
    *("alexnet", "lenet", "ten_crop", "imagenet_utils"),
)

HOMES: dict[str, Callable[[], dict[str, Any]]] = {
    "": top,
    "activations": lambda: _room("activations"),
    "applications": _applications("applications"),
    "backend": backend.names,
    "callbacks": callback_names.names,
    "config": lambda: _room("config"),
    "constraints": constraints,
    "datasets": _nothing,
    "initializers": initializers,
    "layers": layers,
    "layers.merge": lambda: {**layers(), "merge": layer_names.merge},
    "losses": losses,
    "metrics": metrics,
    "models": model_names.names,
    "ops": lambda: _room("ops"),
    "optimizers": optimizer_names.names,
    "optimizers.schedules": _schedules,
    "preprocessing": folders,
    "preprocessing.image": image,
    "preprocessing.sequence": sequence,
    "preprocessing.text": tokenizing,
    "random": lambda: _room("random"),
    "regularizers": regularizers,
    "saving": saving,
    "utils": utils,
    "wrappers": _nothing,
    **{f"datasets.{name}": _data_set(name) for name in _DATA_SETS},
    **{
        f"applications.{name}": _applications(f"applications.{name}")
        for name in _APPLICATIONS
    },
}


_LAYER_PATHS = (
    *("core", "convolutional", "pooling", "normalization", "recurrent", "embeddings"),
    *("advanced_activations", "wrappers", "noise", "local", "experimental"),
    *("convolutional_recurrent", "experimental.preprocessing", "preprocessing"),
)

SAME_AS: dict[str, str] = {
    **{f"layers.{path}": "layers" for path in _LAYER_PATHS},
    "engine": "layers",
    "engine.topology": "layers",
    "engine.base_layer": "layers",
    "engine.input_layer": "layers",
    "engine.training": "models",
    "initializations": "initializers",
    "objectives": "losses",
    "optimizers.legacy": "optimizers",
    "optimizers.experimental": "optimizers",
    "optimizers.optimizer_v2": "optimizers",
    "preprocessing.image_dataset": "preprocessing.image",
    "src": "",
    "src.preprocessing": "preprocessing",
    "src.preprocessing.image": "preprocessing.image",
    "src.preprocessing.sequence": "preprocessing.sequence",
    "src.preprocessing.text": "preprocessing.text",
    "utils.data_utils": "utils",
    "utils.generic_utils": "utils",
    "utils.io_utils": "utils",
    "utils.layer_utils": "utils",
    "utils.np_utils": "utils",
    "utils.vis_utils": "utils",
    "utils.visualize_util": "utils",
}

# Names that are no part of tengen, by module, and what to use instead.
MISSING: dict[str, dict[str, str]] = {
    "": {
        "distribution": "training is on the devices JAX sees",
        "mixed_precision": "use keras.config.set_dtype_policy('mixed_bfloat16')",
        "experimental": "its names have moved to keras.layers and keras.optimizers",
    },
    "applications": {
        name: "of its kind there are ResNet50 and MobileNetV2"
        for name in ("DenseNet121", "EfficientNetB0", "InceptionV3", "Xception")
    },
    "callbacks": {"TensorBoard": "use CSVLogger('log.csv')"},
    "layers": {
        "LocallyConnected1D": "use Conv1D, which shares its weights",
        "LocallyConnected2D": "use Conv2D, which shares its weights",
        "Highway": "write it with Dense, multiply and add",
        "MaxoutDense": "write it with Dense, Reshape and keras.ops.max",
        "RandomHeight": "use Resizing",
        "RandomWidth": "use Resizing",
    },
    "utils": {
        "HDF5Matrix": "open the file with h5py and pass its arrays",
        "multi_gpu_model": "the model needs no change for one or several devices",
    },
    "wrappers": {"scikit_learn": "use the package scikeras with a model of tengen"},
    "backend": {
        "get_session": "there are no sessions; call the model",
        "set_session": "there are no sessions; call the model",
        "gradients": "derivatives are taken by fit, or by jax.grad",
        "tf": "there is no TensorFlow behind it; use keras.ops",
        "rnn": "use keras.layers.RNN with a cell",
    },
}


def source_of(path: str) -> str | None:
    """Return the module in `HOMES` that a path below `keras` stands for."""
    path = SAME_AS.get(path, path)
    return path if path in HOMES else None


def paths() -> set[str]:
    """Return every path below `keras`; the empty one is `keras` itself."""
    return {*HOMES, *SAME_AS}
