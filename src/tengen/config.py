"""Global settings: float type, fuzz factor, channel order, dtype policy."""

from tengen.core.config import (
    configured_backend,
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
from tengen.core.dtypes import dtype_policy, set_dtype_policy

__all__ = [
    "backend",
    "configured_backend",
    "dtype_policy",
    "epsilon",
    "floatx",
    "image_data_format",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
]


def backend() -> str:
    """Return the name of the engine, `'jax'`: there is no other."""
    return "jax"
