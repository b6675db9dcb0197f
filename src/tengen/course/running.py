"""Running recipes: one process each, finished ones kept, everything resumable."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import tengen
from tengen.course.child import ENDING
from tengen.course.recipe import Recipe
from tengen.course.recording import FOLDER, KEPT, QUICK, RECORD
from tengen.course.results import Record, Result, read_record, read_result
from tengen.pages import check_folder

_LONGEST_OUTPUT = 100_000  # characters that are kept of what a recipe prints
_PATIENCE = 10.0  # seconds that an interrupted recipe has to end by itself


class Watcher(Protocol):
    """Somebody who is told what happens."""

    def started(self, recipe: Recipe) -> None:
        """A recipe begins."""

    def printed(self, recipe: Recipe, line: str) -> None:
        """A recipe has printed a line."""

    def waited(self) -> None:
        """A moment has passed."""

    def finished(self, recipe: Recipe, result: Result, kept: bool) -> None:
        """A recipe has ended, or its result was there already."""


@dataclass
class _Job:
    """A recipe that runs."""

    recipe: Recipe
    folder: Path
    process: subprocess.Popen[str]
    started: float
    lines: list[str] = field(default_factory=list)
    reader: threading.Thread | None = None


def run(
    recipes: Sequence[Recipe],
    folder: Path,
    watcher: Watcher,
    quick: bool = False,
    again: bool = False,
    jobs: int = 1,
) -> list[Result]:
    """Run recipes, each into its own folder; those that are done are kept.

    Args:
        recipes: in which order.
        folder: where results are kept, one folder for each recipe.
        watcher: is told of each step.
        quick: the quick setting.
        again: repeat recipes that are done.
        jobs: how many at a time.

    Returns:
        Their results, in the order of `recipes`.

    Raises:
        OSError: if the folder cannot be written to.
        KeyboardInterrupt: after Ctrl-C; what was done until then is kept.
    """
    check_folder(folder)
    results: dict[str, Result] = {}
    waiting = []
    for recipe in recipes:
        result = read_result(folder / recipe.name)
        if not again and result is not None and _is_kept(result, recipe, quick):
            results[recipe.name] = result
            watcher.finished(recipe, result, kept=True)
        else:
            if again:
                _forget_parts(folder, recipe)
            waiting.append(recipe)
    running: list[_Job] = []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_start(waiting.pop(0), folder, watcher, quick))
            for job in [job for job in running if job.process.poll() is not None]:
                running.remove(job)
                results[job.recipe.name] = _end(job, folder, quick)
                watcher.finished(job.recipe, results[job.recipe.name], kept=False)
            watcher.waited()
            time.sleep(0.05)
    finally:
        _stop(running)
    return [results[recipe.name] for recipe in recipes]


def results_in(folder: Path, recipes: Sequence[Recipe]) -> list[Result]:
    """Read the results that a folder holds, in the order of the recipes."""
    found = (read_result(folder / recipe.name) for recipe in recipes)
    return [result for result in found if result is not None]


def _is_kept(result: Result, recipe: Recipe, quick: bool) -> bool:
    """Say whether a result is what running the recipe again would give."""
    made = (result.state, result.quick, result.fingerprint, result.version)
    return made == ("done", quick, recipe.fingerprint, tengen.__version__)


def _start(recipe: Recipe, folder: Path, watcher: Watcher, quick: bool) -> _Job:
    work = folder / f".{recipe.name}.running"
    shutil.rmtree(work, ignore_errors=True)  # of a run that was killed
    work.mkdir(parents=True)
    environment = {
        **os.environ,
        FOLDER: str(work.resolve()),
        KEPT: str(_parts(folder, recipe, quick).resolve()),
        QUICK: "1" if quick else "0",
        "MPLBACKEND": "Agg",
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tengen.course.child", str(recipe.path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
        start_new_session=True,  # Ctrl-C is ours to hand on
    )
    job = _Job(recipe, work, process, time.monotonic())
    watcher.started(recipe)
    job.reader = threading.Thread(target=_read, args=(job, watcher), daemon=True)
    job.reader.start()
    return job


def _read(job: _Job, watcher: Watcher) -> None:
    assert job.process.stdout is not None
    for line in job.process.stdout:
        # What a progress bar has overwritten was not meant to stay.
        shown = line.rstrip("\n").rstrip("\r").rpartition("\r")[2].replace("\b", "")
        job.lines.append(shown)
        watcher.printed(job.recipe, shown)


def _end(job: _Job, folder: Path, quick: bool) -> Result:
    """Make a result of a recipe that has ended, and put it in its place."""
    if job.reader is not None:
        job.reader.join(_PATIENCE)
    ending = _read_json(job.folder / ENDING)
    record = _read_json(job.folder / RECORD)
    status = job.process.returncode
    result = Result(
        name=job.recipe.name,
        state=ending.get("state", "failed"),
        quick=quick,
        seconds=time.monotonic() - job.started,
        cpu_seconds=ending.get("cpu_seconds", 0.0),
        record=read_record(record) if record else Record(),
        output="\n".join(job.lines)[-_LONGEST_OUTPUT:],
        reason=ending.get("reason", f"the process ended with status {status}"),
        fingerprint=job.recipe.fingerprint,
        version=tengen.__version__,
        date=date.today().isoformat(),
    )
    for spent in (ENDING, RECORD):
        (job.folder / spent).unlink(missing_ok=True)
    result.write(job.folder)
    _replace(folder / job.recipe.name, job.folder)
    if result.state == "done":
        _forget_parts(folder, job.recipe)
    return result


def _parts(folder: Path, recipe: Recipe, quick: bool) -> Path:
    """Say where a recipe keeps its parts until it is done (`course.once`)."""
    made = f"{recipe.fingerprint}-{tengen.__version__}-{'quick' if quick else 'full'}"
    return folder / f".{recipe.name}.parts" / made


def _forget_parts(folder: Path, recipe: Recipe) -> None:
    shutil.rmtree(folder / f".{recipe.name}.parts", ignore_errors=True)


def _replace(old: Path, new: Path) -> None:
    """Put a folder in the place of another, which stays until that is done."""
    aside = old.with_name(f".{old.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _stop(running: Sequence[_Job]) -> None:
    """End what still runs; half a result is none."""
    for job in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(job.process.pid, signal.SIGINT)
    for job in running:
        try:
            job.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(job.process.pid, signal.SIGKILL)
            job.process.wait()
        shutil.rmtree(job.folder, ignore_errors=True)
