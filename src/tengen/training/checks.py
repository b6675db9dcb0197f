"""One look at the user's data before training: mistakes found here, not in the loss.

All checks run on the host, on the arrays as they were given, before anything is
compiled. What cannot work is an error of at most three lines; what is probably a
mistake is a hint, said once.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tengen.core.messages import complain, did_you_mean
from tengen.core.symbolic import SymbolicTensor
from tengen.core.trees import flatten
from tengen.training.notices import Notices
from tengen.training.step import Batch


def check_lengths(batch: Batch) -> None:
    """Check that x, y and sample_weight have equally many samples, and some."""
    counts = [
        (name, {len(array) for array in flatten(part) if array is not None})
        for name, part in zip(Batch._fields, batch, strict=True)
    ]
    sizes = set().union(*(sizes for _, sizes in counts))
    if len(sizes) > 1:
        got = ", ".join(
            f"{name}: {' and '.join(map(str, sorted(found)))}"
            for name, found in counts
            if found
        )
        raise ValueError(complain("fit: samples", got, "equally many in each array"))
    if sizes in (set(), {0}):
        raise ValueError(complain("fit: x", "no samples", "at least one"))


def check_names(what: str, data: Any, names: list[str]) -> None:
    """Check that data given by name names outputs that exist."""
    if not isinstance(data, dict) or not names:
        return
    for key in data:
        if key not in names:
            raise ValueError(
                complain(
                    f"{what}: no output is named {key!r}",
                    expected=f"names among {names}",
                    fix=did_you_mean(key, names),
                )
            )


def check_inputs(x: Any, inputs: Any, input_names: list[str], notices: Notices) -> None:
    """Check the shapes of x against the model's symbolic inputs.

    Args:
        x: arrays as given.
        inputs: the model's flat symbolic inputs.
    """
    arrays = _in_order(x, input_names, "x")
    if len(arrays) != len(inputs):
        raise ValueError(
            complain(
                "x",
                f"{len(arrays)} arrays",
                f"{len(inputs)}, one for each input: {input_names}",
            )
        )
    for array, symbol, name in zip(arrays, inputs, input_names, strict=True):
        _check_shape(array, symbol, name, notices)


def _in_order(data: Any, names: list[str], what: str) -> list[Any]:
    if not isinstance(data, dict):
        return flatten(data)
    for name in names:
        if name not in data:
            raise ValueError(
                complain(
                    f"{what}: nothing is given for {name!r}",
                    f"names {sorted(map(str, data))}",
                    f"names {names}",
                    did_you_mean(name, [str(key) for key in data if key not in names]),
                )
            )
    return [data[name] for name in names]


def _check_shape(
    array: Any, symbol: SymbolicTensor, name: str, notices: Notices
) -> None:
    got, expected = tuple(array.shape), (None, *symbol.shape[1:])
    if _fits(got, expected):
        return
    if expected[-1] == 1 and _fits((*got, 1), expected):
        if len(expected) > 2:
            notices.say(
                f"channel axis of {name}",
                f"x of shape {got} is taken as {(*got, 1)}: a channel axis was added",
            )
        return
    if got[-1] == 1 and _fits(got[:-1], expected):
        return
    shown = "(" + ", ".join("n" if s is None else str(s) for s in expected)
    shown += ",)" if len(expected) == 1 else ")"
    fix = ""
    if _fits((1, *got), expected):
        fix = "one sample needs a batch axis: x[None]"
    elif len(expected) == 2 and expected[1] == _size_of(got[1:]):
        fix = f"x.reshape(len(x), {expected[1]}), or put a Flatten layer first"
    elif len(expected) == 4 and got[1:] == (_size_of(expected[1:]),):
        fix = f"x.reshape(-1, {', '.join(map(str, expected[1:]))})"
    raise ValueError(complain(f"x for input {name!r}", f"shape {got}", shown, fix))


def _size_of(shape: tuple[int | None, ...]) -> int:
    return -1 if None in shape else math.prod(size or 0 for size in shape)


def _fits(got: tuple[int, ...], expected: tuple[int | None, ...]) -> bool:
    return len(got) == len(expected) and all(
        e is None or g == e for g, e in zip(got, expected, strict=True)
    )


def check_numbers(
    batch: Batch,
    notices: Notices,
    watches_loss: bool = False,
    scales_inputs: bool = False,
) -> None:
    """Check that x, y and sample_weight are finite; hint at unscaled pixels.

    Args:
        watches_loss: whether training ends by itself where the loss is not finite.
        scales_inputs: whether the model itself makes pixels small.
    """
    for part_name, part in zip(Batch._fields, batch, strict=True):
        for array in flatten(part):
            if array is None or array.size == 0 or array.dtype.kind not in "fuib":
                continue
            low, high = _extremes(array)
            if not (np.isfinite(low) and np.isfinite(high)):
                message = _not_finite(part_name, np.asarray(array))
                if not watches_loss:
                    raise ValueError(message)
                notices.say(f"not finite: {part_name}", " | ".join(message.split("\n")))
                continue
            if part_name == "x" and not scales_inputs:
                _hint_at_pixels(array, float(low), float(high), notices)


def _extremes(array: Any) -> tuple[Any, Any]:
    # NaN propagates through both, so that one pass each finds NaN and infinity.
    return np.min(array), np.max(array)


def _not_finite(name: str, array: np.ndarray[Any, Any]) -> str:
    bad = ~np.isfinite(array)
    rows = np.flatnonzero(bad.reshape(len(array), -1).any(axis=1))
    kind = "NaN" if np.isnan(array).any() else "infinite"
    return complain(
        f"{name} holds {kind} values",
        f"{int(bad.sum())} of them in {len(rows)} samples, the first in row {rows[0]}",
        "finite numbers",
        "remove these rows, or replace the values: np.nan_to_num(...)",
    )


def _hint_at_pixels(array: Any, low: float, high: float, notices: Notices) -> None:
    is_image = array.ndim >= 3 or array.dtype == np.uint8
    if is_image and low >= 0 and 128 < high <= 255:
        notices.say(
            "pixels", f"x goes up to {high:g}; did you mean x / 255? (training goes on)"
        )


def check_embeddings(
    x: Any, limits: dict[str, tuple[str, int]], names: list[str]
) -> None:
    """Check that indices stay below the sizes of the embeddings they go into.

    Args:
        limits: for an input's name, the embedding layer's name and its size.
    """
    for name, array in zip(names, _in_order(x, names, "x"), strict=False):
        if name not in limits or np.size(array) == 0:
            continue
        layer, size = limits[name]
        low, high = _extremes(array)
        if low < 0 or high >= size:
            raise ValueError(
                complain(
                    f"x for embedding layer {layer!r}",
                    f"indices from {int(low)} to {int(high)}",
                    f"0 to {size - 1} (input_dim={size})",
                    "raise input_dim, or limit the vocabulary (num_words=...)",
                )
            )


def check_targets(
    y: Any,
    output_names: list[str],
    output_shapes: list[tuple[int | None, ...]],
    losses: list[Any],
    activations: list[str | None],
    notices: Notices,
) -> None:
    """Check targets, losses and last activations against one another.

    Args:
        y: targets as given.
        losses: a loss object or `None` for each output.
        activations: the last activation of each output, `None` where unknown.
    """
    if y is None:
        needing = [n for n, loss in zip(output_names, losses, strict=True) if loss]
        if needing:
            raise ValueError(
                complain(
                    "fit: y is missing",
                    expected=f"targets for the loss of {needing}",
                    fix="model.fit(x, y), or compile without a loss",
                )
            )
        return
    if isinstance(y, dict):
        wanted = [n for n, loss in zip(output_names, losses, strict=True) if loss]
        _in_order(y, wanted, "y")
        targets = [y.get(name) for name in output_names]
    else:
        targets = flatten(y)
    if len(targets) != len(output_names):
        raise ValueError(
            complain(
                "y",
                f"{len(targets)} arrays",
                f"{len(output_names)}, one for each output: {output_names}",
            )
        )
    for target, name, shape, loss, activation in zip(
        targets, output_names, output_shapes, losses, activations, strict=True
    ):
        if loss is not None and target is None:
            raise ValueError(
                complain(f"y: nothing is given for output {name!r}, which has a loss")
            )
        if loss is not None:
            check_target(target, name, tuple(shape), loss, activation, notices)


def check_target(
    target: Any,
    name: str,
    shape: tuple[int | None, ...],
    loss: Any,
    activation: str | None,
    notices: Notices,
) -> None:
    """Check one output's targets."""
    kind = loss_kind(loss)
    from_logits = bool(getattr(loss, "from_logits", False))
    if kind in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
        _check_units(name, shape, kind, activation)
    if kind == "sparse_categorical_crossentropy":
        _check_labels(target, name, shape, getattr(loss, "ignore_class", None))
        return
    if kind == "categorical_crossentropy":
        _check_one_hot(target, name, shape)
    if kind == "binary_crossentropy" and not from_logits:
        if activation == "linear":
            notices.say(
                f"logits of {name}",
                f"output {name!r} has no activation, but binary_crossentropy wants "
                "probabilities: activation='sigmoid', or from_logits=True",
            )
        low, high = _extremes(target)
        if low < 0 or high > 1:
            raise ValueError(
                complain(
                    f"y for output {name!r}",
                    f"values from {low:g} to {high:g}",
                    "0 to 1, for binary_crossentropy",
                    "for class numbers use 'sparse_categorical_crossentropy'",
                )
            )
    if kind in _ELEMENTWISE:
        _check_same_shape(target, name, shape, kind)


