"""The exponential moving average of the weights."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp

from tengen.core.variable import Variable


class MovingAverage:
    """Averages that follow variables step by step.

    Args:
        slots: one average per variable.
        momentum: how slowly they follow; the first step copies.
    """

    def __init__(self, slots: list[Variable], momentum: float) -> None:
        self.slots = slots
        self.momentum = momentum

    def follow(self, variables: Sequence[Variable], step: jax.Array) -> None:
        """Move each average towards its variable."""
        momentum = jnp.where(step == 0, 0.0, self.momentum)
        for variable, slot in zip(variables, self.slots, strict=True):
            share = momentum.astype(slot.dtype)
            slot.assign(share * slot.value + (1 - share) * variable.value)

    def overwrite(self, variables: Sequence[Variable], due: jax.Array) -> None:
        """Replace the variables by their averages where `due`."""
        for variable, slot in zip(variables, self.slots, strict=True):
            variable.assign(jnp.where(due, slot.value, variable.value))
