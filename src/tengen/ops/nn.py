"""What networks are made of: activations, convolutions, pooling, cross-entropies."""

from __future__ import annotations

from tengen.ops import (
    _activations,
    _convolution,
    _crossentropy,
    _normalization,
    _pooling,
)
from tengen.ops._activations import *  # noqa: F403
from tengen.ops._convolution import *  # noqa: F403
from tengen.ops._crossentropy import *  # noqa: F403
from tengen.ops._normalization import *  # noqa: F403
from tengen.ops._pooling import *  # noqa: F403

__all__ = [*_activations.__all__]
__all__ += _convolution.__all__
__all__ += _crossentropy.__all__
__all__ += _normalization.__all__
__all__ += _pooling.__all__
