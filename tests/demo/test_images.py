"""Which digits are taken: MNIST where it can be had, and never in silence another."""

from __future__ import annotations

import numpy as np
import pytest

from tengen import datasets
from tengen.demo import NoDigitsError, images


@pytest.fixture
def world(monkeypatch):
    """Say what can be had: `world(here=..., server=..., sklearn=..., download=...)`."""

    def make(here=False, server=False, sklearn=True, download=True):
        def load_data():
            if not (here or download):
                raise OSError("cannot download mnist.npz: the connection broke")
            asked.append("download")
            return None

        asked: list[str] = []
        monkeypatch.setattr(datasets, "available", lambda name: here, raising=False)
        monkeypatch.setattr(
            datasets, "reachable", lambda name, seconds: server, raising=False
        )
        monkeypatch.setattr(datasets.mnist, "load_data", load_data)
        monkeypatch.setattr(images, "find_spec", lambda name: sklearn or None)
        return asked

    return make


def test_mnist_where_it_lies_on_the_machine(world):
    asked = world(here=True)
    assert images.choose() == "mnist"
    assert asked == []


def test_mnist_where_its_server_answers(world):
    asked = world(server=True)
    assert images.choose() == "mnist"
    assert asked == ["download"]


def test_small_digits_where_the_server_is_silent(world):
    world(server=False)
    assert images.choose() == "digits"


def test_small_digits_where_the_download_breaks(world):
    world(server=True, download=False)
    assert images.choose() == "digits"


def test_an_error_where_mnist_is_wanted_and_cannot_be_had(world):
    world(server=True, download=False)
    with pytest.raises(NoDigitsError, match="the connection broke"):
        images.choose("mnist")


def test_an_error_where_there_is_nothing(world):
    world(sklearn=False)
    with pytest.raises(NoDigitsError, match="TENGEN_DATA") as error:
        images.choose()
    assert len(str(error.value).splitlines()) == 3
    with pytest.raises(NoDigitsError, match="pip install scikit-learn"):
        images.choose("digits")


def test_the_small_digits_say_whether_they_stand_in():
    pytest.importorskip("sklearn", reason="the small digits come with scikit-learn")
    assert "stand in for MNIST" in images.load("digits", stand_in=True).remark
    digits = images.load("digits")
    assert "stand in" not in digits.remark
    assert digits.x_train.shape == (1437, 8, 8, 1)
    assert digits.x_test.shape == (360, 8, 8, 1)
    assert set(digits.y_test) == set(range(10))


def test_pixels_go_from_paper_to_ink(data_dir):
    digits = images.load("mnist")
    for x, count in ((digits.x_train, 60_000), (digits.x_test, 10_000)):
        assert x.shape == (count, 28, 28, 1)
        assert x.dtype == np.float32
        assert (x.min(), x.max()) == (0, 1)


def test_a_quick_look_says_that_it_takes_a_part():
    digits = images.Digits(
        "d", "Ten.", np.zeros((10, 8, 8, 1)), np.zeros(10), np.ones((5, 8, 8, 1)), []
    )
    part = images.part_of(digits, 4, 2)
    assert (len(part.x_train), len(part.y_train), len(part.x_test)) == (4, 4, 2)
    assert "takes 4 to train and 2 to test" in part.remark
    assert images.part_of(digits, 20, 20).remark == "Ten."
