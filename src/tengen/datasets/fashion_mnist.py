"""Fashion-MNIST: 70,000 pictures of clothes (Xiao, Rasul, Vollgraf 2017; MIT licence).

Classes: 0 T-shirt/top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt,
7 sneaker, 8 bag, 9 ankle boot.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.datasets import catalogue
from tengen.datasets.catalogue import DataFile
from tengen.datasets.files import fetch
from tengen.datasets.splits import Split


def load_data() -> Split:
    """Load Fashion-MNIST.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: grey images, uint8 `(60000, 28, 28)` and
        `(10000, 28, 28)`; classes, uint8 `(60000,)` and `(10000,)`.

    Raises:
        DownloadError: if a file is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data()  # doctest: +SKIP
        >>> x.shape, y[:5].tolist()  # doctest: +SKIP
        ((60000, 28, 28), [9, 0, 0, 3, 0])
    """
    y_train = _read_idx(catalogue.FASHION_TRAIN_LABELS)
    x_train = _read_idx(catalogue.FASHION_TRAIN_IMAGES)
    y_test = _read_idx(catalogue.FASHION_TEST_LABELS)
    x_test = _read_idx(catalogue.FASHION_TEST_IMAGES)
    return (x_train, y_train), (x_test, y_test)


def _read_idx(file: DataFile) -> NDArray[Any]:
    """Read the IDX format: 0, 0, type, rank; the sizes as big-endian int32; bytes."""
    path = fetch(file)
    try:
        content = gzip.decompress(path.read_bytes())
        rank = content[3]
        shape = np.frombuffer(content, ">i4", count=rank, offset=4)
        pixels = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
        return pixels.reshape(shape).copy()  # what is read from bytes is read-only
    except (OSError, EOFError, zlib.error, ValueError, IndexError) as error:
        raise ValueError(
            f"data file {path} is damaged ({error})\n"
            "  fix: delete it; it is downloaded again when next loaded"
        ) from error
