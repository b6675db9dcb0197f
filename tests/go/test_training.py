"""`train`: a network, an archive, a budget.

Properties: (1) a run learns, and leaves a network, a log, results and a page that
agree; (2) killed at any moment and started again, it ends with the weights of a run
left alone, bit by bit; so it does after Ctrl-C; (3) the learning rate follows its
formula; (4) scores are those of their definitions, over all and per phase;
(5) a dead head is named; (6) a network that does not fit is refused before work begins;
(7) a folder with another plan is refused, a damaged checkpoint named; (8) the clock
counts training alone.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import MISSING, fields, replace
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from tengen import Input, Model, layers, models
from tengen.cli import main
from tengen.cli.go import train as train_command
from tengen.go.data import Positions
from tengen.go.training import NetworkError, Plan, evaluate, train
from tengen.go.training.checkpoint import CheckpointError
from tengen.go.training.clock import Clock, learning_rate, progress
from tengen.go.training.journal import Journal, read_journal
from tengen.go.training.loop import DivergedError
from tengen.go.training.network import (
    build_network,
    check_parameters,
    compile_network,
    fitting,
)
from tests.go.sample_games import write_games

NETWORK = """
from tengen import Input, Model, layers

def build(size=9, planes=31):
    board = Input((size, size, planes), name="board")
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(board)
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    x = layers.Dropout(0.1)(x)
    policy = layers.Flatten()(layers.Conv2D(1, 3, padding="same")(x))
    policy = layers.Activation("softmax", name="policy")(policy)
    value = layers.GlobalAveragePooling2D()(x)
    value = layers.Dense(1, activation="sigmoid", name="value")(value)
    return Model(board, [policy, value])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with games on 9x9 and a network in a script."""
    folder = tmp_path_factory.mktemp("training")
    write_games(folder / "games.npz", 60)
    (folder / "network.py").write_text(NETWORK)
    return folder


@pytest.fixture
def plan(folder, tmp_path):
    return Plan(
        data=str(folder / "games.npz"),
        network=str(folder / "network.py"),
        out=str(tmp_path / "run"),
        positions=32 * 48,
        batch_size=32,
        checkpoint_seconds=0,
        validation_seconds=0.01,
        validation_positions=40,
        final_positions=80,
    )


def weights(run):
    """All variables of a run's checkpoint, by name."""
    with np.load(Path(run) / "checkpoint.npz") as file:
        return {name: file[name] for name in file.files if name != "place"}


def step(run):
    """How far the checkpoint of a run is."""
    try:
        with np.load(Path(run) / "checkpoint.npz") as file:
            return json.loads(str(file["place"]))["step"]
    except (OSError, ValueError):
        return 0


# -- whole runs ------------------------------------------------------------------------


def test_a_run_learns_and_leaves_what_it_found(plan, capsys):
    result = train(replace(plan, positions=32 * 400, learning_rate=0.02))
    assert result.finished and result.step == 400
    run = Path(plan.out)
    log = read_journal(run / "log.jsonl")
    assert {line["kind"] for line in log} == {
        *("start", "training", "validation", "final")
    }
    final = [line for line in log if line["kind"] == "final"]
    results = json.loads((run / "result.json").read_text())
    assert len(final) == 1
    assert final[0]["policy_loss"] == pytest.approx(results["policy_loss"], 1e-4)
    assert results["trained"] == 32 * 400
    assert results["policy_loss"] < 0.97 * math.log(81)  # occupied points are none
    network = models.load_model(run / "model.keras")
    assert network.optimizer is None
    held_out = Positions(plan.data, part="held out")
    again = evaluate(network, held_out, 80)
    assert again.overall.policy_top1 == results["policy_top1"]
    assert again.overall.value_mse == pytest.approx(results["value_mse"], 1e-5)
    page = (run / "report.html").read_text()
    assert page.count('class="board"') >= 5 and "Learning curves" in page
    assert "held-out positions" in capsys.readouterr().out
    assert train(replace(plan, positions=32 * 400, learning_rate=0.02)).step == 400


COMMAND = "from tengen.cli import main; main()"


