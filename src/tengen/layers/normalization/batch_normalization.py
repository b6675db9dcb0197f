"""`BatchNormalization`: each channel with mean 0 and variance 1 over the batch."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen import constraints, initializers, kernels, regularizers
from tengen.core import context
from tengen.layers._checks import known_size
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.normalization.renorm import checked_clipping, correction


class BatchNormalization(Layer):
    """Normalizes each channel: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.

    In training, mean and (biased) variance are those of the batch, and the moving
    statistics follow them: `moving = momentum * moving + (1 - momentum) * batch`. At
    other times, and while `trainable` is False, the moving statistics are used.

    Args:
        axis: the channel axis.
        momentum: of the moving statistics.
        epsilon: keeps the root away from zero.
        center, scale: whether there are beta and gamma.
        beta_initializer, gamma_initializer: zeros and ones by default.
        moving_mean_initializer, moving_variance_initializer: zeros and ones.
        beta_regularizer, gamma_regularizer: penalties added to the loss.
        beta_constraint, gamma_constraint: projections after each update.
        renorm: whether training corrects the batch's statistics towards moving ones
            (Ioffe 2017), for small batches.
        renorm_clipping: limits of that correction: `rmax`, `rmin`, `dmax`.
        renorm_momentum: of the moving statistics that it uses.

    Source:
        Ioffe and Szegedy 2015, algorithms 1 and 2.

    Example:
        >>> import numpy as np
        >>> y = BatchNormalization()(np.array([[1.0], [3.0]]), training=True)
        >>> [round(float(value), 2) for value in y.ravel()]
        [-1.0, 1.0]
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        synchronized: bool = False,
        renorm: bool = False,
        renorm_clipping: dict[str, float] | None = None,
        renorm_momentum: float = 0.99,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.axis = int(axis[0]) if isinstance(axis, (list, tuple)) else int(axis)
        self.momentum = float(momentum)
        self.epsilon = float(epsilon)
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.synchronized = synchronized
        self.renorm = renorm
        self.renorm_clipping = checked_clipping(self, renorm_clipping)
        self.renorm_momentum = float(renorm_momentum)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Create gamma, beta and the moving statistics, each `(channels,)`."""
        channels = known_size(self, input_shape, self.axis)
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=(channels,),
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
            )
        if self.center:
            self.beta = self.add_weight(
                name="beta",
                shape=(channels,),
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
            )
        mean, variance = self.moving_mean_initializer, self.moving_variance_initializer
        self.moving_mean = self._add_statistic("moving_mean", channels, mean)
        self.moving_variance = self._add_statistic(
            "moving_variance", channels, variance
        )
        if self.renorm:
            self._add_renorm(channels)
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def _add_statistic(self, name: str, channels: int, initializer: Any) -> Any:
        return self.add_weight(
            name=name,
            shape=(channels,),
            initializer=initializer,
            trainable=False,
            autocast=False,
        )

    def _add_renorm(self, channels: int) -> None:
        def deviation(shape: Any, dtype: Any = None) -> Any:
            return jnp.sqrt(self.moving_variance.value)

        self.moving_stddev = self._add_statistic("moving_stddev", channels, deviation)
        self.renorm_mean = self._add_statistic(
            "renorm_mean", channels, self.moving_mean_initializer
        )
        self.renorm_stddev = self._add_statistic("renorm_stddev", channels, deviation)

    def call(self, inputs: Any, training: bool = False, mask: Any = None) -> Any:
        """Return the normalized input, in its shape."""
        if training and self.trainable:
            if self.renorm:
                return self._train_renormalized(inputs, mask)
            return self._train(inputs, mask)
        return self._normalize(
            inputs, self.moving_mean.value, self.moving_variance.value
        )

    def _train(self, inputs: Any, mask: Any) -> Any:
        is_last = self.axis in (-1, inputs.ndim - 1)
        if mask is None and is_last:
            gamma = None if self.gamma is None else self.gamma.value
            beta = None if self.beta is None else self.beta.value
            outputs, mean, variance = kernels.batch_norm_training(
                inputs, gamma, beta, self.epsilon
            )
        else:
            mean, variance = self._moments(inputs, mask)
            outputs = self._normalize(inputs, mean, variance)
        self._follow(self.moving_mean, mean, self.momentum)
        self._follow(self.moving_variance, variance, self.momentum)
        return outputs

    def _train_renormalized(self, inputs: Any, mask: Any) -> Any:
        mean, variance = self._moments(inputs, mask)
        deviation = jnp.sqrt(variance + self.epsilon)
        known = jnp.maximum(self.renorm_stddev.value, self.epsilon**0.5)
        ratio, shift = correction(
            mean, deviation, self.renorm_mean.value, known, self.renorm_clipping
        )
        outputs = self._normalize(inputs, mean, variance, ratio, shift)
        self._follow(self.renorm_mean, mean, self.renorm_momentum)
        self._follow(self.renorm_stddev, deviation, self.renorm_momentum)
        self._follow(self.moving_mean, mean, self.momentum)
        self._follow(self.moving_stddev, deviation, self.momentum)
        squared = jnp.square(self.moving_stddev.value) - self.epsilon
        self.moving_variance.assign(jnp.maximum(squared, 0))
        return outputs

    def _moments(self, inputs: Any, mask: Any) -> tuple[Any, Any]:
        wide = inputs.astype(jnp.promote_types(inputs.dtype, "float32"))
        axes = tuple(a for a in range(inputs.ndim) if a != self.axis % inputs.ndim)
        if mask is None:
            return wide.mean(axes), wide.var(axes)
        weight = mask.reshape(mask.shape + (1,) * (inputs.ndim - mask.ndim))
        weight = jnp.broadcast_to(weight.astype(wide.dtype), inputs.shape)
        count = weight.sum(axes, keepdims=True)
        mean = (wide * weight).sum(axes, keepdims=True) / (count + 1e-7)
        spread = jnp.square(wide - mean) * weight
        variance = spread.sum(axes, keepdims=True) / (count + 1e-7)
        return mean.reshape(-1), variance.reshape(-1)

    def _normalize(
        self, inputs: Any, mean: Any, variance: Any, ratio: Any = 1.0, shift: Any = 0.0
    ) -> Any:
        """Return ((x - mean) / deviation * ratio + shift) * gamma + beta."""
        shape = [1] * inputs.ndim
        shape[self.axis] = -1
        factor = ratio / jnp.sqrt(variance + self.epsilon)
        shift = shift - mean * factor
        if self.gamma is not None:
            factor = factor * self.gamma.value
            shift = shift * self.gamma.value
        if self.beta is not None:
            shift = shift + self.beta.value
        wide = inputs.astype(factor.dtype)
        outputs = wide * factor.reshape(shape) + shift.reshape(shape)
        return outputs.astype(inputs.dtype)

    def _follow(self, moving: Any, batch: Any, momentum: float) -> None:
        with context.compute_dtype(None):
            moving.assign(moving.value * momentum + batch * (1.0 - momentum))
