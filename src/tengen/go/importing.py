"""Games of all kinds of files, checked and put together in one file.

    report = import_games(["collection.tar.xz"], "games.npz", Conditions(min_moves=30))
    print(report.kept, report.counts())

Every game is played through by the rules; what is illegal, too short, or there already
is left out and listed. A game is there already if another one has the same moves, in
whichever of the eight symmetries.
"""

from __future__ import annotations

import io
import os
import signal
import tarfile
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from tengen.go.archive import write_archive
from tengen.go.checking import Conditions, Dropped, Kept, check_game
from tengen.go.games_data import write_games_data
from tengen.go.records import Game, to_sgf
from tengen.go.sgf import SgfError
from tengen.go.sources import Paths, Record, find_files, games_of, records_of

_CHUNK = 256  # records that a process is given at a time
_CHUNK_BYTES = 1 << 20

Result = Kept | Dropped


@dataclass
class Report:
    """What became of the games.

    Attributes:
        kept: how many were written.
        moves: how many moves these have.
        dropped: the others, in the order of the files.
        cut: (name, why) of games that were cut short before an illegal move.
        bytes: size of the file that was written.
    """

    kept: int = 0
    moves: int = 0
    dropped: list[Dropped] = field(default_factory=list)
    cut: list[tuple[str, str]] = field(default_factory=list)
    bytes: int = 0

    def counts(self) -> dict[str, int]:
        """Return how many games were dropped for each reason, the commonest first."""
        return dict(Counter(game.reason for game in self.dropped).most_common())

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the list of dropped and cut games: reason, detail, name per line."""
        rows = [("reason", "detail", "name")]
        rows += [(game.reason, game.detail, game.name) for game in self.dropped]
        rows += [("cut", why, name) for name, why in self.cut]
        text = "".join("\t".join(map(_one_line, row)) + "\n" for row in rows)
        path = Path(path)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_text(text, "utf-8", "replace")
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def import_games(
    paths: Paths,
    output: str | os.PathLike[str],
    conditions: Conditions | None = None,
    *,
    jobs: int = 1,
    on_progress: Callable[[int], None] | None = None,
) -> Report:
    """Check games and write those that pass to one file.

    Args:
        paths: see `records.read_games`.
        output: `*.npz` (an archive), `*.tgz` (one SGF per game), `*.sgfs` (one SGF per
            line) or `*.data` (the course's format). It appears when all is written.
        conditions: what games must be like.
        jobs: how many processes read and check.
        on_progress: called with how many bytes of the files have been read.

    Returns:
        What was kept, and what was dropped and why.

    Raises:
        FileNotFoundError: a file, or the folder of the output, does not exist.
        ValueError: there is no such kind of output, or not a single game was kept.
    """
    files = find_files(paths)
    output = Path(output)
    write, keeps_games = _writer(output)
    if not output.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {str(output.parent)!r}.")
    conditions = conditions or Conditions()
    if output.suffix == ".data":
        conditions = _for_games_data(conditions)
    report = Report()
    results = _checked(files, conditions, keeps_games, jobs, on_progress)
    kept = _unique(results, report)
    first = next(kept, None)
    if first is None:
        raise NothingKept(report)
    write(chain([first], kept), output)
    report.bytes = output.stat().st_size
    return report


class NothingKept(ValueError):
    """No game fulfilled the conditions.

    Attributes:
        report: why not.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        examples = {game.reason: game.detail for game in reversed(report.dropped)}
        reasons = [
            f"{count} {reason}" + (f" ({examples[reason]})" if examples[reason] else "")
            for reason, count in report.counts().items()
        ]
        why = ", ".join(reasons) or "there are no games in these files"
        super().__init__(f"No game was kept, so nothing was written: {why}.")


def _unique(results: Iterable[Result], report: Report) -> Iterator[Kept]:
    """Yield each kept game once; note everything in the report."""
    first_of: dict[int, str] = {}
    for result in results:
        if isinstance(result, Dropped):
            report.dropped.append(result)
            continue
        key = result.packed.key
        if key in first_of:
            detail = f"of {first_of[key]}"
            report.dropped.append(Dropped(result.name, "duplicate", detail))
            continue
        first_of[key] = result.name
        report.kept += 1
        report.moves += len(result.packed.moves)
        if result.cut:
            report.cut.append((result.name, result.cut))
        yield result


def _checked(
    files: list[Path],
    conditions: Conditions,
    keeps_games: bool,
    jobs: int,
    on_progress: Callable[[int], None] | None,
) -> Iterator[Result]:
    errors: list[SgfError] = []
    chunks = _chunks(records_of(files, errors.append, on_progress))
    check = partial(_check_records, conditions=conditions, keeps_games=keeps_games)
    if jobs > 1:
        yield from _in_processes(check, chunks, jobs)
    else:
        for chunk in chunks:
            yield from check(chunk)
    yield from map(_unreadable, errors)


def _chunks(
    records: Iterator[tuple[str, Record]],
) -> Iterator[list[tuple[str, Record]]]:
    chunk: list[tuple[str, Record]] = []
    length = 0
    for name, record in records:
        chunk.append((name, record))
        length += len(record) if isinstance(record, bytes) else 0
        if len(chunk) == _CHUNK or length > _CHUNK_BYTES:
            yield chunk
            chunk, length = [], 0
    if chunk:
        yield chunk


def _check_records(
    records: list[tuple[str, Record]], conditions: Conditions, keeps_games: bool
) -> list[Result]:
    results: list[Result] = []

    def note(error: SgfError) -> None:
        results.append(_unreadable(error))

    for name, record in records:
        for game in games_of(name, record, note):
            result = check_game(game, conditions)
            if isinstance(result, Kept) and not keeps_games:
                result = Kept(result.name, result.packed, None, result.cut)
            results.append(result)
    return results


def _unreadable(error: SgfError) -> Dropped:
    return Dropped(error.source, "unreadable", error.where_and_what)


def _in_processes(
    check: Callable[[list[tuple[str, Record]]], list[Result]],
    chunks: Iterator[list[tuple[str, Record]]],
    jobs: int,
) -> Iterator[Result]:
    """Yield the results in the order of the records."""
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _ignore_interrupt)
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(check, chunk))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the process that others work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


