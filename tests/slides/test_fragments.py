"""Every fragment of the course's deck runs under `tengen run`.

Properties: (1) each fragment that `fragments.json` knows stands in an episode, and
nothing else does; (2) each episode runs, as a script, without an error; (3) where the
deck is at hand (`TENGEN_COURSE` names its text), it holds exactly these fragments, and
the episodes hold their statements; (4) the table in the documents lists all of them.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tengen.compat import running

from . import table
from .deck import (
    EPISODES,
    NOT_PYTHON,
    Fragment,
    assembled,
    cells_of,
    ledger,
    read_deck,
)

DATA = {
    "b_digits": ["mnist.npz"],
    "c_reviews": ["imdb.npz"],
    "d_newswires_and_houses": ["reuters.npz", "boston_housing.npz"],
    "f_convolutions": ["mnist.npz"],
    "g_small_photographs": ["cifar10/cifar10_train_first4000_lossless.npz"],
    "h_functional": ["mnist.npz"],
}


def numbers_in_episodes() -> set[int]:
    return {
        number
        for episode in EPISODES
        for cell in cells_of(episode)
        for number in cell.numbers
    }


def test_every_fragment_has_its_episode():
    known = [entry["number"] for entry in ledger()]
    assert known == list(range(1, 134))
    assert numbers_in_episodes() == set(known)


@pytest.mark.parametrize("episode", EPISODES, ids=lambda path: path.stem)
def test_an_episode_runs_as_a_script(episode, tmp_path, monkeypatch, capsys, request):
    needed = DATA.get(episode.stem, [])
    if needed:
        folder = request.getfixturevalue("data_dir")
        absent = [name for name in needed if not (folder / name).is_file()]
        if absent:
            pytest.skip(f"not in the folder of data sets: {', '.join(absent)}")
    if not any(cell.numbers and cell.is_possible for cell in cells_of(episode)):
        pytest.skip("what it needs is not built yet")
    script = tmp_path / f"{episode.stem}.py"
    script.write_text(assembled(episode), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(sys, "path", [*sys.path])
    code = running.run_script(script, [])
    assert code == 0, capsys.readouterr().err


def test_the_command_runs_them_too(tmp_path):
    script = tmp_path / "first.py"
    script.write_text(assembled(EPISODES[0]), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from tengen.cli import main; main()",
            "run",
            "first.py",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert "Epoch 1000/1000" in done.stdout or "1000" in done.stdout


@pytest.fixture(scope="module")
def deck() -> list[Fragment]:
    path = os.environ.get("TENGEN_COURSE")
    if not path:
        pytest.skip("no deck: set TENGEN_COURSE to the text of the slides")
    return read_deck(Path(path).read_text(encoding="utf-8"))


def test_the_deck_holds_these_fragments(deck):
    found = [
        {"number": f.number, "slide": f.slide, "title": f.title, "digest": f.digest}
        for f in deck
    ]
    assert found == ledger()


def test_the_episodes_hold_the_decks_statements(deck):
    ours: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for episode in EPISODES:
        for cell in cells_of(episode):
            if cell.numbers:
                ours[cell.numbers] += statements(cell.code)
    for numbers, present in ours.items():
        if any(NOT_PYTHON.get(n, "a line") != "a line" for n in numbers):
            if not all("line break" in NOT_PYTHON.get(n, "") for n in numbers):
                continue
        printed = "\n".join(deck[number - 1].code for number in numbers)
        expected = statements(re.sub(r"=\s*\n\s*", "= ", printed))
        missing = [one for one in expected if one not in present]
        assert not missing, f"fragment {numbers}"


def statements(code: str) -> list[str]:
    return [ast.dump(statement) for statement in ast.parse(code).body]


def test_the_table_is_that_of_the_last_measurement():
    assert table.PAGE.read_text(encoding="utf-8") == table.page(table.measured())
