"""`timeseries_dataset_from_array`: windows over a series, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tengen.core.messages import complain
from tengen.utils.dataset import Dataset, shuffling_generator


def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: int | None = None,
    start_index: int | None = None,
    end_index: int | None = None,
    format: str | None = "tf",
) -> Dataset:
    """Return windows over a series, each with a target, in batches.

    The window that begins at step t has the entries t, t + rate, ..., and the target
    `targets[t]`. To predict what follows a window, pass the series shifted:
    `targets=series[sequence_length:]`.

    Args:
        data: the series, `(T, ...)`.
        targets: one per window, or `None`: windows alone.
        sequence_length: entries of a window.
        sequence_stride: steps from one window to the next.
        sampling_rate: steps from one entry to the next.
        batch_size: windows per batch; `None` gives them one by one.
        shuffle: whether to mix the windows, at each round anew.
        seed: where the randomness starts.
        start_index, end_index: the part of the series to use, the end not included.
        format: the library whose data set Keras returns; here it is a `Dataset` in
            every case.

    Returns:
        A `Dataset` of windows `(n, sequence_length, ...)`, with targets `(n, ...)`.

    Raises:
        ValueError: if no window fits.

    Example:
        >>> series = np.arange(6)
        >>> data = timeseries_dataset_from_array(series, series[3:], 3, batch_size=2)
        >>> [(x.tolist(), y.tolist()) for x, y in data][0]
        ([[0, 1, 2], [1, 2, 3]], [3, 4])
    """
    series = np.asarray(data)
    first, last = start_index or 0, len(series) if end_index is None else end_index
    series = series[first:last]
    ends = None if targets is None else np.asarray(targets)[first:last]
    count = len(series) - (sequence_length - 1) * sampling_rate
    count = count if ends is None else min(count, len(ends))
    if count < 1:
        raise ValueError(
            complain(
                f"timeseries_dataset_from_array: sequence_length={sequence_length}",
                f"{len(series)} steps",
                f"at least {(sequence_length - 1) * sampling_rate + 1}",
            )
        )
    starts = np.arange(0, count, sequence_stride)
    steps = np.arange(sequence_length) * sampling_rate
    size = batch_size or 1
    rounds = iter(range(2**62))

    def batches() -> Iterator[Any]:
        order = starts
        if shuffle:
            order = shuffling_generator(seed, next(rounds)).permutation(starts)
        for at in range(0, len(order), size):
            chosen = order[at : at + size]
            windows = series[chosen[:, None] + steps]
            batch = windows if ends is None else (windows, ends[chosen])
            if batch_size is not None:
                yield batch
            else:
                yield windows[0] if ends is None else (windows[0], ends[chosen][0])

    return Dataset(batches, -(-len(starts) // size))
