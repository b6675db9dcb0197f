"""Golois's question: does a policy network learn better with shortcuts?

    answer = ask("games.npz", "question", minutes=8)
    answer.gain                      # in points of accuracy, residual minus plain

Two networks of the same layers, one with the shortcuts of a residual network and one
without, are trained on the same games for the same time (Cazenave 2018, "Residual
Networks for Computer Go"). A page shows error and accuracy over time. The better one
may then play GNU Go with its policy alone: the most probable move, at once.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tengen.go.archive import GameArchive
from tengen.go.entrants import Settings
from tengen.go.gtp_client import GtpFailure
from tengen.go.learning_curves import Run, charts, train_once
from tengen.go.standings import Results
from tengen.go.training import Plan
from tengen.pages import page, section, table, text_tag, write_whole

__all__ = ["Answer", "Opponent", "ask"]

PAGE = "question.html"
KINDS = ("plain", "residual")


@dataclass(frozen=True)
class Opponent:
    """What the policy alone reached against GNU Go.

    Attributes:
        level: of GNU Go, 1 to 10.
        points: of the policy.
        games: that were played.
        low, high: Wilson's 95 % interval of its win rate.
    """

    level: int
    points: float
    games: int
    low: float
    high: float


@dataclass(frozen=True)
class Answer:
    """What came out.

    Attributes:
        plain, residual: the two runs.
        player: name of the network that played GNU Go.
        opponents: one for each level of GNU Go.
        remark: why nobody was played, or `""`.
    """

    plain: Run
    residual: Run
    player: str = ""
    opponents: tuple[Opponent, ...] = ()
    remark: str = ""

    @property
    def gain(self) -> float:
        """Accuracy of the residual network minus that of the plain one, at the end."""
        return self.residual.accuracy - self.plain.accuracy


def ask(
    data: str | Path,
    out: str | Path,
    minutes: float | None = 8.0,
    positions: int | None = None,
    filters: int = 32,
    blocks: int = 9,
    clock: str = "cpu",
    batch_size: int = 128,
    games: int = 20,
    levels: tuple[int, ...] = (1, 5, 10),
    seed: int = 0,
    validations: int = 12,
    show: bool = True,
) -> Answer | None:
    """Train both networks, let the better policy play, write the page.

    What was done before in the same folder is not done again: a run that was stopped
    goes on.

    Args:
        data: an archive of games.
        out: folder of runs, games and page.
        minutes: how long each network is trained.
        positions: on how many positions, instead of `minutes`.
        filters, blocks: width and depth of both networks, `2 * blocks + 2` layers.
        clock: `"cpu"` or `"wall"`, what minutes are (`tengen.go.training.Plan`).
        batch_size: positions of a step.
        games: against each level of GNU Go; 0 for none.
        levels: of GNU Go.
        seed: of weights, order of positions, and games.
        validations: how many points each curve has.
        show: whether to show progress.

    Returns:
        The answer; `None` if Ctrl-C stopped the training.

    Raises:
        ValueError: for arguments that make no sense, or a folder that holds runs with
            other ones.
    """
    out, archive = Path(out), GameArchive.open(data)
    runs: dict[str, Run] = {}
    for kind in KINDS:
        plan = Plan(
            data=str(data),
            network=f"golois-{kind}:filters={filters},blocks={blocks}",
            out=str(out / kind),
            minutes=None if positions else minutes,
            positions=positions,
            clock=clock,
            batch_size=batch_size,
            seed=seed,
            validation_seconds=60.0 * (minutes or 2.0) / validations,
        )
        run = train_once(plan, kind, show)
        if run is None:
            return None
        runs[kind] = run
    answer = Answer(runs["plain"], runs["residual"])
    if games:
        answer = _play(answer, out, int(archive.size), games, levels, seed, show)
    write_whole(out / PAGE, write_page(answer))
    return answer


def _play(
    answer: Answer,
    out: Path,
    size: int,
    games: int,
    levels: tuple[int, ...],
    seed: int,
    show: bool,
) -> Answer:
    """Let the policy of the better network play every level of GNU Go."""
    from rich.console import Console

    from tengen.go.tournament_screen import play_tournament

    better = max(KINDS, key=lambda kind: getattr(answer, kind).accuracy)
    network = out / f"{better}.keras"  # it goes by this name in tables
    shutil.copyfile(out / better / "model.keras", network)
    settings = Settings(size=size, games_per_pair=games, seed=seed)
    opponents = []
    try:
        for level in levels:
            results = play_tournament(
                out / f"gnugo-{level}",
                [f"policy:{network}", f"gnugo:{level}"],
                settings,
                f"The {better} policy alone against GNU Go, level {level}",
                console=Console(quiet=not show),
            )
            opponents.append(_opponent(results, level))
    except (GtpFailure, OSError) as failure:
        remark = f"GNU Go was not played: {failure}"
        return Answer(answer.plain, answer.residual, remark=remark)
    return Answer(answer.plain, answer.residual, better, tuple(opponents))


def _opponent(results: Results, level: int) -> Opponent:
    policy = next(s for s in results.standings if s.name.startswith("policy:"))
    return Opponent(level, policy.points, policy.games, policy.low, policy.high)


def write_page(answer: Answer) -> str:
    """Return the answer as a page of HTML."""
    runs = [answer.plain, answer.residual]
    head = ["network", "parameters", "positions", "minutes", "error", "accuracy"]
    rows = [
        [
            run.name,
            f"{run.parameters:,}",
            f"{run.trained:,}",
            f"{run.seconds / 60:.1f}",
            f"{run.loss:.3f}",
            f"{100 * run.accuracy:.2f} %",
        ]
        for run in runs
    ]
    lead = (
        "The same layers with and without shortcuts, trained on the same games for the "
        f"same time: {100 * answer.gain:+.2f} points of accuracy for the shortcuts."
    )
    main = [
        section("runs", "Two networks", [table(head, rows, "numbers")]),
        section("curves", "Error and accuracy over time", charts(runs)),
    ]
    if answer.opponents:
        words = f"The {answer.player} network's most probable move, without search."
        games = [
            [f"level {o.level}", f"{o.points:g} of {o.games}"]
            + [f"{100 * o.low:.0f} to {100 * o.high:.0f} %"]
            for o in answer.opponents
        ]
        played = table(["GNU Go", "points", "95 % interval"], games, "numbers")
        main.append(
            section("gnugo", "The policy alone", [text_tag("p", words), played])
        )
    if answer.remark:
        main.append(
            section("gnugo", "The policy alone", [text_tag("p", answer.remark)])
        )
    return page("Plain or residual?", lead, main)
