"""Do networks learn the same with and without the kernels? Curves of three seeds.

    python -m benchmarks.curves --games FOLDER

trains the MNIST CNN and the Go residual network on real data, once with the kernels and
once with XLA alone (`TENGEN_KERNELS=xla`), each in a process of its own, from the same
initial weights and with the same order of samples. Results are stored in
`docs/curves.json` as they come, and drawn into `docs/images/curves.svg`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.places import DOCS

_STORED = DOCS / "curves.json"
_SEEDS = (0, 1, 2)
_EPOCHS = 4
_TITLES = {"mnist_cnn": "MNIST CNN 32/64/128", "go_residual": "Go residual, 6 x 64"}


def main(
    games: Annotated[
        Path, typer.Option(help="Folder with games.sgfs and planes.npz (31 planes).")
    ],
    train: Annotated[str, typer.Option(hidden=True)] = "",
    seed: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Train what is not stored yet, then draw."""
    if train:
        print(json.dumps(_train(train, seed, games)))
        return
    stored = json.loads(_STORED.read_text()) if _STORED.exists() else {}
    for name in _TITLES:
        for number in _SEEDS:
            for engine in ("kernels", "xla"):
                key = f"{name} {number} {engine}"
                if key not in stored:
                    stored[key] = _in_process(name, number, engine, games)
                    _STORED.write_text(json.dumps(stored, indent=1, sort_keys=True))
                    print(key, stored[key]["loss"], flush=True)
    for name in _TITLES:
        print(_TITLES[name], _largest_difference(stored, name))
    draw(stored, DOCS / "images" / "curves.svg")


def _in_process(name: str, seed: int, engine: str, games: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.curves", "--games", str(games)]
    done = subprocess.run(
        [*command, "--train", name, "--seed", str(seed)],
        env={**os.environ, "TENGEN_KERNELS": "" if engine == "kernels" else "xla"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    history: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return history


def _train(name: str, seed: int, games: Path) -> dict[str, Any]:
    import tengen
    from benchmarks.models import go, images

    tengen.utils.set_random_seed(seed)
    if name == "mnist_cnn":
        (x, y), (test_x, test_y) = tengen.datasets.mnist.load_data()
        x, test_x = x[:3840, ..., None] / 255.0, test_x[:1000, ..., None] / 255.0
        y, test_y = y[:3840], test_y[:1000]
        model, batch = images.mnist(tengen), 128
    else:
        x, y, test_x, test_y = _positions(games)
        model, batch = go.residual(tengen), 64
        model.optimizer.learning_rate = 0.01
    history = model.fit(
        np.asarray(x, "float32"),
        y,
        batch_size=batch,
        epochs=_EPOCHS,
        validation_data=(np.asarray(test_x, "float32"), test_y),
        verbose=0,
    )
    return {key: [float(value) for value in v] for key, v in history.history.items()}


def _positions(folder: Path) -> tuple[Any, Any, Any, Any]:
    """1,280 positions to learn from and 320 others, a sample of all games."""
    lines = (folder / "games.sgfs").read_text().splitlines()
    with np.load(folder / "planes.npz") as stored:
        parts = [
            _game(line, stored[f"game{i:03d}_sym0"]) for i, line in enumerate(lines)
        ]
    planes, moves, winners = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.random.default_rng(0).permutation(len(planes))[:1600]
    planes = np.unpackbits(planes[order], axis=1)[:, : 361 * 31]
    x = planes.reshape(-1, 19, 19, 31).astype("float32")
    targets = {"policy": np.eye(361, dtype="float32")[moves[order]]}
    targets["value"] = winners[order, None].astype("float32")
    learned = {key: value[:1280] for key, value in targets.items()}
    return x[:1280], learned, x[1280:], {k: v[1280:] for k, v in targets.items()}


def _game(line: str, rows: Any) -> tuple[Any, Any, Any]:
    """Planes, next move and whether White wins, of the moves that are no passes."""
    places = re.findall(r";[BW]\[([a-s]{0,2})\]", line)[: len(rows)]
    kept = [i for i, place in enumerate(places) if len(place) == 2]
    numbers = [(ord(places[i][0]) - 97) * 19 + ord(places[i][1]) - 97 for i in kept]
    white = "RE[W" in line
    return rows[kept], np.array(numbers), np.full(len(kept), white)


def _largest_difference(stored: dict[str, Any], name: str) -> dict[str, float]:
    """Over seeds and epochs, relative."""
    found: dict[str, float] = {}
    for number in _SEEDS:
        ours, xla = (stored[f"{name} {number} {e}"] for e in ("kernels", "xla"))
        for key in ("loss", "val_loss"):
            pairs = zip(ours[key], xla[key], strict=True)
            worst = max(abs(a - b) / b for a, b in pairs)
            found[key] = max(found.get(key, 0.0), worst)
    return found


def draw(stored: dict[str, Any], path: Path) -> None:
    """Draw training and validation loss, three seeds, both engines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    for axes, (name, title) in zip(
        figure.subplots(1, len(_TITLES)), _TITLES.items(), strict=True
    ):
        for engine, style, width in (("xla", "-", 4.0), ("kernels", "--", 1.2)):
            for number in _SEEDS:
                for key, color in (("loss", "#4477aa"), ("val_loss", "#cc6677")):
                    values = stored[f"{name} {number} {engine}"][key]
                    axes.plot(
                        range(1, len(values) + 1),
                        values,
                        style,
                        linewidth=width,
                        color=color if engine == "xla" else "black",
                        alpha=0.5 if engine == "xla" else 1.0,
                        label=f"{key}, {engine}" if number == 0 else None,
                    )
        axes.set(title=title, xlabel="epoch", ylabel="loss")
        axes.legend(fontsize="small")
    figure.savefig(path)


if __name__ == "__main__":
    typer.run(main)
