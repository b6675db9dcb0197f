"""`Affine`: base of the normalizations that end with gamma * x + beta."""

from __future__ import annotations

from typing import Any, Unpack

from tengen import constraints, initializers, regularizers
from tengen.layers.layer import Layer, LayerOptions


class Affine(Layer):
    """Base of layers with weights gamma (`scale`) and beta (`center`)."""

    def __init__(
        self,
        center: bool,
        scale: bool,
        beta_initializer: Any,
        gamma_initializer: Any,
        beta_regularizer: Any,
        gamma_regularizer: Any,
        beta_constraint: Any,
        gamma_constraint: Any,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.supports_masking = True

    def _add_affine(self, shape: tuple[int, ...], scale: bool, center: bool) -> None:
        """Create gamma and beta of a shape, as far as there are any."""
        self.gamma = self.beta = None
        if scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=shape,
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                autocast=False,
            )
        if center:
            self.beta = self.add_weight(
                name="beta",
                shape=shape,
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                autocast=False,
            )


def axes_of(axis: Any) -> Any:
    """Return one axis as an integer, several as a list."""
    return [int(a) for a in axis] if isinstance(axis, (list, tuple)) else int(axis)


def axis_list(axis: Any, rank: int) -> list[int]:
    """Return axes as a sorted list without negative ones."""
    return sorted(a % rank for a in (axis if isinstance(axis, list) else [axis]))
