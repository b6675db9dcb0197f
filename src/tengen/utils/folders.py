"""Files below a folder, with the numbers of the folders they lie in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.core.messages import complain
from tengen.utils.categorical import to_categorical

_LABEL_MODES = ("int", "binary", "categorical", None)
_SUBSETS = ("training", "validation", "both")


@dataclass(frozen=True)
class Files:
    """Files and what is to be learned of each.

    Attributes:
        paths: their names.
        targets: a target for each, of any shape; zeros where there are none.
        class_names: names of the classes.
        has_no_labels: whether the targets mean nothing.
    """

    paths: list[str]
    targets: NDArray[Any]
    class_names: list[str]
    has_no_labels: bool


@dataclass(frozen=True)
class Wanted:
    """Which files, and which part of them: the arguments of the public functions."""

    directory: Any
    labels: Any
    label_mode: str | None
    class_names: Sequence[str] | None
    shuffle: bool
    seed: int | None
    validation_split: float | None
    subset: str | None
    follow_links: bool
    verbose: bool


def files_below(
    folder: Path, endings: tuple[str, ...], follow_links: bool = False
) -> list[Path]:
    """Return the files of a folder and of those in it, sorted, by their endings."""
    found: list[Path] = []
    walk = os.walk(folder, followlinks=follow_links)
    for parent, _, names in sorted(walk, key=lambda entry: entry[0]):
        chosen = [name for name in sorted(names) if name.lower().endswith(endings)]
        found += [Path(parent) / name for name in chosen]
    return found


def labelled_files(wanted: Wanted, endings: tuple[str, ...], what: str) -> list[Files]:
    """Return the files of the subset; of `'both'`, those of two.

    Args:
        wanted: the arguments.
        endings: how the names of the files end.
        what: the function's name, for errors.

    Raises:
        FileNotFoundError: if there is no such folder.
        ValueError: for arguments that do not go together, or if there is no file.
    """
    _check(wanted, what)
    root = Path(os.fspath(wanted.directory))
    if not root.is_dir():
        raise FileNotFoundError(f"{what}: no folder {str(root)!r}")
    names, paths, numbers = _found(wanted, root, endings, what)
    if not paths:
        raise ValueError(
            complain(f"{what}: no file in {str(root)!r}", "none", f"one of {endings}")
        )
    targets = _targets(numbers, wanted.label_mode, len(names))
    no_labels = wanted.labels is None or wanted.label_mode is None
    if wanted.shuffle:
        start = wanted.seed
        if start is None:
            start = int(np.random.randint(2**31 - 1))
        order = np.arange(len(paths))
        np.random.RandomState(start).shuffle(order)  # as Keras: the same split
        paths, targets = [paths[at] for at in order], targets[order]
    if wanted.verbose:
        belonging = f" belonging to {len(names)} classes" if names else ""
        print(f"Found {len(paths)} files{belonging}.")
    parts = []
    for part in _parts(wanted, len(paths)):
        parts.append(Files(paths[part], targets[part], names, no_labels))
    if wanted.verbose and wanted.validation_split:
        both = ("training", "validation")
        kinds = both if wanted.subset == "both" else (wanted.subset,)
        for kind, files in zip(kinds, parts, strict=True):
            print(f"Using {len(files.paths)} files for {kind}.")
    return parts


def _found(
    wanted: Wanted, root: Path, endings: tuple[str, ...], what: str
) -> tuple[list[str], list[str], NDArray[np.int32]]:
    """Return class names, files, and the class of each."""
    if wanted.labels is None:
        paths = files_below(root, endings, wanted.follow_links)
        return [], [str(p) for p in paths], np.zeros(len(paths), "int32")
    folders = sorted(entry.name for entry in root.iterdir() if entry.is_dir())
    names = [*wanted.class_names] if wanted.class_names else folders
    if set(names) != set(folders):
        raise ValueError(
            complain(f"{what}: class_names", f"{names}", f"the folders {folders}")
        )
    by_class = [files_below(root / n, endings, wanted.follow_links) for n in names]
    counts = [len(files) for files in by_class]
    paths = [path for files in by_class for path in files]
    numbers = np.repeat(np.arange(len(names), dtype="int32"), counts)
    if not isinstance(wanted.labels, str):
        numbers = np.asarray(wanted.labels, "int32")
        if len(numbers) != len(paths):
            raise ValueError(
                complain(
                    f"{what}: labels",
                    f"{len(numbers)} labels",
                    f"{len(paths)}, one per file",
                )
            )
        names = [str(number) for number in sorted({*numbers.tolist()})]
    if wanted.label_mode == "binary" and len(names) != 2:
        raise ValueError(
            complain(f"{what}: label_mode='binary'", f"{len(names)} classes", "two")
        )
    return names, [str(path) for path in paths], numbers


def _targets(
    numbers: NDArray[np.int32], label_mode: str | None, classes: int
) -> NDArray[Any]:
    if label_mode == "binary":
        return numbers.astype("float32")[:, None]
    if label_mode == "categorical" and classes:
        return to_categorical(numbers, classes).astype("float32")
    return numbers


def _parts(wanted: Wanted, count: int) -> list[slice]:
    if not wanted.validation_split:
        return [slice(None)]
    at = count - int(wanted.validation_split * count)
    parts = {"training": slice(None, at), "validation": slice(at, None)}
    return [*parts.values()] if wanted.subset == "both" else [parts[str(wanted.subset)]]


def _check(wanted: Wanted, what: str) -> None:
    if isinstance(wanted.labels, str) and wanted.labels != "inferred":
        raise ValueError(
            complain(
                f"{what}: labels", repr(wanted.labels), "'inferred', integers or None"
            )
        )
    if wanted.label_mode not in _LABEL_MODES:
        got = repr(wanted.label_mode)
        raise ValueError(complain(f"{what}: label_mode", got, f"one of {_LABEL_MODES}"))
    share, subset = wanted.validation_split, wanted.subset
    if (share is None) != (subset is None) or (
        subset is not None and subset not in _SUBSETS
    ):
        raise ValueError(
            f"{what}: got validation_split={share} and subset={subset!r}\n"
            f"  expected both or neither; subset is one of {_SUBSETS}"
        )
    if share is not None and not 0 < share < 1:
        raise ValueError(
            complain(f"{what}: validation_split", str(share), "a share from 0 to 1")
        )
    if share is not None and wanted.shuffle and wanted.seed is None:
        raise ValueError(
            f"{what}: got validation_split with shuffle=True and no seed, so that the "
            "parts would overlap\n  fix: seed=1, the same in both calls"
        )
