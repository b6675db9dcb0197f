"""Runs a script as `python script.py` would, with `keras` meaning tengen."""

from __future__ import annotations

import runpy
import sys
import traceback
from pathlib import Path

from tengen.compat.finder import RealKerasError, install

_INTERRUPTED = 130  # what shells call a program that Ctrl-C ended
_HERE = str(Path(__file__).resolve().parent)


def run_script(script: Path, arguments: list[str]) -> int:
    """Run a script as `__main__`; return the exit code.

    `sys.argv` and `sys.path[0]` are what Python would set. A traceback shows the
    script's own lines first.
    """
    if not script.is_file():
        print(f"tengen run: no file {str(script)!r}", file=sys.stderr)
        return 2
    try:
        install()
    except RealKerasError as error:
        print(f"tengen run: {error}", file=sys.stderr)
        return 1
    sys.argv = [str(script), *arguments]
    sys.path.insert(0, str(script.resolve().parent))
    try:
        runpy.run_path(str(script), run_name="__main__")
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return _INTERRUPTED
    except SystemExit as stop:
        return _exit_code(stop)
    except BaseException as error:
        _print_traceback(error, script)
        return 1
    return 0


def _exit_code(stop: SystemExit) -> int:
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code
    print(stop.code, file=sys.stderr)
    return 1


def _print_traceback(error: BaseException, script: Path) -> None:
    """Print a traceback that begins in the script, without the frames of the door."""
    report = traceback.TracebackException.from_exception(error)
    own = [i for i, f in enumerate(report.stack) if _is(f.filename, script)]
    if own:
        frames = report.stack[own[0] :]
        kept = [f for f in frames if not f.filename.startswith((_HERE, "<frozen imp"))]
        report.stack = traceback.StackSummary.from_list(kept)
    elif isinstance(error, SyntaxError):
        report.stack = traceback.StackSummary.from_list([])
    sys.stdout.flush()
    for line in report.format():
        print(line, end="", file=sys.stderr)


def _is(filename: str, script: Path) -> bool:
    return Path(filename) == script or Path(filename).resolve() == script.resolve()
