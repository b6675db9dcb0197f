"""Random games of Go: tengen's, OpenSpiel's and pgx's, in seconds of the processor."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from importlib import metadata
from typing import Any

from benchmarks.engines import Timing, Variant
from benchmarks.workloads import Workload


class TengenGames:
    """Games of tengen from the empty board."""

    def __init__(self, workload: Workload) -> None:
        from tengen.go.board import Board

        self._board = Board(workload.board)
        self._by_move = workload.step == "move"
        self._length = 1.25 * workload.board**2  # moves of a game, about
        self._seed = 0

    def run(self, steps: int) -> Timing:
        """Play about so many moves, or games."""
        games = round(steps / self._length) if self._by_move else steps
        self._seed += 1
        start = time.process_time()
        _, lengths = self._board.random_playouts(max(1, games), self._seed)
        seconds = time.process_time() - start
        return Timing(seconds, int(lengths.sum()) if self._by_move else len(lengths))


class GoEngine:
    """What both peers have in common."""

    distributions: tuple[str, ...]

    def versions(self) -> dict[str, str]:
        """Return the versions of what is measured."""
        return {name: metadata.version(name) for name in self.distributions}

    def forget(self) -> None:
        """Free what the last runner held."""
        gc.collect()

    def product(self, size: int) -> Callable[[], Any] | None:
        """They multiply no matrices."""
        return None


class OpenSpielEngine(GoEngine):
    """An engine over `pyspiel`."""

    distributions = ("open_spiel",)

    def variants(self, workload: Workload) -> list[Variant]:
        """Return the settings to try."""
        return [{"loop": "bots"}, {"loop": "python"}]

    def make(self, workload: Workload, variant: Variant, steps: int) -> Any:
        """Load the game."""
        return OpenSpielGames(workload, in_python=variant["loop"] == "python")


class OpenSpielGames:
    """Games of OpenSpiel from the empty board."""

    def __init__(self, workload: Workload, in_python: bool) -> None:
        import pyspiel

        self._game = pyspiel.load_game("go", {"board_size": workload.board})
        self._by_move = workload.step == "move"
        self._play = self._loop if in_python else self._play_with_bots
        self._evaluate = pyspiel.evaluate_bots
        self._bots = [pyspiel.make_uniform_random_bot(p, p + 1) for p in (0, 1)]
        self._seed = 0

    def run(self, steps: int) -> Timing:
        """Play so many games, or as many as have so many moves."""
        done = 0
        start = time.process_time()
        while done < steps:
            state = self._game.new_initial_state()
            self._play(state)
            done += state.move_number() if self._by_move else 1
        return Timing(time.process_time() - start, done)

    def _play_with_bots(self, state: Any) -> None:
        self._seed += 1
        self._evaluate(state, self._bots, self._seed)

    def _loop(self, state: Any) -> None:
        while not state.is_terminal():
            state.apply_action(random.choice(state.legal_actions()))


class PgxEngine(GoEngine):
    """An engine over `pgx`."""

    distributions = ("pgx", "jax")

    def variants(self, workload: Workload) -> list[Variant]:
        """Return the settings to try."""
        return [{"boards": 128}, {"boards": 16}]

    def make(self, workload: Workload, variant: Variant, steps: int) -> Any:
        """Compile the loop."""
        return PgxGames(workload.board, variant["boards"])


class PgxGames:
    """Many boards of pgx side by side; where a game ends the next one begins."""

    _MOVES = 32  # of every board in one call

    def __init__(self, board: int, boards: int) -> None:
        import jax
        import pgx
        from pgx.experimental import auto_reset

        game = pgx.make(f"go_{board}x{board}")
        step = jax.vmap(auto_reset(game.step, game.init))

        def move(_: int, carried: Any) -> Any:
            state, key = carried
            key, draw, again = jax.random.split(key, 3)
            chances = jax.numpy.where(state.legal_action_mask, 0.0, -jax.numpy.inf)
            actions = jax.random.categorical(draw, chances)
            return step(state, actions, jax.random.split(again, boards)), key

        self._wait = jax.block_until_ready
        self._advance = jax.jit(
            lambda carried: jax.lax.fori_loop(0, self._MOVES, move, carried)
        )
        key = jax.random.PRNGKey(0)
        self._state = jax.vmap(game.init)(jax.random.split(key, boards)), key
        self._boards = boards

    def run(self, steps: int) -> Timing:
        """Play about so many moves."""
        calls = max(1, round(steps / self._boards / self._MOVES))
        start = time.process_time()
        for _ in range(calls):
            self._state = self._advance(self._state)
        self._wait(self._state)
        return Timing(time.process_time() - start, calls * self._boards * self._MOVES)