# Outputs


def _writer(output: Path) -> tuple[Callable[[Iterable[Kept], Path], object], bool]:
    """Return what writes a file of this name, and whether it needs whole games."""
    name = output.name.lower()
    if name.endswith(".npz"):
        return _write_npz, False
    if name.endswith((".tgz", ".tar.gz")):
        return _write_tgz, True
    if name.endswith(".sgfs"):
        return _write_sgfs, True
    if name.endswith(".data"):
        return _write_data, True
    raise ValueError(
        f"Games cannot be written as {output.name!r}: the name must end in .npz, .tgz, "
        ".sgfs or .data."
    )


def _for_games_data(conditions: Conditions) -> Conditions:
    if conditions.size != 19:
        raise ValueError("games.data holds games on 19 lines; write an .npz instead.")
    return replace(conditions, winner_only=True, even_only=True)


def _write_npz(kept: Iterable[Kept], path: Path) -> None:
    write_archive((game.packed for game in kept), path)


def _write_data(kept: Iterable[Kept], path: Path) -> None:
    write_games_data(_games(kept), path)


def _games(kept: Iterable[Kept]) -> Iterator[Game]:
    return (result.game for result in kept if result.game is not None)


def _write_sgfs(kept: Iterable[Kept], path: Path) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            for game in _games(kept):
                file.write(to_sgf(game).replace("\n", " ").rstrip() + "\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _write_tgz(kept: Iterable[Kept], path: Path) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with tarfile.open(temporary, "w:gz") as archive:
            for number, game in enumerate(_games(kept), 1):
                data = to_sgf(game).encode()
                member = tarfile.TarInfo(f"{number:07}.sgf")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
