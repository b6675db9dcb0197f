"""`train`: one network, one archive, a budget of time or positions.

A run is one call of `fit` on a stream without end. An epoch of that call is a *round*
of a few steps; what happens between rounds (the next learning rate, a line in the log,
a checkpoint, a validation, the end) is in `Rounds`.
"""

from __future__ import annotations

import dataclasses
import fcntl
import math
import signal
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Self

from tengen import callbacks, utils
from tengen.go.archive import GameArchive
from tengen.go.data import Positions
from tengen.go.training.checkpoint import Place, read_checkpoint, write_checkpoint
from tengen.go.training.clock import Clock, next_rate, progress
from tengen.go.training.display import Display
from tengen.go.training.evaluation import Evaluation, evaluate
from tengen.go.training.journal import Journal
from tengen.go.training.network import (
    Fitting,
    build_network,
    check_parameters,
    compile_network,
    fitting,
)
from tengen.go.training.plan import ROUND, Plan
from tengen.go.training.stream import Stream

_NO_END = 2**31 - 1
_LOG_SECONDS = 5.0
_LOG_SHARE = 0.01  # of the budget: short runs have curves, too
_DEAD_AFTER = 0.1  # of the budget


class DivergedError(ArithmeticError):
    """Training in which the loss became infinite or no number."""


@dataclasses.dataclass(frozen=True)
class Result:
    """What a run came to.

    Attributes:
        model: the trained network, with averaged weights where `ema` was on.
        finished: whether the budget was used up; else it was interrupted, and the same
            call goes on with it.
        step: steps made.
        seconds: seconds of training.
        evaluation: of the last validation; `None` for a run that was interrupted.
        path: file of the network, `None` for a run that was interrupted.
    """

    model: Any
    finished: bool
    step: int
    seconds: float
    evaluation: Evaluation | None
    path: Path | None


def train(plan: Plan, show: bool = True) -> Result:
    """Train a network; go on with a run that was broken off in the same folder.

    The folder gets `plan.json`, `log.jsonl`, `checkpoint.npz` and, at the end,
    `model.keras`, `result.json` and `report.html`. Ctrl-C ends it after the round that
    runs, with a checkpoint. After a crash the last checkpoint holds.

    Args:
        plan: what, on what, for how long.
        show: whether to show progress on the terminal.

    Raises:
        NetworkError: for a network that is not there or does not fit.
        ValueError: if the folder holds a run with another plan, or one still going on.
        DivergedError: if the loss is no number any more.
    """
    from tengen.go.training.report import finish

    archive = GameArchive.open(plan.data)
    utils.set_random_seed(plan.seed)
    model = build_network(plan.network, int(archive.size))
    check_parameters(model, plan.params_max)
    wants = fitting(model, int(archive.size), plan.planes)
    compile_network(model, plan)
    _claim_folder(plan)
    with _alone_in(plan.folder), Display(plan, show) as display:
        rounds = Rounds(plan, model, archive, wants, display)
        if not rounds.is_over:
            rounds.run()
        if not rounds.is_over:
            display.say("Stopped; the same command goes on from here.")
            place = rounds.place
            return Result(model, False, place.step, place.seconds, None, None)
        return finish(
            plan, model, rounds.place, rounds.held_out, rounds.journal, display
        )


