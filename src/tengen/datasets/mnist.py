"""MNIST: 70,000 handwritten digits (LeCun, Cortes, Burges 1998)."""

from __future__ import annotations

from tengen.datasets import catalogue
from tengen.datasets.files import fetch
from tengen.datasets.npz import read_npz
from tengen.datasets.splits import Split


def load_data(path: str = "mnist.npz") -> Split:
    """Load MNIST.

    Args:
        path: name of the file in the cache, or path of a file of the caller's.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: grey images, uint8 `(60000, 28, 28)` and
        `(10000, 28, 28)`, 0 is paper and 255 ink; digits, uint8 `(60000,)` and
        `(10000,)`.

    Raises:
        DownloadError: if the file is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data()  # doctest: +SKIP
        >>> x.shape, y[:5].tolist()  # doctest: +SKIP
        ((60000, 28, 28), [5, 0, 4, 1, 9])
    """
    file = fetch(catalogue.MNIST, path)
    names = ("x_train", "y_train", "x_test", "y_test")
    x_train, y_train, x_test, y_test = read_npz(file, *names)
    return (x_train, y_train), (x_test, y_test)
