"""Runs every script on real Keras and keeps what it reports, in `results/`.

    python make_results.py    # a Python with Keras 3 and JAX; TENGEN_DATA is set

Each is run twice: with real data, and with the data that it makes up without them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(script, folder, **settings):
    environment = {**os.environ, "KERAS_BACKEND": "jax", **settings}
    command = [sys.executable, str(script)]
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return json.loads(Path(folder, f"{script.stem}.json").read_text())


def main(chosen):
    (HERE / "results").mkdir(exist_ok=True)
    for script in sorted(HERE.glob("*.py")):
        if "report(" not in script.read_text() or script.stem == "helpers":
            continue
        if script.stem == Path(__file__).stem or (chosen and script.stem not in chosen):
            continue
        with tempfile.TemporaryDirectory() as folder:
            runs = [run(script, folder), run(script, folder, TENGEN_DATA="")]
        by_data = {result["data"]: result for result in runs}
        text = json.dumps(by_data, indent=None, separators=(",", ":"))
        (HERE / "results" / f"{script.stem}.json").write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
