"""A journal: one line of JSON per thing done, each there or not there, never half.

A line is on the disk before `append` returns, so whatever kills the program, all that
was appended before is kept. What was being written then is dropped when the journal is
opened again. A lock keeps a second program from writing to the same journal.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["Journal", "JournalError"]


class JournalError(ValueError):
    """A journal that cannot be used: locked, damaged, or of something else."""


class Journal:
    """An open journal.

    Attributes:
        header: what the first line says.
        records: the other lines by their `"id"`, in the order in which they were
            written; an id counts once, with its first record.

    Args:
        path: the file; it is made, with its folder, if it is not there.
        header: what a new journal begins with.

    Raises:
        JournalError: if another program has it open, or a line before the last is
            damaged.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp(), "journal.jsonl")
        >>> with Journal(path, {"about": "games"}) as journal:
        ...     journal.append({"id": "1", "winner": "B"})
        True
        >>> with Journal(path, {}) as journal:
        ...     journal.append({"id": "1", "winner": "W"}), journal.records["1"]
        (False, {'id': '1', 'winner': 'B'})
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            self._lock()
            if not self._whole_lines():
                self._write(header)
                _sync_folder(self.path.parent)
            self.refresh()
        except BaseException:
            os.close(self._file)
            raise

    def append(self, record: Mapping[str, Any]) -> bool:
        """Add a record; return whether it is new, which its `"id"` says."""
        if record["id"] in self.records:
            return False
        self._write(record)
        self.records[record["id"]] = dict(record)
        return True

    def refresh(self) -> None:
        """Read again what is on the disk.

        For after Ctrl-C, which may have come between a line and the memory of it.
        """
        header, *records = self._whole_lines()
        self.header: dict[str, Any] = header
        self.records: dict[str, dict[str, Any]] = {}
        for record in records:
            self.records.setdefault(record["id"], record)

    def close(self) -> None:
        """Close the file, and unlock it."""
        os.close(self._file)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalError(
                f"{self.path} is in use by another program\n"
                "  fix: wait until that one has ended, or name another folder"
            ) from None

    def _whole_lines(self) -> list[dict[str, Any]]:
        """Read the lines, and cut off what follows the last whole one."""
        content = self.path.read_bytes()
        whole, newline, torn = content.rpartition(b"\n")
        if torn:
            os.ftruncate(self._file, len(whole) + len(newline))
            os.fsync(self._file)
        lines: list[dict[str, Any]] = []
        for number, line in enumerate(whole.split(b"\n") if whole else [], start=1):
            lines.append(self._parse(line, number))
        return lines

    def _parse(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or (number > 1 and "id" not in record):
            raise JournalError(
                f"{self.path}, line {number}: this is no record\n"
                "  fix: restore the file, remove this line, or name another folder"
            )
        return record

    def _write(self, record: Mapping[str, Any]) -> None:
        text = json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
        data = text.encode()
        written = os.write(self._file, data)
        if written != len(data):
            raise OSError(f"{self.path}: the disk is full")
        os.fsync(self._file)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
