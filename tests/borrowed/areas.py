"""Which test files of Keras belong to which area."""

from __future__ import annotations

from pathlib import Path

# Area -> patterns below keras/src. Their share is what is promised.
PROMISED = {
    "losses": ("losses/*_test.py",),
    "metrics": ("metrics/*_test.py",),
    "activations": ("activations/*_test.py",),
    "initializers": ("initializers/*_test.py",),
    "regularizers": ("regularizers/*_test.py",),
    "constraints": ("constraints/*_test.py",),
    "optimizers": ("optimizers/*_test.py", "optimizers/schedules/*_test.py"),
    "layers.core": ("layers/*_test.py", "layers/core/*_test.py"),
    "layers.convolutional": ("layers/convolutional/*_test.py",),
    "layers.pooling": ("layers/pooling/*_test.py",),
    "layers.reshaping": ("layers/reshaping/*_test.py",),
    "layers.merging": ("layers/merging/*_test.py",),
    "layers.normalization": ("layers/normalization/*_test.py",),
    "layers.regularization": ("layers/regularization/*_test.py",),
    "layers.rnn": ("layers/rnn/*_test.py",),
    "models": ("models/*_test.py",),
    "callbacks": ("callbacks/*_test.py",),
    "saving": ("saving/*_test.py", "legacy/saving/*_test.py"),
}

# Run and listed in the same way, but beyond the promise.
EXTRA = {
    "layers.activations": ("layers/activations/*_test.py",),
    "layers.attention": ("layers/attention/*_test.py",),
    "layers.preprocessing": ("layers/preprocessing/**/*_test.py",),
    "training": ("trainers/**/*_test.py",),
}

AREAS = {**PROMISED, **EXTRA}


def files_of(area: str, package: Path) -> list[str]:
    """Return the test files of an area, as paths below keras/src."""
    source = package / "src"
    paths = {path for pattern in AREAS[area] for path in source.glob(pattern)}
    return sorted(path.relative_to(source).as_posix() for path in paths)


def area_of(file: str, package: Path) -> str:
    """Return the area of a test file.

    Raises:
        KeyError: where no area has it.
    """
    for area in AREAS:
        if file in files_of(area, package):
            return area
    raise KeyError(file)
