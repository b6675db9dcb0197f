"""Batches of images from arrays, each image transformed as it is asked for."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from tengen.core import config
from tengen.utils.images import array_to_img
from tengen.utils.py_dataset import PyDataset

if TYPE_CHECKING:
    from tengen.preprocessing.image_data_generator import ImageDataGenerator


class Iterator(PyDataset):
    """Batches of n samples, without end: `next(flow)`, or `flow[index]`.

    An epoch's order, and what is drawn for a batch, follow from the seed, the epoch
    and the batch alone. Two flows with one seed therefore go together, as images and
    their masks must.

    Args:
        n: how many samples there are.
        batch_size: samples per batch; the last of an epoch may be smaller.
        shuffle: whether each epoch has an order of its own.
        seed: where the randomness starts; `None` draws it from NumPy's generator.
        **options: `workers` and its kin, see `tengen.utils.PyDataset`.
    """

    def __init__(
        self,
        n: int,
        batch_size: int,
        shuffle: bool,
        seed: int | None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.n = n
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.batch_index = 0
        self.total_batches_seen = 0
        self._start = int(np.random.randint(2**31 - 1)) if seed is None else int(seed)
        self._epoch = 0
        self._asked: Counter[int] = Counter()
        self._set_order()

    def _set_order(self) -> None:
        self.index_array = np.arange(self.n)
        if self.shuffle:
            generator = np.random.default_rng([self._start, self._epoch])
            self.index_array = generator.permutation(self.n)

    def __len__(self) -> int:
        return -(-self.n // self.batch_size)

    def __getitem__(self, index: int) -> Any:
        """Return batch number `index` of this epoch.

        Raises:
            IndexError: if there is no such batch.
        """
        if not 0 <= index < len(self):
            raise IndexError(
                f"{type(self).__name__}[{index}]\n  got {index}; expected a batch from "
                f"0 to {len(self) - 1}"
            )
        first = index * self.batch_size
        seeds = [self._start, self._epoch, index, self._asked[index]]
        self._asked[index] += 1
        self.total_batches_seen += 1
        rows = self.index_array[first : first + self.batch_size]
        return self._batch(rows, np.random.default_rng(seeds))

    def _batch(self, rows: NDArray[np.int_], generator: np.random.Generator) -> Any:
        """Return the batch of these samples."""
        raise NotImplementedError(f"{type(self).__name__} does not define _batch")

    def on_epoch_end(self) -> None:
        """Put the samples into the next epoch's order."""
        self._epoch += 1
        self._asked.clear()
        self._set_order()

    def reset(self) -> None:
        """Let `next` begin with the first batch again."""
        self.batch_index = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        if self.batch_index >= len(self):
            self.batch_index = 0
            self.on_epoch_end()
        self.batch_index += 1
        return self[self.batch_index - 1]

    def next(self) -> Any:
        """Return the next batch, as `next(flow)` does."""
        return next(self)


class ImageWriter:
    """Writes the images of a flow to files, for people to look at.

    Args:
        folder: where to; `None` writes nothing.
        prefix: what the file names begin with.
        file_format: `'png'`, `'jpeg'`, ...
        data_format: order of the axes of the images.
    """

    def __init__(
        self, folder: Any, prefix: str, file_format: str, data_format: str
    ) -> None:
        self.folder = None if folder is None else Path(os.fspath(folder))
        self.prefix = prefix
        self.file_format = file_format
        self.data_format = data_format

    def write(
        self,
        images: NDArray[Any],
        rows: NDArray[np.int_],
        generator: np.random.Generator,
    ) -> None:
        """Write a batch; the names hold a sample's number and a random one."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        for image, row in zip(images, rows, strict=True):
            mark = int(generator.integers(10**7))
            name = f"{self.prefix}_{row}_{mark}.{self.file_format}"
            array_to_img(image, self.data_format).save(self.folder / name)


class NumpyArrayIterator(Iterator):
    """Batches from arrays in memory: what `ImageDataGenerator.flow` returns.

    Args:
        x: images `(n, ...)` with four axes, or a pair of these and a list of other
            arrays with n rows, which go along unchanged.
        y: targets with n rows, or nothing.
        image_data_generator: transforms the images.
        batch_size, shuffle, seed: see `Iterator`.
        sample_weight: a weight per sample, or nothing.
        data_format: `'channels_last'`, `'channels_first'`, or `None`: as configured.
        save_to_dir, save_prefix, save_format: where to write the images to.
        subset: `'training'` or `'validation'`: the part that `validation_split` says;
            the first samples are those for validation.
        ignore_class_split: allow a part that lacks some of the classes.
        dtype: of the images; `None` is the default float type.

    Raises:
        ValueError: if the arrays do not fit together.
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        image_data_generator: ImageDataGenerator,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: Any = None,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        ignore_class_split: bool = False,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        images, extra = x if isinstance(x, (tuple, list)) else (x, [])
        extra = extra if isinstance(extra, list) else [extra]
        self.dtype = dtype or config.floatx()
        images = np.asarray(images)
        parts = [np.asarray(part) for part in extra]
        y = None if y is None else np.asarray(y)
        weights = None if sample_weight is None else np.asarray(sample_weight)
        for array in (*parts, y, weights):
            if array is not None and len(array) != len(images):
                raise ValueError(
                    f"flow\n  got {len(images)} images and {len(array)} rows beside "
                    "them; expected as many"
                )
        if images.ndim != 4:
            raise ValueError(
                f"flow: argument `x`\n  got shape {images.shape}; expected "
                "(n, height, width, channels)\n  fix: grey images need x[..., None]"
            )
        part = image_data_generator._part(len(images), subset)
        if subset is not None and y is not None and not ignore_class_split:
            _check_classes(y, part)
        self.x = images[part]
        self.x_misc = [array[part] for array in parts]
        self.y = None if y is None else y[part]
        self.sample_weight = None if weights is None else weights[part]
        self.image_data_generator = image_data_generator
        self.data_format = config.standardize_data_format(data_format)
        self._writer = ImageWriter(
            save_to_dir, save_prefix, save_format, self.data_format
        )
        super().__init__(len(self.x), batch_size, shuffle, seed, **options)

    def _batch(self, rows: NDArray[np.int_], generator: np.random.Generator) -> Any:
        change = self.image_data_generator._changed
        images = np.stack(
            [change(self.x[row].astype(self.dtype), generator) for row in rows]
        )
        self._writer.write(images, rows, generator)
        x = [images, *(part[rows] for part in self.x_misc)] if self.x_misc else images
        if self.y is None:
            return x
        batch = (x, self.y[rows])
        if self.sample_weight is None:
            return batch
        return (*batch, self.sample_weight[rows])


def _check_classes(y: NDArray[Any], part: slice) -> None:
    """Complain about a split that leaves a class out of one of its parts."""
    inside = np.zeros(len(y), bool)
    inside[part] = True
    if inside.all() or not np.array_equal(
        np.unique(y[inside], axis=0), np.unique(y[~inside], axis=0)
    ):
        raise ValueError(
            "flow: the training part and the validation part have different classes\n"
            "  fix: mix the samples before, or ignore_class_split=True where y holds "
            "no classes"
        )
