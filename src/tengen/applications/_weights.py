"""Files of trained weights: their names, addresses and hashes, which are Keras's."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from tengen.core.messages import complain
from tengen.utils.cache_folder import writable_folder

ADDRESS = "https://storage.googleapis.com/tensorflow/keras-applications"
FOLDER = "models"  # below the cache folder


@dataclass(frozen=True)
class WeightFile:
    """A file in Keras's store.

    Attributes:
        name: its name there and in the cache.
        folder: its folder there.
        file_hash: md5; `None` where Keras knows none.
    """

    name: str
    folder: str
    file_hash: str | None = None

    @property
    def url(self) -> str:
        """The address."""
        return f"{ADDRESS}/{self.folder}/{self.name}"


@dataclass(frozen=True)
class WeightFiles:
    """The two files of a network: with its classifier, and without."""

    whole: WeightFile
    body: WeightFile


def named_files(name: str, folder: str, whole: str, body: str) -> WeightFiles:
    """Return the files of a network whose names follow Keras's older pattern.

    Args:
        name: how both begin.
        folder: their folder in the store.
        whole, body: their md5.
    """
    stem = f"{name}_weights_tf_dim_ordering_tf_kernels"
    return WeightFiles(
        WeightFile(f"{stem}.h5", folder, whole),
        WeightFile(f"{stem}_notop.h5", folder, body),
    )


def check_weights(title: str, weights: Any, has_files: bool) -> None:
    """See that `weights` is `None`, `'imagenet'` or a file.

    Raises:
        ValueError: for anything else, naming the network.
    """
    if weights is None or (weights == "imagenet" and has_files):
        return
    if weights == "imagenet":
        raise ValueError(
            complain(
                f"{title}: weights='imagenet'",
                "a network for which Keras publishes no weights",
                fix="weights=None (random), or the path of a file of your own",
            )
        )
    if not (isinstance(weights, (str, os.PathLike)) and os.path.isfile(weights)):
        choices = "None, 'imagenet' or the path of a file that is there"
        choices = choices if has_files else choices.replace("'imagenet' ", "")
        raise ValueError(complain(f"{title}: weights", repr(weights), choices))


def fetch(title: str, file: WeightFile) -> str:
    """Return the path of a weight file, downloaded unless the cache has it.

    Raises:
        DownloadError: saying which file, where it is looked for, and what to do.
    """
    instead = "weights=None, for random weights that are still to be trained"
    where = f"{title}(weights='imagenet')"
    return cached(where, file.name, file.url, file.file_hash, instead)


def cached(where: str, name: str, url: str, file_hash: str | None, instead: str) -> str:
    """Return the path of a file in the cache, downloaded if need be.

    Args:
        where: what needs it, for the error.
        name, url, file_hash: of the file.
        instead: what can be done without it.

    Raises:
        DownloadError: where it cannot be had.
    """
    # Late: what speaks to the network takes longer to import than all else here.
    from tengen.utils import DownloadError, get_file

    try:
        return get_file(name, url, cache_subdir=FOLDER, file_hash=file_hash)
    except DownloadError as error:
        facts = "\n".join(str(error).splitlines()[:2])
        place = writable_folder(FOLDER) / name
        raise DownloadError(
            f"{where}: {facts}\n  fix: put it at {place}; or {instead}"
        ) from error
