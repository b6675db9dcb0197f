"""Write the public names of Keras and their argument names, by hand, with real Keras.

    pip install keras jax
    KERAS_BACKEND=jax python tests/api/make_names.py

What is written is a table of facts: namespace, name, argument names. Nothing of tengen
is imported.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import types
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402

FILE = Path(__file__).parent / "keras_names.json"
NAMESPACES = (
    *("activations", "callbacks", "config", "constraints", "initializers", "layers"),
    *("losses", "metrics", "models", "ops", "ops.image", "ops.linalg", "ops.nn"),
    *("ops.numpy", "optimizers", "optimizers.schedules", "random", "regularizers"),
    *("saving", "utils"),
)
SETS = ("boston_housing", "california_housing", "cifar10", "cifar100", "fashion_mnist")
DATASETS = (*SETS, "imdb", "mnist", "reuters")
# Classes whose methods people call, and override.
WITH_METHODS = (
    *("callbacks.Callback", "layers.Layer", "losses.Loss", "metrics.Metric"),
    *("models.Model", "models.Sequential", "optimizers.Optimizer"),
)


def arguments(thing: Any) -> str | None:
    """The argument names of a function, class or method, in one line."""
    try:
        parameters = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return None
    return " ".join(str(p).split(":")[0].split("=")[0] for p in parameters)


def public(module: Any) -> dict[str, Any]:
    """What a namespace shows, without the modules in it."""
    return {
        name: thing
        for name, thing in sorted(vars(module).items())
        if not name.startswith("_") and not isinstance(thing, types.ModuleType)
    }


def methods(owner: type) -> dict[str, str | None]:
    """The methods of a class with their arguments."""
    return {
        name: arguments(thing)
        for name, thing in inspect.getmembers(owner, callable)
        if not name.startswith("_") and not isinstance(thing, type)
    }


def main() -> None:
    names: dict[str, dict[str, str | None]] = {}
    for space in NAMESPACES:
        things = public(importlib.import_module(f"keras.{space}"))
        names[space] = {name: arguments(thing) for name, thing in things.items()}
        for name, thing in things.items():
            if space == "layers" and isinstance(thing, type):
                names[space][f"{name}.call"] = (
                    arguments(thing.call) if hasattr(thing, "call") else None
                )
    for data in DATASETS:
        names[f"datasets.{data}"] = {
            name: arguments(thing)
            for name, thing in public(
                importlib.import_module(f"keras.datasets.{data}")
            ).items()
        }
    for path in WITH_METHODS:
        space, name = path.split(".")
        owner = getattr(importlib.import_module(f"keras.{space}"), name)
        names[path] = methods(owner)
    table = {"keras": keras.__version__, "names": names}
    text = json.dumps(table, indent=0, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")
    print(f"{sum(map(len, names.values()))} names, {len(text)} bytes")


if __name__ == "__main__":
    main()
