"""Peers take turns; settings are tried; what fails is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import environments, measure, rounds
from benchmarks.cores import choose
from benchmarks.engines import NotThereYet, Timing, epochs_of, take
from benchmarks.engines.keras_engine import KerasEngine
from benchmarks.measure import Contest, Settings
from benchmarks.peers import PEERS, variables
from benchmarks.process import WorkerDied, WorkerProcess
from benchmarks.worker import Worker
from benchmarks.workloads import WORKLOADS

ROOT = Path(__file__).resolve().parents[2]
XOR = WORKLOADS["xor"]


class Pretended(Contest):
    """A contest whose peers answer from a table: seconds of a step by variant."""

    def __init__(self, speeds: dict[str, Any], settings: Settings) -> None:
        super().__init__(list(speeds), settings, lambda words: None)
        self.speeds = speeds
        self.asked: list[tuple[str, str]] = []
        self.step: dict[str, float] = {}

    def ask(self, name: str, do: str, **arguments: Any) -> dict[str, Any]:
        self.asked.append((name, do))
        speeds = self.speeds[name]
        if isinstance(speeds, dict) and do in speeds:
            return speeds[do]
        if do == "variants":
            return {"variants": [{"number": at} for at in range(len(speeds))]}
        if do == "prepare":
            self.step[name] = speeds[arguments["variant"]["number"]]
            return {"seconds": 10 * self.step[name], "steps": 10, "ready": 1.0}
        if do == "run":
            steps = arguments["steps"]
            return {"seconds": steps * self.step[name], "steps": steps}
        return {}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "_PAUSE", 0.0)


def test_the_fastest_settings_are_taken() -> None:
    contest = Pretended({"keras-jax": [0.02, 0.01, 0.03]}, Settings(rounds=2))
    column = contest.measure(XOR)["keras-jax"]
    assert column.variant == {"number": 1}
    assert column.rounds == pytest.approx((0.01, 0.01))


def test_settings_do_not_matter_where_steps_are_long() -> None:
    contest = Pretended({"keras-jax": [0.2, 0.1]}, Settings(rounds=1))
    assert contest.measure(XOR)["keras-jax"].variant == {"number": 0}
    column = contest.measure(WORKLOADS["go_residual_1"])["keras-jax"]
    assert column.variant == {"number": 1}


def test_rounds_alternate_and_the_first_run_is_not_counted() -> None:
    contest = Pretended({"tengen": [0.1], "keras-jax": [0.2]}, Settings(rounds=2))
    columns = contest.measure(XOR)
    runs = [name for name, do in contest.asked if do == "run"]
    warming = ["tengen", "keras-jax"]
    assert runs == [*warming, "tengen", "keras-jax", "keras-jax", "tengen"]
    assert len(columns["tengen"].rounds) == 2


def test_who_cannot_is_told_and_the_others_go_on() -> None:
    contest = Pretended(
        {
            "tengen": {"variants": {"variants": [{}]}, "prepare": {"missing": "LSTM"}},
            "keras-jax": {"variants": {"failed": "MemoryError: no"}},
            "torch-eager": [0.1],
        },
        Settings(rounds=1),
    )
    columns = contest.measure(XOR)
    assert columns["tengen"].missing == "not there yet: LSTM"
    assert not columns["tengen"].failed
    assert columns["keras-jax"].missing == "MemoryError: no"
    assert columns["keras-jax"].failed
    assert columns["torch-eager"].rounds == (0.1,)


def test_go_is_played_by_those_who_can_and_networks_by_the_others() -> None:
    contest = Contest(list(PEERS), Settings(), lambda words: None)
    assert contest.names_for(WORKLOADS["go_move_9"]) == ["tengen", "open-spiel", "pgx"]
    assert contest.names_for(WORKLOADS["go_game_9"]) == ["tengen", "open-spiel"]
    for name in ("xor", "import"):
        players = {peer.name for peer in PEERS.values() if peer.only_plays_go}
        assert {*contest.names_for(WORKLOADS[name])} == {*PEERS} - players


def test_each_round_begins_with_the_next() -> None:
    order = list(rounds.turns(["a", "b", "c"], 4))
    assert [name for _, name in order] == list("abcbcacababc")


def test_rounds_are_whole_epochs_once_data_end() -> None:
    assert rounds.steps_for(3.0, 0.5, most=16) == 6
    assert rounds.steps_for(3.0, 0.01, most=16) == 304
    assert rounds.steps_for(3.0, 9.0, most=16) == 2
    assert epochs_of(304, 16) == (19, 16)
    assert epochs_of(6, 16) == (1, 6)


def test_cores_come_before_their_second_threads() -> None:
    siblings = {0: "0-1", 1: "0-1", 2: "2-3", 3: "2-3"}
    assert choose([0, 1, 2, 3], siblings, 2) == [0, 2]
    assert choose([0, 1, 2, 3], siblings, 3) == [0, 1, 2]
    assert choose([4, 5], {}, 8) == [4, 5]


class PretendedEngine:
    """An engine whose step takes a tenth of a second of nobody's time."""

    def __init__(self) -> None:
        self.runs: list[int] = []

    def make(self, workload: Any, variant: Any, steps: int) -> Any:
        if variant == {"layer": "missing"}:
            raise NotThereYet("module 'tengen.layers' has no attribute 'LSTM'")
        if variant == {"layer": "broken"}:
            raise RuntimeError("it broke\nin two lines")
        return self

    def run(self, steps: int) -> Timing:
        self.runs.append(steps)
        return Timing(steps * 0.1, steps)

    def forget(self) -> None:
        self.runs.clear()


