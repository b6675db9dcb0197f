"""Progress: one line per epoch in files, one bar for short epochs, any console."""

import io
import sys
import types

import pytest

from tengen.training import progress as module
from tengen.training.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    def __init__(self):
        self.now = 100.0

    def perf_counter(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def run(progress, clock, epochs, steps, seconds_per_step):
    for epoch in range(epochs):
        progress.start_epoch(epoch)
        for step in range(1, steps + 1):
            clock.now += seconds_per_step
            progress.update(step, {"loss": 0.5})
        progress.end_epoch(epoch, steps, {"loss": 0.25})
    progress.close()


def test_files_get_one_line_per_epoch(clock):
    stream = io.StringIO()
    run(Progress(1, 3, 10, stream=stream), clock, 3, 10, 0.1)
    lines = stream.getvalue().splitlines()
    assert [line for line in lines if line.startswith("Epoch")] == [
        *("Epoch 1/3", "Epoch 2/3", "Epoch 3/3")
    ]
    assert sum("10/10" in line for line in lines) == 3
    assert "\r" not in stream.getvalue()


def test_terminals_are_redrawn_at_most_five_times_a_second(clock):
    stream = Terminal()
    run(Progress(1, 1, 1000, stream=stream), clock, 1, 1000, 0.01)
    redraws = stream.getvalue().count("\r")
    assert 40 <= redraws <= 52


def test_short_epochs_share_one_bar(clock):
    stream = io.StringIO()
    run(Progress(1, 500, 4, stream=stream), clock, 500, 4, 0.001)
    assert stream.getvalue().count("\n") <= 3
    assert "500/500" in stream.getvalue()


def test_verbose_2_keeps_a_line_for_each_epoch_however_short(clock):
    stream = io.StringIO()
    run(Progress(2, 50, 4, stream=stream), clock, 50, 4, 0.001)
    assert sum("loss: 0.2500" in line for line in stream.getvalue().splitlines()) == 50


def test_verbose_0_is_silent(clock):
    stream = Terminal()
    run(Progress(0, 3, 4, stream=stream), clock, 3, 4, 0.1)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_no_console_is_too_old(clock, encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    stream.isatty = lambda: True
    run(Progress(1, 2, 10, stream=stream), clock, 2, 10, 0.1)
    stream.flush()
    assert "loss: 0.2500" in stream.buffer.getvalue().decode(encoding)


def test_a_running_line_does_not_wrap(clock, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    stream = Terminal()
    progress = Progress(1, 1, 100, stream=stream)
    progress.start_epoch(0)
    clock.now += 1
    progress.update(50, {f"metric_{i}": 0.5 for i in range(9)})
    assert max(map(len, stream.getvalue().splitlines())) < 60


def test_epochs_finished_in_one_call_are_shown_once(clock):
    stream = io.StringIO()
    progress = Progress(1, 1000, 4, stream=stream)
    progress.start_epoch(0)
    progress.end_epochs([(i, {"loss": 1.0}) for i in range(600)], 4)
    progress.end_epochs([(i, {"loss": 0.5}) for i in range(600, 1000)], 4)
    progress.close()
    assert stream.getvalue().count("1000/1000") == 1


def test_notebooks_get_a_table_that_is_updated_in_place(clock, monkeypatch):
    shown = []

    class Handle:
        def update(self, table):
            shown.append(table)

    def display(table, display_id):
        shown.append(table)
        return Handle()

    class ZMQInteractiveShell:
        pass

    ipython = types.ModuleType("IPython")
    ipython.get_ipython = ZMQInteractiveShell
    ipython.display = types.ModuleType("IPython.display")
    ipython.display.HTML = str
    ipython.display.display = display
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", ipython.display)
    run(Progress(1, 2, 10), clock, 2, 10, 0.1)
    assert shown[-1].count("<tr>") == 3
    assert "<td>2/2</td><td>0.25</td>" in shown[-1]
