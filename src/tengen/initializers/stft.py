"""`STFT`: filters of a short-time Fourier transform."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from tengen.core.messages import complain
from tengen.initializers.initializer import Initializer, as_tensor, registry

# Windows that are sums of cosines; those SciPy has besides are rare, and it is slow to
# import.
_COSINES = {
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
}


@registry.register("STFTInitializer")
class STFT(Initializer):
    """Cosines or sines of rising frequency, under a window: filters for `Conv1D`.

    Args:
        side: `'real'` (cosines) or `'imag'` (sines).
        window: `'hann'`, `'hamming'`, `'blackman'` or another name that
            `scipy.signal.get_window` knows, an array `(frame_length,)`, or `None`.
        scaling: `'density'` divides by the root of the window's sum of squares,
            `'spectrum'` by its sum, `None` does neither.
        periodic: for windows by name: whether the window is one period of an endless
            one; symmetric otherwise.

    Example:
        >>> STFT(window=None)((4, 1, 3)).shape
        (4, 1, 3)
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ) -> None:
        for name, value, known in (
            ("side", side, ("real", "imag")),
            ("scaling", scaling, ("density", "spectrum", None)),
        ):
            if value not in known:
                choices = f"one of {', '.join(map(str, known))}"
                raise ValueError(complain(f"STFT({name}=...)", repr(value), choices))
        if isinstance(window, str):
            window_of(window, 2, periodic)
        self.side = side
        self.window = window
        self.scaling = scaling
        self.periodic = periodic

    def __call__(
        self, shape: tuple[int, ...], dtype: Any = None, **ignored: Any
    ) -> jax.Array:
        """Return filters `(frame_length, channels, frequencies)`; channels are alike.

        Raises:
            ValueError: for another number of axes.
        """
        if len(shape) != 3:
            raise ValueError(complain("STFT", f"shape {tuple(shape)}", "three axes"))
        length, channels, count = shape
        times, frequencies = np.arange(length), np.arange(count) / (2 * (count - 1))
        angles = -2 * np.pi * times[:, None] * frequencies
        waves = np.cos(angles) if self.side == "real" else np.sin(angles)
        waves = waves * self._weights(length)[:, None]
        return as_tensor(np.repeat(waves[:, None], channels, axis=1), dtype)

    def _weights(self, length: int) -> Any:
        if self.window is None:
            return np.ones(length)
        weights = self.window
        if isinstance(weights, str):
            weights = window_of(weights, length, self.periodic)
        weights = np.asarray(weights)
        if weights.shape != (length,):
            got = f"a window of shape {weights.shape}"
            raise ValueError(complain("STFT", got, f"shape ({length},)"))
        if self.scaling == "density":
            return weights / np.sqrt(np.sum(weights**2))
        return weights / (np.abs(weights).sum() if self.scaling == "spectrum" else 1)


def window_of(name: str, length: int, periodic: bool) -> Any:
    """Return a window's weights `(length,)`.

    Raises:
        ValueError: for an unknown name.
    """
    shares = _COSINES.get(name)
    if shares is None:
        return _other_window(name, length, periodic)
    angles = 2 * np.pi * np.arange(length) / (length if periodic else length - 1)
    return sum(
        share * np.cos(order * angles) * (-1) ** order
        for order, share in enumerate(shares)
    )


def _other_window(name: str, length: int, periodic: bool) -> Any:
    from scipy import signal

    try:
        return signal.get_window(name, length, periodic)
    except ValueError:
        known = f"{', '.join(_COSINES)}, None, or a window of scipy.signal"
        raise ValueError(complain("STFT(window=...)", repr(name), known)) from None
