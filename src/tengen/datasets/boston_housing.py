"""Boston housing: 506 districts and their house prices (Harrison, Rubinfeld 1978).

One of its features, "B", was built on the assumption that racial segregation moves
house prices. Use the data to learn about regression or about such mistakes, not to
decide anything; `california_housing` has no such feature.
"""

from __future__ import annotations

from tengen.datasets import catalogue
from tengen.datasets.files import fetch
from tengen.datasets.npz import read_npz
from tengen.datasets.splits import Split, check_test_split, shuffle_and_split


def load_data(
    path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113
) -> Split:
    """Load the Boston house prices.

    Args:
        path: name of the file in the cache, or path of a file of the caller's.
        test_split: which fraction is for testing.
        seed: seed of the order.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: features, float64 `(404, 13)` and
        `(102, 13)`; prices in 1,000 dollars, float64 `(404,)` and `(102,)`.

    Raises:
        ValueError: if `test_split` is no fraction.
        DownloadError: if the file is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data()  # doctest: +SKIP
        >>> x.shape, y[:3].tolist()  # doctest: +SKIP
        ((404, 13), [15.2, 42.3, 50.0])
    """
    check_test_split(test_split)
    x, y = read_npz(fetch(catalogue.BOSTON, path), "x", "y")
    return shuffle_and_split(x, y, test_split, seed)
