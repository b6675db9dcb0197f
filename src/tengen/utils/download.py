"""Downloads that survive bad networks: they go on after a break, even days later.

A file appears under its name only when it is whole and its hash is right. Until then
it is `<name>.part` beside its place, and a later call goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tengen.utils import hashing
from tengen.utils.download_bar import download_bar
from tengen.utils.file_lock import locked
from tengen.utils.transfer import Interrupted, Progress, Unavailable, transfer

RETRIES = 3  # in a row, without a further byte
PAUSE = 1.0  # seconds before the first retry; doubled for each further one


class DownloadError(OSError):
    """A file cannot be downloaded; says which, from where, and where to put it."""


def download(
    urls: Sequence[str],
    target: Path,
    file_hash: str | None = None,
    hash_algorithm: str = "auto",
    *,
    force: bool = False,
    fix: str = "",
) -> Path:
    """Download a file, from the first address that has it.

    Args:
        urls: the address, and mirrors of it.
        target: where the file shall lie; its folder is made if need be.
        file_hash: expected sha256 or md5; anything else is never put in place.
        hash_algorithm: `'sha256'`, `'md5'`, or `'auto'`.
        force: download even if the file is there.
        fix: last line of the error message.

    Returns:
        `target`.

    Raises:
        DownloadError: names the file, the address, and where to put it by hand.

    Example:
        >>> source = Path("hello.txt")
        >>> _ = source.write_text("hello")
        >>> download([source.absolute().as_uri()], Path("copy.txt")).read_text()
        'hello'
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target.with_name(target.name + ".lock")):
        if not force and _is_right(target, file_hash, hash_algorithm):
            return target  # another process was faster
        part = target.with_name(target.name + ".part")
        reasons = []
        for url in urls:
            try:
                _fetch(url, part, target.name, file_hash, hash_algorithm)
            except (Interrupted, Unavailable) as error:
                reasons.append(str(error))
                continue
            part.replace(target)
            return target
    fix = fix or f"fetch it by other means and put it at {target}"
    raise DownloadError(
        f"cannot download {target.name}: {reasons[0]}\n"
        f"  from {urls[0]}{_count_mirrors(len(urls) - 1)}\n"
        f"  fix: {fix}"
    )


def _is_right(path: Path, file_hash: str | None, hash_algorithm: str) -> bool:
    if not path.is_file():
        return False
    return file_hash is None or hashing.matches(path, file_hash, hash_algorithm)


def _count_mirrors(count: int) -> str:
    return f" (nor from {count} mirror{'s' * (count > 1)})" if count else ""


def _fetch(
    url: str, part: Path, name: str, file_hash: str | None, hash_algorithm: str
) -> None:
    resumed = part.exists()
    if resumed and file_hash and hashing.matches(part, file_hash, hash_algorithm):
        return
    with download_bar(name, url) as progress:
        _transfer_patiently(url, part, file_hash is not None, progress)
    if file_hash is None or hashing.matches(part, file_hash, hash_algorithm):
        return
    algorithm = hashing.algorithm_of(file_hash, hash_algorithm)
    found = hashing.hash_file(part, algorithm)
    part.unlink()
    if resumed:
        # The older part may have been the wrong one: once more from the start.
        _fetch(url, part, name, file_hash, hash_algorithm)
        return
    raise Unavailable(
        f"what came is not the file that is meant ({algorithm} {found[:12]}..., "
        f"expected {file_hash[:12]}...)"
    )


def _transfer_patiently(
    url: str, part: Path, trusted: bool, progress: Progress
) -> None:
    furthest = part.stat().st_size if part.exists() else 0
    failures = 0
    while True:
        try:
            transfer(url, part, trusted=trusted, progress=progress)
            return
        except Interrupted:
            size = part.stat().st_size if part.exists() else 0
            failures = 0 if size > furthest else failures + 1
            furthest = max(furthest, size)
            if failures > RETRIES:
                raise
            time.sleep(PAUSE * 2 ** max(failures - 1, 0))