def test_a_worker_repeats_until_a_step_can_be_told() -> None:
    engine = PretendedEngine()
    worker = Worker(engine)
    order = {"do": "prepare", "workload": "xor", "variant": {}, "most": 4}
    answer = worker.answer(order)
    assert answer["seconds"] / answer["steps"] == pytest.approx(0.1)
    assert engine.runs == [1, 2, 2, 8, 8]


def test_a_worker_tells_missing_from_failed() -> None:
    worker = Worker(PretendedEngine())
    order = {"workload": "xor", "most": 4}
    missing = worker.answer({"do": "prepare", "variant": {"layer": "missing"}, **order})
    failed = worker.answer({"do": "prepare", "variant": {"layer": "broken"}, **order})
    assert missing == {"missing": "module 'tengen.layers' has no attribute 'LSTM'"}
    assert failed == {"failed": "RuntimeError: it broke"}


def test_a_layer_that_tengen_lacks_is_missing() -> None:
    engine = KerasEngine("tengen", "jax")
    with pytest.raises(NotThereYet, match="NeverMade"):
        engine._build(lambda keras: keras.layers.NeverMade(3), {})
    with pytest.raises(AttributeError, match="upper"):
        engine._build(lambda keras: (3).upper(), {})


def test_data_of_several_inputs_are_cut_together() -> None:
    cut = take({"a": np.arange(5), "b": np.zeros((5, 2))}, 3)
    assert cut["a"].tolist() == [0, 1, 2]
    assert cut["b"].shape == (3, 2)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[WorkerProcess]:
    command = [sys.executable, "-m", "benchmarks.worker", "tengen"]
    environment = {**variables(PEERS["tengen"], 2), "TENGEN_CACHE": str(tmp_path)}
    process = WorkerProcess(command, environment, ROOT, tmp_path / "log", 120)
    yield process
    process.close()


def test_a_real_worker_trains_and_predicts(worker: WorkerProcess) -> None:
    assert "tengen" in worker.ask("hello")["versions"]
    assert worker.ask("variants", workload="xor") == {"variants": [{}]}
    ready = worker.ask("prepare", workload="xor", variant={}, most=4)
    assert ready["seconds"] > 0 and ready["steps"] % 4 == 0
    assert worker.ask("run", steps=40)["steps"] == 40
    games = worker.ask("prepare", workload="go_game_9", variant={}, most=10**9)
    assert games["seconds"] > 0
    assert worker.ask("run", steps=7)["steps"] == 7
    worker.ask("prepare", workload="go_move_9", variant={}, most=10**9)
    assert 500 < worker.ask("run", steps=1000)["steps"] < 2000
    assert "failed" in worker.ask("prepare", workload="nothing", variant={}, most=4)
    assert worker.ask("drop") == {}


def echo(program: str, tmp_path: Path, patience: float = 60) -> WorkerProcess:
    return WorkerProcess(
        [sys.executable, "-c", program], {}, tmp_path, tmp_path / "log", patience
    )


def test_a_process_that_ends_is_told(tmp_path: Path) -> None:
    process = echo("input(); raise SystemExit", tmp_path)
    with pytest.raises(WorkerDied, match="ended"):
        process.ask("hello")


def test_a_process_that_hangs_is_ended(tmp_path: Path) -> None:
    process = echo("input(); import time; time.sleep(60)", tmp_path, patience=0.2)
    with pytest.raises(WorkerDied, match="no answer"):
        process.ask("hello")


def test_settings_of_the_caller_do_not_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENGEN_KERNELS", "xla")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert "TENGEN_KERNELS" not in variables(PEERS["tengen"], 2)
    assert variables(PEERS["tengen-xla"], 2)["TENGEN_KERNELS"] == "xla"
    assert variables(PEERS["keras-jax"], 3)["KERAS_BACKEND"] == "jax"
    assert variables(PEERS["keras-jax"], 3)["OMP_NUM_THREADS"] == "3"


def test_what_lies_in_an_environment_is_weighed(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "python3.11" / "site-packages"
    for name, size in {
        "a/x.py": 700,
        "a/x.pyc": 5000,
        "pip/y.py": 9000,
        "b.so": 300,
    }.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    assert environments._installed(tmp_path) == pytest.approx(1000 / 1e6)


@pytest.mark.parametrize(
    "package",
    ["tensorflow-cpu==2.21.0", "tensorflow_cpu-2.21.0-cp311-cp311-linux_x86_64.whl"],
)
def test_a_wheel_belongs_to_its_requirement(package: str) -> None:
    assert environments._distribution(package) == "tensorflow_cpu"


def test_what_pip_says_is_passed_on() -> None:
    fails = "import sys; sys.exit('ERROR: No matching distribution found for x')"
    with pytest.raises(environments.NotInstalled, match="found for x"):
        environments._run([sys.executable, "-c", fails])
    with pytest.raises(environments.NotInstalled, match="PIP_EXTRA_INDEX_URL"):
        environments._run([sys.executable, "-c", fails, "torch==9.9"])
