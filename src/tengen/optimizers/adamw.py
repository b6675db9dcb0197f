"""AdamW: Adam with decay of the weights themselves, not through the gradient."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.core.messages import complain
from tengen.optimizers._registry import registry
from tengen.optimizers.adam import Adam
from tengen.optimizers.state import CommonOptions


@registry.register("adamw")
class AdamW(Adam):
    """`w -= rate * weight_decay * w`, then a step of `Adam`.

    Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2.

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        weight_decay: share of the weight, times the rate, taken off per step.
        beta_1: how slowly the mean gradient follows, from 0 to 1.
        beta_2: how slowly the mean square follows, from 0 to 1.
        epsilon: keeps the division finite.
        amsgrad: whether to divide by the greatest mean square so far.
        options: see `Optimizer`.

    Example:
        >>> from tengen.core.variable import Variable
        >>> weight = Variable([1.0])
        >>> AdamW(0.1, weight_decay=0.5).apply([[0.0]], [weight])
        >>> round(float(weight[0]), 4)
        0.95
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options: Unpack[CommonOptions],
    ) -> None:
        if weight_decay is None:
            raise ValueError(
                complain("AdamW", "weight_decay=None", "a number", "use Adam without")
            )
        super().__init__(
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            amsgrad,
            weight_decay=weight_decay,
            **options,
        )
