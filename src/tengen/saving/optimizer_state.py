"""The state of a model's optimizer: what is written, and how it is taken back.

Keras 3 and Keras 2 from 2.11 on write a variable's slots one after the other, and the
older releases all slots of one kind, then all of the next.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tengen.core.messages import complain

Arrays = list[np.ndarray[Any, Any]]
# How the slots' names end where kind follows upon kind.
_BY_KIND = re.compile(
    r"(/(m|v|vhat|rms|mg|momentum|accumulator|accum_grad|accum_var|linear)(:\d+)?$)"
    r"|(Variable(_\d+)?(:\d+)?$)"
)


def slots_to_write(model: Any) -> list[Any]:
    """Return the optimizer's variables; where training has not begun, as it would be.

    Keras builds an optimizer when the model is compiled, and expects all its slots.
    """
    optimizer = model.optimizer
    if optimizer.built or not model.built:
        return list(optimizer.variables)
    stand_in = type(optimizer).from_config(optimizer.get_config())
    stand_in.build(model.trainable_variables)
    return list(stand_in.variables)


def load_slots(model: Any, arrays: Arrays, names: Sequence[str] = ()) -> None:
    """Build the optimizer and give it its state; warn where the state does not fit."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None or not arrays or not model.built:
        return
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
    for variables, values in _readings(optimizer, arrays, names):
        if [tuple(v.shape) for v in variables] == [value.shape for value in values]:
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)
            return
    warnings.warn(
        complain(
            f"the state of optimizer {optimizer.name!r} is not taken over",
            f"{len(arrays)} arrays in the file",
            f"{len(optimizer.variables)} that fit the model's weights",
        ),
        stacklevel=2,
    )


def _readings(
    optimizer: Any, arrays: Arrays, names: Sequence[str]
) -> Iterator[tuple[list[Any], Arrays]]:
    """Yield variables and values for them, the likeliest reading first."""
    own = list(optimizer.variables)
    slots = [v for v in own if tuple(v.shape) or v.name not in _SCALARS]
    without_rate = [v for v in own if v.name != "learning_rate"]
    by_kind = [own[0], *_by_kind(slots)]
    if any(_BY_KIND.search(name) for name in names):
        yield by_kind, arrays
    yield own, arrays
    yield without_rate, arrays
    yield by_kind, arrays
    # Keras 1 keeps a number in the place of each slot of a kind that is not used.
    yield by_kind, [array for array in arrays if array.shape != (1,)]
    if len(arrays) <= 2:  # saved before training
        yield own[: len(arrays)], arrays


_SCALARS = ("iteration", "learning_rate")


def _by_kind(slots: list[Any]) -> list[Any]:
    """Return slots sorted by kind, the kinds in the order they begin."""
    kinds: dict[str, list[Any]] = {}
    for slot in slots:
        kinds.setdefault(slot.name.rsplit("_", 1)[-1], []).append(slot)
    return [slot for kind in kinds.values() for slot in kind]
