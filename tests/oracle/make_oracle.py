"""Write the stored numbers, by hand, in an environment with real Keras on JAX.

    pip install keras jax
    KERAS_BACKEND=jax python tests/oracle/make_oracle.py [room ...]

Without arguments all rooms are written. The versions used go into
``numbers/versions.json``. Nothing of tengen is imported.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
sys.path.insert(0, str(Path(__file__).parents[1]))

import jax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

from oracle import store  # noqa: E402
from oracle.case import Case, flat  # noqa: E402
from oracle.cases import ROOMS  # noqa: E402


def answers(cases: dict[str, Case]) -> dict[str, dict[str, np.ndarray]]:
    """Keras's results of every case of a room."""
    results = {}
    for name, case in cases.items():
        results[name] = flat(case.run(keras))
        keras.backend.clear_session()
    return results


def main(rooms: list[str]) -> None:
    for room in rooms or ROOMS:
        start = time.perf_counter()
        path = store.write(room, answers(ROOMS[room]))
        seconds = time.perf_counter() - start
        print(
            f"{room}: {len(ROOMS[room])} cases, {path.stat().st_size} bytes, "
            f"{seconds:.1f} s"
        )
    versions = {
        "keras": keras.__version__,
        "jax": jax.__version__,
        "numpy": np.__version__,
        "backend": keras.backend.backend(),
    }
    (store.FOLDER / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
