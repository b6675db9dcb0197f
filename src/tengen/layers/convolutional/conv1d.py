"""`Conv1D`: filters that slide over sequences."""

from __future__ import annotations

from typing import Any, Unpack

from tengen.layers.convolutional.base_conv import BaseConv
from tengen.layers.layer import LayerOptions


class Conv1D(BaseConv):
    """A one-dimensional convolution (cross-correlation) over sequences.

    Args:
        filters: number of output channels.
        kernel_size: length of the filters.
        strides: steps along the sequence.
        padding: `'valid'` (none), `'same'` (output length = input length / strides)
            or `'causal'` (a step sees itself and earlier ones only).
        data_format: `'channels_last'` (default) or `'channels_first'`.
        dilation_rate: distance between the filter's taps.
        groups: input channels are split into so many groups, convolved separately.
        activation: name or function; linear if `None`.
        use_bias: whether a bias is added.
        kernel_initializer: Glorot uniform by default.
        bias_initializer: zeros by default.
        kernel_regularizer, bias_regularizer: penalties added to the loss.
        kernel_constraint, bias_constraint: projections after each update.
        lora_rank, lora_alpha: train only an update of this rank; see `enable_lora`.

    Shapes:
        input `(N, T, C)`, output `(N, T', filters)` with
        T' = ceil((T - span + 1) / stride) for `'valid'`, ceil(T / stride) for `'same'`,
        span = dilation * (kernel - 1) + 1.

    Example:
        >>> import numpy as np
        >>> Conv1D(8, 3)(np.ones((1, 10, 4))).shape
        (1, 8, 8)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
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
        super().__init__(
            1,
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            groups,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            lora_rank,
            lora_alpha,
            **options,
        )