def _claim_folder(plan: Plan) -> None:
    if plan.folder.is_file():
        raise ValueError(f"out={plan.out!r} is a file\n  expected the name of a folder")
    plan.folder.mkdir(parents=True, exist_ok=True)
    path = plan.folder / "plan.json"
    if path.is_file():
        different = Plan.load(path).differences(plan)
        different.pop("out", None)
        if different:
            listed = ", ".join(f"{k} {a!r} -> {b!r}" for k, (a, b) in different.items())
            raise ValueError(
                f"{plan.folder} holds a run with another plan: {listed}\n"
                "  fix: another folder, or the same options to go on with it"
            )
        return
    partial = path.with_name(".plan.json.partial")
    plan.save(partial)
    partial.replace(path)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep a second run out of a folder; the lock ends with the program."""
    with (folder / "plan.json").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(
                f"{folder} is in use by another run\n"
                "  fix: wait until that one has ended, or name another folder"
            ) from None
        yield


class Rounds(callbacks.Callback):
    """What happens between the rounds of a run.

    Attributes:
        place: where the run is.
        held_out: positions to validate on.
        journal: the log.
    """

    def __init__(
        self,
        plan: Plan,
        model: Any,
        archive: GameArchive,
        wants: Fitting,
        display: Display,
    ) -> None:
        super().__init__()
        self.plan = plan
        self.network = model
        self.display = display
        self._file = plan.folder / "checkpoint.npz"
        resumes = self._file.is_file()
        games = fingerprint(archive)
        self.place = Place(games=games)
        if resumes:
            self.place = read_checkpoint(self._file, model)
        if self.place.games != games:
            raise ValueError(
                f"{plan.folder} holds a run on other games than {plan.data} has now\n"
                "  fix: another folder, or the archive as it was"
            )
        self.clock = Clock(plan.clock, self.place.seconds)
        self.journal = Journal(plan.folder / "log.jsonl", self.place.step)
        common: dict[str, Any] = {
            "planes": wants.planes,
            "outputs": wants.outputs,
            "dtype": plan.upload,
        }
        self.held_out = Positions(archive, part="held out", **common)
        self._averages = callbacks.SwapEMAWeights() if plan.ema else None
        if self._averages is not None:
            self._averages.set_model(model)
        self._stream = Stream(
            Positions(
                archive,
                plan.batch_size,
                passes=wants.passes,
                symmetry="random" if plan.symmetry else "none",
                seed=plan.seed,
                **common,
            ),
            self.place.step,
        )
        self._stop = StopRequest()
        self._sums: dict[str, float] = {}
        self._rounds = 0
        self._logged = time.perf_counter()
        self._logged_share = 0.0
        self._saved = time.perf_counter()
        self._measures = False
        self._rate = 0.0
        words = {"resumed": resumes, "parameters": model.count_params()}
        self.journal.write("start", self.place.step, **words)

    @property
    def is_over(self) -> bool:
        """Whether the budget is used up."""
        return progress(self.plan, self.place.step, self.place.seconds) >= 1.0

    def run(self) -> None:
        """Train until the budget is used up or somebody presses Ctrl-C."""
        try:
            with self._stop:
                self.network.fit(
                    self._stream,
                    steps_per_epoch=ROUND,
                    epochs=_NO_END,
                    verbose=0,
                    callbacks=[self],
                )
        finally:
            self._stream.close()

    # -- hooks of `fit` ----------------------------------------------------------------

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Set the learning rate of a round."""
        self._rate = next_rate(self.plan, self.place.step, self.clock)
        self.network.optimizer.learning_rate = self._rate
        self.clock.start()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Do what is due after a round."""
        if self._measures:
            self.clock.stop()
        self._measures = True  # the first round compiles: it is not counted
        loss = (logs or {}).get("loss", 0.0)
        if not math.isfinite(loss):
            raise DivergedError(
                f"the loss became {loss} between steps {self.place.step} and "
                f"{self.place.step + ROUND}\n"
                f"  fix: a learning rate below {self.plan.peak_rate:g}, or clip=1"
            )
        self.place.step += ROUND
        self.place.seconds = self.clock.seconds
        self._count(logs or {})
        is_last = self.is_over or self._stop.requested
        if is_last or self._log_is_due():
            self._log()
        if self.place.seconds - self.place.validated >= self.plan.validation_seconds:
            if not is_last:
                self._validate()
        if is_last or time.perf_counter() - self._saved >= self.plan.checkpoint_seconds:
            write_checkpoint(self._file, self.network, self.place)
            self._saved = time.perf_counter()
        if is_last:
            self.model.stop_training = True

    def _count(self, logs: dict[str, float]) -> None:
        self._rounds += 1
        for name, value in logs.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        shown = {name: value / self._rounds for name, value in self._sums.items()}
        share = progress(self.plan, self.place.step, self.place.seconds)
        self.display.update(share, self.place, shown, self._speed(), self._wait())

    def _speed(self) -> float:
        """Return positions a second in the last round, 0 where it was not measured."""
        seconds = self.clock.last
        return ROUND * self.plan.batch_size / seconds if seconds else 0.0

    def _wait(self) -> float:
        """Return the share of training time that was spent waiting for batches."""
        return min(1.0, self._stream.waited / max(self.clock.wall, 1e-9))

    def _log_is_due(self) -> bool:
        share = progress(self.plan, self.place.step, self.place.seconds)
        waited = time.perf_counter() - self._logged
        return waited > _LOG_SECONDS or share - self._logged_share > _LOG_SHARE

    def _log(self) -> None:
        self._logged_share = progress(self.plan, self.place.step, self.place.seconds)
        means = {name: value / self._rounds for name, value in self._sums.items()}
        self.journal.write(
            "training",
            self.place.step,
            trained=self.place.step * self.plan.batch_size,
            seconds=self.place.seconds,
            rate=self._rate,
            speed=self._speed(),
            waiting=self._wait(),
            **means,
        )
        self._sums, self._rounds, self._logged = {}, 0, time.perf_counter()

    def _validate(self) -> None:
        if self._averages is not None:
            self._averages.on_test_begin()
        try:
            found = evaluate(
                self.network, self.held_out, self.plan.validation_positions
            )
        finally:
            if self._averages is not None:
                self._averages.on_test_end()
        self.place.validated = self.place.seconds
        write_validation(self.journal, "validation", self.plan, self.place, found)
        self.display.validation(self.plan, self.place, found)
        share = progress(self.plan, self.place.step, self.place.seconds)
        if share >= _DEAD_AFTER:
            for sentence in found.dead:
                self.display.warn(sentence)


def fingerprint(archive: GameArchive) -> int:
    """Return a number that tells archives with other games apart."""
    text = archive.keys.tobytes() + archive.starts.tobytes()
    return zlib.crc32(text)


def write_validation(
    journal: Journal, kind: str, plan: Plan, place: Place, found: Evaluation
) -> None:
    """Write the results of a validation into the log."""
    journal.write(
        kind,
        place.step,
        trained=place.step * plan.batch_size,
        seconds=place.seconds,
        **found.as_dict(),
    )


class StopRequest:
    """Takes Ctrl-C as a wish inside a `with` block; the second one is raised.

    Attributes:
        requested: whether it was pressed.
    """

    def __init__(self) -> None:
        self.requested = False
        self._before: Any = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *error: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
