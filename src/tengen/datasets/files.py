"""Where a data set's files are: given, cached, or still to be downloaded.

Looked for in this order: the file that the caller names by its path; the folder that
`TENGEN_DATA` names, which is only read, and whose files are used as given; the cache,
whose files must have the right hash.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tengen.datasets.catalogue import DATA_SETS, DataFile
from tengen.utils import hashing
from tengen.utils.cache_folder import readable_folders, writable_folder
from tengen.utils.notes import say, say_once


@dataclass(frozen=True)
class Place:
    """Where a file, or the folder of an unpacked archive, lies."""

    path: Path
    given: bool  # by the user: to be used as it is

    def is_official(self, file: DataFile) -> bool:
        """Say whether the hash is right; folders, checked before, have none."""
        return self.path.is_dir() or hashing.matches(self.path, file.file_hash)


def available(name: str) -> bool:
    """Say whether a data set can be loaded without a download.

    Args:
        name: such as `'mnist'`.

    Raises:
        ValueError: if there is no such data set.

    Example:
        >>> available("mnist") in (True, False)
        True
    """
    if name not in DATA_SETS:
        close = difflib.get_close_matches(str(name), DATA_SETS, n=1)
        hint = f"did you mean {close[0]!r}?" if close else "choose one of them"
        raise ValueError(
            f"available: argument `name`\n  got {name!r}; expected one of "
            f"{', '.join(DATA_SETS)}\n  fix: {hint}"
        )
    return all(find(file) is not None for file in DATA_SETS[name])


def fetch(file: DataFile, path: str | os.PathLike[str] | None = None) -> Path:
    """Return the path of a file, or of the folder of an unpacked archive.

    Args:
        file: the file.
        path: a name in the cache other than the usual one, or, with a folder in it,
            the very file to use.

    Raises:
        DownloadError: if it is nowhere and cannot be downloaded.
    """
    place = find(file, path)
    if place is None:
        return _download(file, path)
    if place.given and not place.is_official(file):
        say_once(
            f"{place.path} is not the original file (its hash differs); "
            "it is used as given"
        )
    return place.path


def find(file: DataFile, path: str | os.PathLike[str] | None = None) -> Place | None:
    """Return where a file is, or `None` if it would have to be downloaded."""
    for place in _candidates(file, path):
        if place.path.is_dir():
            if file.members and all(
                (place.path / member).is_file() for member in file.members
            ):
                return place
        elif place.path.is_file() and (place.given or place.is_official(file)):
            return place
    return None


def in_cache(path: Path) -> bool:
    """Say whether a path lies in the cache, where files may be added."""
    return any(path.is_relative_to(folder) for folder in readable_folders())


def _candidates(file: DataFile, path: str | os.PathLike[str] | None) -> Iterator[Place]:
    if _names_a_file(path):
        yield Place(_own_file(path), given=True)
        return
    data = os.environ.get("TENGEN_DATA")
    if data:
        root = Path(data).expanduser()
        for folder in (root, root / "datasets"):
            for place in _places(file, path, folder):
                yield Place(place, given=True)
    for folder in readable_folders():
        for place in _places(file, path, folder):
            yield Place(place, given=False)


def _places(
    file: DataFile, path: str | os.PathLike[str] | None, folder: Path
) -> Iterator[Path]:
    for name in file.unpacked:
        if (folder / name).is_dir():
            yield folder / name
    if path is not None and os.fspath(path) != file.name:
        yield folder / file.folder / path
    else:
        for name in (file.name, *file.aliases):
            yield folder / file.folder / name


def _names_a_file(path: str | os.PathLike[str] | None) -> bool:
    return path is not None and bool(Path(path).name != os.fspath(path))


def _own_file(path: str | os.PathLike[str] | None) -> Path:
    return Path(path or "").expanduser()


def _download(file: DataFile, path: str | os.PathLike[str] | None) -> Path:
    data = os.environ.get("TENGEN_DATA")
    if data and not Path(data).expanduser().is_dir():
        say_once(f"TENGEN_DATA names {data}, which is no folder")
    if _names_a_file(path):
        target = _own_file(path)
    else:
        target = writable_folder() / file.folder / (path or file.name)
    if target.is_file():
        say(f"{target} is not the original file (its hash differs): downloading it")
    by_hand = target.with_name(file.url.rsplit("/", 1)[-1]) if file.aliases else target
    if target.is_file():
        fix = f"replace {target}, or to use it as it is, name its folder in TENGEN_DATA"
    else:
        fix = f"put it at {by_hand}, or in a folder that TENGEN_DATA names"
    # Late: what speaks to the network takes longer to import than all else here.
    from tengen.utils.download import download

    return download((file.url, *file.mirrors), target, file.file_hash, fix=fix)
