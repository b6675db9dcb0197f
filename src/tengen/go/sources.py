"""Where records come from: files, folders, compressed files, archives.

Everything is streamed: what is in memory at a time is one record, not one file of
thousands.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from tengen.go.archive import ArchiveError, GameArchive
from tengen.go.games_data import read_games_data
from tengen.go.records import Game, from_sgf
from tengen.go.sgf import LARGEST_FILE, SgfError, iter_trees

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
Record = bytes | Game
"""What a source gives: the bytes of an SGF, or a game that is known already."""
OnError = Callable[[SgfError], None] | None

_PACKED = (".xz", ".gz", ".bz2")
_TARS = (".tar", ".tar.xz", ".tar.gz", ".tar.bz2", ".tgz", ".txz", ".tbz2")
_RECORDS = (".sgf", ".sgfs", ".data")
_DAMAGE = (
    tarfile.TarError,
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,  # of zipfile: a way of packing that it does not know
    RuntimeError,  # of zipfile: an encrypted member
)


def find_files(paths: Paths) -> list[Path]:
    """Return the files that paths mean; those of a folder are sorted by name.

    Raises:
        FileNotFoundError: there is no file or folder of a name.
    """
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += sorted(file for file in path.rglob("*") if _is_known(file.name))
        elif path.exists():
            files.append(path)
        else:
            raise FileNotFoundError(
                f"There are no games at {str(path)!r}: no such file."
            )
    return files


def _is_known(name: str) -> bool:
    name = name.lower()
    if name.endswith((*_TARS, ".zip", ".npz")):
        return True
    return _plain_name(name).endswith(_RECORDS)


def _plain_name(name: str) -> str:
    """Return a name in small letters without the suffix of a compression."""
    name = name.lower()
    return name.removesuffix(next(filter(name.endswith, _PACKED), ""))


def records_of(
    paths: Paths,
    on_error: OnError = None,
    on_progress: Callable[[int], None] | None = None,
) -> Iterator[tuple[str, Record]]:
    """Yield the records of files, each with its name. As `records.read_games`.

    Args:
        paths: see `records.read_games`.
        on_error: called with what is wrong with a file, instead of raising it.
        on_progress: called with how many bytes of the files have been read.
    """
    read = 0
    for path in find_files(paths):
        with path.open("rb") as file:
            try:
                for record in _records_of_file(path, file):
                    yield record
                    if on_progress and not file.closed:
                        on_progress(read + file.tell())
            except SgfError as error:
                if on_error is None:
                    raise
                on_error(error)
        read += path.stat().st_size
        if on_progress:
            on_progress(read)


def games_of(name: str, record: Record, on_error: OnError = None) -> Iterator[Game]:
    """Yield the games of a record; the second one of a file is called `name#2`."""
    if isinstance(record, Game):
        yield record
        return
    try:
        for number, tree in enumerate(iter_trees(record, name), 1):
            try:
                yield from_sgf(tree, name if number == 1 else f"{name}#{number}")
            except SgfError as error:
                if on_error is None:
                    raise
                on_error(error)
    except SgfError as error:
        if on_error is None:
            raise
        on_error(error)


def _records_of_file(path: Path, file: IO[bytes]) -> Iterator[tuple[str, Record]]:
    name = path.name.lower()
    source = str(path)
    try:
        if name.endswith(_TARS):
            yield from _tar_members(source, file)
        elif name.endswith(".zip"):
            yield from _zip_members(source, file)
        elif name.endswith(".npz"):
            yield from ((game.name, game) for game in GameArchive.open(path))
        else:
            yield from _stream(source, file)
    except ArchiveError as error:
        raise SgfError(str(error).removeprefix(f"{source}: "), source=source) from None
    except _DAMAGE as error:
        problem = f"the file is cut off or damaged ({error or type(error).__name__})"
        raise SgfError(problem, source=source) from None


def _tar_members(source: str, file: IO[bytes]) -> Iterator[tuple[str, Record]]:
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for member in archive:
            if member.isfile() and _is_member(member.name):
                content = archive.extractfile(member)
                if content:
                    yield from _stream(f"{source}/{member.name}", content)


def _zip_members(source: str, file: IO[bytes]) -> Iterator[tuple[str, Record]]:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if not member.is_dir() and _is_member(member.filename):
                with archive.open(member) as content:
                    yield from _stream(f"{source}/{member.filename}", content)


def _is_member(name: str) -> bool:
    file = PurePosixPath(name).name
    return not file.startswith(".") and _plain_name(file).endswith(_RECORDS)


def _stream(source: str, file: IO[bytes]) -> Iterator[tuple[str, Record]]:
    """Yield the records of a file that may be compressed."""
    name = source.lower()
    unpacked: IO[bytes] | gzip.GzipFile = file
    if name.endswith(".xz"):
        unpacked = lzma.open(file, "rb")
    elif name.endswith(".gz"):
        unpacked = gzip.open(file, "rb")
    elif name.endswith(".bz2"):
        unpacked = bz2.open(file, "rb")
    yield from _plain(source, cast(IO[bytes], unpacked))


def _plain(source: str, file: IO[bytes]) -> Iterator[tuple[str, Record]]:
    name = _plain_name(source)
    if name.endswith(".sgfs"):
        yield from _lines(source, file)
    elif name.endswith(".data"):
        text = io.TextIOWrapper(file, "ascii", "replace")
        yield from ((game.name, game) for game in read_games_data(text, source))
        text.detach()
    else:
        data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            problem = f"the record is larger than {LARGEST_FILE >> 20} MB; cut it"
            raise SgfError(problem, source=source)
        yield source, data


def _lines(source: str, file: IO[bytes]) -> Iterator[tuple[str, Record]]:
    number = 0
    while line := file.readline(LARGEST_FILE + 1):
        number += 1
        if len(line) > LARGEST_FILE:
            problem = f"line {number} is longer than {LARGEST_FILE >> 20} MB"
            raise SgfError(problem, source=source)
        if line.strip():
            yield f"{source}#{number}", line
