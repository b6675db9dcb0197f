"""Golois's question: two networks, one budget, one page.

1. Both networks have the same layers but for the shortcuts, see the same positions, and
   their curves are those of their logs.
2. What is done is not done again; another question needs another folder.
3. The page holds both curves; without GNU Go it says so.
4. The command prints what the function returns.
"""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from tengen.cli import main
from tengen.go import gtp_player
from tengen.go.archive import write_archive
from tengen.go.board import Board
from tengen.go.learning_curves import Run, charts
from tengen.go.question import PAGE, Answer, ask
from tengen.go.records import Game


def random_games(count: int, size: int = 5) -> list[Game]:
    """Games of random moves, whose winner is who owns more."""
    dice = np.random.default_rng(0)
    games = []
    for _ in range(count):
        board = Board(size, komi=0.5)
        for _ in range(20):
            moves = np.flatnonzero(board.legal_moves()[:-1])
            board.play(int(dice.choice(moves)) if len(moves) else "pass")
        winner = 1 if board.area_score() > 0 else 2
        games.append(Game(size=size, komi=0.5, moves=board.moves, winner=winner))
    return games


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("games") / "games.npz"
    write_archive(random_games(300), path)
    return path


SMALL = {
    "minutes": None,
    "positions": 2048,
    "filters": 8,
    "blocks": 1,
    "show": False,
}


@pytest.fixture(scope="module")
def asked(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Path]:
    out = tmp_path_factory.mktemp("question")
    answer = ask(data, out, games=0, **SMALL)
    assert answer is not None
    return answer, out


def test_both_networks_are_trained_on_the_same(asked: tuple[Answer, Path]) -> None:
    answer, out = asked
    for run in (answer.plain, answer.residual):
        result = json.loads((out / run.name / "result.json").read_text())
        assert run.trained == result["trained"] == 2048
        assert run.accuracy == pytest.approx(result["policy_top1"], rel=1e-4)
        assert len(run.times) == len(run.losses) == len(run.accuracies) >= 1
    # The only weights more are those of the 1x1 convolution beside the first layer.
    extra = answer.residual.parameters - answer.plain.parameters
    assert extra == 31 * 8 + 8
    assert answer.gain == answer.residual.accuracy - answer.plain.accuracy


def test_what_is_done_is_not_done_again(data: Path, asked: tuple[Answer, Path]) -> None:
    answer, out = asked
    networks = [out / kind / "model.keras" for kind in ("plain", "residual")]
    before = [path.stat().st_mtime_ns for path in networks]
    again = ask(data, out, games=0, **SMALL)
    assert again is not None and again.gain == answer.gain
    assert [path.stat().st_mtime_ns for path in networks] == before
    with pytest.raises(ValueError, match="another plan"):
        ask(data, out, games=0, **{**SMALL, "filters": 4})


def test_without_gnu_go_the_page_says_so(
    data: Path, asked: tuple[Answer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(gtp_player, "_GAMES", ())
    _, out = asked
    answer = ask(data, out, games=2, levels=(1,), **SMALL)
    assert answer is not None
    assert not answer.opponents
    assert "GNU Go was not played" in answer.remark
    assert "GNU Go was not played" in (out / PAGE).read_text()


def test_curves_stand_at_their_times() -> None:
    times = np.array([10.0, 20.0, 40.0])
    runs = [
        Run(name, 1, 1, 40.0, 2.0, 0.3, times, losses, losses / 10, np.array([]))
        for name, losses in (("a", times / 10), ("b", times / 20))
    ]
    figures = [ElementTree.fromstring(figure) for figure in charts(runs)]
    assert len(figures) == 2  # no error of the value without a value
    for figure in figures:
        lines = [line.get("points", "").split() for line in figure.iter("polyline")]
        assert [len(line) for line in lines] == [3, 3]
        first, second, third = (float(place.split(",")[0]) for place in lines[0])
        assert third - second == pytest.approx(2 * (second - first), abs=0.2)


def test_the_command(data: Path, tmp_path: Path) -> None:
    words = ["go", "question", "--data", str(data), "--out", str(tmp_path)]
    words += ["--minutes", "0.02", "--filters", "4", "--blocks", "1", "--games", "0"]
    result = CliRunner().invoke(main, [*words, "--clock", "wall"])
    assert result.exit_code == 0, result.output
    assert "residual" in result.output and "% of held-out moves" in result.output
    assert (tmp_path / PAGE).read_text().count("<polyline") >= 2
    result = CliRunner().invoke(main, [*words, "--clock", "sundial"])
    assert result.exit_code == 1 and "Error" in result.output
    result = CliRunner().invoke(main, [*words, "--levels", "1,high"])
    assert result.exit_code == 1 and "--levels 1,high: these are no" in result.output