def command(plan):
    options = {
        "data": plan.data,
        "network": plan.network,
        "out": plan.out,
        "positions": plan.positions,
        "batch-size": plan.batch_size,
        "checkpoint-seconds": plan.checkpoint_seconds,
        "validation-seconds": plan.validation_seconds,
        "validation-positions": plan.validation_positions,
        "final-positions": plan.final_positions,
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-c", COMMAND, "go", "train", *words]


def interrupted(plan, at, number):
    """Start a run, send it a signal when it has come to a step; return its code."""
    process = subprocess.Popen(
        command(plan), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while step(plan.out) < at and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(number)
    return process.wait()


def test_killed_and_resumed_it_is_the_same_to_the_last_bit(plan, tmp_path):
    plan = replace(plan, positions=32 * 96)
    whole = replace(plan, out=str(tmp_path / "whole"))
    assert train(whole, show=False).step == 96
    assert interrupted(plan, 16, signal.SIGKILL) == -signal.SIGKILL
    first = step(plan.out)
    assert 16 <= first < 96
    assert interrupted(plan, first + 8, signal.SIGINT) == 130
    assert first < step(plan.out) < 96
    assert train(plan, show=False).finished
    one, other = weights(whole.out), weights(plan.out)
    assert set(one) == set(other)
    for name in one:
        assert np.array_equal(one[name], other[name]), name
    results = [Path(p.out, "result.json").read_text() for p in (whole, plan)]
    numbers = [{**json.loads(text), "seconds": 0} for text in results]
    assert numbers[0] == numbers[1]
    steps = [line["step"] for line in read_journal(Path(plan.out) / "log.jsonl")]
    assert steps == sorted(steps)


@pytest.mark.slow
def test_killed_anywhere_it_is_the_same(plan, tmp_path):
    plan = replace(plan, positions=32 * 200, validation_seconds=0.1)
    whole = replace(plan, out=str(tmp_path / "whole"))
    train(whole, show=False)
    generator = np.random.default_rng(int(time.time()))
    for _ in range(6):
        process = subprocess.Popen(command(plan), stdout=subprocess.DEVNULL)
        try:
            process.wait(float(generator.uniform(1, 8)))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    train(plan, show=False)
    one, other = weights(whole.out), weights(plan.out)
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_minutes_end_a_run(plan):
    result = train(replace(plan, positions=None, minutes=0.02), show=False)
    assert result.finished and 1.2 <= result.seconds < 60


def test_other_plans_do_not_share_a_folder(plan):
    train(plan, show=False)
    with pytest.raises(ValueError, match="seed 0 -> 1"):
        train(replace(plan, seed=1), show=False)
    (Path(plan.out) / "checkpoint.npz").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(CheckpointError, match="checkpoint.npz"):
        train(plan, show=False)


def test_a_file_is_no_folder(plan, tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises(ValueError, match="is a file"):
        train(replace(plan, out=str(tmp_path / "out")), show=False)


def test_a_second_run_is_kept_out(plan):
    plan = replace(plan, positions=8 * 32)
    train(plan, show=False)
    with (Path(plan.out) / "plan.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(ValueError, match="in use by another run"):
            train(plan, show=False)
    assert train(plan, show=False).finished


def test_other_games_do_not_go_on_with_a_run(plan, tmp_path):
    games = tmp_path / "games.npz"
    games.write_bytes(Path(plan.data).read_bytes())
    plan = replace(plan, data=str(games))
    train(plan, show=False)
    write_games(games, 50)
    with pytest.raises(ValueError, match="on other games than"):
        train(plan, show=False)


def test_a_loss_that_is_no_number_ends_a_run(plan):
    wild = replace(plan, optimizer="sgd", learning_rate=1e30, warmup=0.0, ema=0.0)
    with pytest.raises(DivergedError, match="fix: a learning rate below 1e[+]30"):
        train(wild, show=False)
    assert not (Path(plan.out) / "checkpoint.npz").exists()  # nothing bad is kept


def test_the_command_says_what_is_wrong(plan):
    def run(*words):
        known = ["--data", plan.data, "--out", plan.out]
        done = CliRunner().invoke(main, ["go", "train", *known, *words])
        return done.exit_code, done.output

    code, words = run("--network", "mobil", "--minutes", "1")
    assert code == 1 and "no network 'mobil'" in words
    code, words = run("--network", "residual", "--minutes", "1", "--params-max", "999")
    assert code == 1 and "the limit is 999" in words
    code, words = run("--network", "residual")
    assert code == 1 and "minutes or positions" in words
    assert not (Path(plan.out) / "checkpoint.npz").exists()


# -- parts -----------------------------------------------------------------------------


def test_the_command_tells_the_defaults_of_a_plan():
    command = typer.main.get_command(train_command.app)
    shown = {option.name: option.show_default for option in command.params}
    for field in fields(Plan):
        default = field.default
        if isinstance(default, bool):
            assert shown[field.name] == field.name and default
        elif field.name in shown and default not in (None, MISSING):
            assert type(default)(shown[field.name]) == default, field.name


def test_the_rate_rises_and_falls(plan):
    plan = replace(plan, learning_rate=0.4, warmup=0.2, final_rate=0.1)
    assert learning_rate(plan, 0.1) == pytest.approx(0.2)
    assert learning_rate(plan, 0.2) == pytest.approx(0.4)
    assert learning_rate(plan, 0.6) == pytest.approx(0.4 * (0.1 + 0.9 * 0.5))
    assert learning_rate(plan, 1.0) == pytest.approx(0.04)
    by_time = replace(plan, positions=None, minutes=2)
    assert progress(plan, 12, 999) == 0.25
    assert progress(by_time, 999, 30) == 0.25
    assert progress(by_time, 0, 500) == 1.0


def test_the_clock_counts_between_start_and_stop():
    clock = Clock("wall", 5.0)
    clock.start()
    time.sleep(0.05)
    clock.stop()
    time.sleep(0.1)
    assert 5.05 <= clock.seconds
    seconds = clock.seconds
    clock.stop()
    assert clock.seconds == seconds
    busy = Clock("cpu")
    busy.start()
    time.sleep(0.2)
    busy.stop()
    assert busy.seconds < 0.2  # it was asleep


class Constant:
    """A network that answers with what it is given."""

    output_names = ["policy", "value"]

    def __init__(self, policy, value):
        self.answers = policy, value

    def predict(self, x, **options):
        return [np.repeat(a[None], len(x), 0).astype("float32") for a in self.answers]


def test_scores_are_their_definitions(folder):
    held_out = Positions(folder / "games.npz", part="held out")
    count = held_out.available
    batch = held_out.at(0, count)
    played = batch.policy.argmax(-1)
    chances = np.random.default_rng(0).permutation(81) + 1.0
    chances /= chances.sum()
    found = evaluate(Constant(chances, np.array([0.6])), held_out, count, 37)
    best = np.argsort(-chances)
    overall = found.overall
    assert overall.positions == count
    assert overall.policy_top1 == pytest.approx((played == best[0]).mean())
    assert overall.policy_top5 == pytest.approx(np.isin(played, best[:5]).mean())
    assert overall.policy_loss == pytest.approx(-np.log(chances[played]).mean(), 1e-5)
    assert overall.value_mse == pytest.approx(((batch.value - 0.6) ** 2).mean(), 1e-5)
    decided = batch.value != 0.5
    assert overall.value_accuracy == pytest.approx((batch.value[decided] > 0.5).mean())
    phases = found.phases
    assert sum(scores.positions for scores in phases.values()) == count
    opening = batch.plies < 13
    assert phases["opening"].positions == opening.sum()
    top1 = (played[opening] == best[0]).mean()
    assert phases["opening"].policy_top1 == pytest.approx(top1)


def test_dead_heads_are_named(folder):
    held_out = Positions(folder / "games.npz", part="held out")
    uniform = np.full(81, 1 / 81)
    dead = evaluate(Constant(uniform, np.array([0.5])), held_out, 50)
    assert dead.overall.policy_loss == pytest.approx(math.log(81), 1e-4)
    assert dead.overall.policy_top1 < 0.1  # of 81 equal moves not every one is first
    assert [sentence.split()[1] for sentence in dead.dead] == ["policy", "value"]
    assert "ln(81)" in dead.dead[0]


def two_heads(size=9, planes=31, width=81, names=("policy", "value")):
    board = Input((size, size, planes), name="board")
    flat = layers.Flatten()(board)
    policy = layers.Dense(width, activation="softmax", name=names[0])(flat)
    return Model(board, [policy, layers.Dense(1, name=names[1])(flat)])


def test_networks_must_fit():
    assert fitting(two_heads(), 9).passes is False
    assert fitting(two_heads(width=82), 9).passes is True
    assert fitting(two_heads(planes=17), 9).planes == "zero"
    for model, words in (
        (models.Sequential([layers.Dense(3)]), "its input has shape"),
        (two_heads(size=7), "boards 7x7, the games are 9x9"),
        (two_heads(planes=8), "takes 8 planes"),
        (two_heads(width=80), "policy"),
        (two_heads(names=("move", "value")), "outputs move, value"),
    ):
        with pytest.raises(NetworkError, match=words):
            fitting(model, 9)
    model = two_heads()
    check_parameters(model, model.count_params())
    with pytest.raises(NetworkError, match="fix: `tengen go size`"):
        check_parameters(model, model.count_params() - 1)


def test_averages_of_normalization_are_short(plan):
    model = build_network(plan.network, 9)
    compile_network(model, replace(plan, norm_momentum=0.8))
    (layer,) = (x for x in model.layers if isinstance(x, layers.BatchNormalization))
    assert layer.momentum == 0.8


def test_networks_are_found(folder, tmp_path):
    sized = build_network("residual:filters=8,blocks=1", 9)
    assert sized.input_shape[1:3] == (9, 9)
    sized.save(tmp_path / "n.keras")
    assert build_network(str(tmp_path / "n.keras"), 9).count_params() == (
        sized.count_params()
    )
    (tmp_path / "empty.py").write_text("x = 1\n")
    (tmp_path / "three.py").write_text("def build(size):\n    return 3\n")
    (tmp_path / "broken.py").write_text("def build(size):\n    return size / 0\n")
    (tmp_path / "torn.py").write_text("x = 1\ndef build(:\n")
    for spec, words in (
        (str(tmp_path / "none.keras"), "no file"),
        (str(tmp_path / "empty.py"), "defines no network"),
        (str(tmp_path / "three.py"), "three.py: its network is 3"),
        (str(tmp_path / "broken.py"), "broken.py, line 2: ZeroDivisionError"),
        (str(tmp_path / "torn.py"), "torn.py, line 2: SyntaxError"),
        ("residual:filters=many", "filters=64,blocks=6"),
        ("residual:colour=3", "colour"),
    ):
        with pytest.raises(NetworkError, match=words):
            build_network(spec, 9)


def test_the_log_forgets_what_a_crash_made_untrue(tmp_path):
    path = tmp_path / "log.jsonl"
    journal = Journal(path)
    for number in (0, 8, 16):
        journal.write("training", number, loss=math.nan)
    with path.open("a") as file:
        file.write('{"kind": "trai')
    Journal(path, step=8).write("start", 8)
    assert [(line["kind"], line["step"]) for line in read_journal(path)] == [
        *(("training", 0), ("training", 8), ("start", 8))
    ]
    assert read_journal(path)[0]["loss"] is None


def test_waiting_for_batches_is_counted(folder):
    from tengen.go.training.stream import Stream

    positions = Positions(folder / "games.npz", 8)
    stream = Stream(positions, 3)
    x, targets = next(stream)
    assert np.array_equal(x, positions.batch(3).x)
    assert stream.waited == 0  # the first one is nobody's fault
    assert np.array_equal(next(stream)[1]["policy"], positions.batch(4).policy)
    stream.close()

    class Slow(Positions):
        def batch(self, number=0):
            time.sleep(0.2)
            return super().batch(number)

    slow = Stream(Slow(folder / "games.npz", 8))
    for _ in range(4):
        next(slow)
    slow.close()
    assert slow.waited > 0.1
