"""What a tournament came to: standings, crosstable, and both as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tengen.go.entrants import Entrant, Settings
from tengen.go.match import MatchGame
from tengen.go.points import BLACK, WHITE
from tengen.go.ratings import Outcome, Ratings, rate, standard_error, wilson
from tengen.pages import write_whole

__all__ = ["Cell", "Results", "Standing", "summarise", "write_tables"]


@dataclass(frozen=True)
class Standing:
    """A line of the table.

    Attributes:
        name: of the player.
        games, wins, draws, losses: its games; `forfeits` are among the losses.
        points: a win is one, a draw half.
        win_rate: points per game, with its binomial error `sigma` and the bounds `low`
            and `high` of Wilson's 95 % interval.
        elo: its rating, with the bounds of the 95 % interval.
        above_next: probability that it is stronger than the next in the table.
        parameters, trainable: of a network.
        seconds_per_move: of wall time.
        evaluations_per_move: positions that its search evaluated.
    """

    name: str
    games: int
    wins: int
    draws: int
    losses: int
    forfeits: int
    points: float
    win_rate: float | None
    sigma: float | None
    low: float
    high: float
    elo: float
    elo_low: float
    elo_high: float
    above_next: float | None
    parameters: int | None
    trainable: int | None
    seconds_per_move: float | None
    evaluations_per_move: float | None


@dataclass(frozen=True)
class Cell:
    """A pair's games, seen by the player of the row.

    Attributes:
        points: of that player.
        games: that the pair has played.
        low, high: Wilson's 95 % interval of the win rate.
    """

    points: float
    games: int
    low: float
    high: float


@dataclass(frozen=True)
class Results:
    """All that a page or a table shows.

    Attributes:
        settings: of the tournament.
        games: by id, in the order of the schedule.
        scheduled: how many games there are to be.
        distinct: how many of those played differ; of those that do not, ratings count
            one.
        standings: the best first.
        cells: by names of the players of row and column.
        colour_advantage, colour_error: what Black is worth in Elo, and its error.
    """

    settings: Settings
    games: dict[str, MatchGame]
    scheduled: int
    distinct: int
    standings: tuple[Standing, ...]
    cells: dict[tuple[str, str], Cell]
    colour_advantage: float
    colour_error: float


def summarise(
    entrants: Sequence[Entrant],
    settings: Settings,
    games: dict[str, MatchGame],
    scheduled: int,
) -> Results:
    """Count points, and rate the players.

    Args:
        entrants: who plays.
        settings: of the tournament.
        games: what has been played, by id.
        scheduled: how many games there are to be.
    """
    distinct = {(g.black, g.white, tuple(g.moves)): g for g in games.values()}
    outcomes = [Outcome(g.black, g.white, _score(g)) for g in distinct.values()]
    ratings = rate(outcomes, [entrant.name for entrant in entrants])
    ranked = sorted(entrants, key=lambda e: -ratings[e.name])
    followers = [*ranked[1:], None]
    return Results(
        settings=settings,
        games=games,
        scheduled=scheduled,
        distinct=len(distinct),
        standings=tuple(
            _standing(entrant, follower, list(games.values()), ratings)
            for entrant, follower in zip(ranked, followers, strict=True)
        ),
        cells=_cells(entrants, games.values()),
        colour_advantage=ratings.colour_advantage,
        colour_error=ratings.colour_error,
    )


def _score(game: MatchGame) -> float:
    """Return Black's points."""
    return {BLACK: 1.0, WHITE: 0.0}.get(game.winner or 0, 0.5)


def _standing(
    entrant: Entrant,
    follower: Entrant | None,
    games: Sequence[MatchGame],
    ratings: Ratings,
) -> Standing:
    name = entrant.name
    sides = [(game, BLACK) for game in games if game.black == name]
    sides += [(game, WHITE) for game in games if game.white == name]
    wins = sum(game.winner == side for game, side in sides)
    draws = sum(not game.winner for game, _ in sides)
    points, count = wins + draws / 2, len(sides)
    moves = sum(_own_moves(game, side) for game, side in sides)
    low, high = wilson(points, count)
    elo_low, elo_high = ratings.interval(name)
    above = None if follower is None else ratings.superiority(name, follower.name)
    seconds = sum(game.seconds[side] for game, side in sides)
    evaluations = sum(game.evaluations[side] for game, side in sides)
    return Standing(
        name=name,
        games=count,
        wins=wins,
        draws=draws,
        losses=count - wins - draws,
        forfeits=sum(game.is_forfeit and game.winner != side for game, side in sides),
        points=points,
        win_rate=points / count if count else None,
        sigma=standard_error(points, count) if count else None,
        low=low,
        high=high,
        elo=ratings[name],
        elo_low=elo_low,
        elo_high=elo_high,
        above_next=above,
        parameters=entrant.parameters,
        trainable=entrant.trainable,
        seconds_per_move=seconds / moves if moves else None,
        evaluations_per_move=evaluations / moves if moves and evaluations else None,
    )


def _own_moves(game: MatchGame, side: int) -> int:
    return sum(colour == side for colour, _ in game.moves[game.opening :])


def _cells(
    entrants: Sequence[Entrant], games: Iterable[MatchGame]
) -> dict[tuple[str, str], Cell]:
    counted = {(a.name, b.name): [0.0, 0] for a in entrants for b in entrants}
    for game in games:
        score = _score(game)
        for pair, points in (
            ((game.black, game.white), score),
            ((game.white, game.black), 1 - score),
        ):
            counted[pair][0] += points
            counted[pair][1] += 1
    return {
        pair: Cell(points, int(count), *wilson(points, int(count)))
        for pair, (points, count) in counted.items()
        if pair[0] != pair[1]
    }


def write_tables(results: Results, folder: Path) -> list[Path]:
    """Write `standings.csv`, `crosstable.csv`, `games.csv` and `results.json`."""
    names = [standing.name for standing in results.standings]
    standings = [asdict(standing) for standing in results.standings]
    cross = [
        {"player": row} | {name: _fraction(results, row, name) for name in names}
        for row in names
    ]
    games = [_line(game_id, game) for game_id, game in results.games.items()]
    whole = {
        "settings": asdict(results.settings),
        "scheduled": results.scheduled,
        "distinct": results.distinct,
        "colour_advantage": results.colour_advantage,
        "colour_error": results.colour_error,
        "standings": standings,
        "crosstable": [
            {"row": row, "column": column} | asdict(cell)
            for (row, column), cell in results.cells.items()
        ],
        "games": games,
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)
    return [
        write_whole(folder / "standings.csv", _csv(standings)),
        write_whole(folder / "crosstable.csv", _csv(cross)),
        write_whole(folder / "games.csv", _csv(games)),
        write_whole(folder / "results.json", text + "\n"),
    ]


def _fraction(results: Results, row: str, column: str) -> str:
    cell = results.cells.get((row, column))
    return "" if cell is None else f"{cell.points:g}/{cell.games}"


def _line(game_id: str, game: MatchGame) -> dict[str, Any]:
    return {
        "id": game_id,
        "black": game.black,
        "white": game.white,
        "result": game.result,
        "reason": game.reason,
        "moves": len(game.moves),
        "date": game.date,
        "detail": game.detail,
    }


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    if not rows:
        return ""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _safe(value) for key, value in row.items()} for row in rows)
    return stream.getvalue()


def _safe(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
