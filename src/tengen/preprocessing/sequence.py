"""Sequences: padding, windows over a series, pairs of neighbouring words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.utils.padding import pad_sequences
from tengen.utils.py_dataset import PyDataset

__all__ = ["TimeseriesGenerator", "make_sampling_table", "pad_sequences", "skipgrams"]

_EULER = 0.577  # the Euler-Mascheroni constant, to the digits that Keras takes


class TimeseriesGenerator(PyDataset):
    """Windows over a series, each with the value that follows it, in batches.

    Sample i is `(data[i - length : i : sampling_rate], targets[i])`.

    Args:
        data: the series, `(T, ...)`.
        targets: what is to be predicted, T entries.
        length: steps of the series that a window spans.
        sampling_rate: take every so many steps of a window.
        stride: steps from one window to the next.
        start_index: where the first window begins.
        end_index: the last step that is used; `None` is the last one there is.
        shuffle: draw the windows at random.
        reverse: turn the windows around.
        batch_size: windows per batch.

    Raises:
        ValueError: where data and targets differ in length, or no window fits.

    Example:
        >>> series = np.arange(6)
        >>> windows = TimeseriesGenerator(series, series, length=3, batch_size=2)
        >>> x, y = windows[0]
        >>> x.tolist(), y.tolist()
        ([[0, 1, 2], [1, 2, 3]], [3, 4])
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
    ) -> None:
        super().__init__()
        if len(data) != len(targets):
            raise ValueError(
                f"TimeseriesGenerator\n  got {len(data)} steps of data and "
                f"{len(targets)} targets; expected one target per step"
            )
        self.data = np.asarray(data)
        self.targets = np.asarray(targets)
        self.length = length
        self.sampling_rate = sampling_rate
        self.stride = stride
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle = shuffle
        self.reverse = reverse
        self.batch_size = batch_size
        if self.start_index > self.end_index:
            raise ValueError(
                f"TimeseriesGenerator: no window of length={length} fits\n"
                f"  got steps {start_index} to {self.end_index}; expected at least "
                f"{length + 1} steps"
            )

    def __len__(self) -> int:
        step = self.batch_size * self.stride
        return (self.end_index - self.start_index + step) // step

    def __getitem__(self, index: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return batch number `index`: windows `(n, length / rate, ...)`, targets."""
        if self.shuffle:
            rows = np.random.randint(
                self.start_index, self.end_index + 1, size=self.batch_size
            )
        else:
            first = self.start_index + self.batch_size * self.stride * index
            last = min(first + self.batch_size * self.stride, self.end_index + 1)
            rows = np.arange(first, last, self.stride)
        windows = [
            self.data[row - self.length : row : self.sampling_rate] for row in rows
        ]
        samples = np.stack(windows)
        return samples[:, ::-1] if self.reverse else samples, self.targets[rows]

    def get_config(self) -> dict[str, Any]:
        """Return the arguments; data and targets as JSON texts."""
        return {
            "data": json.dumps(self.data.tolist()),
            "targets": json.dumps(self.targets.tolist()),
            "length": self.length,
            "sampling_rate": self.sampling_rate,
            "stride": self.stride,
            "start_index": self.start_index - self.length,
            "end_index": self.end_index,
            "shuffle": self.shuffle,
            "reverse": self.reverse,
            "batch_size": self.batch_size,
        }

    def to_json(self, **options: Any) -> str:
        """Return the generator as JSON, for `timeseries_generator_from_json`."""
        entry = {"class_name": type(self).__name__, "config": self.get_config()}
        return json.dumps(entry, **options)


def timeseries_generator_from_json(json_string: str) -> TimeseriesGenerator:
    """Return the generator that `TimeseriesGenerator.to_json` described."""
    config = dict(json.loads(json_string)["config"])
    data = json.loads(config.pop("data"))
    targets = json.loads(config.pop("targets"))
    return TimeseriesGenerator(data, targets, **config)


def make_sampling_table(
    size: int, sampling_factor: float = 1e-5
) -> NDArray[np.float64]:
    """Return with what probability each word is kept, by its rank.

    Frequencies are taken to follow Zipf's law, so that the word of rank r occurs
    `1 / (r * (log(r) + 0.577) + 1/2 - 1 / (12 r))` times per word of text.

    Args:
        size: how many words there are.
        sampling_factor: frequent words are kept less often the smaller it is.

    Returns:
        Probabilities `(size,)`; the first two entries are equal.

    Source: Mikolov et al., Distributed representations of words and phrases and their
    compositionality (2013), section 2.3.

    Example:
        >>> make_sampling_table(5).round(5).tolist()
        [0.00315, 0.00315, 0.00548, 0.00742, 0.00913]
    """
    rank = np.arange(size)
    rank[:1] = 1
    rarity = rank * (np.log(rank) + _EULER) + 0.5 - 1 / (12.0 * rank)
    return np.minimum(1.0, np.sqrt(sampling_factor * rarity))


def skipgrams(
    sequence: Sequence[int],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Any = None,
    seed: int | None = None,
) -> tuple[list[list[int]], list[Any]]:
    """Pair words with their neighbours, and with words drawn at random.

    Args:
        sequence: numbers of words; 0 is no word.
        vocabulary_size: drawn words are 1 to `vocabulary_size - 1`.
        window_size: how far apart neighbours may stand.
        negative_samples: drawn pairs per pair of neighbours.
        shuffle: whether to mix the pairs.
        categorical: label pairs `[0, 1]` and `[1, 0]` instead of 1 and 0.
        sampling_table: with what probability each word is kept, as
            `make_sampling_table` returns; `None` keeps all.
        seed: where the randomness starts.

    Returns:
        Pairs `[word, other]`, and labels: 1 for neighbours, 0 for drawn ones.

    Example:
        >>> pairs, labels = skipgrams([5, 6, 7], 9, 1, 0, shuffle=False)
        >>> pairs
        [[5, 6], [6, 5], [6, 7], [7, 6]]
    """
    start = np.random.randint(2**31 - 1) if seed is None else seed
    generator = np.random.default_rng(start)
    near: list[list[int]] = []
    for place, word in enumerate(sequence):
        if not word:
            continue
        if sampling_table is not None and sampling_table[word] < generator.random():
            continue
        first = max(0, place - window_size)
        window = enumerate(sequence[first : place + window_size + 1], first)
        near += [[word, other] for at, other in window if at != place and other]
    drawn = _drawn_pairs(near, negative_samples, vocabulary_size, generator)
    yes, no = ([0, 1], [1, 0]) if categorical else (1, 0)
    pairs = near + drawn
    labels: list[Any] = [yes] * len(near) + [no] * len(drawn)
    if shuffle:
        order = generator.permutation(len(pairs))
        pairs = [pairs[at] for at in order]
        labels = [labels[at] for at in order]
    return pairs, labels


def _drawn_pairs(
    near: list[list[int]],
    negative_samples: float,
    vocabulary_size: int,
    generator: np.random.Generator,
) -> list[list[int]]:
    count = int(len(near) * negative_samples)
    words = [pair[0] for pair in near]
    generator.shuffle(words)
    others = generator.integers(1, max(vocabulary_size, 2), size=count)
    return [[words[i % len(words)], int(other)] for i, other in enumerate(others)]
