"""The progress of a download: a bar on a terminal or in a notebook, else one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tengen.utils.notes import say
from tengen.utils.transfer import Progress


@contextmanager
def download_bar(name: str, url: str) -> Iterator[Progress]:
    """Show what the yielded function `progress(done, total)` is told."""
    # Late: rich takes longer to import than everything else here.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.progress import Progress as RichProgress

    console = Console(stderr=True)
    if not (console.is_terminal or console.is_jupyter):
        say(f"downloading {name} from {url}")
        yield lambda done, total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with RichProgress(*columns, console=console, refresh_per_second=5) as bars:
        task = bars.add_task(f"downloading {name}", total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
