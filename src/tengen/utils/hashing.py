"""Checks that a file is the one that is meant."""

from __future__ import annotations

import hashlib
from pathlib import Path

_digests: dict[tuple[str, int, int, str], str] = {}


def algorithm_of(file_hash: str, hash_algorithm: str = "auto") -> str:
    """Return the name of the algorithm, seen from the length of a hash if 'auto'."""
    if hash_algorithm != "auto":
        return hash_algorithm
    return "sha256" if len(file_hash) == 64 else "md5"


def hash_file(path: Path, algorithm: str = "sha256") -> str:
    """Return the hash of a file in hexadecimal; unchanged files are read once."""
    facts = path.stat()
    key = (str(path), facts.st_size, facts.st_mtime_ns, algorithm)
    if key not in _digests:
        with path.open("rb") as stream:
            # The hashes recognise files; they do not protect secrets.
            digest = hashlib.file_digest(
                stream, lambda: hashlib.new(algorithm, usedforsecurity=False)
            )
        _digests[key] = digest.hexdigest()
    return _digests[key]


def matches(path: Path, file_hash: str, hash_algorithm: str = "auto") -> bool:
    """Say whether a file has the given sha256 or md5."""
    algorithm = algorithm_of(file_hash, hash_algorithm)
    return hash_file(path, algorithm) == file_hash.lower()
