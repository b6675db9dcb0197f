"""What CIFAR-10 and CIFAR-100 share: an archive of pickled batches of images."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from tengen.datasets.catalogue import DataFile
from tengen.datasets.files import fetch, in_cache
from tengen.datasets.safe_pickle import load_pickle
from tengen.utils.archives import extract_archive
from tengen.utils.cache_folder import writable_folder

Batch = tuple[NDArray[np.uint8], list[int]]


def read_batches(file: DataFile, labels: str) -> dict[str, Batch]:
    """Return the images `(N, 32, 32, 3)` and the labels of each member of an archive.

    Args:
        file: the archive, which may also lie about unpacked.
        labels: under which key a batch holds them.
    """
    source = _unpacked(file, fetch(file))
    streams = _in_folder(source, file) if source.is_dir() else _in_archive(source, file)
    return {name: _read_batch(stream, source, labels) for name, stream in streams}


def _unpacked(file: DataFile, source: Path) -> Path:
    """Unpack an archive of the cache once; those elsewhere are read as they are."""
    if source.is_dir() or not in_cache(source):
        return source
    inner = writable_folder() / file.unpacked[0]
    extract_archive(source, inner.parent, "tar")
    return inner


def _in_folder(folder: Path, file: DataFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in file.members:
        with (folder / member).open("rb") as stream:
            yield member, stream


def _in_archive(path: Path, file: DataFile) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(path) as archive:
        for entry in archive:
            name = entry.name.rsplit("/", 1)[-1]
            stream = archive.extractfile(entry) if name in file.members else None
            if stream is not None:
                yield name, stream


def _read_batch(stream: IO[bytes], source: Path, labels: str) -> Batch:
    try:
        batch: dict[Any, Any] = load_pickle(stream, encoding="bytes")
    except EOFError as error:
        raise ValueError(
            f"data in {source} is damaged ({error})\n"
            "  fix: delete it; it is fetched again when next loaded"
        ) from error
    batch = {_text(key): value for key, value in batch.items()}
    # A row is the red plane, then the green, then the blue one.
    planes = batch["data"].reshape(-1, 3, 32, 32)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), batch[labels]


def _text(key: Any) -> Any:
    return key.decode() if isinstance(key, bytes) else key
