"""`text_dataset_from_directory`: a folder of texts as batches."""

from __future__ import annotations

from typing import Any, Literal

from tengen.utils.folders import Wanted, labelled_files
from tengen.utils.image_folders import file_set


def text_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: list[str] | None = None,
    batch_size: int | None = 32,
    max_length: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: Literal["training", "validation", "both"] | None = None,
    follow_links: bool = False,
    format: str | None = "tf",
    verbose: bool = True,
) -> Any:
    """Return the texts below a folder in batches, with the classes of their folders.

    Args:
        directory: a folder with one folder of `.txt` files, in UTF-8, per class.
        labels, label_mode, class_names, batch_size, shuffle, seed, validation_split,
            subset, follow_links, format, verbose: see `image_dataset_from_directory`.
        max_length: cut texts off after so many characters; `None` keeps all.

    Returns:
        A `Dataset` with the attributes `class_names` and `file_paths`; its elements are
        arrays of strings `(n,)` with their labels.

    Raises:
        FileNotFoundError: if there is no such folder.
        ValueError: for arguments that do not go together.

    Example:
        >>> import os
        >>> for name in ("good", "bad"):
        ...     os.makedirs(f"films/{name}")
        ...     _ = open(f"films/{name}/1.txt", "w").write(f"how {name}")
        >>> data = text_dataset_from_directory("films", shuffle=False)
        Found 2 files belonging to 2 classes.
        >>> texts, labels = next(iter(data))
        >>> texts.tolist(), labels.tolist()
        (['how bad', 'how good'], [0, 1])
    """
    wanted = Wanted(
        directory,
        labels,
        label_mode,
        class_names,
        shuffle,
        seed,
        validation_split,
        subset,
        follow_links,
        verbose,
    )
    parts = labelled_files(wanted, (".txt",), "text_dataset_from_directory")

    def read(path: str) -> str:
        with open(path, encoding="utf-8", errors="replace") as opened:
            return opened.read() if max_length is None else opened.read(max_length)

    sets = [file_set(part, read, batch_size, shuffle, seed) for part in parts]
    return tuple(sets) if subset == "both" else sets[0]
