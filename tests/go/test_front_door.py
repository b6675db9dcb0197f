"""What `tengen.go` offers by itself.

Properties: (1) every name it lists is there, and is that of its module; (2) none but
those that are about networks load JAX; (3) a name that is not there is an error that
says so.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

import tengen.go


def test_every_name_is_there():
    assert dir(tengen.go) == sorted(tengen.go.__all__)
    for name in tengen.go.__all__:
        assert getattr(tengen.go, name).__name__.rpartition(".")[2] == name


def test_rules_and_records_load_no_jax():
    code = """
import sys
from tengen.go import Board, Game, GameArchive, IllegalMove, Rules, encode
from tengen.go import from_sgf, make_player, play_game, read_games, to_sgf
board = Board(9)
board.play("D4")
encode(board)
assert make_player("playouts:10", seed=1).choose(board).point < 81
assert "jax" not in sys.modules and "tengen.core" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_not_there_is_named():
    with pytest.raises(AttributeError, match="no attribute 'bord'"):
        tengen.go.bord  # noqa: B018
