"""Work done by several processes that end when we do, however we end.

    for task, result in in_processes(make_worker, (settings,), tasks, workers=2):
        ...

`make_worker(settings)` is called once in each process and returns a function, which is
then called with one task after the other.
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
        worker: Callable[[Any], Any] | None = None
        for task in tasks:
            try:
                worker = worker or make_worker(*arguments)
                result = worker(task)
            except Exception as problem:
                result = Failure(f"{type(problem).__name__}: {problem}")
            yield task, result
        return
    crew = _Crew(make_worker, arguments)
    try:
        yield from crew.work_off(iter(tasks), workers)
    finally:
        crew.dismiss()


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
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()


def _serve(
    connection: Connection,
    make_worker: Callable[..., Callable[[Any], Any]],
    arguments: tuple[Any, ...],
) -> None:
    """What a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    threading.Thread(target=_end_with_parent, daemon=True).start()
    worker: Callable[[Any], Any] | None = None
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            worker = worker or make_worker(*arguments)
            result = worker(task)
        except Exception as problem:
            result = Failure(f"{type(problem).__name__}: {problem}")
        connection.send(result)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
