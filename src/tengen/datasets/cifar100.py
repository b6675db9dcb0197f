"""CIFAR-100: 60,000 small colour photographs of a hundred kinds (Krizhevsky 2009)."""

from __future__ import annotations

import numpy as np

from tengen.datasets import catalogue
from tengen.datasets.cifar import read_batches
from tengen.datasets.splits import Split


def load_data(label_mode: str = "fine") -> Split:
    """Load CIFAR-100.

    Args:
        label_mode: `'fine'` for the 100 classes, `'coarse'` for the 20 groups of them.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images, uint8 `(50000, 32, 32, 3)` and
        `(10000, 32, 32, 3)`; classes, int64 `(50000, 1)` and `(10000, 1)`.

    Raises:
        ValueError: if `label_mode` is unknown.
        DownloadError: if the archive is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data("coarse")  # doctest: +SKIP
        >>> x.shape, int(y.max())  # doctest: +SKIP
        ((50000, 32, 32, 3), 19)
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(
            "load_data: argument `label_mode`\n"
            f"  got {label_mode!r}; expected 'fine' or 'coarse'"
        )
    batches = read_batches(catalogue.CIFAR100, f"{label_mode}_labels")
    x_train, y_train = batches["train"]
    x_test, y_test = batches["test"]
    return (
        (x_train, np.asarray(y_train, np.int64)[:, None]),
        (x_test, np.asarray(y_test, np.int64)[:, None]),
    )
