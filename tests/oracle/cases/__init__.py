"""The cases, room by room: the name of the file of numbers, and its cases."""

from __future__ import annotations

from . import (
    activations,
    augmentation,
    callbacks,
    fitting,
    further_layers,
    initializers,
    layers,
    losses,
    metrics,
    more_layers,
    operations,
    optimizers,
    outputs,
    penalties,
    training,
)

ROOMS = {
    "activations": activations.CASES,
    "augmentation": augmentation.CASES,
    "callbacks": callbacks.CASES,
    "fitting": fitting.CASES,
    "further_layers": further_layers.CASES,
    "initializers": initializers.CASES,
    "layers": layers.CASES,
    "losses": losses.CASES,
    "metrics": metrics.CASES,
    "more_layers": more_layers.CASES,
    "operations": operations.CASES,
    "optimizers": optimizers.CASES,
    "outputs": outputs.CASES,
    "penalties": penalties.CASES,
    "training": training.CASES,
}
