"""Runs one test file of Keras in this process; each result is a line of JSON.

`python -m tests.borrowed.child PACKAGE FILE RESULTS LIMIT PATTERN`; the tests to leave
out, because they have run already, come as lines on standard input. With a pattern
only the tests that it fits are run, with their tracebacks.
"""

from __future__ import annotations

import faulthandler
import fnmatch
import importlib
import inspect
import json
import os
import signal
import sys
import traceback
import unittest
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest

# Limits are on the time of the process, so that other programs do not matter. One that
# waits, or does not come back from native code, is ended after so many times its limit.
PATIENCE = 5


class TooSlow(BaseException):
    """A test reached its limit; no `except Exception` of a test may catch it."""


def main() -> None:
    """Run the file that the command line names."""
    package, file, results, limit, only = sys.argv[1:6]
    done = set(sys.stdin.read().splitlines())
    os.environ["KERAS_BACKEND"] = "jax"
    from . import hook
    from .rule import Rule

    ignore_texts_of_errors()
    surface = hook.install(Path(package))
    source = Path(package, "src", file)
    rule = Rule(source.read_text(encoding="utf-8"), surface)
    name = "keras.src." + file.removesuffix(".py").replace("/", ".")
    with open(results, "a", encoding="utf-8") as output:
        warnings.simplefilter("ignore")
        for test in tests_of(importlib.import_module(name)):
            wanted = not only or fnmatch.fnmatchcase(identity(test), only)
            if wanted and identity(test) not in done:
                run(test, rule, output, float(limit))


def ignore_texts_of_errors() -> None:
    """Let `pytest.raises` compare types alone, as our `TestCase` does."""
    from .case import accepted

    raises = pytest.raises

    def by_type(expected: Any, *args: Any, match: Any = None, **kwargs: Any) -> Any:
        return raises(accepted(expected), *args, **kwargs)

    pytest.raises = by_type


def tests_of(module: Any) -> Iterator[unittest.TestCase]:
    """Yield the tests of a module, in the order of the file."""
    classes = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, unittest.TestCase)
        and thing.__module__ == module.__name__
    ]
    loader = unittest.TestLoader()
    for test_class in classes:
        for name in loader.getTestCaseNames(test_class):
            yield test_class(name)


def identity(test: unittest.TestCase) -> str:
    """Return `Class.test`."""
    return f"{type(test).__name__}.{test._testMethodName}"


def run(test: unittest.TestCase, rule: Any, output: TextIO, limit: float) -> None:
    """Run a test, or say why it is not run."""
    write(output, test=identity(test), outcome="began")
    outcome, why = judge(test, rule) or attempt(test, limit)
    write(output, test=identity(test), outcome=outcome, why=why)


def write(output: TextIO, **line: str) -> None:
    """Add a line to the results."""
    output.write(json.dumps(line) + "\n")
    output.flush()


def judge(test: unittest.TestCase, rule: Any) -> tuple[str, str] | None:
    """Return what is said of a test that is not run."""
    method = getattr(type(test), test._testMethodName)
    written = inspect.unwrap(method)
    home = written.__qualname__.rpartition(".")[0]
    code_name = written.__code__.co_name
    for test_class in (type(test).__name__, home):
        exclusion = rule.exclusion(test_class, code_name)
        if exclusion is not None:
            return "excluded", f"{exclusion.kind}: {exclusion.what}"
    for mark in (*marks(type(test)), *marks(method)):
        if mark.name == "skip" or (mark.name == "skipif" and mark.args[0]):
            return "skipped", str(mark.kwargs.get("reason", "by its own mark"))
    return None


def marks(thing: Any) -> list[Any]:
    """Return pytest's marks on a class or test."""
    found = getattr(thing, "pytestmark", [])
    return found if isinstance(found, list) else [found]


def attempt(test: unittest.TestCase, limit: float) -> tuple[str, str]:
    """Run a test within its limit; return the outcome and the error in one line."""

    def stop(*_: Any) -> None:
        raise TooSlow

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    faulthandler.dump_traceback_later(PATIENCE * limit, exit=True)
    result = _Result()
    try:
        test.run(result)
    except TooSlow:
        return "failed", f"TooSlow: not done after {limit:g} s"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
    return result.verdict()


class _Result(unittest.TestResult):
    """Keeps the first error as an exception, not as text."""

    def __init__(self) -> None:
        super().__init__()
        self.first: BaseException | None = None

    def addError(self, test: Any, err: Any) -> None:
        self._keep(err)

    def addFailure(self, test: Any, err: Any) -> None:
        self._keep(err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        if err is not None:
            self._keep(err)

    def _keep(self, err: Any) -> None:
        if isinstance(err[1], TooSlow):
            raise err[1]
        if isinstance(err[1], pytest.skip.Exception):
            self.skipped.append((None, str(err[1])))
            return
        if self.first is None:
            self.first = err[1]
        if sys.argv[5]:
            traceback.print_exception(err[1])

    def verdict(self) -> tuple[str, str]:
        if self.first is not None:
            return "failed", in_one_line(self.first)
        if self.skipped:
            return "skipped", self.skipped[0][1]
        return "passed", ""


def in_one_line(error: BaseException) -> str:
    """Return an error's type and what says most of its text."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    shown = " | ".join(lines[:4])
    return f"{type(error).__name__}: {shown}"[:300]


if __name__ == "__main__":
    main()
