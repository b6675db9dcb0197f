"""A program that speaks GTP, the Go Text Protocol (version 2), as a child process.

    >>> with GtpClient(["gnugo", "--mode", "gtp"]) as engine:   # doctest: +SKIP
    ...     engine.send("boardsize 9")
    ...     engine.send("genmove black")
    'E5'

Every command has a time limit. What the program writes to its error stream is read all
the time, so that it never waits for a reader, and its last lines are kept for messages.
"""

from __future__ import annotations

import queue
import shlex
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import IO

__all__ = ["GtpClient", "GtpError", "GtpFailure"]

_PATIENCE = 2.0  # seconds that a program has to end after `quit`
_KEPT_LINES = 8  # of the error stream


class GtpError(ValueError):
    """A command that the program answered with `?`; it is still there."""


class GtpFailure(RuntimeError):
    """A program that could not be started, has ended, or does not answer."""


class GtpClient:
    """The connection to one running program.

    Args:
        command: the program and its arguments, as words or as one line of a shell.
        timeout: seconds that each command may take, unless it says otherwise.

    Raises:
        GtpFailure: if there is no such program.
    """

    def __init__(self, command: str | Sequence[str], timeout: float = 60.0) -> None:
        words = shlex.split(command) if isinstance(command, str) else list(command)
        if not words:
            raise GtpFailure(
                "a GTP program needs a command, such as 'gnugo --mode gtp'"
            )
        self.command, self.timeout = words, timeout
        self._errors: deque[str] = deque(maxlen=_KEPT_LINES)
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._known: dict[str, bool] = {}
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        program = self.command[0]
        if shutil.which(program) is None:
            raise GtpFailure(
                f"the program {program!r} was not found\n"
                f"  command: {shlex.join(self.command)}\n"
                "  fix: install it (GNU Go: apt-get install gnugo), or give its whole "
                "path"
            )
        try:
            process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                bufsize=1,
                start_new_session=True,  # Ctrl-C is for us; we end it in order
            )
        except OSError as error:
            raise GtpFailure(
                f"{shlex.join(self.command)} could not be started: {error}"
            ) from None
        self._readers = [
            threading.Thread(target=drain, args=(stream, taker), daemon=True)
            for drain, stream, taker in (
                (_drain_answers, process.stdout, self._lines),
                (_drain, process.stderr, self._errors.append),
            )
        ]
        for reader in self._readers:
            reader.start()
        return process

    def send(self, command: str, timeout: float | None = None) -> str:
        """Send a command and return the answer, without its `=`.

        Raises:
            GtpError: if the program answers that it cannot do this.
            GtpFailure: if it has ended, or gives no answer in time; it is then ended.
        """
        limit = self.timeout if timeout is None else timeout
        deadline = time.monotonic() + limit
        self._write(command)
        first = self._line(command, deadline)
        while not first.startswith(("=", "?")):  # chatter before the answer
            first = self._line(command, deadline)
        answer = [first[1:].lstrip("0123456789").strip()]
        while line := self._line(command, deadline):
            answer.append(line)
        text = "\n".join(answer).strip()
        if first.startswith("?"):
            raise GtpError(f"{self.command[0]} refused {command!r}: {text}")
        return text

    def knows(self, command: str) -> bool:
        """Return whether the program has this command; asked once."""
        if command not in self._known:
            try:
                said = self.send(f"known_command {command}")
            except GtpError:
                said = "false"
            self._known[command] = said.lower() == "true"
        return self._known[command]

    @property
    def is_running(self) -> bool:
        """Whether the program is still there."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the program: ask, then insist."""
        if self.is_running:
            try:
                self._write("quit")
                self._process.wait(_PATIENCE)
            except (GtpFailure, subprocess.TimeoutExpired):
                self._process.kill()
        self._process.wait()

    def __enter__(self) -> GtpClient:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _write(self, command: str) -> None:
        stream = self._process.stdin
        assert stream is not None
        try:
            stream.write(f"{command}\n")
            stream.flush()
        except OSError:
            raise self._gone(command) from None

    def _line(self, command: str, deadline: float) -> str:
        """Return the next line of the answer, without white space at its end."""
        try:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            self._process.kill()  # a late answer would be taken for another one
            self._process.wait()
            raise GtpFailure(
                f"{self.command[0]} gave no answer to {command!r} in time, and was "
                f"ended{self._last_words()}"
            ) from None
        if line is None:
            raise self._gone(command)
        return line.rstrip()

    def _gone(self, command: str) -> GtpFailure:
        code = self._process.wait()
        return GtpFailure(
            f"{self.command[0]} ended (exit status {code}) at {command!r}\n"
            f"  command: {shlex.join(self.command)}{self._last_words()}"
        )

    def _last_words(self) -> str:
        """Return what the program, which has ended, wrote to stderr at last."""
        for reader in self._readers:
            reader.join(_PATIENCE)
        lines = "".join(f"\n    {line.rstrip()}" for line in self._errors)
        return f"\n  its last words:{lines}" if lines else ""


def _drain(stream: IO[str], take: Callable[[str], object]) -> None:
    with stream:
        for line in stream:
            take(line)


def _drain_answers(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    _drain(stream, lines.put)
    lines.put(None)
