"""The network that a run trains: found, checked against the data, compiled."""

from __future__ import annotations

import dataclasses
import runpy
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tengen import layers, losses, models, optimizers
from tengen.go.data import OUTPUTS
from tengen.go.networks import NETWORKS
from tengen.go.planes import PLANES
from tengen.go.training.plan import Plan

_MODEL_FILES = {".keras", ".h5", ".hdf5"}


class NetworkError(ValueError):
    """A network that is not there, or does not fit the data or the limit."""


@dataclasses.dataclass(frozen=True)
class Fitting:
    """What data a network wants.

    Attributes:
        size: rows and columns of the board.
        planes: kind of planes, a key of `tengen.go.planes.PLANES`.
        outputs: names of its outputs, `"policy"`, `"value"` or both.
        passes: whether the policy has an entry for the pass.
    """

    size: int
    planes: str
    outputs: tuple[str, ...]
    passes: bool


def build_network(spec: str, size: int) -> Any:
    """Build or load a network for boards of a size.

    Args:
        spec: a name of `tengen.go.networks`, which may be followed by sizes, as in
            `"residual:filters=64,blocks=6"`; a file `.keras` or `.h5`, whose weights
            are kept; or a file `.py` with a function `build(size=..., planes=...)` or a
            variable `model`.

    Raises:
        NetworkError: if there is no such network.
    """
    path = Path(spec)
    if path.suffix in _MODEL_FILES:
        return models.load_model(_existing(path), compile=False)
    if path.suffix == ".py":
        return _from_script(_existing(path), size)
    name, _, sizes = spec.partition(":")
    if name not in NETWORKS:
        raise NetworkError(
            f"no network {name!r}\n  expected one of {', '.join(sorted(NETWORKS))}, "
            "or a file .py, .keras, .h5"
        )
    arguments = _arguments(sizes)
    try:
        return NETWORKS[name](size=size, **arguments)
    except TypeError as error:
        raise NetworkError(f"network {spec!r}: {error}") from error


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise NetworkError(f"no file {str(path)!r}")
    return path


def _arguments(text: str) -> dict[str, int]:
    arguments = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        if not value.strip().isdigit():
            raise NetworkError(
                f"network sizes {text!r}\n  expected such as filters=64,blocks=6"
            )
        arguments[name.strip()] = int(value)
    return arguments


def _from_script(path: Path, size: int) -> Any:
    try:
        found = runpy.run_path(str(path), run_name="network")
        build: Callable[..., Any] | None = found.get("build")
        model = build(size=size) if build is not None else found.get("model")
    except Exception as error:
        raise NetworkError(_what_failed(path, error)) from error
    if model is None:
        raise NetworkError(
            f"{path}: defines no network\n  expected a function build(size=19) that "
            "returns a model, or a variable model"
        )
    if not isinstance(model, models.Model):
        raise NetworkError(f"{path}: its network is {model!r}\n  expected a model")
    return model


def _what_failed(path: Path, error: Exception) -> str:
    """Say what went wrong in a script, and in which of its lines."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
    where = f"{path}, line {line}" if line else str(path)
    return f"{where}: {type(error).__name__}: {error}"


def fitting(model: Any, size: int, planes: str = "auto") -> Fitting:
    """Find out what data a network wants, and check that it is for this board.

    Raises:
        NetworkError: naming what does not fit.
    """
    inputs = getattr(model, "inputs", None) or []  # a model not built has none
    if len(inputs) != 1 or len(inputs[0].shape) != 4:
        raise NetworkError(
            f"network {model.name!r}: its input has shape "
            f"{[tuple(tensor.shape) for tensor in inputs]}\n"
            "  expected one input (None, size, size, planes)"
        )
    _, rows, columns, count = inputs[0].shape
    if {rows, columns} - {None, size}:
        raise NetworkError(
            f"network {model.name!r} is for boards {rows}x{columns}, the games are "
            f"{size}x{size}"
        )
    if planes == "auto":
        kinds = [kind for kind, number in PLANES.items() if number == count]
        planes = kinds[0] if kinds else "auto"
    if PLANES.get(planes) != count:
        known = ", ".join(f"{kind} {number}" for kind, number in PLANES.items())
        raise NetworkError(
            f"network {model.name!r} takes {count} planes\n  expected one of: {known}"
        )
    names = tuple(model.output_names)
    if not names or set(names) - set(OUTPUTS):
        raise NetworkError(
            f"network {model.name!r} has the outputs {', '.join(names)}\n"
            "  expected 'policy' and 'value', or one of them\n"
            "  fix: name=... of the last layers"
        )
    moves = size * size
    shapes = dict(zip(names, (tuple(t.shape) for t in model.outputs), strict=True))
    width = shapes.get("policy", (None, moves))[-1]
    if width not in (moves, moves + 1) or shapes.get("value", (None, 1))[-1] != 1:
        raise NetworkError(
            f"network {model.name!r}: its outputs are {shapes}\n"
            f"  expected policy (None, {moves}) or (None, {moves + 1}), value (None, 1)"
        )
    return Fitting(size, planes, names, width == moves + 1)


def check_parameters(model: Any, most: int | None) -> None:
    """Refuse a network with too many parameters; all of them count.

    Raises:
        NetworkError: with both counts, all parameters and the trainable ones.
    """
    total = model.count_params()
    if most is not None and total > most:
        trainable = sum(weight.size for weight in model.trainable_weights)
        raise NetworkError(
            f"network {model.name!r} has {total:,} parameters ({trainable:,} "
            f"trainable), the limit is {most:,}\n"
            "  fix: `tengen go size` finds widths and depths that fit"
        )


def compile_network(model: Any, plan: Plan) -> None:
    """Compile a network as a plan says."""
    every_loss: dict[str, Any] = {
        "policy": losses.CategoricalCrossentropy(label_smoothing=plan.label_smoothing),
        "value": losses.get(plan.value_loss),
    }
    every_weight = {"policy": plan.policy_weight, "value": plan.value_weight}
    for layer in _all_layers(model):
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = min(layer.momentum, plan.norm_momentum)
    names = model.output_names
    model.compile(
        optimizer=_optimizer(plan),
        loss={name: every_loss[name] for name in names},
        loss_weights={name: every_weight[name] for name in names},
    )
    model.optimizer.build(model.trainable_variables)


def _all_layers(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        yield layer
        if hasattr(layer, "layers"):
            yield from _all_layers(layer)


def _optimizer(plan: Plan) -> Any:
    options: dict[str, Any] = {
        "learning_rate": plan.peak_rate,
        "global_clipnorm": plan.clip or None,
        "use_ema": plan.ema > 0,
        "ema_momentum": plan.momentum,
    }
    if plan.optimizer == "sgd":
        return optimizers.SGD(momentum=0.9, nesterov=True, **options)
    if plan.optimizer == "adam":
        return optimizers.Adam(**options)
    kind = optimizers.AdamW if plan.optimizer == "adamw" else optimizers.Lion
    return kind(weight_decay=plan.weight_decay, **options)
