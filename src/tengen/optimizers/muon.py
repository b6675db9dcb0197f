"""Muon: steps of matrices without long and short directions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Unpack

import jax
import jax.numpy as jnp

from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.adam import follow, power
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.state import CommonOptions


@registry.register()
class Muon(Optimizer):
    """Momentum whose matrices are made nearly orthogonal; Adam for everything else.

    A few Newton-Schulz iterations `x <- a x + (b x x' + c (x x')**2) x` bring all
    singular values of the momentum near 1 (Jordan et al. 2024, "Muon: An optimizer for
    hidden layers in neural networks"). Biases, embeddings and filters are trained by
    AdamW.

    Args:
        learning_rate: a number, a schedule, or a function without arguments.
        adam_beta_1, adam_beta_2, adam_weight_decay, epsilon: as for `AdamW`.
        weight_decay: of the matrices.
        exclude_layers: patterns; variables whose path has one are trained by AdamW.
        exclude_embeddings: whether embeddings are trained by AdamW.
        muon_a, muon_b, muon_c: constants of the iteration.
        adam_lr_ratio: rate of AdamW, as part of the learning rate.
        momentum: how slowly the mean gradient follows, from 0 to 1.
        ns_steps: number of iterations.
        nesterov: whether the gradient is added to the momentum once more.
        rms_rate: size of a step, relative to the root of the longer side; `None`: 1.
        options: see `Optimizer`.

    Example:
        >>> weight = Variable([[1.0, 0.0], [0.0, 1.0]])
        >>> Muon(0.1).apply([[[2.0, 0.0], [0.0, 2.0]]], [weight])
        >>> bool(weight[0, 0] < 1.0)
        True
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004,
        epsilon: float = 1e-7,
        weight_decay: float | None = 0.004,
        exclude_layers: Sequence[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.7750,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1.0,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **options: Unpack[CommonOptions],
    ) -> None:
        super().__init__(learning_rate, weight_decay, **options)
        self.adam_beta_1 = adam_beta_1
        self.adam_beta_2 = adam_beta_2
        self.adam_weight_decay = adam_weight_decay
        self.epsilon = epsilon
        self.exclude_layers = list(exclude_layers or [])
        self.exclude_embeddings = exclude_embeddings
        self.muon_a = muon_a
        self.muon_b = muon_b
        self.muon_c = muon_c
        self.adam_lr_ratio = adam_lr_ratio
        self.momentum = momentum
        self.ns_steps = ns_steps
        self.nesterov = nesterov
        self.rms_rate = rms_rate

    def build(self, variables: Sequence[Variable]) -> None:
        """Make one slot per matrix, two for other variables."""
        super().build(variables)
        self._means: list[Variable] = []
        self._squares: list[Variable | None] = []
        for variable in variables:
            mean = self.add_variable_from_reference(variable, "momentum")
            square = None
            if self._is_for_adam(variable):
                square = self.add_variable_from_reference(variable, "velocity")
            self._means.append(mean)
            self._squares.append(square)

    def _is_for_adam(self, variable: Variable) -> bool:
        is_embedding = self.exclude_embeddings and "embedding" in variable.path.lower()
        is_named = any(re.search(name, variable.path) for name in self.exclude_layers)
        return len(variable.shape) != 2 or is_embedding or is_named

    def _decay_weights(self, variables: list[Variable], rate: jax.Array) -> None:
        for variable in variables:
            is_for_adam = self._is_for_adam(variable)
            decay = self.adam_weight_decay if is_for_adam else self.weight_decay
            if decay is not None and self._decays(variable):
                share = (rate * decay).astype(variable.dtype)
                variable.assign_sub(variable.value * share)

    def update_step(
        self, gradient: Any, variable: Variable, learning_rate: Any
    ) -> None:
        """Change one variable and its slots."""
        place = self._get_variable_index(variable)
        mean, square = self._means[place], self._squares[place]
        rate = jnp.asarray(learning_rate, gradient.dtype)
        if square is not None:
            step = self._adam_step(gradient, mean, square) * self.adam_lr_ratio
        else:
            mean.assign(self.momentum * mean.value + gradient)
            ahead = gradient + self.momentum * mean.value
            ahead = ahead if self.nesterov else mean.value
            step = self.zeropower_via_newtonschulz5(ahead, self.ns_steps)
            step = self.lr_adjust(step)
        variable.assign_sub((rate * step).astype(variable.dtype))

    def _adam_step(self, gradient: Any, mean: Variable, square: Variable) -> Any:
        t = jnp.asarray(self.iterations + 1, gradient.dtype)
        first = follow(mean, gradient, self.adam_beta_1)
        second = follow(square, gradient * gradient, self.adam_beta_2)
        correction = jnp.sqrt(1 - power(self.adam_beta_2, t))
        correction = correction / (1 - power(self.adam_beta_1, t))
        return first * correction / (jnp.sqrt(second) + self.epsilon)

    def lr_adjust(self, x: Any) -> Any:
        """Return a step in the size that `rms_rate` asks for, like Adam's."""
        if self.rms_rate is None:
            return x
        return x * self.rms_rate * jnp.sqrt(float(max(x.shape)))

    def zeropower_via_newtonschulz5(self, matrix: Any, steps: int) -> Any:
        """Return a matrix `(n, m)` with all singular values brought near 1."""
        is_tall = matrix.shape[0] > matrix.shape[1]
        x = matrix.T if is_tall else matrix
        x = x / (jnp.sqrt(jnp.sum(jnp.square(x))) + 1e-7)
        for _ in range(steps):
            products = x @ x.T
            mixed = self.muon_b * products + self.muon_c * products @ products
            x = self.muon_a * x + mixed @ x
        return x.T if is_tall else x
