"""The demonstration, from the first line on the terminal to the report."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from tengen.demo import go, images, textbook
from tengen.demo.results import Classifier, Digits, GoLab, Results
from tengen.demo.screen import Screen
from tengen.pages import check_folder, write_whole

REPORT = "report.html"
_SECONDS = 100.0  # after these, no further epoch is begun to read digits
_QUICK_TRAIN, _QUICK_TEST = 2000, 500


@dataclass(frozen=True)
class Options:
    """What the user may choose.

    Attributes:
        data: `'auto'`, `'mnist'` or `'digits'`.
        out: folder of the report.
        quick: take a part of the data and few epochs, which is a matter of seconds.
    """

    data: str = "auto"
    out: Path = Path("demo")
    seed: int = 0
    quick: bool = False

    @property
    def command(self) -> str:
        """What to type to see the same again."""
        words = ["tengen", "demo", "--seed", str(self.seed)]
        words += ["--data", self.data] if self.data != "auto" else []
        words += ["--quick"] if self.quick else []
        words += ["--out", str(self.out)] if self.out != Path("demo") else []
        return shlex.join(words)


def run(options: Options, console: Console | None = None) -> tuple[Results, Path]:
    """Train everything, and write the report.

    Returns:
        The results, and where the report is.

    Raises:
        NoDigitsError: if there are no digits to read.
        OSError: if the report cannot be written. Both are raised before any work.
    """
    started, start = datetime.now(), time.perf_counter()
    screen = Screen(console or Console())
    check_folder(options.out)
    folder = go.Folder(options.out / go.FOLDER, options.command)
    source = images.choose(options.data)

    screen.step("1  The worked example: backpropagation by hand")
    rounds = textbook.ROUNDS
    with screen.rounds(rounds) as watch:
        worked = textbook.train(watch, rounds)
    screen.textbook(worked)

    # Imported late: what is above shows its first line without waiting for JAX.
    from tengen import utils
    from tengen.demo import machine, xor

    utils.set_random_seed(options.seed)
    screen.step("2  XOR: a 2-4-1 network, one point at a time")
    solved = xor.train()
    screen.xor(solved)

    digits = images.load(source, stand_in=options.data == "auto")
    if options.quick:
        digits = images.part_of(digits, _QUICK_TRAIN, _QUICK_TEST)
    screen.step(f"3  Reading digits: {digits.title}")
    screen.digits(digits)
    trained = _classifiers(digits, options, screen, start + _SECONDS)
    screen.classifiers(digits, trained)

    screen.step("4  Go: two networks learn, and meet at the board")
    played = _go(folder, options, screen)

    results = Results(
        textbook=worked,
        xor=solved,
        digits=digits,
        classifiers=trained,
        go=played,
        machine=machine.look_around(),
        command=options.command,
        seed=options.seed,
        quick=options.quick,
        started=started,
        seconds=time.perf_counter() - start,
    )
    from tengen.demo.report import write_page

    path = write_whole(options.out / REPORT, write_page(results))
    screen.report(path, time.perf_counter() - start)
    return results, path


def _go(folder: go.Folder, options: Options, screen: Screen) -> GoLab | None:
    if not go.is_possible():
        screen.say("Left out: the rules of Go are not compiled here (tengen._go).")
        return None
    extent = go.QUICK if options.quick else go.Extent()
    return go.learn_and_play(folder, extent, options.seed, screen)


def _classifiers(
    digits: Digits, options: Options, screen: Screen, deadline: float
) -> tuple[Classifier, ...]:
    from tengen.demo import classifiers

    trained = []
    for plan in classifiers.plans(digits, options.quick):
        screen.network(plan.name, plan.outline)
        trained.append(classifiers.train(plan, digits, deadline))
    return tuple(trained)
