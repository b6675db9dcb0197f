"""CIFAR in the layout of its original archives, from whatever images there are."""

from __future__ import annotations

import io
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np


def as_rows(images: np.ndarray) -> np.ndarray:
    """Turn images `(N, 32, 32, 3)` into rows `(N, 3072)`: red, green, blue planes."""
    return images.transpose(0, 3, 1, 2).reshape(len(images), 3072)


def batch(images: np.ndarray, protocol: int = 2, **labels: Any) -> bytes:
    """Pickle a batch with keys of bytes, as Python 2's strings are read."""
    content: dict[bytes, Any] = {b"batch_label": b"batch", b"data": as_rows(images)}
    for name, values in labels.items():
        content[name.encode()] = [int(value) for value in values]
    return pickle.dumps(content, protocol)


def write_folder(folder: Path, members: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True)
    for name, content in members.items():
        (folder / name).write_bytes(content)
    return folder


def write_archive(path: Path, inner: str, members: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, content in {**members, "readme.html": b"<p>"}.items():
            member = tarfile.TarInfo(f"{inner}/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path
