"""The parent's end of a worker: orders go down a pipe, answers come back."""

from __future__ import annotations

import json
import selectors
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class WorkerDied(Exception):
    """Raised where a worker ends, or gives no answer in time."""


class WorkerProcess:
    """A process that answers JSON lines with JSON lines.

    Args:
        command: what to run.
        environment: its variables.
        folder: where it runs.
        log: file that takes what it prints besides.
        patience: seconds that an answer may take.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: dict[str, str],
        folder: Path,
        log: Path,
        patience: float,
    ) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        self.patience = patience
        with log.open("a") as printed:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=printed,
                env=environment,
                cwd=folder,
                text=True,
                bufsize=1,
            )
        assert self._process.stdout is not None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)

    def ask(self, do: str, **arguments: Any) -> dict[str, Any]:
        """Give an order and wait for the answer.

        Raises:
            WorkerDied: where none comes; the process is ended.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._died("ended") from error
        if not self._selector.select(self.patience):
            raise self._died(f"gave no answer in {self.patience:.0f} s")
        line = self._process.stdout.readline()
        if not line:
            raise self._died("ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _died(self, how: str) -> WorkerDied:
        self._process.kill()
        self.close()
        return WorkerDied(f"the process {how}; see {self.log}")

    def close(self) -> None:
        """End the process."""
        self._selector.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass  # it ended before it read all
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
