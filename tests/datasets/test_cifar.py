"""CIFAR: the pixels and labels that were put in, from every place they may lie in."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import pickle
import tarfile

import numpy as np
import pytest

from tengen.datasets import available, catalogue, cifar10, cifar100

from .files_of_cifar import batch, write_archive, write_folder

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (12, 32, 32, 3), dtype=np.uint8)
LABELS = RANDOM.integers(0, 10, 12)
FINE, COARSE = RANDOM.integers(0, 100, 12), RANDOM.integers(0, 20, 12)
INNER = "cifar-10-batches-py"


def members(protocol: int = 2) -> dict[str, bytes]:
    """Five batches of two images each, and a test batch of two."""
    names = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]
    return {
        name: batch(
            IMAGES[start : start + 2], protocol, labels=LABELS[start : start + 2]
        )
        for name, start in zip(names, range(0, 12, 2), strict=True)
    }


def check_cifar10() -> None:
    (x, y), (x_test, y_test) = cifar10.load_data()
    np.testing.assert_array_equal(x, IMAGES[:10])
    np.testing.assert_array_equal(x_test, IMAGES[10:])
    np.testing.assert_array_equal(y, LABELS[:10, None])
    np.testing.assert_array_equal(y_test, LABELS[10:, None])
    assert {array.dtype for array in (x, y, x_test, y_test)} == {np.dtype("uint8")}
    assert x.flags.c_contiguous


@pytest.mark.parametrize("below", ["", "datasets", "cifar10"])
@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_an_unpacked_folder_is_read(given, below, protocol):
    write_folder(given / below / INNER, members(protocol))
    assert available("cifar10")
    check_cifar10()


@pytest.mark.parametrize("below", ["", "datasets", "cifar10"])
def test_an_archive_that_is_given_is_read_where_it_is(given, cache, below, capsys):
    path = write_archive(given / below / "cifar-10-python.tar.gz", INNER, members())
    before = sorted(given.rglob("*"))
    assert available("cifar10")
    check_cifar10()
    check_cifar10()
    assert sorted(given.rglob("*")) == before
    assert list(cache.iterdir()) == []
    said = capsys.readouterr().err
    assert said.count(f"{path} is not the original file") == 1


@pytest.mark.parametrize("folder", [f"{INNER}-target/{INNER}", INNER])
def test_what_keras_has_unpacked_is_read(cache, folder):
    write_folder(cache / folder, members())
    assert available("cifar10")
    check_cifar10()


@pytest.fixture
def original(monkeypatch, tmp_path):
    """An archive, and a catalogue that takes it for the original one."""
    path = write_archive(tmp_path / "cifar-10-python.tar.gz", INNER, members())
    file_hash = hashlib.sha256(path.read_bytes()).hexdigest()
    file = dataclasses.replace(catalogue.CIFAR10, file_hash=file_hash)
    monkeypatch.setattr(catalogue, "CIFAR10", file)
    monkeypatch.setitem(catalogue.DATA_SETS, "cifar10", (file,))
    return path


@pytest.mark.parametrize(
    "name", [f"{INNER}-target_archive", f"{INNER}.tar.gz", "cifar-10-python.tar.gz"]
)
def test_an_archive_in_the_cache_is_unpacked_once(original, cache, name):
    (cache / name).write_bytes(original.read_bytes())
    assert available("cifar10")
    check_cifar10()
    assert (cache / f"{INNER}-target" / INNER / "test_batch").is_file()
    (cache / name).unlink()
    check_cifar10()


def test_an_incomplete_folder_is_not_used(original, cache):
    some = members()
    del some["test_batch"]
    write_folder(cache / f"{INNER}-target" / INNER, some)
    assert not available("cifar10")
    (cache / f"{INNER}-target_archive").write_bytes(original.read_bytes())
    check_cifar10()


def test_it_is_downloaded_under_the_name_that_keras_uses(
    original, cache, server, monkeypatch
):
    address, served = server
    (served / "cifar-10-python.tar.gz").write_bytes(original.read_bytes())
    file = dataclasses.replace(
        catalogue.CIFAR10, url=address + "cifar-10-python.tar.gz"
    )
    monkeypatch.setattr(catalogue, "CIFAR10", file)
    assert not available("cifar10")
    check_cifar10()
    assert (cache / f"{INNER}-target_archive").is_file()
    assert available("cifar10")


def test_a_cut_off_batch_is_named_as_damage(given):
    damaged = members()
    damaged["data_batch_3"] = damaged["data_batch_3"][:1000]
    folder = write_folder(given / INNER, damaged)
    with pytest.raises(ValueError, match="is damaged") as caught:
        cifar10.load_data()
    assert str(folder) in str(caught.value)


def test_a_batch_that_acts_is_refused(given, tmp_path):
    class Evil:
        def __reduce__(self):
            return (exec, (f"open({str(tmp_path / 'evil')!r}, 'w')",))

    write_folder(given / INNER, members() | {"test_batch": pickle.dumps(Evil(), 2)})
    with pytest.raises(pickle.UnpicklingError, match="exec"):
        cifar10.load_data()
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("mode", ["fine", "coarse"])
@pytest.mark.parametrize("packed", [True, False])
def test_cifar100_has_two_kinds_of_labels(given, mode, packed):
    parts = {
        "train": batch(IMAGES[:10], fine_labels=FINE[:10], coarse_labels=COARSE[:10]),
        "test": batch(IMAGES[10:], fine_labels=FINE[10:], coarse_labels=COARSE[10:]),
    }
    if packed:
        write_archive(given / "cifar-100-python.tar.gz", "cifar-100-python", parts)
    else:
        write_folder(given / "cifar-100-python", parts)
    (x, y), (x_test, y_test) = cifar100.load_data(label_mode=mode)
    labels = FINE if mode == "fine" else COARSE
    np.testing.assert_array_equal(np.concatenate([x, x_test]), IMAGES)
    np.testing.assert_array_equal(np.concatenate([y, y_test]), labels[:, None])
    assert y.dtype == np.int64  # as in Keras 3.15, unlike CIFAR-10


def test_cifar100_knows_no_other_labels():
    with pytest.raises(ValueError, match="label_mode"):
        cifar100.load_data("medium")


def test_the_first_real_images(data_dir, given):
    """4,000 exact training images, in the layout of the original archive."""
    path = data_dir / "cifar10" / "cifar10_train_first4000_lossless.npz"
    if not path.is_file():
        pytest.skip(f"no {path.name} in TENGEN_DATA")
    with np.load(path) as real:
        images, labels = real["x"], real["y"]
    parts = {
        f"data_batch_{number + 1}": batch(
            images[number * 800 : number * 800 + 800],
            labels=labels[number * 800 : number * 800 + 800],
        )
        for number in range(5)
    }
    parts["test_batch"] = batch(images[:100], labels=labels[:100])
    write_archive(given / "cifar-10-python.tar.gz", INNER, parts)
    (x, y), _ = cifar10.load_data()
    np.testing.assert_array_equal(x, images)
    assert y[:10, 0].tolist() == [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]
    assert x[0, 0, 0].tolist() == [59, 62, 63]  # the corner of the first frog


@pytest.mark.slow
def test_all_sixty_thousand(data_dir, given):
    """All images, with the pixels of JPEG but the original order and labels."""
    image = pytest.importorskip("PIL.Image")
    path = data_dir / "cifar10" / "cifar10_jpeg.tar.xz"
    if not path.is_file():
        pytest.skip(f"no {path.name} in TENGEN_DATA")
    sizes = {"train": 50000, "test": 10000}
    images = {k: np.empty((n, 32, 32, 3), np.uint8) for k, n in sizes.items()}
    labels = {k: np.empty(n, np.uint8) for k, n in sizes.items()}
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.isfile():
                continue
            part, name = member.name.split("/")[-2:]
            index, label = map(int, name.removesuffix(".jpg").split("_"))
            content = archive.extractfile(member).read()
            images[part][index] = np.asarray(image.open(io.BytesIO(content)))
            labels[part][index] = label
    parts = {
        f"data_batch_{number + 1}": batch(
            images["train"][number * 10000 : number * 10000 + 10000],
            labels=labels["train"][number * 10000 : number * 10000 + 10000],
        )
        for number in range(5)
    }
    parts["test_batch"] = batch(images["test"], labels=labels["test"])
    write_folder(given / INNER, parts)
    (x, y), (x_test, y_test) = cifar10.load_data()
    assert (x.shape, y.shape) == ((50000, 32, 32, 3), (50000, 1))
    assert (x_test.shape, y_test.shape) == ((10000, 32, 32, 3), (10000, 1))
    np.testing.assert_array_equal(x, images["train"])
    np.testing.assert_array_equal(y_test[:, 0], labels["test"])
    assert np.bincount(y[:, 0]).tolist() == [5000] * 10
    first = [1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981]
    assert np.bincount(y[:10000, 0]).tolist() == first
    means = x.mean((0, 1, 2))
    np.testing.assert_allclose(means, [125.3, 122.95, 113.9], atol=0.2)
