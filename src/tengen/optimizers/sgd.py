"""Stochastic gradient descent, plain, with momentum, or with Nesterov's momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import OptimizerOptions


@registry.register("sgd")
class SGD(Optimizer):
    """`w -= rate * g`; with momentum `m = momentum * m - rate * g`, then `w += m`.

    Nesterov: `w += momentum * m - rate * g` after `m` was updated (Sutskever et al.
    2013, "On the importance of initialization and momentum in deep learning").

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        momentum: share of the last move that is kept, from 0 to 1.
        nesterov: whether to look ahead.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([1.0])
        >>> SGD(0.5).apply([[1.0]], [weight]); float(weight[0])
        0.5
    """

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        if not 0 <= momentum <= 1:
            raise ValueError(
                complain("SGD", f"momentum={momentum}", "a number from 0 to 1")
            )
        self.momentum = momentum
        self.nesterov = nesterov

    def build(self, variables: Sequence[Variable]) -> None:
        """Make one slot per variable, if there is momentum."""
        super().build(variables)
        if self.momentum:
            self._moves = self.add_optimizer_variables(variables, "momentum")

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its momentum."""
        step = learning_rate.astype(gradient.dtype) * gradient
        if not self.momentum:
            variable.assign_sub(step)
            return
        move = self._moves[self._get_variable_index(variable)]
        new_move = self.momentum * move.value - step
        move.assign(new_move)
        variable.assign_add(
            self.momentum * new_move - step if self.nesterov else new_move
        )
