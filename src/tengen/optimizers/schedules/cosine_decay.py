"""Cosine decay, with a linear warm-up if wanted."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.optimizers.schedules._registry import registry
from tengen.optimizers.schedules.schedule import LearningRateSchedule, as_float


@registry.register()
class CosineDecay(LearningRateSchedule):
    """Half a cosine from `initial` down to `alpha * initial` in `decay_steps`.

    With `warmup_target` the rate first rises on a line from `initial` to the target in
    `warmup_steps`, and falls from there (Loshchilov and Hutter 2017, "SGDR", eq. 5).

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: how many steps the fall takes.
        alpha: the last rate as a share of the one at the top.
        name: name of the schedule.
        warmup_target: the rate at the top; `None` for no warm-up.
        warmup_steps: how many steps the rise takes.

    Example:
        >>> round(float(CosineDecay(1.0, 10)(5)), 4)
        0.5
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.name = name
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps
        if decay_steps <= 0:
            raise ValueError(
                complain("CosineDecay", f"decay_steps={decay_steps}", "more than 0")
            )

    def __call__(self, step: Any) -> jax.Array:
        """Return the learning rate at a step."""
        step = as_float(step)
        if self.warmup_target is None:
            return self.initial_learning_rate * self._share(step)
        rise = self.warmup_target - self.initial_learning_rate
        up = self.initial_learning_rate + rise * step / max(self.warmup_steps, 1)
        down = self.warmup_target * self._share(step - self.warmup_steps)
        return jnp.where(step < self.warmup_steps, up, down)

    def _share(self, step: jax.Array) -> jax.Array:
        done = jnp.clip(step, 0, self.decay_steps) / self.decay_steps
        return (1 - self.alpha) * 0.5 * (1 + jnp.cos(math.pi * done)) + self.alpha
