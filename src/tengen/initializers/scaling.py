"""Initializers whose spread follows from the number of connections: He, Glorot, LeCun.

A unit that sums n products of variance v has variance n v. Weights of variance
scale / n therefore keep the activations (n: inputs, the fan-in) or the gradients (n:
outputs, the fan-out) of the same size from layer to layer.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tengen.core.messages import complain, did_you_mean
from tengen.initializers.initializer import registry
from tengen.initializers.random import RandomInitializer, truncated_normal, uniform

_MODES = ("fan_in", "fan_out", "fan_avg")
_DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")
# Standard deviation of a standard normal distribution cut at -2 and 2:
# sqrt(1 - 4 f(2) / (F(2) - F(-2))), with its density f and distribution function F.
_CUT = 0.87962566103423978


@registry.register()
class VarianceScaling(RandomInitializer):
    """Draws of mean 0 and variance scale / n, where n counts connections.

    Args:
        scale: a positive number.
        mode: n is the `'fan_in'`, the `'fan_out'`, or their mean (`'fan_avg'`).
        distribution: `'truncated_normal'` (cut at two standard deviations, then
            stretched to the variance), `'untruncated_normal'`, or `'uniform'` on
            [-limit, limit] with limit = sqrt(3 scale / n).
        seed: an integer; `None` draws afresh at every call.
        input_axes, output_axes: axes whose sizes make the fans, where the shape is
            neither a matrix `(in, out)` nor a kernel `(*sizes*, in, out)`.

    Example:
        >>> limit = (3 * 2.0 / 100) ** 0.5
        >>> draw = VarianceScaling(2.0, "fan_in", "uniform", seed=1)((100, 30))
        >>> bool(abs(draw).max() <= limit)
        True
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        input_axes: Any = None,
        output_axes: Any = None,
    ) -> None:
        if not scale > 0:
            raise ValueError(complain("scale", repr(scale), "a positive number"))
        if distribution == "normal":
            distribution = "truncated_normal"
        _check_choice("mode", mode, _MODES)
        _check_choice("distribution", distribution, _DISTRIBUTIONS)
        super().__init__(seed)
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.input_axes = input_axes
        self.output_axes = output_axes

    def draw(
        self, generator: np.random.Generator, shape: tuple[int, ...], dtype: Any
    ) -> np.ndarray[Any, Any]:
        """Return values of a shape, in float32 or float64."""
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}
        stddev = math.sqrt(self.scale / max(1.0, n[self.mode]))
        if self.distribution == "uniform":
            limit = math.sqrt(3) * stddev
            return uniform(generator, shape, dtype, -limit, limit)
        if self.distribution == "truncated_normal":
            return stddev / _CUT * truncated_normal(generator, shape, dtype)
        return stddev * generator.standard_normal(shape, dtype)


def fans(
    shape: tuple[int, ...], input_axes: Any = None, output_axes: Any = None
) -> tuple[int, int]:
    """Return the numbers of inputs and outputs of one unit, fan-in and fan-out.

    Example:
        >>> fans((3, 3, 16, 32))
        (144, 288)
        >>> fans((8, 4, 16), input_axes=(0,), output_axes=(1, 2))
        (8, 64)
    """
    if input_axes is not None and output_axes is not None:
        inputs = [shape[axis] for axis in input_axes]
        return math.prod(inputs), math.prod(shape[axis] for axis in output_axes)
    if len(shape) < 2:
        return math.prod(shape), math.prod(shape)
    points = math.prod(shape[:-2])
    return points * shape[-2], points * shape[-1]


def _check_choice(argument: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        hint = did_you_mean(value, choices)
        raise ValueError(complain(argument, repr(value), f"one of {choices}", hint))


class _Scaled(VarianceScaling):
    """A scale, mode and distribution with a name of its own."""

    _settings: tuple[float, str, str]

    def __init__(
        self, seed: Any = None, input_axes: Any = None, output_axes: Any = None
    ) -> None:
        super().__init__(*self._settings, seed, input_axes, output_axes)


@registry.register()
class GlorotUniform(_Scaled):
    """Uniform draws of variance 2 / (fan-in + fan-out), the default of most layers.

    On [-limit, limit] with limit = sqrt(6 / (fan-in + fan-out)). Source: Glorot and
    Bengio 2010, equation 16. Arguments: `seed`, `input_axes`, `output_axes`.

    Example:
        >>> bool(abs(GlorotUniform(seed=1)((20, 30))).max() <= (6 / 50) ** 0.5)
        True
    """

    _settings = (1.0, "fan_avg", "uniform")


@registry.register()
class GlorotNormal(_Scaled):
    """Truncated normal draws of variance 2 / (fan-in + fan-out).

    Source: Glorot and Bengio 2010, equation 12. Arguments: as for `GlorotUniform`.
    """

    _settings = (1.0, "fan_avg", "truncated_normal")


@registry.register()
class HeUniform(_Scaled):
    """Uniform draws of variance 2 / fan-in, for rectified linear units.

    On [-limit, limit] with limit = sqrt(6 / fan-in). Source: He et al. 2015, equation
    10. Arguments: as for `GlorotUniform`.
    """

    _settings = (2.0, "fan_in", "uniform")


@registry.register()
class HeNormal(_Scaled):
    """Truncated normal draws of variance 2 / fan-in, for rectified linear units.

    Source: He et al. 2015, equation 10. Arguments: as for `GlorotUniform`.
    """

    _settings = (2.0, "fan_in", "truncated_normal")


@registry.register()
class LecunUniform(_Scaled):
    """Uniform draws of variance 1 / fan-in.

    On [-limit, limit] with limit = sqrt(3 / fan-in). Source: LeCun et al. 1998,
    section 4.6. Arguments: as for `GlorotUniform`.
    """

    _settings = (1.0, "fan_in", "uniform")


@registry.register()
class LecunNormal(_Scaled):
    """Truncated normal draws of variance 1 / fan-in, for `selu`.

    Source: LeCun et al. 1998, section 4.6; Klambauer et al. 2017, section 2. Arguments:
    as for `GlorotUniform`.
    """

    _settings = (1.0, "fan_in", "truncated_normal")
