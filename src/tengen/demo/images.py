"""Which digits to read: MNIST, or the small ones that scikit-learn carries."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen import datasets
from tengen.demo.results import Digits

SECONDS_TO_ANSWER = 4.0
SOURCES = ("auto", "mnist", "digits")


class NoDigitsError(RuntimeError):
    """Neither data set can be had; says how to get one."""


def choose(wanted: str = "auto") -> str:
    """Decide which data to take, before any work is done.

    Args:
        wanted: `'mnist'`, `'digits'`, or `'auto'`: MNIST where it is on this machine
            or can be downloaded, else the small digits.

    Returns:
        `'mnist'` or `'digits'`.

    Raises:
        NoDigitsError: if it cannot be had.
    """
    if wanted == "digits":
        return _small_digits_or_error("digits: scikit-learn is not installed")
    if datasets.available("mnist"):
        return "mnist"
    if wanted == "mnist" or datasets.reachable("mnist", SECONDS_TO_ANSWER):
        return _downloaded(wanted)
    return _small_digits_or_error(
        "digits: MNIST is not on this machine and its server does not answer,\n"
        "  and scikit-learn, which carries small digits, is not installed"
    )


def load(source: str, stand_in: bool = False) -> Digits:
    """Load the data set that `choose` named.

    Args:
        stand_in: say that it is there in place of MNIST.
    """
    return _mnist() if source == "mnist" else _small_digits(stand_in)


def _downloaded(wanted: str) -> str:
    try:
        datasets.mnist.load_data()
    except OSError as error:
        if wanted == "mnist" or find_spec("sklearn") is None:
            raise NoDigitsError(str(error)) from error
        return "digits"
    return "mnist"


def _small_digits_or_error(problem: str) -> str:
    if find_spec("sklearn") is None:
        raise NoDigitsError(
            f"{problem}\n  fix: pip install scikit-learn, or put mnist.npz into a "
            "folder that TENGEN_DATA names"
        )
    return "digits"


def _mnist() -> Digits:
    (x_train, y_train), (x_test, y_test) = datasets.mnist.load_data()
    return Digits(
        title="MNIST",
        remark="70,000 digits of 28 x 28 pixels, written by some 500 people "
        "(LeCun, Cortes, Burges 1998).",
        x_train=_scaled(x_train, 255),
        y_train=y_train.astype("int32"),
        x_test=_scaled(x_test, 255),
        y_test=y_test.astype("int32"),
    )


def _small_digits(stand_in: bool) -> Digits:
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    x = _scaled(images.reshape(-1, 8, 8), 16)
    y = labels.astype("int32")
    train = len(x) - 360
    remark = (
        "1,797 digits of 8 x 8 pixels (Kaynak, Alpaydin 1998), which scikit-learn "
        "carries; the last 360 are the test."
    )
    if stand_in:
        remark += " They stand in for MNIST, which was not to be had here."
    return Digits(
        title="scikit-learn's digits",
        remark=remark,
        x_train=x[:train],
        y_train=y[:train],
        x_test=x[train:],
        y_test=y[train:],
    )


def _scaled(images: NDArray[Any], ink: int) -> NDArray[np.float32]:
    """Bring pixels `(N, H, W)` from 0 ... `ink` to 0 ... 1, `(N, H, W, 1)`."""
    return np.asarray(images[..., None] / np.float32(ink), dtype=np.float32)


def part_of(digits: Digits, train: int, test: int) -> Digits:
    """Return the first so many images, for a quick look."""
    return Digits(
        title=digits.title,
        remark=f"{digits.remark} Of these, a quick look takes {train:,} to train "
        f"and {test:,} to test."
        if train < len(digits.x_train)
        else digits.remark,
        x_train=np.ascontiguousarray(digits.x_train[:train]),
        y_train=digits.y_train[:train],
        x_test=np.ascontiguousarray(digits.x_test[:test]),
        y_test=digits.y_test[:test],
    )
