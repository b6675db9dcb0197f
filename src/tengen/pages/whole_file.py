"""Files that are either whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def check_folder(folder: Path) -> None:
    """Check that files can be put into a folder, which need not exist yet.

    Raises:
        OSError: if they cannot.
    """
    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    problem = (
        "it is not a folder" if not nearest.is_dir() else "it cannot be written to"
    )
    if not (nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)):
        raise OSError(
            f"cannot write into {folder}\n  got {nearest}; {problem}\n"
            "  fix: name another folder with --out"
        )


def write_whole(path: Path, text: str) -> Path:
    """Write a text file; whatever happens, `path` never holds half of it.

    Args:
        path: where to; its folder is made if need be.
        text: the content, written as UTF-8.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{path.name}.", suffix=".part", dir=path.parent
    )
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(name, 0o644)  # mkstemp lets nobody else read it
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
