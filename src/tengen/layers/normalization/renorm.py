"""Batch renormalization: what training sees is brought close to what inference sees."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tengen.core.messages import complain

_LIMITS = ("rmax", "rmin", "dmax")


def checked_clipping(layer: Any, clipping: Any) -> dict[str, float] | None:
    """Return the limits of the correction.

    Raises:
        ValueError: naming the layer class, for unknown or impossible limits.
    """
    if clipping is None:
        return None
    where = f"{type(layer).__name__}: renorm_clipping"
    if not isinstance(clipping, dict) or set(clipping) - set(_LIMITS):
        raise ValueError(
            complain(where, repr(clipping), f"a dict of {', '.join(_LIMITS)}")
        )
    largest, smallest = clipping.get("rmax"), clipping.get("rmin")
    if largest is not None and smallest is not None and largest < smallest:
        raise ValueError(complain(where, repr(clipping), "rmax not below rmin"))
    if clipping.get("dmax") is not None and clipping["dmax"] < 0:
        raise ValueError(complain(where, repr(clipping), "dmax not negative"))
    return dict(clipping)


def correction(
    mean: Any,
    deviation: Any,
    known_mean: Any,
    known_deviation: Any,
    clipping: dict[str, float] | None,
) -> tuple[Any, Any]:
    """Return r and d, with which `x * r + d` has the known statistics.

    Both are constants for the gradient. All arguments have shape `(channels,)`.

    Source: Ioffe, "Batch Renormalization", 2017, algorithm 1.
    """
    limits = clipping or {}
    ratio = jnp.clip(
        deviation / known_deviation, limits.get("rmin"), limits.get("rmax")
    )
    shift = (mean - known_mean) / known_deviation
    if limits.get("dmax") is not None:
        shift = jnp.clip(shift, -limits["dmax"], limits["dmax"])
    return jax.lax.stop_gradient(ratio), jax.lax.stop_gradient(shift)
