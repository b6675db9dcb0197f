"""Work done by several processes.

Properties: (1) every task is done once, with its own result, by as many processes as
were asked for; (2) what raises is a failure of its task alone, and so is a process that
breaks down; (3) workers are made once in each process, and closed at the end; (4)
nothing is left running, also when the work is broken off. That processes end with a
parent that is killed is a property of tournaments: test_tournament.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tengen.go.processes import Failure, in_processes


class Squarer:
    def __init__(self, log: Path) -> None:
        self.log = log
        self.note("made")

    def __call__(self, task: int) -> tuple[int, int]:
        if task == 13:
            raise ValueError("unlucky")
        if task == 99:
            os._exit(3)
        time.sleep(0.01)
        return task * task, os.getpid()

    def close(self) -> None:
        self.note("closed")

    def note(self, what: str) -> None:
        with self.log.open("a") as file:
            file.write(f"{what} {os.getpid()}\n")


def refuse(log: Path) -> Squarer:
    raise OSError("no device")


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_is_done_once(tmp_path, workers):
    log = tmp_path / "log"
    done = dict(in_processes(Squarer, (log,), range(12), workers))
    assert {task: square for task, (square, _) in done.items()} == {
        task: task * task for task in range(12)
    }
    processes = {process for _, process in done.values()}
    assert len(processes) == workers
    assert (os.getpid() in processes) == (workers == 1)
    noted = log.read_text().split("\n")[:-1]
    expected = {f"{what} {p}" for p in processes for what in ("made", "closed")}
    assert set(noted) == expected and len(noted) == len(expected)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_raises_is_a_failure_of_its_task(tmp_path, workers):
    done = dict(in_processes(Squarer, (tmp_path / "log",), [3, 13, 4], workers))
    assert done[13] == Failure("ValueError: unlucky")
    assert (done[3][0], done[4][0]) == (9, 16)


def test_a_process_that_breaks_down_takes_one_task_with_it(tmp_path):
    tasks = [1, 99, 2, 99, 3, 4]
    done = list(in_processes(Squarer, (tmp_path / "log",), tasks, 2))
    assert sorted(task for task, _ in done) == sorted(tasks)
    failures = [result for task, result in done if task == 99]
    assert failures == [Failure("the process broke down (exit status 3)")] * 2
    assert all(result[0] == task**2 for task, result in done if task != 99)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_cannot_be_made(tmp_path, workers):
    done = dict(in_processes(refuse, (tmp_path / "log",), [1, 2], workers))
    assert set(done.values()) == {Failure("OSError: no device")}


def test_nothing_is_left_when_the_work_is_broken_off(tmp_path):
    work = in_processes(Squarer, (tmp_path / "log",), range(1000), 2)
    _, (_, process) = next(work)
    os.kill(process, 0)
    work.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_no_tasks():
    assert list(in_processes(refuse, (None,), [], 2)) == []
