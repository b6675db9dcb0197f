"""`LossScaleOptimizer`: a large factor keeps small float16 gradients from vanishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.core.serialized import serialize
from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer


@registry.register()
class LossScaleOptimizer(Optimizer):
    """Multiplies the loss by a factor, and gives the true gradients to an optimizer.

    Where a gradient is infinite or NaN the step is left out and the factor halved;
    after a number of good steps it is doubled (Micikevicius et al. 2017, "Mixed
    Precision Training", section 3.2).

    Args:
        inner_optimizer: the optimizer that makes the steps.
        initial_scale: the factor at the beginning.
        dynamic_growth_steps: after how many good steps the factor is doubled.
        name: name of the optimizer; made from the class name if `None`.

    Example:
        >>> from tengen.optimizers import SGD
        >>> weight = Variable([1.0])
        >>> optimizer = LossScaleOptimizer(SGD(0.5), initial_scale=8.0)
        >>> optimizer.apply([jnp.array([8.0])], [weight]); weight.numpy().tolist()
        [0.5]
    """

    def __init__(
        self,
        inner_optimizer: Optimizer,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
    ) -> None:
        super().__init__(0.0, name=name)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        inner_optimizer.loss_scale_factor = None

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the counter and the factor, and the inner optimizer's slots."""
        self.step_counter = self.add_variable((), 0, "int32", name="step_counter")
        self.dynamic_scale = self.add_variable(
            (), self.initial_scale, "float32", name="dynamic_scale"
        )
        self.inner_optimizer.build(variables)
        super().build(variables)

    @property
    def variables(self) -> list[Variable]:
        """The own state, then that of the inner optimizer."""
        return [*super().variables, *self.inner_optimizer.variables]

    @property
    def iterations(self) -> Any:
        """The number of updates made."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """The inner optimizer's learning rate."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value
        self.structure_version += 1

    def apply(
        self,
        grads: Sequence[Any],
        trainable_variables: Sequence[Variable] | None = None,
    ) -> None:
        """Make one step, or none where a gradient is not finite."""
        if trainable_variables is None:
            trainable_variables = self._trainable_variables
        elif not self.built:
            self.build(trainable_variables)
        self._check_known(grads, trainable_variables)
        gradients, variables = self._present(grads, trainable_variables)
        is_finite = jnp.array([jnp.all(jnp.isfinite(g)) for g in gradients]).all()
        state = [*variables, *self.variables]

        def update(values: list[jax.Array]) -> list[jax.Array]:
            with context.bind(state, values) as binding:
                scale = self.dynamic_scale.value
                true = [g / scale.astype(g.dtype) for g in gradients]
                self.inner_optimizer.apply(true, variables)
                self._grow()
                return binding.current(state)

        def shrink(values: list[jax.Array]) -> list[jax.Array]:
            with context.bind(state, values) as binding:
                self.step_counter.assign(0)
                self.dynamic_scale.assign(self.dynamic_scale.value / 2)
                return binding.current(state)

        values = jax.lax.cond(is_finite, update, shrink, [v.value for v in state])
        for variable, value in zip(state, values, strict=True):
            variable.assign(value)

    def _grow(self) -> None:
        count = self.step_counter.value + 1
        is_due = count >= self.dynamic_growth_steps
        scale = self.dynamic_scale.value
        self.dynamic_scale.assign(jnp.where(is_due, 2 * scale, scale))
        self.step_counter.assign(jnp.where(is_due, 0, count))

    def scale_loss(self, loss: Any) -> Any:
        """Return the loss times the factor."""
        if not self.built:
            return loss * self.initial_scale
        return loss * self.dynamic_scale.value.astype(jnp.result_type(loss))

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """Replace variables by the moving averages of the inner optimizer."""
        self.inner_optimizer.finalize_variable_values(var_list)

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> Self:
        """Build it; older files hold the arguments of all optimizers, without use."""
        own = ("inner_optimizer", "initial_scale", "dynamic_growth_steps", "name")
        used = {name: config[name] for name in own if name in config}
        return super().from_config(used, custom_objects)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments; the inner optimizer as data."""
        return {
            "name": self.name,
            "inner_optimizer": serialize(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }
