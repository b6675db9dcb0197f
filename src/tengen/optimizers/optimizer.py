"""`Optimizer`: from gradients to new values of the variables."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from tengen.core import context
from tengen.core.messages import complain
from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.gradients import clip_by_global_norm, clip_by_norm, clip_by_value
from tengen.optimizers.state import OptimizerState


@registry.register()
class Optimizer(OptimizerState):
    """Base of all optimizers.

    A subclass writes `update_step(gradient, variable, learning_rate)`, and `build` if
    it keeps slots: it calls `super().build(variables)`, then
    `add_variable_from_reference` for each variable.

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        weight_decay: share of the weight, times the learning rate, taken off per step.
        clipnorm: greatest length of each variable's gradient.
        clipvalue: greatest size of each entry of a gradient.
        global_clipnorm: greatest length of all gradients taken together.
        use_ema: whether to keep a moving average of the weights, which replaces them
            when training ends.
        ema_momentum: how slowly that average follows, from 0 to 1.
        ema_overwrite_frequency: after how many steps the average replaces the weights.
        loss_scale_factor: factor of the loss, taken out of the gradients again.
        gradient_accumulation_steps: how many gradients are averaged into one update.
        name: name of the optimizer; made from the class name if `None`.

    Example:
        >>> class Plain(Optimizer):
        ...     def update_step(self, gradient, variable, learning_rate):
        ...         self.assign_sub(variable, learning_rate * gradient)
        >>> weight = Variable([1.0])
        >>> Plain(learning_rate=0.5).apply([jnp.array([1.0])], [weight])
        >>> weight.numpy().tolist()
        [0.5]
    """

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots; subclasses write this."""
        raise NotImplementedError(f"{type(self).__name__} needs update_step()")

    def update_all(
        self, gradients: Sequence[Any], variables: Sequence[Variable], rate: Any
    ) -> None:
        """Change all variables of a step, one by one."""
        for gradient, variable in zip(gradients, variables, strict=True):
            self.update_step(gradient, variable, rate)

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> None:
        """Make one step from pairs (gradient, variable)."""
        gradients, variables = zip(*grads_and_vars, strict=True)
        self.apply(gradients, variables)

    def apply(
        self,
        grads: Sequence[Any],
        trainable_variables: Sequence[Variable] | None = None,
    ) -> None:
        """Make one step.

        Args:
            grads: one gradient per variable, `None` where it has none.
            trainable_variables: default: those given to `build`.

        Raises:
            ValueError: for a variable unknown to `build`, a wrong count, or gradients
                that are all `None`.
        """
        if trainable_variables is None:
            trainable_variables = self._trainable_variables
        elif not self.built:
            self.build(trainable_variables)
        self._check_known(grads, trainable_variables)
        gradients, variables = self._present(grads, trainable_variables)
        if self.loss_scale_factor:
            gradients = [g / self.loss_scale_factor for g in gradients]
        if self.gradient_accumulation_steps:
            self._accumulate(gradients, variables, self.gradient_accumulation_steps)
        else:
            self._update(gradients, variables)
        if self.use_ema:
            self._follow_average()
        for variable in variables:
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable.value))
        self._iterations.assign_add(1)

    def _check_known(
        self, gradients: Sequence[Any], variables: Sequence[Variable]
    ) -> None:
        if len(gradients) != len(variables):
            raise ValueError(
                complain(
                    f"optimizer {self.name!r}",
                    f"{len(gradients)} gradients for {len(variables)} variables",
                    fix="" if self.built else "give the variables, or call build first",
                )
            )
        unknown = [v.path for v in variables if id(v) not in self._places]
        if unknown:
            raise ValueError(
                complain(
                    f"optimizer {self.name!r} was built for other variables",
                    f"the new {', '.join(unknown[:3])}",
                    fix="compile the model again with a new optimizer after changing "
                    "its layers or what is trainable",
                )
            )

    def _present(
        self, gradients: Sequence[Any], variables: Sequence[Variable]
    ) -> tuple[list[jax.Array], list[Variable]]:
        pairs = zip(gradients, variables, strict=True)
        present = [(g, v) for g, v in pairs if g is not None]
        if variables and not present:
            what = f"optimizer {self.name!r}: no variable has a gradient"
            fix = "let the loss depend on the variables"
            raise ValueError(complain(what, fix=fix))
        if len(present) < len(variables):
            missing = [
                v.path for g, v in zip(gradients, variables, strict=True) if g is None
            ]
            warnings.warn(f"no gradient for {', '.join(missing)}", stacklevel=3)
        return [jnp.asarray(g, v.dtype) for g, v in present], [v for _, v in present]

    def _update(self, gradients: list[jax.Array], variables: list[Variable]) -> None:
        gradients = self._clip(gradients)
        rate = jnp.asarray(self.learning_rate)
        self._decay_weights(variables, rate)
        self.update_all(gradients, variables, rate)

    def _clip(self, gradients: list[jax.Array]) -> list[jax.Array]:
        if self.clipnorm:
            return [clip_by_norm(g, self.clipnorm) for g in gradients]
        if self.global_clipnorm:
            return clip_by_global_norm(gradients, self.global_clipnorm)
        if self.clipvalue:
            return [clip_by_value(g, self.clipvalue) for g in gradients]
        return gradients

    def _decay_weights(self, variables: list[Variable], rate: jax.Array) -> None:
        if self.weight_decay is None:
            return
        for variable in variables:
            if self._decays(variable):
                share = (rate * self.weight_decay).astype(variable.dtype)
                variable.assign_sub(variable.value * share)

    def _decays(self, variable: Variable) -> bool:
        variables, patterns = self._no_decay
        names = (variable.name, variable.path)
        return id(variable) not in variables and not any(
            re.search(pattern, name) for pattern in patterns for name in names
        )

    def _accumulate(
        self, gradients: list[jax.Array], variables: list[Variable], steps: int
    ) -> None:
        sums = [self._accumulators[self._get_variable_index(v)] for v in variables]
        totals = [s.value + g for s, g in zip(sums, gradients, strict=True)]
        state = [*variables, *self.variables]

        def update(values: list[jax.Array]) -> list[jax.Array]:
            with context.bind(state, values) as binding:
                self._update([total / steps for total in totals], variables)
                for variable in sums:
                    variable.assign(jnp.zeros_like(variable.value))
                return binding.current(state)

        def wait(values: list[jax.Array]) -> list[jax.Array]:
            with context.bind(state, values) as binding:
                for variable, total in zip(sums, totals, strict=True):
                    variable.assign(total)
                return binding.current(state)

        is_last = (self._iterations.value + 1) % steps == 0
        values = jax.lax.cond(is_last, update, wait, [v.value for v in state])
        for variable, value in zip(state, values, strict=True):
            variable.assign(value)

    def _follow_average(self) -> None:
        step = jnp.asarray(self.iterations)
        self._average.follow(self._trainable_variables, step)
        if self.ema_overwrite_frequency:
            due = (step + 1) % self.ema_overwrite_frequency == 0
            self._average.overwrite(self._trainable_variables, due)

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """Replace variables by their moving averages; called when training ends."""
        for variable in var_list if self.use_ema else ():
            if id(variable) in self._places:
                slot = self._average.slots[self._get_variable_index(variable)]
                variable.assign(slot.value)

    def stateless_apply(
        self,
        optimizer_variables: Sequence[Any],
        grads: Sequence[Any],
        trainable_variables: Sequence[Any],
    ) -> tuple[list[Any], list[Any]]:
        """Make one step as a pure function.

        Args:
            optimizer_variables: values for `variables`.
            grads: one gradient per trainable variable.
            trainable_variables: values for the variables given to `build`.

        Returns:
            The new trainable values and the new optimizer values.
        """
        if not self.built:
            fix = "call build(variables) first"
            raise ValueError(complain(f"optimizer {self.name!r} is not built", fix=fix))
        trainable, own = self._trainable_variables, self.variables
        values = [*trainable_variables, *optimizer_variables]
        with context.bind([*trainable, *own], values) as binding:
            self.apply(grads, trainable)
            return binding.current(trainable), binding.current(own)

    def scale_loss(self, loss: Any) -> Any:
        """Return the loss times `loss_scale_factor`, as its gradients expect it."""
        return loss * self.loss_scale_factor if self.loss_scale_factor else loss

    # What a custom optimizer of Keras calls to change a variable.
    def assign(self, variable: Variable, value: Any) -> None:
        """Replace a variable's value."""
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Any) -> None:
        """Add to a variable."""
        variable.assign_add(value)

    def assign_sub(self, variable: Variable, value: Any) -> None:
        """Subtract from a variable."""
        variable.assign_sub(value)
