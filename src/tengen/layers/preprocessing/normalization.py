"""`Normalization`: features with mean 0 and variance 1, as measured beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.core import config
from tengen.core.messages import complain
from tengen.layers._checks import known_size
from tengen.layers.layer import Layer, LayerOptions


class Normalization(Layer):
    """Computes (x - mean) / sqrt(variance), both given or measured by `adapt`.

    Args:
        axis: the axis or axes that keep a mean of their own; `None` for one mean of
            everything.
        mean, variance: the numbers, where they are known.
        invert: whether the inverse is computed: x * sqrt(variance) + mean.

    Shapes:
        output as input.

    Example:
        >>> import numpy as np
        >>> layer = Normalization()
        >>> layer.adapt(np.array([[1.0, 10.0], [3.0, 30.0]]))
        >>> layer(np.array([[3.0, 10.0]])).tolist()
        [[1.0, -1.0]]
    """

    def __init__(
        self,
        axis: Any = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        self.axis = () if axis is None else _tuple(axis)
        if (mean is None) != (variance is None):
            where = f"{type(self).__name__}: mean, variance"
            raise ValueError(complain(where, "one of them", "both or none"))
        self.input_mean = None if mean is None else np.asarray(mean)
        self.input_variance = None if variance is None else np.asarray(variance)
        self.invert = invert
        self.supports_masking = True

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        given = {"mean": self.input_mean, "variance": self.input_variance}
        lists = {
            name: None if value is None else value.tolist()
            for name, value in given.items()
        }
        return super()._present_arguments(constructor) | lists

    def _kept(self, rank: int) -> tuple[int, ...]:
        return tuple(sorted(axis % rank for axis in self.axis))

    def build(self, input_shape: Any) -> None:
        """Create mean, variance and count, where they are not given."""
        if self.input_mean is not None:
            return
        kept = self._kept(len(input_shape))
        shape = tuple(known_size(self, input_shape, axis) for axis in kept)
        self.adapt_mean = self._statistic("mean", shape, "zeros")
        self.adapt_variance = self._statistic("variance", shape, "ones")
        self.count = self._statistic("count", (), "zeros", "int32")

    def _statistic(
        self, name: str, shape: Any, start: str, dtype: str | None = None
    ) -> Any:
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=start,
            dtype=dtype,
            trainable=False,
            autocast=False,
        )

    @property
    def mean(self) -> Any:
        """The mean in use."""
        return self.adapt_mean.value if self.input_mean is None else self.input_mean

    @property
    def variance(self) -> Any:
        """The variance in use."""
        if self.input_variance is None:
            return self.adapt_variance.value
        return self.input_variance

    def adapt(self, data: Any) -> None:
        """Measure mean and variance of an array, or of an iterable of batches."""
        if self.input_mean is not None:
            raise ValueError(
                complain(
                    f"adapt of layer {self.name!r}",
                    "mean and variance were given",
                    fix="make the layer without them",
                )
            )
        total = None
        for batch in _batches(data):
            array = np.asarray(batch)
            array = array[:, None] if array.ndim == 1 else array
            total = _joined(total, self._measure(array))
        if total is None:
            raise ValueError(complain(f"adapt of layer {self.name!r}", "no data"))
        count, mean, variance = total
        self.adapt_mean.assign(mean)
        self.adapt_variance.assign(variance)
        self.count.assign(count)

    def _measure(self, array: np.ndarray[Any, Any]) -> tuple[int, Any, Any]:
        if not self.built:
            shape = (None, *array.shape[1:])
            self._build_shape = shape
            self.build(shape)
        kept = self._kept(array.ndim)
        axes = tuple(axis for axis in range(array.ndim) if axis not in kept)
        wide = array.astype("float64")
        count = array.size // max(1, int(np.prod([array.shape[a] for a in kept])))
        return count, wide.mean(axes), wide.var(axes)

    def call(self, inputs: Any) -> Any:
        """Return the normalized input, in its shape."""
        kept = self._kept(inputs.ndim)
        shape = [n if axis in kept else 1 for axis, n in enumerate(inputs.shape)]
        x = inputs.astype(self.compute_dtype)
        wide = jnp.promote_types(x.dtype, "float32")
        mean = _spread(self.mean, shape, kept).astype(wide)
        deviation = jnp.sqrt(_spread(self.variance, shape, kept).astype(wide))
        if self.invert:
            result = mean + x * jnp.maximum(deviation, config.epsilon())
        else:
            result = (x - mean) / jnp.maximum(deviation, config.epsilon())
        return result.astype(x.dtype)


def _tuple(axis: Any) -> tuple[int, ...]:
    return tuple(axis) if isinstance(axis, (tuple, list)) else (int(axis),)


def _spread(values: Any, shape: list[int], kept: tuple[int, ...]) -> Any:
    """Lay numbers along the kept axes, the last ones where there are fewer."""
    values = jnp.asarray(values)
    sizes = [1] * len(shape)
    for axis, size in zip(reversed(kept), reversed(values.shape), strict=False):
        sizes[axis] = size
    return values.reshape(sizes)


def _batches(data: Any) -> Iterable[Any]:
    if hasattr(data, "shape"):
        return [data]
    if isinstance(data, (list, tuple)) and data and not hasattr(data[0], "shape"):
        return [np.asarray(data)]
    return (batch[0] if isinstance(batch, tuple) else batch for batch in data)


def _joined(before: Any, new: tuple[int, Any, Any]) -> tuple[int, Any, Any]:
    """Join counts, means and variances of two parts (Chan et al. 1979)."""
    if before is None:
        return new
    count = before[0] + new[0]
    share = new[0] / count
    step = new[1] - before[1]
    mean = before[1] + step * share
    spread = before[2] * (1 - share) + new[2] * share
    return count, mean, spread + np.square(step) * share * (1 - share)
