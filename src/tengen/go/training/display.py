"""What a training run shows on the terminal."""

from __future__ import annotations

from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from tengen.go.training.checkpoint import Place
from tengen.go.training.evaluation import Evaluation
from tengen.go.training.plan import Plan

_PARTS = 10_000


class Display:
    """A bar while training, and a line for each validation.

    Where the output is no terminal there are only the lines.

    Args:
        plan: of the run.
        show: whether to show anything.
    """

    def __init__(self, plan: Plan, show: bool = True) -> None:
        self._console = Console(quiet=not show, highlight=False)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[numbers]}"),
            console=self._console,
            transient=True,
            disable=not (show and self._console.is_terminal),
        )
        self._task: TaskID = self._progress.add_task(
            plan.network.rpartition("/")[2], total=_PARTS, numbers="compiling"
        )
        self._warned: set[str] = set()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def say(self, text: str) -> None:
        """Print a line."""
        self._console.print(text, markup=False, soft_wrap=True)

    def warn(self, text: str) -> None:
        """Print a warning, each one once."""
        name = text.partition(":")[0]
        if name not in self._warned:
            self._warned.add(name)
            words = f"Warning: {text}"
            self._console.print(words, style="yellow", markup=False, soft_wrap=True)

    def update(
        self,
        share: float,
        place: Place,
        means: dict[str, float],
        speed: float,
        wait: float,
    ) -> None:
        """Move the bar.

        Args:
            share: of the budget that is used up.
            place: where the run is.
            means: of losses since the last line of the log.
            speed: positions a second.
            wait: share of the time that training waited for batches.
        """
        parts = [f"{_name(key)} {value:.3f}" for key, value in means.items()]
        parts.append(f"{speed:,.0f} positions/s")
        parts.append(f"waiting for data {100 * wait:.1f} %")
        self._progress.update(
            self._task, completed=round(share * _PARTS), numbers=", ".join(parts)
        )

    def validation(self, plan: Plan, place: Place, found: Evaluation) -> None:
        """Print the results of a validation."""
        trained = place.step * plan.batch_size
        head = f"{_minutes(place.seconds)}  {trained:>9,} positions"
        self.say(f"{head}  {describe(found.overall)}")


def describe(scores: Any) -> str:
    """Return scores as a line for people.

    Example:
        >>> from tengen.go.training.evaluation import Scores
        >>> describe(Scores(10, 2.5, 0.4, 0.7, 0.6, 0.08, 0.75))
        'policy 40.0 %, top 5 70.0 %, loss 2.500; value error 0.0800, winner 75.0 %'
    """
    parts = []
    if scores.policy_loss is not None:
        parts.append(
            f"policy {100 * scores.policy_top1:.1f} %, top 5 "
            f"{100 * scores.policy_top5:.1f} %, loss {scores.policy_loss:.3f}"
        )
    if scores.value_mse is not None:
        parts.append(
            f"value error {scores.value_mse:.4f}, winner "
            f"{100 * scores.value_accuracy:.1f} %"
        )
    return "; ".join(parts)


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60:>3}:{int(seconds) % 60:02}"


def _name(key: str) -> str:
    return key.removesuffix("_loss")
