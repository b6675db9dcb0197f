"""Measuring starts: fresh processes, peer after peer, and what an install weighs.

Every first step is made twice from the same folder for compiled programs: once while
it is empty, once more as on the second day.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable

from benchmarks import environments, rounds
from benchmarks.environments import NotInstalled, Sizes
from benchmarks.measure import Contest
from benchmarks.peers import PEERS, variables
from benchmarks.places import ROOT, STORE
from benchmarks.results import Column
from benchmarks.workloads import WORKLOADS, Workload

_PATIENCE = 600
_ROUNDS = 3  # at most: a start takes long, and varies little


class StartFailed(Exception):
    """Raised where a process ends without having done its work."""


def imports(contest: Contest) -> dict[str, Column]:
    """Time the imports that a user writes, after one start that is not counted."""

    def once(name: str) -> list[float]:
        statement = PEERS[name].import_statement
        timed = (
            "import time; s = time.perf_counter(); "
            f"{statement}; print('took', time.perf_counter() - s)"
        )
        return [_took(_finish(contest, name, ["-c", timed]))]

    times, columns = _alternate(contest, WORKLOADS["import"], once, warm=True)
    return {**columns, **{n: Column(rounds=tuple(t[0])) for n, t in times.items()}}


def first_steps(contest: Contest, workload: Workload) -> list[dict[str, Column]]:
    """Time first steps, from the start of the process.

    Returns:
        Columns of first and of second starts.
    """

    STORE.mkdir(exist_ok=True)
    for left in STORE.glob("caches-*"):  # of a run that was killed
        shutil.rmtree(left, ignore_errors=True)

    def once(name: str) -> list[float]:
        caches = tempfile.mkdtemp(prefix="caches-", dir=STORE)
        threads = str(contest.settings.threads)
        command = ["-m", "benchmarks.first_step", name, workload.name, threads]
        try:
            return [_until_stepped(contest, name, command, caches) for _ in range(2)]
        finally:
            shutil.rmtree(caches, ignore_errors=True)

    times, columns = _alternate(contest, workload, once)
    return [
        {**columns, **{n: Column(rounds=tuple(t[which])) for n, t in times.items()}}
        for which in range(2)
    ]


def sizes(contest: Contest) -> dict[str, dict[str, Column]]:
    """Return what environments weigh, by workload and peer."""
    found: dict[str, Sizes] = {}
    absent: dict[str, Column] = {}
    for name in contest.names:
        peer = PEERS[name]
        try:
            if name == "tengen":
                found[name] = environments.ready_wheel(contest.say).sizes
            elif peer.module == "keras":
                found[name] = environments.ready(peer.environment, contest.say).sizes
        except NotInstalled as error:
            absent[name] = Column(missing=f"not installed: {error}")
    weights: dict[str, Callable[[Sizes], float]] = {
        "size_wheel": lambda sizes: sum(sizes.own.values()),
        "size_download": lambda sizes: sizes.download,
        "size_installed": lambda sizes: sizes.installed,
    }
    return {
        workload: {
            **absent,
            **{name: Column(rounds=(weigh(s),)) for name, s in found.items()},
        }
        for workload, weigh in weights.items()
    }


def _alternate(
    contest: Contest,
    workload: Workload,
    once: Callable[[str], list[float]],
    warm: bool = False,
) -> tuple[dict[str, list[list[float]]], dict[str, Column]]:
    """Calls `once` for every peer in every round; the numbers go side by side.

    Returns:
        By peer, one list of rounds for each number; and columns of those who failed.
    """
    times: dict[str, list[list[float]]] = {}
    failed: dict[str, Column] = {}
    total = min(contest.settings.rounds, _ROUNDS) + warm
    for number, name in rounds.turns(contest.names_for(workload), total):
        if name in failed:
            continue
        contest.say(f"start {number + 1} of {total}, {PEERS[name].title}")
        try:
            if contest.python(name) is None:
                raise StartFailed(contest.absent[name])
            numbers = once(name)
        except (StartFailed, subprocess.TimeoutExpired) as error:
            reason = str(error)
            told = not reason.startswith(("not there", "not installed"))
            failed[name] = Column(missing=reason, failed=told)
            times.pop(name, None)
            continue
        if warm and number == 0:
            continue
        columns = times.setdefault(name, [[] for _ in numbers])
        for column, value in zip(columns, numbers, strict=True):
            column.append(value)
    return times, failed


def _finish(contest: Contest, name: str, arguments: list[str]) -> str:
    """Runs the peer's interpreter to its end and returns what it printed."""
    done = subprocess.run(
        [str(contest.python(name)), *arguments],
        env=variables(PEERS[name], contest.settings.threads),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
    )
    if done.returncode != 0:
        raise StartFailed((done.stderr.strip().splitlines() or ["it ended"])[-1])
    return done.stdout


def _took(printed: str) -> float:
    line = next(line for line in printed.splitlines() if line.startswith("took "))
    return float(line.split()[1])


def _until_stepped(
    contest: Contest, name: str, arguments: list[str], caches: str
) -> float:
    """Starts a process and returns the seconds until its step is made."""
    log = STORE / "logs" / f"{name}-start.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    with log.open("w") as printed:
        process = subprocess.Popen(
            [str(contest.python(name)), *arguments],
            env=variables(PEERS[name], contest.settings.threads, caches),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=printed,
            text=True,
        )
    alarm = threading.Timer(_PATIENCE, process.kill)
    alarm.start()
    try:
        assert process.stdout is not None
        said = any(line.startswith("stepped") for line in process.stdout)
        seconds = time.perf_counter() - start
        process.communicate()
    finally:
        alarm.cancel()
    if said:
        return seconds
    errors = log.read_text(errors="replace").strip().splitlines()
    reason = (errors or ["the process ended without a step"])[-1]
    if "NotThereYet" in reason:
        reason = f"not there yet: {reason.partition(': ')[2]}"
    raise StartFailed(reason)


def pairs() -> list[tuple[Workload, Workload]]:
    """Return the workloads of first and of second starts, side by side."""
    return [
        (workload, WORKLOADS[f"{name.removesuffix('1')}2"])
        for name, workload in WORKLOADS.items()
        if workload.kind == "start" and name.endswith("_1")
    ]
