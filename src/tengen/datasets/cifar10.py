"""CIFAR-10: 60,000 small colour photographs of ten kinds (Krizhevsky 2009).

Classes: 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse,
8 ship, 9 truck.
"""

from __future__ import annotations

import numpy as np

from tengen.datasets import catalogue
from tengen.datasets.cifar import read_batches
from tengen.datasets.splits import Split


def load_data() -> Split:
    """Load CIFAR-10.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images, uint8 `(50000, 32, 32, 3)` and
        `(10000, 32, 32, 3)`; classes, uint8 `(50000, 1)` and `(10000, 1)`.

    Raises:
        DownloadError: if the archive is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data()  # doctest: +SKIP
        >>> x.shape, y[:3, 0].tolist()  # doctest: +SKIP
        ((50000, 32, 32, 3), [6, 9, 9])
    """
    batches = read_batches(catalogue.CIFAR10, "labels")
    images, labels = zip(
        *(batches[f"data_batch_{number}"] for number in range(1, 6)), strict=True
    )
    x_train = np.concatenate(images)
    y_train = np.concatenate([np.asarray(part, np.uint8) for part in labels])
    x_test, test_labels = batches["test_batch"]
    y_test = np.asarray(test_labels, np.uint8)
    return (x_train, y_train[:, None]), (x_test, y_test[:, None])
