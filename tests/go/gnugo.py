"""GNU Go as an oracle, spoken to in GTP."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence


class GnuGo:
    """A running GNU Go. Commands go out in one write, so that neither side waits."""

    def __init__(self, program: str, *options: str) -> None:
        self._process = subprocess.Popen(
            [program, "--mode", "gtp", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, commands: Sequence[str]) -> list[str]:
        """The answers, without their sign; an error fails the test."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n".join(commands) + "\n")
        self._process.stdin.flush()
        return [self._answer(command) for command in commands]

    def _answer(self, command: str) -> str:
        assert self._process.stdout is not None
        lines: list[str] = []
        while True:
            line = self._process.stdout.readline()
            assert line, f"GNU Go ended at {command!r}"
            if not line.strip():
                break
            lines.append(line.strip())
        assert lines[0].startswith("="), f"{command}: {lines[0]}"
        return " ".join([lines[0][1:].strip(), *lines[1:]]).strip()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
