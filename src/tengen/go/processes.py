"""Work done by several processes that end when we do, however we end.

    for task, result in in_processes(make_worker, (settings,), tasks, workers=2):
        ...

`make_worker(settings)` is called once in each process. What it returns is called with
one task after the other, and closed at the end if it has a method `close`.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

__all__ = ["Failure", "in_processes"]

_PATIENCE = 5.0  # seconds that an idle process has to end
_context = get_context("spawn")  # a forked copy of XLA's threads would hang


@dataclass(frozen=True)
class Failure:
    """Why a task has no result."""

    reason: str


def in_processes(
    make_worker: Callable[..., Callable[[Any], Any]],
    arguments: tuple[Any, ...],
    tasks: Iterable[Any],
    workers: int = 1,
) -> Iterator[tuple[Any, Any]]:
    """Yield tasks with their results, in the order in which they are done.

    A task that raises an exception, or whose process breaks down, has a `Failure` as
    its result; the others go on. With one worker all is done in this process.

    Args:
        make_worker: makes the function that is called with tasks; importable by name.
        arguments: of `make_worker`; they are copied into every process.
        tasks: what is to be done.
        workers: number of processes.
    """
    if workers == 1:
        with _Bench(make_worker, arguments) as bench:
            for task in tasks:
                yield task, bench.do(task)
        return
    crew = _Crew(make_worker, arguments)
    try:
        yield from crew.work_off(iter(tasks), workers)
    finally:
        crew.dismiss()


class _Bench:
    """A worker, made when the first task comes."""

    def __init__(self, make_worker: Callable[..., Any], arguments: tuple[Any, ...]):
        self._make, self._arguments = make_worker, arguments
        self._worker: Any = None

    def do(self, task: Any) -> Any:
        try:
            self._worker = self._worker or self._make(*self._arguments)
            return self._worker(task)
        except Exception as problem:
            return Failure(f"{type(problem).__name__}: {problem}")

    def __enter__(self) -> _Bench:
        return self

    def __exit__(self, *raised: object) -> None:
        if hasattr(self._worker, "close"):
            self._worker.close()


class _Crew:
    """Processes, each with the task it has."""

    def __init__(self, make_worker: Callable[..., Any], arguments: tuple[Any, ...]):
        self._setup = (make_worker, arguments)
        self._busy: dict[Connection, tuple[Any, Any]] = {}
        self._processes: list[Any] = []

    def work_off(self, tasks: Iterator[Any], workers: int) -> Iterator[tuple[Any, Any]]:
        for _ in range(workers):
            self._assign(None, None, tasks)
        while self._busy:
            for ready in wait(list(self._busy)):
                assert isinstance(ready, Connection)
                process, task = self._busy.pop(ready)
                try:
                    result = ready.recv()
                except EOFError:
                    process.join()
                    status = process.exitcode
                    result = Failure(f"the process broke down (exit status {status})")
                    self._assign(None, None, tasks)
                else:
                    self._assign(ready, process, tasks)
                yield task, result

    def _assign(
        self, connection: Connection | None, process: Any, tasks: Iterator[Any]
    ) -> None:
        """Give a process its next task; without one, start it first."""
        task = next(tasks, None)
        if task is None:
            if connection is not None:
                connection.close()
            return
        if connection is None:
            connection, process = self._start()
        connection.send(task)
        self._busy[connection] = (process, task)

    def _start(self) -> tuple[Connection, Any]:
        ours, theirs = _context.Pipe()
        process = _context.Process(
            target=_serve, args=(theirs, *self._setup), daemon=True
        )
        process.start()
        theirs.close()  # else the end of the process would not be seen
        self._processes.append(process)
        return ours, process

    def dismiss(self) -> None:
        """End the processes; those that have nothing to do end by themselves."""
        for connection, (process, _) in self._busy.items():
            process.terminate()
            connection.close()
        for process in self._processes:
            process.join(_PATIENCE)
            process.kill()
            process.join()


def _serve(
    connection: Connection,
    make_worker: Callable[..., Callable[[Any], Any]],
    arguments: tuple[Any, ...],
) -> None:
    """What a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with _Bench(make_worker, arguments) as bench:
        while True:
            try:
                task = connection.recv()
            except EOFError:
                return
            connection.send(bench.do(task))


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
