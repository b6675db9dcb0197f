"""Initializers: what a layer's variables hold before training.

Each is a function `(shape, dtype=None) -> tensor` with a configuration. Strings such as
`'glorot_uniform'` name one with its defaults.

Example:
    >>> RandomNormal(stddev=0.1, seed=1)((2, 3)).shape
    (2, 3)
"""

from __future__ import annotations

from typing import Any

from tengen.core import serialized
from tengen.core.registry import custom_object_scope
from tengen.initializers.constant import Constant, Identity, Ones, Zeros
from tengen.initializers.initializer import Initializer, registry
from tengen.initializers.random import (
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
)
from tengen.initializers.scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from tengen.initializers.stft import STFT

zeros = Zeros
ones = Ones
constant = Constant
identity = IdentityInitializer = Identity
orthogonal = OrthogonalInitializer = Orthogonal
random_normal = RandomNormal
random_uniform = RandomUniform
stft = STFTInitializer = STFT
truncated_normal = TruncatedNormal
variance_scaling = VarianceScaling
glorot_normal = GlorotNormal
glorot_uniform = GlorotUniform
he_normal = HeNormal
he_uniform = HeUniform
lecun_normal = LecunNormal
lecun_uniform = LecunUniform

# fmt: off
__all__ = [
    "Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity",
    "IdentityInitializer", "Initializer", "LecunNormal", "LecunUniform", "Ones",
    "Orthogonal", "OrthogonalInitializer", "RandomNormal", "RandomUniform", "STFT",
    "STFTInitializer", "TruncatedNormal", "VarianceScaling", "Zeros", "constant",
    "deserialize", "get", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform",
    "identity", "lecun_normal", "lecun_uniform", "ones", "orthogonal", "random_normal",
    "random_uniform", "serialize", "stft", "truncated_normal", "variance_scaling",
    "zeros",
]
# fmt: on


def get(identifier: Any) -> Any:
    """Return the initializer that a name, config, class, object or array stands for.

    Raises:
        ValueError: for an unknown name, with the closest known ones.

    Example:
        >>> get("zeros")((2,)).tolist()
        [0.0, 0.0]
    """
    if hasattr(identifier, "__array__") and not callable(identifier):
        return Constant(identifier)
    return registry.get(identifier)


def serialize(initializer: Any) -> Any:
    """Return an initializer as data: `{"module", "class_name", "config", ...}`."""
    return serialized.serialize(initializer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the initializer that `serialize` described."""
    with custom_object_scope(custom_objects):
        return get(config)
