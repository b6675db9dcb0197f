"""`get_file`: a file from an address, kept in the cache folder that Keras uses."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tengen.utils import hashing
from tengen.utils.archives import extract_archive
from tengen.utils.cache_folder import writable_folder
from tengen.utils.download import download
from tengen.utils.notes import say


def get_file(
    fname: str | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: str | Sequence[str] | None = "auto",
    cache_dir: str | os.PathLike[str] | None = None,
    force_download: bool = False,
) -> str:
    """Return the path of a file, downloaded unless the cache has it.

    Args:
        fname: name in the cache; `None` takes the last part of the address.
        origin: the address.
        untar: old spelling of `extract` for tar archives.
        md5_hash: old spelling of `file_hash`.
        file_hash: expected sha256 or md5. A cached file that differs is downloaded
            again; a downloaded one that differs is refused.
        cache_subdir: folder below the cache folder, or an absolute folder.
        hash_algorithm: `'sha256'`, `'md5'`, or `'auto'`.
        extract: unpack the file, a tar or zip archive.
        archive_format: `'tar'`, `'zip'`, several of them, `'auto'` for all, or `None`
            for no unpacking.
        cache_dir: the cache folder; `None` takes `$KERAS_HOME`, else `~/.keras`.
        force_download: download even if the cache has the file.

    Returns:
        The path of the file or, with `extract`, of the folder that it was unpacked to.

    Raises:
        DownloadError: if it cannot be had; the text says where to put it by hand.
        ValueError: if an argument is missing or no file name.

    Example:
        >>> address = Path(__file__).absolute().as_uri()
        >>> path = get_file("copy.py", address, cache_dir="example_cache")
        >>> Path(path).name
        'copy.py'
    """
    if origin is None:
        raise ValueError("get_file: argument `origin` is missing (the file's address)")
    if md5_hash is not None and file_hash is None:
        file_hash, hash_algorithm = md5_hash, "md5"
    name = _file_name(fname, origin)
    home = None if cache_dir is None else Path(cache_dir).expanduser()
    folder = writable_folder(cache_subdir, home)
    if not (extract or untar):
        file = folder / name
        _have(file, origin, file_hash, hash_algorithm, force_download)
        return str(file)
    archive, unpacked = _archive_places(folder, name, fname is not None)
    fresh = _have(archive, origin, file_hash, hash_algorithm, force_download)
    if fresh or not unpacked.is_dir():
        kind = "tar" if untar else archive_format
        if not extract_archive(archive, unpacked, kind):
            say(f"get_file: {archive} is no archive of format {kind!r}; not unpacked")
    return str(unpacked)


def _file_name(fname: str | None, origin: str) -> str:
    name = fname or urlsplit(origin).path.rsplit("/", 1)[-1]
    if not name or name in (".", "..") or re.search(r"[/\\]", name):
        raise ValueError(
            "get_file: argument `fname` must be a file's name without a folder\n"
            f"  got fname={fname!r}, origin={origin!r}\n"
            "  fix: give the folder as `cache_dir` or `cache_subdir`"
        )
    return name


def _archive_places(folder: Path, name: str, named: bool) -> tuple[Path, Path]:
    """Return the archive's place and that of its content, as Keras 3 names them."""
    if named and "." in name:
        return folder / name, folder / (name.split(".", 1)[0] + "_extracted")
    return folder / f"{name}_archive", folder / name


def _have(
    file: Path, origin: str, file_hash: str | None, algorithm: str, force: bool
) -> bool:
    """Bring a file into the cache; say whether it had to be downloaded."""
    if file.is_file() and not force:
        if file_hash is None or hashing.matches(file, file_hash, algorithm):
            return False
        say(f"{file} is not the file that is meant (its hash differs): downloading it")
    download([origin], file, file_hash, algorithm, force=force)
    return True
