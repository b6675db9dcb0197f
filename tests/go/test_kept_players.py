"""The networks that are kept in `players/`.

Properties: (1) each is a network that can play, with as many parameters as its result
says and at most 100,000, in a file of at most 500 KB; (2) its training log leads to the
result; (3) the table in the README has the figures of the results; (4) each chooses a
legal move with its policy alone.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tengen.go.board import Board
from tengen.go.evaluators import NetworkEvaluator
from tengen.go.players import PolicyPlayer
from tengen.go.submission_check import check_network

FOLDER = Path(__file__).parents[2] / "players"
PLAYERS = sorted(path.parent for path in FOLDER.glob("*/model.keras"))

pytestmark = pytest.mark.parametrize("player", PLAYERS, ids=lambda path: path.name)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def size_of(player):
    return 9 if player.name.startswith("9x9") else 19


def test_it_can_play_and_keeps_the_limits(player):
    network = check_network(player / "model.keras", size_of(player), 100_000)
    assert network.parameters == read(player / "result.json")["parameters"]
    assert (player / "model.keras").stat().st_size <= 500_000


def test_its_log_leads_to_its_result(player):
    lines = (player / "log.jsonl").read_text(encoding="utf-8").splitlines()
    log = [json.loads(line) for line in lines]
    result, plan = read(player / "result.json"), read(player / "plan.json")
    last = [line for line in log if line["kind"] == "training"][-1]
    assert last["trained"] <= result["trained"]
    assert result["seconds"] >= 60 * plan["minutes"]
    assert not result["dead"]


def test_the_readme_has_its_figures(player):
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    (row,) = (line for line in lines if line.startswith(f"| `{player.name}`"))
    result = read(player / "result.json")
    assert f"{result['parameters']:,}" in row
    for name in ("policy_top1", "policy_top5", "value_accuracy"):
        assert f"{100 * result[name]:.1f} %" in row
    assert f"{result['value_mse']:.4f}" in row


def test_its_policy_chooses_a_legal_move(player):
    board = Board(size_of(player))
    choice = PolicyPlayer(NetworkEvaluator(player / "model.keras")).choose(board)
    assert board.is_legal(choice.point)
