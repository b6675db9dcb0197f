"""``tengen backprop``: the options do what they say, and errors are for people."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tengen.cli.backprop import app


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


def test_without_options_it_shows_a_round_of_the_worked_example():
    result = run()
    assert result.exit_code == 0
    for line in (
        "= 0.15 * 0.05 + 0.2 * 0.1 + 0.35 * 1 = 0.3775",
        "= 0.274811083 + 0.023560026 = 0.298371109",
        "w1  i1 -> h1   0.15   0.000438568  0.149780716",
        "w7  h1 -> o2    0.5   -0.02260254   0.51130127",
        "Error after this round: 0.291027774",
    ):
        assert line in result.output


def test_several_weights_and_all():
    result = run("--explain", "w5", "-e", "b1")
    assert result.output.startswith("w5, from h1 to o1")
    assert "\n\nb1, the bias that all neurons" in result.output
    everything = run("-e", "all").output
    assert all(f"\nw{i}, from" in "\n" + everything for i in range(1, 9))


@pytest.mark.parametrize(
    ("update", "error", "after"),
    [
        ("simultaneous", "0.000035102", "0.01591362"),
        ("sequential", "0.000035085", "0.015912196"),
    ],
)
def test_rounds_and_order(update, error, after):
    result = run("--rounds", "10000", "--update", update)
    assert f"Error after 10000 rounds: {error}" in result.output
    assert after in result.output
    assert "Forward pass" not in result.output


def test_the_exercise_and_a_rate():
    result = run("--network", "exercise", "--rounds", "1", "--rate", "0")
    assert (
        "Error before: 0.124830112\nError after 1 round: 0.124830112" in result.output
    )
    learned = run("--network", "exercise", "--rounds", "5000").output
    assert learned.splitlines()[-1].split()[-2:] == ["0.2", "0.2"]


def test_a_sample_of_the_batch():
    result = run("--network", "xor", "--sample", "2")
    assert "w1 * i1 + w2 * i2 + b1 * 1" in result.output
    assert "1/2 (1 - " in result.output


def test_it_draws(tmp_path):
    path = tmp_path / "net.svg"
    result = run("--explain", "w1", "--draw", str(path))
    assert result.exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("<svg")
    assert result.output.splitlines()[-1] == f"drawn: {path}"


def test_the_perceptron_has_its_own_command():
    lines = run("perceptron").output.splitlines()
    outcomes = [(line.split()[0], "impossible" in line) for line in lines[1:]]
    assert outcomes == [("and", False), ("or", False), ("xor", True), ("xor", False)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-e", "w9"], "expected w1 to w8"),
        (["--draw", "net.gif"], ".svg or .png"),
        (["--sample", "1"], "sample: got 1"),
        (["--update", "both"], "both"),
        (["--network", "go"], "go"),
        (["--rounds", "-1"], "--rounds"),
    ],
)
def test_errors_name_what_is_wrong(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    assert "Forward pass" not in result.output


def test_everything_printed_fits_any_console():
    for arguments in ([], ["-e", "all"], ["--rounds", "2"], ["perceptron"]):
        run(*arguments).output.encode("ascii")
