"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from tengen.core.messages import complain


@contextmanager
def replacing(path: str, overwrite: bool = True) -> Iterator[str]:
    """Give the name of a new file beside `path` that takes its place at the end.

    If anything fails inside the `with` block, the new file goes and the old one stays.

    Raises:
        FileExistsError: where there is a file already and `overwrite` is False.
    """
    path = os.path.realpath(path)
    if os.path.isdir(path):
        raise IsADirectoryError(complain(f"{path!r} is a folder", expected="a file"))
    if not overwrite and os.path.exists(path):
        fix = "overwrite=True, or another name"
        raise FileExistsError(complain(f"{path!r} exists already", fix=fix))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    draft = beside(path)
    try:
        yield draft
        with open(draft, "rb") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        if os.path.exists(draft):
            os.remove(draft)


def beside(path: str) -> str:
    """Return the name of a file in the same folder that does not exist yet."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.{secrets.token_hex(6)}.tmp")
