"""California housing: 20,640 districts and their house values (census of 1990).

Features: median income, age of the houses, rooms and bedrooms per household,
population, people per household, latitude, longitude (Pace, Barry 1997).
"""

from __future__ import annotations

from tengen.datasets import catalogue
from tengen.datasets.files import fetch
from tengen.datasets.npz import read_npz
from tengen.datasets.splits import Split, check_test_split, shuffle_and_split

_ROWS = {"large": None, "small": 600}


def load_data(
    version: str = "large",
    path: str = "california_housing.npz",
    test_split: float = 0.2,
    seed: int = 113,
) -> Split:
    """Load the California house values.

    Args:
        version: `'large'` for all districts, `'small'` for the first 600.
        path: name of the file in the cache, or path of a file of the caller's.
        test_split: which fraction is for testing.
        seed: seed of the order.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: features `(16512, 8)` and `(4128, 8)`
        (small: 480 and 120 rows); median house values in dollars.

    Raises:
        ValueError: if `version` is unknown or `test_split` is no fraction.
        DownloadError: if the file is nowhere and cannot be downloaded.

    Example:
        >>> (x, y), _ = load_data("small")  # doctest: +SKIP
        >>> x.shape  # doctest: +SKIP
        (480, 8)
    """
    check_test_split(test_split)
    if version not in _ROWS:
        raise ValueError(
            "load_data: argument `version`\n"
            f"  got {version!r}; expected 'large' or 'small'"
        )
    x, y = read_npz(fetch(catalogue.CALIFORNIA, path), "x", "y")
    rows = _ROWS[version]
    return shuffle_and_split(x[:rows], y[:rows], test_split, seed)
