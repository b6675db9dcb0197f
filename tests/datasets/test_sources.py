"""Where files come from: given, cached, downloaded; and what is said when they differ.

The files here are small ones of the same form; the catalogue is told that they are the
originals.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import socket
from pathlib import Path

import numpy as np
import pytest

from tengen import datasets
from tengen.datasets import boston_housing, catalogue, imdb, mnist
from tengen.utils import DownloadError, cache_folder


def write_mnist(path: Path, label: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        path,
        x_train=np.zeros((3, 28, 28), np.uint8),
        y_train=np.full(3, label, np.uint8),
        x_test=np.ones((2, 28, 28), np.uint8),
        y_test=np.full(2, label, np.uint8),
    )
    return path


def first_label(**options) -> int:
    return int(mnist.load_data(**options)[0][1][0])


def closed_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


@pytest.fixture
def original(monkeypatch, server) -> Path:
    """The original file, on a server; its label is 7."""
    address, served = server
    path = write_mnist(served / "mnist.npz", label=7)
    file = dataclasses.replace(
        catalogue.MNIST,
        url=address + "mnist.npz",
        mirrors=(),
        file_hash=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    monkeypatch.setattr(catalogue, "MNIST", file)
    monkeypatch.setitem(catalogue.DATA_SETS, "mnist", (file,))
    return path


@pytest.fixture
def offline(original, monkeypatch) -> str:
    url = closed_address() + "mnist.npz"
    monkeypatch.setattr(
        catalogue, "MNIST", dataclasses.replace(catalogue.MNIST, url=url)
    )
    return url


def test_a_download_lands_in_the_cache_and_is_used_from_there(
    original, cache, monkeypatch
):
    assert not datasets.available("mnist")
    assert first_label() == 7
    assert (cache / "mnist.npz").read_bytes() == original.read_bytes()
    assert datasets.available("mnist")
    original.unlink()
    assert first_label() == 7


def test_given_files_come_before_cached_ones_and_are_said_to_differ_once(
    original, cache, given, capsys
):
    (cache / "mnist.npz").write_bytes(original.read_bytes())
    path = write_mnist(given / "mnist.npz", label=3)
    assert datasets.available("mnist")
    assert capsys.readouterr().err == ""
    assert [first_label(), first_label()] == [3, 3]
    assert capsys.readouterr().err == (
        f"{path} is not the original file (its hash differs); it is used as given\n"
    )
    assert sorted(given.iterdir()) == [path]


def test_given_originals_are_used_silently(original, given, capsys):
    (given / "mnist.npz").write_bytes(original.read_bytes())
    assert first_label() == 7
    assert capsys.readouterr().err == ""


def test_a_cache_can_be_given(cache, given):
    write_mnist(given / "datasets" / "mnist.npz", label=4)
    assert first_label() == 4


def test_a_folder_without_the_file_does_not_stand_in_the_way(original, given, cache):
    assert first_label() == 7
    assert list(given.iterdir()) == []


def test_a_data_folder_that_is_none_is_said_to_be_none(
    original, cache, monkeypatch, capsys
):
    monkeypatch.setenv("TENGEN_DATA", str(cache / "nowhere"))
    assert first_label() == 7
    assert f"TENGEN_DATA names {cache / 'nowhere'}" in capsys.readouterr().err


def test_a_cached_file_that_differs_is_downloaded_again(original, cache, capsys):
    write_mnist(cache / "mnist.npz", label=5)
    assert not datasets.available("mnist")
    assert first_label() == 7
    assert "its hash differs): downloading it" in capsys.readouterr().err


def test_a_wrong_download_is_refused(original, cache):
    write_mnist(original, label=6)
    with pytest.raises(DownloadError, match="not the file that is meant"):
        mnist.load_data()
    assert list(cache.iterdir()) == []


def test_offline_the_error_names_file_address_and_place(offline, cache):
    with pytest.raises(DownloadError) as caught:
        mnist.load_data()
    text = str(caught.value)
    assert len(text.splitlines()) == 3
    assert "cannot download mnist.npz: no connection" in text
    assert f"from {offline}" in text
    assert f"put it at {cache / 'mnist.npz'}" in text and "TENGEN_DATA" in text


def test_following_that_advice_helps(offline, original, cache):
    (cache / "mnist.npz").write_bytes(original.read_bytes())
    assert first_label() == 7


def test_offline_with_a_file_that_differs_the_error_says_how_to_use_it(
    offline, cache, monkeypatch
):
    write_mnist(cache / "mnist.npz", label=5)
    with pytest.raises(DownloadError, match="to use it as it is, name its folder"):
        mnist.load_data()
    monkeypatch.setenv("TENGEN_DATA", str(cache))
    assert first_label() == 5


def test_the_archive_of_cifar_may_be_put_by_hand_under_its_own_name(cache, monkeypatch):
    url = closed_address() + "cifar-10-python.tar.gz"
    file = dataclasses.replace(catalogue.CIFAR10, url=url)
    monkeypatch.setattr(catalogue, "CIFAR10", file)
    with pytest.raises(DownloadError) as caught:
        datasets.cifar10.load_data()
    assert f"put it at {cache / 'cifar-10-python.tar.gz'}" in str(caught.value)


def test_mirrors_help(original, cache, monkeypatch):
    file = dataclasses.replace(
        catalogue.MNIST, url=closed_address(), mirrors=(catalogue.MNIST.url,)
    )
    monkeypatch.setattr(catalogue, "MNIST", file)
    assert first_label() == 7


def test_a_path_with_a_folder_is_the_very_file(original, cache, tmp_path, monkeypatch):
    own = write_mnist(tmp_path / "own" / "digits.npz", label=8)
    assert first_label(path=str(own)) == 8
    assert first_label(path=own) == 8
    monkeypatch.chdir(tmp_path)
    assert first_label(path="own/digits.npz") == 8
    assert first_label(path=tmp_path / "new" / "digits.npz") == 7
    assert (tmp_path / "new" / "digits.npz").is_file()
    assert list(cache.iterdir()) == []


def test_a_bare_name_is_one_in_the_cache(original, cache):
    assert first_label(path="mine.npz") == 7
    assert (cache / "mine.npz").read_bytes() == original.read_bytes()


def test_the_temporary_cache_is_read_too(original, cache, monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(original / "no folder"))
    monkeypatch.setattr(cache_folder, "fallback_home", lambda: tmp_path / "temporary")
    assert first_label() == 7
    assert (tmp_path / "temporary" / "datasets" / "mnist.npz").is_file()
    original.unlink()


def test_unknown_data_sets_are_named():
    with pytest.raises(ValueError, match="did you mean 'mnist'"):
        datasets.available("minst")


def test_damaged_files_are_named(given):
    whole = write_mnist(given / "mnist.npz").read_bytes()
    for damaged in (b"no zip at all", whole[: len(whole) // 2]):
        (given / "mnist.npz").write_bytes(damaged)
        with pytest.raises(ValueError, match="mnist.npz is damaged"):
            mnist.load_data()
    np.savez(given / "mnist.npz", x=np.zeros(3))
    with pytest.raises(ValueError, match="expected also x_train"):
        mnist.load_data()


def test_damaged_fashion_files_are_named(given):
    (given / "fashion-mnist").mkdir()
    for file in catalogue.DATA_SETS["fashion_mnist"]:
        (given / "fashion-mnist" / file.name).write_bytes(b"\x1f\x8b no")
    with pytest.raises(ValueError, match="labels-idx1-ubyte.gz is damaged"):
        datasets.fashion_mnist.load_data()


def test_word_indices_are_files_like_others(given):
    (given / "imdb_word_index.json").write_text(json.dumps({"été": 1}), "utf-8")
    assert imdb.get_word_index() == {"été": 1}


@pytest.mark.parametrize("test_split", [-0.1, 1.0])
def test_test_split_is_a_fraction(test_split):
    with pytest.raises(ValueError, match="test_split"):
        boston_housing.load_data(test_split=test_split)


def test_every_file_has_one_address_and_a_hash():
    names = set()
    for files in catalogue.DATA_SETS.values():
        for file in files:
            assert file.url.startswith("https://")
            assert len(file.file_hash) in (32, 64)
            names.add((file.folder, file.name))
    assert len(names) == 11
    others = {"available", "reachable"}
    assert set(catalogue.DATA_SETS) == set(datasets.__all__) - others
