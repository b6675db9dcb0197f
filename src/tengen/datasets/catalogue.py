"""Every file of the data sets: its name in the cache, its address, its hash.

Names and hashes are those of Keras, so both share one cache. Keras checks no hash of
Fashion-MNIST; those here are from its own repository. The mirrors once served the same
files for Keras; what they send is checked like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass

KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
TORONTO = "https://www.cs.toronto.edu/~kriz/"
ZALANDO = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
AMAZON = "https://s3.amazonaws.com/"


@dataclass(frozen=True)
class DataFile:
    """A file, or an archive that may also lie about unpacked.

    Attributes:
        name: its name in the cache.
        url: its address.
        file_hash: sha256 or md5.
        folder: folder below the one of the data sets.
        mirrors: further addresses.
        aliases: other names under which it may be found.
        unpacked: where the archive's content may be found.
        members: the files that make such a folder complete.
    """

    name: str
    url: str
    file_hash: str
    folder: str = ""
    mirrors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    unpacked: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def _from_keras(name: str, file_hash: str, bucket: str = "") -> DataFile:
    mirrors = (f"{AMAZON}{bucket}/{name}",) if bucket else ()
    return DataFile(name, KERAS + name, file_hash, mirrors=mirrors)


def _fashion(name: str, file_hash: str) -> DataFile:
    mirrors = (ZALANDO + name,)
    return DataFile(name, KERAS + name, file_hash, "fashion-mnist", mirrors)


def _cifar(classes: int, file_hash: str, inner: str, *members: str) -> DataFile:
    archive = f"cifar-{classes}-python.tar.gz"
    return DataFile(
        name=f"{inner}-target_archive",
        url=TORONTO + archive,
        file_hash=file_hash,
        aliases=(archive, f"{inner}.tar.gz", f"cifar{classes}/{archive}"),
        unpacked=(f"{inner}-target/{inner}", inner, f"cifar{classes}/{inner}"),
        members=members,
    )


MNIST = _from_keras(
    "mnist.npz",
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    "img-datasets",
)
FASHION_TRAIN_IMAGES = _fashion(
    "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"
)
FASHION_TRAIN_LABELS = _fashion(
    "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"
)
FASHION_TEST_IMAGES = _fashion(
    "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"
)
FASHION_TEST_LABELS = _fashion(
    "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"
)
CIFAR10 = _cifar(
    10,
    "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    "cifar-10-batches-py",
    *(f"data_batch_{number}" for number in range(1, 6)),
    "test_batch",
)
CIFAR100 = _cifar(
    100,
    "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    "cifar-100-python",
    "train",
    "test",
)
IMDB = _from_keras(
    "imdb.npz",
    "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    "text-datasets",
)
IMDB_WORDS = _from_keras(
    "imdb_word_index.json", "bfafd718b763782e994055a2d397834f", "text-datasets"
)
REUTERS = _from_keras(
    "reuters.npz",
    "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
    "text-datasets",
)
REUTERS_WORDS = _from_keras(
    "reuters_word_index.json", "4d44cc38712099c9e383dc6e5f11a921", "text-datasets"
)
BOSTON = _from_keras(
    "boston_housing.npz",
    "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
    "keras-datasets",
)
CALIFORNIA = _from_keras(
    "california_housing.npz",
    "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
)

DATA_SETS: dict[str, tuple[DataFile, ...]] = {
    "mnist": (MNIST,),
    "fashion_mnist": (
        FASHION_TRAIN_IMAGES,
        FASHION_TRAIN_LABELS,
        FASHION_TEST_IMAGES,
        FASHION_TEST_LABELS,
    ),
    "cifar10": (CIFAR10,),
    "cifar100": (CIFAR100,),
    "imdb": (IMDB,),
    "reuters": (REUTERS,),
    "boston_housing": (BOSTON,),
    "california_housing": (CALIFORNIA,),
}
