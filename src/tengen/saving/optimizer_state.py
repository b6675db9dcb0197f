"""The state of a model's optimizer: what is written, and how it is taken back."""

from __future__ import annotations

from typing import Any

import numpy as np


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


def load_slots(model: Any, arrays: list[np.ndarray[Any, Any]]) -> bool:
    """Build the optimizer and give it its state; say whether the state fits."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None or not arrays or not model.built:
        return False
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
    own = optimizer.variables
    if [tuple(v.shape) for v in own] != [array.shape for array in arrays]:
        return False
    for variable, array in zip(own, arrays, strict=True):
        variable.assign(array)
    return True
