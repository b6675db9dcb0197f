"""`Dense`: every output is connected with every input."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import activations, constraints, initializers, ops, regularizers
from tengen.layers._checks import known_size, positive
from tengen.layers._low_rank import AdaptableKernel
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import LayerOptions


class Dense(AdaptableKernel):
    """A densely connected layer: `activation(inputs @ kernel + bias)`.

    Args:
        units: number of outputs.
        activation: name or function; linear if `None`.
        use_bias: whether a bias is added.
        kernel_initializer: Glorot uniform by default: U(-a, a) with
            a = sqrt(6 / (inputs + units)).
        bias_initializer: zeros by default.
        kernel_regularizer, bias_regularizer: penalties added to the loss.
        kernel_constraint, bias_constraint: projections after each update.
        lora_rank, lora_alpha: train only an update of this rank; see `enable_lora`.

    Shapes:
        input `(N, ..., inputs)`, output `(N, ..., units)`; kernel `(inputs, units)`,
        bias `(units,)`.

    Example:
        >>> import numpy as np
        >>> Dense(2)(np.ones((5, 3))).shape
        (5, 2)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **options)
        self.units = positive(self, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self._set_lora(lora_rank, lora_alpha)
        self.supports_masking = True
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        """Create kernel and bias."""
        inputs = known_size(self, input_shape, -1)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(inputs, self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: inputs})
        self._begin_lora()

    def call(self, inputs: Any) -> Any:
        """Return `(N, ..., units)`."""
        outputs = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            outputs = outputs + self.bias.value
        return outputs if self.activation is None else self.activation(outputs)
