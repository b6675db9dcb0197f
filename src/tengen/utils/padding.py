"""Sequences of unequal length as one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


def pad_sequences(
    sequences: Sequence[Any],
    maxlen: int | None = None,
    dtype: DTypeLike = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: float | str = 0.0,
) -> NDArray[Any]:
    """Bring sequences to one length by filling up and cutting off.

    Args:
        sequences: N sequences of numbers (or of equally shaped samples).
        maxlen: length T of the result; `None` takes the longest sequence.
        dtype: data type of the result; `object` for strings.
        padding: `'pre'` or `'post'`: where `value` is filled in.
        truncating: `'pre'` or `'post'`: where too long sequences are cut.
        value: what is filled in.

    Returns:
        An array `(N, T)`, or `(N, T, *sample)` for sequences of samples.

    Raises:
        ValueError: if an element is no sequence, the samples differ in shape, or
            an argument is unknown.

    Example:
        >>> pad_sequences([[1], [2, 3], [4, 5, 6]], maxlen=2).tolist()
        [[0, 1], [2, 3], [5, 6]]
    """
    _check_choice("padding", padding)
    _check_choice("truncating", truncating)
    _check_value(value, np.dtype(dtype))
    lengths = _lengths(sequences)
    if maxlen is None:
        maxlen = max(lengths, default=0)
    sample = _sample_shape(sequences)
    padded = np.full((len(lengths), maxlen, *sample), value, dtype=dtype)
    for row, (sequence, length) in enumerate(zip(sequences, lengths, strict=True)):
        kept = min(length, maxlen)
        if kept == 0:
            continue
        first = length - kept if truncating == "pre" else 0
        values = np.asarray(sequence[first : first + kept], dtype=dtype)
        if values.shape[1:] != sample:
            raise ValueError(
                f"pad_sequences: sequence {row} has samples of another shape\n"
                f"  got {values.shape[1:]}; expected {sample}, as in the first one"
            )
        start = maxlen - kept if padding == "pre" else 0
        padded[row, start : start + kept] = values
    return padded


def _check_choice(argument: str, choice: str) -> None:
    if choice not in ("pre", "post"):
        raise ValueError(
            f"pad_sequences: argument `{argument}`\n"
            f"  got {choice!r}; expected 'pre' or 'post'"
        )


def _check_value(value: float | str, dtype: np.dtype[Any]) -> None:
    if isinstance(value, str) and dtype.kind not in "OSU":
        raise ValueError(
            "pad_sequences: argument `value` is a string\n"
            f"  got dtype {dtype}, which holds no strings\n"
            "  fix: pass `dtype=object`"
        )


def _lengths(sequences: Sequence[Any]) -> list[int]:
    if not hasattr(sequences, "__len__"):
        raise ValueError(
            "pad_sequences: argument `sequences`\n"
            f"  got {type(sequences).__name__}; expected a list of sequences\n"
            "  fix: wrap it, as in `pad_sequences(list(sequences))`"
        )
    for row, sequence in enumerate(sequences):
        if not hasattr(sequence, "__len__"):
            raise ValueError(
                f"pad_sequences: element {row} of `sequences` is no sequence\n"
                f"  got {sequence!r}; expected a list of sequences\n"
                "  fix: for a single sequence pass `[sequence]`"
            )
    return [len(sequence) for sequence in sequences]


def _sample_shape(sequences: Sequence[Any]) -> tuple[int, ...]:
    for sequence in sequences:
        if len(sequence):
            return np.asarray(sequence[:1]).shape[1:]
    return ()
