"""A peer's own process: it waits, and computes only when it is told to.

It reads one JSON object a line from its standard input and answers each with one:

    {"do": "hello"}                                    -> {"versions"}
    {"do": "variants", "workload": NAME}               -> {"variants"}
    {"do": "prepare", "workload": NAME, "variant": {}, "most": N}
                                                       -> {"steps", "seconds", "ready"}
    {"do": "run", "steps": N}                          -> {"steps", "seconds"}
    {"do": "product", "size": N}                       -> {"seconds"}
    {"do": "drop"}                                     -> {}

`prepare` builds and compiles, and tells what a step takes, roughly. Where something
cannot be done the answer is {"missing": reason} or {"failed": reason}. Whatever the
libraries print goes to the standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from typing import Any

from benchmarks.cores import stay_on_cores
from benchmarks.peers import PEERS, Peer
from benchmarks.workloads import WORKLOADS

_CALIBRATION = 0.25  # seconds that a run must take to tell what a step takes


def make_engine(peer: Peer, threads: int) -> Any:
    """Import the peer's library and return its engine."""
    if peer.only_plays_go:
        stay_on_cores(1)
        from benchmarks.engines.go_engine import OpenSpielEngine, PgxEngine

        return OpenSpielEngine() if peer.module == "pyspiel" else PgxEngine()
    if peer.module == "torch":
        from benchmarks.engines.torch_engine import TorchEngine

        return TorchEngine(peer.compiled, threads)
    if peer.backend == "torch":
        import torch

        torch.set_num_threads(threads)
    from benchmarks.engines.keras_engine import KerasEngine

    return KerasEngine(peer.module, peer.backend)


class Worker:
    """Does what the lines say.

    Args:
        engine: the peer's.
    """

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.runner: Any = None

    def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do one thing; never raises."""
        from benchmarks.engines import NotThereYet

        what = str(order.pop("do"))
        try:
            answer: dict[str, Any] = getattr(self, f"do_{what}")(**order)
            return answer
        except NotThereYet as error:
            return {"missing": str(error)}
        except Exception as error:
            traceback.print_exc()
            return {"failed": _in_a_line(error)}

    def do_hello(self) -> dict[str, Any]:
        """Tell the versions."""
        return {"versions": {"python": _python(), **self.engine.versions()}}

    def do_variants(self, workload: str) -> dict[str, Any]:
        """Tell the settings that are worth trying."""
        return {"variants": self.engine.variants(WORKLOADS[workload])}

    def do_prepare(
        self, workload: str, variant: dict[str, Any], most: int
    ) -> dict[str, Any]:
        """Build and compile, then find out what a step takes."""
        self.do_drop()
        start = time.perf_counter()
        job = WORKLOADS[workload]
        self.runner = self.engine.make(job, variant, min(most, job.most_steps))
        self.runner.run(1)
        ready = time.perf_counter() - start
        steps = 2
        while True:
            self.runner.run(steps)  # other numbers of steps may compile anew
            timing = self.runner.run(steps)
            if timing.seconds >= _CALIBRATION:
                return {**timing._asdict(), "ready": ready}
            steps = timing.steps * 4

    def do_run(self, steps: int) -> dict[str, Any]:
        """Make so many steps."""
        answer: dict[str, Any] = self.runner.run(steps)._asdict()
        return answer

    def do_product(self, size: int) -> dict[str, Any]:
        """Time the product of two large matrices, the best of some."""
        from benchmarks.engines import seconds_of

        multiply = self.engine.product(size)
        if multiply is None:
            return {"missing": "another peer multiplies"}
        multiply()
        return {"seconds": min(seconds_of(multiply) for _ in range(5))}

    def do_drop(self) -> dict[str, Any]:
        """Forget the model and its data."""
        self.runner = None
        self.engine.forget()
        return {}


def _in_a_line(error: BaseException) -> str:
    first = (str(error).strip() or "no message").splitlines()[0]
    return f"{type(error).__name__}: {first[:200]}"


def _python() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def main() -> None:
    """Serve one peer until the pipe closes."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("peer", choices=PEERS)
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    stay_on_cores(given.threads)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker = Worker(make_engine(PEERS[given.peer], given.threads))
    for line in sys.stdin:
        json.dump(worker.answer(json.loads(line)), answers)
        answers.write("\n")
        answers.flush()


if __name__ == "__main__":
    main()