_ELEMENTWISE = {
    *("binary_crossentropy", "mean_squared_error", "mean_absolute_error", "huber"),
    *("mean_absolute_percentage_error", "mean_squared_logarithmic_error", "log_cosh"),
    *("poisson", "kl_divergence", "hinge", "squared_hinge"),
}


def loss_kind(loss: Any) -> str:
    """Return the name of the function behind a loss object."""
    function = getattr(loss, "fn", None)
    return str(getattr(function, "__name__", type(loss).__name__))


def _check_units(
    name: str, shape: tuple[int | None, ...], kind: str, activation: str | None
) -> None:
    if shape and shape[-1] == 1:
        raise ValueError(
            complain(
                f"output {name!r} has one unit, but the loss is {kind}",
                "one class, whose probability is always 1"
                if activation == "softmax"
                else "one class",
                "one unit for each class",
                "for two classes: Dense(1, activation='sigmoid') with "
                "'binary_crossentropy'",
            )
        )


def _check_labels(
    target: Any, name: str, shape: tuple[int | None, ...], ignored: int | None
) -> None:
    classes = shape[-1]
    if target.ndim == len(shape) and target.shape[-1] == classes and classes != 1:
        raise ValueError(
            complain(
                f"y for output {name!r}",
                f"shape {tuple(target.shape)}, which looks one-hot",
                "class numbers (n,), for sparse_categorical_crossentropy",
                "use 'categorical_crossentropy', or y.argmax(-1)",
            )
        )
    labels = target if ignored is None else target[target != ignored]
    if classes is None or np.size(labels) == 0:
        return
    low, high = _extremes(labels)
    if low < 0 or high >= classes:
        raise ValueError(
            complain(
                f"y for output {name!r}",
                f"labels {int(low)} to {int(high)}",
                f"0 to {classes - 1}, as the last layer has {classes} outputs",
                f"Dense({int(high) + 1}) as last layer, or number classes from 0",
            )
        )


