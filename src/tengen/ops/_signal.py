"""Fourier transforms, and signals in overlapping windows.

Complex tensors are pairs (real part, imaginary part), as Keras has them.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import floats, tensor

__all__ = [
    "extract_sequences",
    "fft",
    "fft2",
    "ifft2",
    "irfft",
    "istft",
    "rfft",
    "stft",
]
Pair = tuple[jax.Array, jax.Array]


@op
def fft(x: Any) -> Pair:
    """Return the discrete Fourier transform over the last axis.

    Args:
        x: pair (real, imaginary) of float tensors `(..., n)`.

    Returns:
        A pair of tensors `(..., n)`.

    Example:
        >>> import jax.numpy as jnp
        >>> real, imaginary = fft((jnp.ones(4), jnp.zeros(4)))
        >>> real.tolist()
        [4.0, 0.0, 0.0, 0.0]
    """
    return _parts(jnp.fft.fft(_complex("fft", x)))


@op
def fft2(x: Any) -> Pair:
    """Return the Fourier transform of a pair of tensors over the last two axes."""
    return _parts(jnp.fft.fft2(_complex("fft2", x)))


@op
def ifft2(x: Any) -> Pair:
    """Return the inverse of `fft2`."""
    return _parts(jnp.fft.ifft2(_complex("ifft2", x)))


@op
def rfft(x: Any, fft_length: int | None = None) -> Pair:
    """Return the Fourier transform of a real tensor over the last axis.

    Args:
        x: float tensor `(..., n)`.
        fft_length: length to which the axis is cut or padded with zeros; n if `None`.

    Returns:
        A pair (real, imaginary) of tensors `(..., fft_length // 2 + 1)`.
    """
    return _parts(jnp.fft.rfft(floats(x), fft_length))


@op
def irfft(x: Any, fft_length: int | None = None) -> jax.Array:
    """Return the inverse of `rfft`, a real tensor `(..., fft_length)`."""
    return jnp.fft.irfft(_complex("irfft", x), fft_length)


@op
def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> jax.Array:
    """Return windows `(..., count, sequence_length)` of signals `(..., n)`.

    Args:
        x: signals.
        sequence_length: length of each window.
        sequence_stride: from the beginning of a window to that of the next.

    Example:
        >>> extract_sequences([1, 2, 3, 4, 5], 3, 2).tolist()
        [[1, 2, 3], [3, 4, 5]]
    """
    x = jnp.asarray(tensor(x))
    count = 1 + (x.shape[-1] - sequence_length) // sequence_stride
    starts = sequence_stride * np.arange(max(count, 0))
    return x[..., starts[:, None] + np.arange(sequence_length)]


@op
def stft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> Pair:
    """Return the Fourier transforms of the windows of a signal (short-time transform).

    Args:
        x: float signals `(..., n)`.
        sequence_length: length of a window.
        sequence_stride: from one window to the next.
        fft_length: length of the transform; windows are padded with zeros on both
            sides.
        window: `'hann'`, `'hamming'`, `None` (all ones), or weights
            `(sequence_length,)`.
        center: whether the signal is continued by reflection, so that windows are
            centred on the signal's beginning and end.

    Returns:
        A pair (real, imaginary) of tensors `(..., windows, fft_length // 2 + 1)`.
    """
    x = floats(x)
    weights = _window("stft", window, sequence_length, fft_length).astype(x.dtype)
    if center:
        edges = [(0, 0)] * (x.ndim - 1) + [(fft_length // 2, fft_length // 2)]
        x = jnp.pad(x, edges, mode="reflect")
    windows = extract_sequences(x, fft_length, sequence_stride)
    return _parts(jnp.fft.rfft(windows * weights))


@op
def istft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> jax.Array:
    """Return the signal behind short-time transforms: the inverse of `stft`.

    Overlapping windows are added up and divided by the sum of the squared weights
    (Griffin and Lim 1984, equation 6).

    Args:
        x: pair (real, imaginary) of tensors `(..., windows, fft_length // 2 + 1)`.
        sequence_length, sequence_stride, fft_length, window, center: as for `stft`.
        length: length of the signal; as far as the windows go if `None`.

    Returns:
        A float tensor `(..., length)`.
    """
    spectra = _complex("istft", x)
    weights = _window("istft", window, sequence_length, fft_length)
    windows = jnp.fft.irfft(spectra, fft_length)
    weights = weights.astype(windows.dtype)
    count = windows.shape[-2]
    whole = fft_length + sequence_stride * (count - 1)
    places = sequence_stride * np.arange(count)[:, None] + np.arange(fft_length)
    silence = jnp.zeros((*windows.shape[:-2], whole), windows.dtype)
    signal = silence.at[..., places].add(windows * weights)
    norm = jnp.zeros(whole, signal.dtype)
    norm = norm.at[places].add(jnp.square(weights)[None, :])
    signal = signal / jnp.where(norm > 1e-10, norm, 1)
    start = fft_length // 2 if center else 0
    end = whole - start if length is None else start + length
    return signal[..., start:end]


def _window(name: str, window: Any, length: int, fft_length: int) -> jax.Array:
    """Return the weights, with zeros around them, `(fft_length,)`."""
    if fft_length < length:
        got = f"sequence_length={length}, fft_length={fft_length}"
        raise ValueError(complain(name, got, "a transform as long as the window"))
    if window is None:
        # Keras lets the padding take part in a window of ones.
        return jnp.ones(fft_length)
    angle = 2 * np.pi * np.arange(length) / length
    known = {"hann": 0.5 - 0.5 * np.cos(angle), "hamming": 0.54 - 0.46 * np.cos(angle)}
    if isinstance(window, str):
        if window not in known:
            choices = f"one of {', '.join(known)}, None, or an array"
            raise ValueError(complain(f"{name}(window=...)", repr(window), choices))
        window = known[window]
    window = jnp.asarray(window)
    if window.shape != (length,):
        got = f"shape {tuple(window.shape)}"
        raise ValueError(complain(f"{name}(window=...)", got, f"shape ({length},)"))
    before = (fft_length - length) // 2
    return jnp.pad(window, (before, fft_length - length - before))


def _complex(name: str, x: Any) -> jax.Array:
    is_pair = isinstance(x, (tuple, list)) and len(x) == 2
    if not is_pair or np.shape(x[0]) != np.shape(x[1]):
        fix = f"{name}((x, zeros_like(x))) for real tensors"
        what = "a pair (real, imaginary) of tensors of one shape"
        raise ValueError(complain(name, type(x).__name__, what, fix))
    return jax.lax.complex(floats(x[0]), floats(x[1]))


def _parts(x: jax.Array) -> Pair:
    return jnp.real(x), jnp.imag(x)
