"""`Progbar`: what a terminal shows, what a file holds, what no console chokes on.

A terminal is a stream that says it is one; time is told by a clock that the test moves.
"""

from __future__ import annotations

import io
import sys

import pytest

from tengen.utils import Progbar


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str = "utf-8", live: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self.live = live

    def isatty(self) -> bool:
        return self.live

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 100.0

    monkeypatch.setattr("tengen.utils.progbar.time.monotonic", lambda: Clock.now)
    return Clock


def open_terminal(monkeypatch, **options) -> Terminal:
    terminal = Terminal(**options)
    monkeypatch.setattr(sys, "stdout", terminal)
    return terminal


def run(bar: Progbar, clock, steps: int, pause: float = 1.0) -> None:
    for step in range(1, steps + 1):
        clock.now += pause
        bar.update(step, [("loss", 1.0 / step)])


def test_a_terminal_sees_one_line_that_is_redrawn(monkeypatch, clock):
    terminal = open_terminal(monkeypatch)
    run(Progbar(4, width=8), clock, 4)
    first, *_, last = terminal.text().split("\r")[1:]
    assert first.rstrip() == "━━────── 1/4 - 3s 1s/step - loss: 1.0000"
    assert last == "━━━━━━━━ 4/4 - 4s 1s/step - loss: 0.5208\n"
    assert terminal.text().count("\n") == 1


def test_a_shorter_line_wipes_out_a_longer_one(monkeypatch, clock):
    terminal = open_terminal(monkeypatch)
    bar = Progbar(2, stateful_metrics=["x"])
    clock.now += 4000
    bar.update(1, [("x", 123456.0)])
    clock.now += 1
    bar.update(2, [("x", 1.0)])
    first, second = terminal.text().split("\r")[1:]
    assert len(second.rstrip("\n")) >= len(first)


def test_redraws_keep_their_distance(monkeypatch, clock):
    terminal = open_terminal(monkeypatch)
    run(Progbar(1000, interval=0.2), clock, 1000, pause=0.001)
    assert terminal.text().count("\r") == 1 + 4 + 1  # at once, each 0.2 s, at the end


def test_a_file_holds_only_the_finished_line(monkeypatch, clock):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)  # imported, but no kernel runs
    terminal = open_terminal(monkeypatch, live=False)
    run(Progbar(4, width=8), clock, 4)
    assert terminal.text() == "━━━━━━━━ 4/4 - 4s 1s/step - loss: 0.5208\n"


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "utf-8"])
@pytest.mark.parametrize("live", [True, False])
def test_no_console_chokes(monkeypatch, clock, encoding, live):
    terminal = open_terminal(monkeypatch, encoding=encoding, live=live)
    bar = Progbar(2, width=4, unit_name="épreuve")
    bar.update(1, [("précision 損失", 1.0)])
    bar.update(2)
    assert "2/2" in terminal.text()
    assert ("━━━━" if encoding == "utf-8" else "====") in terminal.text()


def test_verbosity_0_is_silent_and_2_is_one_line(monkeypatch, clock, capsys):
    run(Progbar(3, verbose=0), clock, 3)
    assert capsys.readouterr().out == ""
    run(Progbar(3, verbose=2), clock, 3)
    assert capsys.readouterr().out == "3/3 - 3s 1s/step - loss: 0.6111\n"


def test_an_unknown_end_needs_to_be_told(monkeypatch, clock, capsys):
    bar = Progbar(None)
    run(bar, clock, 3)
    assert capsys.readouterr().out == ""
    bar.update(3, [("loss", 0.25)], finalize=True)
    assert capsys.readouterr().out == "3 - 3s 1s/step - loss: 0.2500\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "a: 2.0000 - b: 2.0000"),
        ({"stateful_metrics": ["a"]}, "a: 3.0000 - b: 2.0000"),
        ({"stateless_metrics": ["a"]}, "a: 2.0000 - b: 3.0000"),
    ],
)
def test_values_are_averaged_unless_named(clock, capsys, options, expected):
    bar = Progbar(3, verbose=2, **options)
    for step in (1, 2, 3):
        bar.update(step, [("a", step), ("b", step)])
    assert expected in capsys.readouterr().out


def test_values_count_for_all_steps_since_the_last_update(clock, capsys):
    bar = Progbar(4, verbose=2)
    bar.add(3, [("loss", 1.0)])
    bar.add(1, [("loss", 5.0)])
    assert "loss: 2.0000" in capsys.readouterr().out


def test_small_numbers_and_short_times_stay_readable(clock, capsys):
    bar = Progbar(100, verbose=2)
    clock.now += 0.002
    bar.update(100, [("loss", 0.00012345), ("gain", -4.5)])
    assert capsys.readouterr().out == (
        "100/100 - 0s 20us/step - loss: 1.2345e-04 - gain: -4.5000\n"
    )


@pytest.mark.parametrize(
    ("seconds", "expected"), [(59, "59s"), (61, "1:01"), (3723, "1:02:03")]
)
def test_long_times_are_told_by_the_clock(clock, capsys, seconds, expected):
    bar = Progbar(1, verbose=2)
    clock.now += seconds
    bar.update(1)
    assert f" {expected} " in capsys.readouterr().out


def test_the_first_step_does_not_spoil_the_estimate(monkeypatch, clock):
    terminal = open_terminal(monkeypatch)
    bar = Progbar(10)
    clock.now += 60.0  # compiles
    bar.update(1)
    clock.now += 1.0
    bar.update(2)
    assert "2/10 - 8s 1s/step" in terminal.text()


def test_only_one_list_of_names():
    with pytest.raises(ValueError, match="at most one"):
        Progbar(1, stateful_metrics=["a"], stateless_metrics=["b"])
