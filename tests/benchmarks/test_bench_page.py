"""Table, page and picture of made-up results."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import typer
from made_up import line, results
from pytest import mark, raises
from rich.console import Console

from benchmarks import __main__ as command
from benchmarks import plot, table
from benchmarks.figures import figures
from benchmarks.page import page
from benchmarks.peers import DEFAULT, PEERS
from benchmarks.workloads import WORKLOADS

SOME = results(
    xor=line(tengen=(4e-6, 4e-6, 5e-6), keras_jax=(2e-4, 1.6e-4, 1.6e-4)),
    mnist_cnn=line(tengen=(0.04,), keras_jax=(0.05,), torch_eager=(0.09,)),
    ticket=line(tengen="not there yet: no LSTM", keras_jax=(0.006,)),
    size_installed=line(tengen=(600.0,), keras_jax=(500.0,)),
)


def shown(thing: object) -> str:
    console = Console(width=80, color_system=None, record=True, file=StringIO())
    console.print(thing)
    return console.export_text()


def row(text: str, name: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if name in line)


def test_the_table_tells_ratio_bar_and_who() -> None:
    text = shown(table.ratios(SOME, figures(SOME)))
    assert row(text, "xor")[:3] == ["xor", "40.00", "20"]
    assert row(text, "xor")[-1] == "Keras-JAX"
    assert row(text, "mnist_cnn")[1:3] == ["1.25", "1.3"]
    assert row(text, "ticket")[1:4] == ["not", "there", "yet"]
    assert "peak of a matrix product: 400 GFLOP/s" in text


def test_the_peers_table_has_all_of_them() -> None:
    text = shown(table.times(figures(SOME)))
    assert row(text, "mnist_cnn") == ["mnist_cnn", "50.0", "ms", "90.0", "ms"]
    assert row(text, "ticket") == ["ticket", "6.00", "ms", "-"]


def test_the_verdict_counts_what_has_a_bar() -> None:
    assert table.verdict(figures(SOME)) == (
        "1 of 3 bars met; missed: mnist_cnn; not measured on both sides: ticket"
    )


def test_nothing_is_left_out_in_silence() -> None:
    text = page(SOME)
    assert "* tengen, ticket: not there yet: no LSTM" in text
    assert "| Tickets, two LSTMs, batch 32 | not there yet |" in text


def test_the_page_tells_machine_settings_and_results() -> None:
    text = page(SOME, "A remark of ours.")
    assert "| **40.00** (32.00 to 50.00) | 20 |" in text
    assert "| **1.25** (1.25 to 1.25) missed | 1.3 |" in text
    assert "| **0.83** |  | 600 MB | *500 MB* |" in text
    assert "processor a made-up one" in text
    assert "Measured 2026-01-02 at abc1234" in text
    assert "about 3 s each in each of 3 rounds" in text
    assert "## Remarks\n\nA remark of ours.\n" in text
    assert "## Remarks" not in page(SOME)


def test_tables_of_the_page_are_rectangular() -> None:
    rows = [line for line in page(SOME).splitlines() if line.startswith("|")]
    heads = [at for at, line in enumerate(rows) if line.startswith("| ---")]
    assert len(heads) == 2
    for start, end in zip(
        heads, [*(head - 1 for head in heads[1:]), None], strict=True
    ):
        assert len({line.count("|") for line in rows[start - 1 : end]}) == 1


def test_the_picture_is_drawn_and_does_not_change(tmp_path: Path) -> None:
    first, second = tmp_path / "a.svg", tmp_path / "b.svg"
    plot.draw(figures(SOME), first)
    plot.draw(figures(SOME), second)
    assert ElementTree.parse(first).getroot().tag.endswith("svg")
    assert first.read_text() == second.read_text()
    plot.draw([], second)
    assert first.read_text() != second.read_text()


def test_the_command_line_chooses() -> None:
    assert command.choose_workloads("") == list(WORKLOADS)
    assert command.choose_workloads("imdb, xor") == ["xor", "imdb"]
    assert command.choose_workloads("size")[0] == "size_wheel"
    assert command.choose_peers("") == list(DEFAULT)
    assert command.choose_peers("torch-eager") == ["tengen", "torch-eager"]


@mark.parametrize(
    ("choose", "known"),
    [(command.choose_workloads, "go_residual"), (command.choose_peers, "keras-jax")],
)
def test_the_command_line_names_what_it_knows(choose: object, known: str) -> None:
    with raises(typer.BadParameter, match=known):
        choose("nobody")


def test_every_workload_of_a_model_has_its_data_and_arithmetic() -> None:
    for workload in WORKLOADS.values():
        if workload.kind in ("training", "inference"):
            assert workload.operations > 0
        assert (workload.unit == "MB") == (workload.kind == "size")
    assert all(peer.title for peer in PEERS.values())
