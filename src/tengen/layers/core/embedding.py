"""`Embedding`: a table that turns integers into vectors."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen import constraints, initializers, regularizers
from tengen.core.variable import Variable
from tengen.layers._checks import positive
from tengen.layers._low_rank import Adaptable
from tengen.layers.layer import LayerOptions


class Embedding(Adaptable):
    """Looks up a trained vector for each integer.

    Args:
        input_dim: size of the vocabulary: indices are 0 to `input_dim - 1`.
        output_dim: length of the vectors.
        embeddings_initializer: uniform on (-0.05, 0.05) by default.
        embeddings_regularizer: penalty on the whole table.
        embeddings_constraint: projection after each update.
        mask_zero: whether index 0 marks padding that later layers leave out.
        weights: initial table `(input_dim, output_dim)`, or a list of it.
        lora_rank, lora_alpha: train only an update of this rank; see `enable_lora`.

    Shapes:
        input `(N, ...)` of integers, output `(N, ..., output_dim)`.

    Example:
        >>> import numpy as np
        >>> Embedding(100, 8)(np.array([[1, 2, 3]])).shape
        (1, 3, 8)
    """

    _adapted = "embeddings"

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.input_dim = positive(self, "input_dim", input_dim)
        self.output_dim = positive(self, "output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero
        self._autocast = False
        self._set_lora(lora_rank, lora_alpha)
        if weights is not None:
            self.build()
            self.embeddings.assign(
                weights[0] if isinstance(weights, (list, tuple)) else weights
            )

    @property
    def embeddings(self) -> Any:
        """The table; with an update of low rank, an array: the sum of both."""
        if "_base" not in self.__dict__:
            raise AttributeError(f"layer {self.name!r} has no table until it is built")
        return self._adapted_value()

    @embeddings.setter
    def embeddings(self, table: Variable) -> None:
        self._base = table

    def build(self, input_shape: Any = None) -> None:
        """Create the table."""
        self.embeddings = self.add_weight(
            name="embeddings",
            shape=(self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )
        self._begin_lora()

    def call(self, inputs: Any) -> Any:
        """Return the rows of the table, `(N, ..., output_dim)`."""
        indices = inputs.astype("int32")
        # Out-of-range indices give NaN, as an error that shows; fit refuses them.
        rows = jnp.take(self._base.value, indices, axis=0, mode="fill")
        if self.lora_enabled:
            first, second = self._factors()
            update = jnp.take(first.value, indices, axis=0, mode="fill") @ second.value
            rows = rows + (self._scale() * update).astype(rows.dtype)
        return rows

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return where the input is not 0, if `mask_zero`."""
        return inputs != 0 if self.mask_zero else None

    def get_config(self) -> dict[str, Any]:
        """Return the arguments; initial weights are saved as weights."""
        config = super().get_config()
        config.pop("weights", None)
        return config
