"""Who takes part in a tournament, and how it is played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tengen.go.board import Board
from tengen.go.player_words import is_network, network_word

if TYPE_CHECKING:
    from tengen.go.players import Player

__all__ = ["Entrant", "Settings", "TournamentError", "enter", "make_player"]


class TournamentError(ValueError):
    """A tournament that cannot be played: what is wrong, and what to do."""


@dataclass(frozen=True)
class Settings:
    """How a tournament is played.

    Attributes:
        size: rows and columns.
        games_per_pair: how many games each pair plays.
        rules: by which to play and count.
        komi: instead of the komi of the rules.
        visits, evaluations, cpu_seconds: what a network's search may use for a move.
        seed: others for other openings and other luck.
        opening_moves: moves that are given; by default by the size of the board.
        most_moves, seconds, settled: see `tengen.go.match.Limits`.
        most_parameters: how many a network may have.
    """

    size: int = 9
    games_per_pair: int = 2
    rules: str = "tournament"
    komi: float | None = None
    visits: int | None = None
    evaluations: int | None = None
    cpu_seconds: float | None = None
    seed: int = 0
    opening_moves: int | None = None
    most_moves: int | None = None
    seconds: float | None = None
    settled: bool = False
    most_parameters: int | None = None

    def __post_init__(self) -> None:
        if self.games_per_pair < 1:
            raise TournamentError(
                f"each pair plays at least one game, not {self.games_per_pair}"
            )
        board = Board(self.size, self.rules, self.komi)  # or it says what is wrong
        if board.rules.scoring != "area":
            raise TournamentError(
                f"matches are counted by area, and {self.rules} rules count territory\n"
                "  fix: choose others, such as --rules tournament or chinese"
            )


@dataclass(frozen=True)
class Entrant:
    """Who takes part.

    Attributes:
        name: in tables and records.
        player: what `make_player` makes the player of.
        parameters, trainable: of a network.
        digest: SHA-256 of a network's file.
    """

    name: str
    player: str
    parameters: int | None = None
    trainable: int | None = None
    digest: str = ""


def make_player(player: str, settings: Settings, seed: int = 0) -> Player:
    """Make a player of a tournament.

    Args:
        player: what `tengen.go.players.make_player` knows, or `gtp:COMMAND`: a program
            that speaks GTP, with its arguments.
        settings: of the tournament.
        seed: of the player's random numbers.

    Raises:
        ValueError, GtpFailure: for a word that names no player, or a program that is
            not there.
    """
    from tengen.go import players
    from tengen.go.gtp_player import GtpPlayer

    if player.startswith("gtp:"):
        return GtpPlayer(player.removeprefix("gtp:"))
    return players.make_player(
        player,
        visits=settings.visits,
        evaluations=settings.evaluations,
        cpu_seconds=settings.cpu_seconds,
        seed=seed,
    )


def enter(players: Sequence[str], settings: Settings) -> list[Entrant]:
    """Check who wants to take part.

    Args:
        players: files of networks, or words as `make_player` knows them.
        settings: of the tournament.

    Raises:
        TournamentError: if there are fewer than two.
        ValueError, GtpFailure: for a word that names no player, or a program that is
            not there.
        BadNetwork: if a network cannot take part, or has too many parameters.
    """
    from tengen.go.submission_check import check_network

    if len(players) < 2:
        raise TournamentError("a tournament needs two players or more")
    entrants: list[Entrant] = []
    for player in players:
        name = _unused(_name(player), {entrant.name for entrant in entrants})
        if not is_network(player):
            make_player(player, settings).close()  # whoever cannot play is refused now
            entrants.append(Entrant(name, player))
            continue
        file, _ = network_word(player)
        network = check_network(file, settings.size, settings.most_parameters)
        entrants.append(
            Entrant(name, player, network.parameters, network.trainable, network.digest)
        )
    return entrants


def _name(player: str) -> str:
    if not is_network(player):
        return player
    file = network_word(player)[0]
    prefix = "policy:" if player.startswith("policy:") else ""
    limit = player.partition(file.name)[2]
    return f"{prefix}{file.stem}{limit}"


def _unused(name: str, used: set[str]) -> str:
    number, wanted = 1, name
    while name in used:
        number += 1
        name = f"{wanted} ({number})"
    return name