def _check_one_hot(target: Any, name: str, shape: tuple[int | None, ...]) -> None:
    got = tuple(target.shape)
    if len(got) == len(shape) and got[-1] == shape[-1]:
        return
    is_labels = got[-1] == 1 or len(got) == len(shape) - 1
    fix = "loss 'sparse_categorical_crossentropy', or tengen.utils.to_categorical(y)"
    raise ValueError(
        complain(
            f"y for output {name!r}",
            f"{'class numbers, ' if is_labels else ''}shape {got}",
            f"one-hot rows of {shape[-1]} for categorical_crossentropy",
            fix if is_labels else "one unit in the last layer for each class",
        )
    )


def _check_same_shape(
    target: Any, name: str, shape: tuple[int | None, ...], kind: str
) -> None:
    got = tuple(target.shape)
    if _fits(got[1:], shape[1:]):
        return
    if shape[-1] == 1 and _fits(got[1:], shape[1:-1]):
        return
    if got[-1] == 1 and _fits(got[1:-1], shape[1:]):
        return
    shown = ("n", *("any" if size is None else size for size in shape[1:]))
    raise ValueError(
        complain(
            f"y for output {name!r}",
            f"shape {got}",
            f"({', '.join(map(str, shown))}), as the model's output, for {kind}",
        )
    )
