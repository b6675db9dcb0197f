"""Unpacking archives: regular files and folders only, and never outside the folder."""

from __future__ import annotations

import re
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from tengen.utils.notes import say

Member = tuple[str, "IO[bytes] | None"]  # name and content; folders have none


def extract_archive(
    path: Path, folder: Path, archive_format: str | Sequence[str] | None = "auto"
) -> bool:
    """Unpack a tar (also compressed) or zip archive into a folder.

    The folder is filled only after everything has been unpacked beside it, so a break
    leaves nothing half done. Links and devices are left out, and said so.

    Args:
        path: the archive.
        folder: where its members go; made if need be.
        archive_format: `'tar'`, `'zip'`, several of them, or `'auto'` for all.

    Returns:
        Whether the file is such an archive.

    Raises:
        ValueError: if a member's name leads out of the folder; nothing is unpacked.
    """
    members = _open(path, archive_format)
    if members is None:
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    private = tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent)
    aside = Path(private) / folder.name
    aside.mkdir()
    try:
        for name, content in members:
            _write(aside / _safe_name(path, name), content)
        _move_into(aside, folder)
    finally:
        shutil.rmtree(private, ignore_errors=True)
    return True


def _open(
    path: Path, archive_format: str | Sequence[str] | None
) -> Iterator[Member] | None:
    formats = ["tar", "zip"] if archive_format == "auto" else archive_format or []
    if "tar" in formats and tarfile.is_tarfile(path):
        return _tar_members(path)
    if "zip" in formats and zipfile.is_zipfile(path):
        return _zip_members(path)
    return None


def _tar_members(path: Path) -> Iterator[Member]:
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isdir():
                yield member.name, None
            elif member.isfile():
                yield member.name, archive.extractfile(member)
            else:
                say(f"{path.name}: left out {member.name}, which is no regular file")


def _zip_members(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                yield member.filename, None
            else:
                with archive.open(member) as content:
                    yield member.filename, content


def _safe_name(archive: Path, name: str) -> Path:
    steps = [step for step in re.split(r"[/\\]", name) if step not in ("", ".")]
    rooted = name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name)
    if rooted or ".." in steps:
        raise ValueError(
            f"archive {archive.name} holds a file that would lie outside its folder\n"
            f"  got member {name!r}; nothing was unpacked\n"
            "  fix: do not use this archive; it is damaged or hostile"
        )
    return Path(*steps)


def _write(place: Path, content: IO[bytes] | None) -> None:
    if content is None:
        place.mkdir(parents=True, exist_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as output:
        shutil.copyfileobj(content, output, 1 << 20)


def _move_into(aside: Path, folder: Path) -> None:
    if not folder.exists():
        aside.replace(folder)
        return
    for source in sorted(aside.rglob("*")):
        place = folder / source.relative_to(aside)
        if source.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            source.replace(place)
