"""A process that makes one training step as soon as it can, and says so.

    python -m benchmarks.first_step PEER WORKLOAD THREADS

The parent's clock runs from before the process is there until it reads the line: the
interpreter, the imports, the model and all compilation are in it.
"""

from __future__ import annotations

import os
import sys

from benchmarks.cores import stay_on_cores
from benchmarks.peers import PEERS
from benchmarks.worker import make_engine
from benchmarks.workloads import WORKLOADS


def main() -> None:
    """Make the step."""
    peer, workload, threads = sys.argv[1:]
    stay_on_cores(int(threads))
    engine = make_engine(PEERS[peer], int(threads))
    engine.make(WORKLOADS[workload], {}, 1).run(1)
    print("stepped", flush=True)
    sys.stderr.flush()
    os._exit(0)  # what libraries do when they end is not asked for


if __name__ == "__main__":
    main()
