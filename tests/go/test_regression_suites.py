"""Other programs' regression suites, as far as they are about the rules.

1. GNU Go's `unconditional`: what we call settled, GNU Go calls so, point by point; and
   what it calls undecided, we do. It settles more, because it reads out what the
   opponent can still make of captured stones; a third of its 664 answers is of that
   kind, and ours to them is "undecided".
2. Fuego's `go_safe benson`: 308 of 321 times both count the same number of points. The
   rest differ in the ground that counts: Fuego takes regions that are vital to a living
   chain, however many prisoners they hold; we those that have no room for two eyes.
3. Fuego's ladders: all.
4. Fuego's scores by Japanese rules, `cleanup_japanese_rules`: all. GNU Go's `score` is
   left out: its boards are unfinished, its answers guesses at what will come of them.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tests.go.regression_suites import Answer, run


@pytest.fixture(scope="module")
def unpack(go_data: Path, tmp_path_factory: pytest.TempPathFactory):
    def unpacked(name: str) -> Path:
        archive = go_data / "tests" / f"{name}_regression.tar.xz"
        if not archive.is_file():
            pytest.skip(f"no {archive.name}")
        folder = tmp_path_factory.mktemp(name)
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        return folder / "regression"

    return unpacked


def disagreeing(answers: list[Answer]) -> list[Answer]:
    return [answer for answer in answers if not answer.agrees]


def test_what_is_settled_is_settled_for_gnu_go(unpack) -> None:
    answers = list(run(unpack("gnugo") / "unconditional.tst"))
    assert len(answers) > 600
    assert {answer.answer for answer in disagreeing(answers)} == {"undecided"}
    settled = [answer for answer in answers if answer.answer != "undecided"]
    assert len(settled) > 100


def test_fuego_counts_the_same_settled_points(unpack) -> None:
    suites = unpack("fuego")
    names = ("static_safety_basics", "static_safety_fullboard_benson")
    answers = [answer for name in names for answer in run(suites / f"{name}.tst")]
    assert len(answers) > 300
    assert len(disagreeing(answers)) <= 13


def test_fuegos_ladders(unpack) -> None:
    answers = list(run(unpack("fuego") / "ladder.tst"))
    assert len(answers) == 13
    assert not disagreeing(answers)


def test_scores_by_japanese_rules(unpack) -> None:
    answers = list(run(unpack("fuego") / "cleanup_japanese_rules.tst"))
    assert len(answers) == 12
    assert not disagreeing(answers)


def test_a_suite_is_read_as_its_authors_meant_it(tmp_path: Path) -> None:
    """Numbers, negation, commands that are not known, files that are not there."""
    (tmp_path / "game.sgf").write_text("(;SZ[5];B[aa];W[ba];B[ee];W[ab])")
    suite = tmp_path / "small.tst"
    suite.write_text(
        "loadsgf game.sgf\n1 captures white\n#? [1]\n"
        "loadsgf game.sgf 4\n2 captures white\n#? [!1]\n3 is_legal white A4\n#? [0]\n"
        "4 genmove white\n#? [A4]\nloadsgf nowhere.sgf\n5 captures white\n#? [1]\n"
    )
    answers = list(run(suite))
    assert [answer.number for answer in answers] == [1, 2, 3]
    assert [answer.agrees for answer in answers] == [True, True, False]
