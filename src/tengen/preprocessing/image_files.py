"""Batches of images from files: a folder per class, or a table of names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tengen.core import config
from tengen.core.messages import complain
from tengen.preprocessing.image_flow import ImageWriter, Iterator
from tengen.utils.categorical import to_categorical
from tengen.utils.folders import files_below
from tengen.utils.image_folders import IMAGE_ENDINGS
from tengen.utils.images import img_to_array, load_img
from tengen.utils.notes import say

if TYPE_CHECKING:
    from tengen.preprocessing.image_data_generator import ImageDataGenerator

_CHANNELS = {"grayscale": 1, "rgb": 3, "rgba": 4}
_CLASS_MODES = ("categorical", "binary", "sparse", "input", None)
_TABLE_MODES = (*_CLASS_MODES, "multi_output", "raw")


class FileIterator(Iterator):
    """What both kinds of files have in common.

    Subclasses set `filepaths` and `labels` before `_begin`.
    """

    filepaths: list[str]
    labels: Any
    num_classes: int
    sample_weight: NDArray[Any] | None = None

    def _begin(
        self,
        image_data_generator: ImageDataGenerator,
        target_size: tuple[int, int],
        color_mode: str,
        class_mode: str | None,
        batch_size: int,
        shuffle: bool,
        seed: int | None,
        data_format: str | None,
        writer: tuple[Any, str, str],
        resizing: tuple[str, bool],
        dtype: Any,
    ) -> None:
        if color_mode not in _CHANNELS:
            raise ValueError(
                complain("color_mode", repr(color_mode), f"one of {tuple(_CHANNELS)}")
            )
        self.image_data_generator = image_data_generator
        self.target_size = (int(target_size[0]), int(target_size[1]))
        self.color_mode = color_mode
        self.class_mode = class_mode
        self.data_format = config.standardize_data_format(
            data_format or image_data_generator.data_format
        )
        self.dtype = dtype or image_data_generator.dtype
        self.interpolation, self.keep_aspect_ratio = resizing
        channels = (_CHANNELS[color_mode],)
        first = self.data_format == "channels_first"
        self.image_shape = (
            (*channels, *self.target_size) if first else (*self.target_size, *channels)
        )
        self._writer = ImageWriter(*writer, self.data_format)
        self.samples = len(self.filepaths)
        Iterator.__init__(self, self.samples, batch_size, shuffle, seed)

    def _image(self, path: str, generator: np.random.Generator) -> Any:
        opened = load_img(
            path,
            color_mode=self.color_mode,
            target_size=self.target_size,
            interpolation=self.interpolation,
            keep_aspect_ratio=self.keep_aspect_ratio,
        )
        array = img_to_array(opened, self.data_format, self.dtype)
        return self.image_data_generator._changed(array, generator)

    def _batch(self, rows: NDArray[np.int_], generator: np.random.Generator) -> Any:
        images = np.stack([self._image(self.filepaths[row], generator) for row in rows])
        self._writer.write(images, rows, generator)
        targets = self._targets(images, rows)
        if targets is None:
            return images
        if self.sample_weight is None:
            return images, targets
        return images, targets, self.sample_weight[rows]

    def _targets(self, images: NDArray[Any], rows: NDArray[np.int_]) -> Any:
        if self.class_mode is None:
            return None
        if self.class_mode == "input":
            return images.copy()
        if self.class_mode == "categorical":
            return self._rows_of_classes(rows)
        kind = self.dtype if self.class_mode in ("binary", "sparse") else None
        if self.class_mode == "multi_output":
            return [column[rows] for column in self.labels]
        return np.asarray(self.labels)[rows].astype(kind or self.labels.dtype)

    def _rows_of_classes(self, rows: NDArray[np.int_]) -> Any:
        if isinstance(self.labels, list):  # several classes per image
            found = np.zeros((len(rows), self.num_classes), self.dtype)
            for at, row in enumerate(rows):
                found[at, self.labels[row]] = 1
            return found
        return to_categorical(self.labels[rows], self.num_classes).astype(self.dtype)


class DirectoryIterator(FileIterator):
    """Batches of images from a folder with one folder per class.

    Args:
        directory: the folder.
        image_data_generator: transforms the images.
        target_size: `(height, width)` that all images are brought to.
        color_mode: `'rgb'`, `'rgba'` or `'grayscale'`.
        classes: the folders, in the order of their numbers; `None` takes all, sorted.
        class_mode: targets: `'categorical'` (rows with a single 1), `'binary'` (0 and
            1), `'sparse'` (class numbers), `'input'` (the images), or `None`.
        batch_size, shuffle, seed: see `Iterator`.
        data_format: `None` takes the generator's.
        save_to_dir, save_prefix, save_format: where to write the images to.
        follow_links: whether to look into linked folders.
        subset: `'training'` or `'validation'`; the first files of each class are those
            for validation.
        interpolation: see `load_img`.
        keep_aspect_ratio: cut the middle out instead of distorting.
        dtype: of the images; `None` takes the generator's.

    Attributes:
        class_indices: numbers of the classes, by name.
        classes: the class of each image.
        filenames, filepaths: its file, from the folder on and in full.
        samples: how many images there are.

    Raises:
        ValueError: for an unknown mode, or `'binary'` with other than two classes.
        FileNotFoundError: if there is no such folder.
    """

    def __init__(
        self,
        directory: Any,
        image_data_generator: ImageDataGenerator,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: Sequence[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = None,
    ) -> None:
        if class_mode not in _CLASS_MODES:
            raise ValueError(
                complain("class_mode", repr(class_mode), f"one of {_CLASS_MODES}")
            )
        root = Path(os.fspath(directory))
        if not root.is_dir():
            raise FileNotFoundError(
                f"flow_from_directory: no folder {str(root)!r}\n"
                "  expected a folder that holds one folder of images per class"
            )
        names = (
            [*classes]
            if classes
            else sorted(entry.name for entry in root.iterdir() if entry.is_dir())
        )
        self.directory = directory
        self.class_indices = {name: number for number, name in enumerate(names)}
        self.num_classes = len(names)
        self.filenames: list[str] = []
        numbers: list[int] = []
        for number, name in enumerate(names):
            found = files_below(root / name, IMAGE_ENDINGS, follow_links)
            chosen = found[image_data_generator._part(len(found), subset)]
            self.filenames += [str(path.relative_to(root)) for path in chosen]
            numbers += [number] * len(chosen)
        _check_binary(class_mode, self.num_classes)
        self.filepaths = [str(root / name) for name in self.filenames]
        self.classes = self.labels = np.array(numbers, "int32")
        print(f"Found {len(numbers)} images belonging to {self.num_classes} classes.")
        self._begin(
            image_data_generator,
            target_size,
            color_mode,
            class_mode,
            batch_size,
            shuffle,
            seed,
            data_format,
            (save_to_dir, save_prefix, save_format),
            (interpolation, keep_aspect_ratio),
            dtype,
        )


class DataFrameIterator(FileIterator):
    """Batches of images from the files that a table names.

    Args:
        dataframe: a data frame of pandas, or a dict of columns.
        directory: where the files are; `None` takes their names as paths.
        image_data_generator: transforms the images.
        x_col: the column of file names.
        y_col: the column of targets, or a list of columns.
        weight_col: a column of sample weights, or nothing.
        target_size, color_mode, batch_size, shuffle, seed, data_format, save_to_dir,
            save_prefix, save_format, subset, interpolation, keep_aspect_ratio, dtype:
            see `DirectoryIterator`. The rows are not mixed before they are split.
        classes: the classes, in the order of their numbers; `None` sorts them.
        class_mode: as in `DirectoryIterator`; also `'raw'` (the columns as they are)
            and `'multi_output'` (a list of columns). With `'categorical'` an image may
            have a list of classes.
        validate_filenames: leave out rows whose files are not there, and say so.

    Raises:
        ValueError: for an unknown mode or column.
    """

    def __init__(
        self,
        dataframe: Any,
        directory: Any,
        image_data_generator: ImageDataGenerator,
        x_col: str = "filename",
        y_col: Any = "class",
        weight_col: str | None = None,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: Sequence[Any] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = None,
        validate_filenames: bool = True,
    ) -> None:
        if class_mode not in _TABLE_MODES:
            raise ValueError(
                complain("class_mode", repr(class_mode), f"one of {_TABLE_MODES}")
            )
        self.directory = directory
        names = [str(name) for name in _column(dataframe, x_col)]
        root = "" if directory is None else os.fspath(directory)
        paths = [os.path.join(root, name) for name in names]
        rows = [*range(len(paths))]
        if validate_filenames:
            rows = [row for row in rows if _is_image(paths[row])]
            if len(rows) < len(paths):
                say(
                    f"tengen: {len(paths) - len(rows)} of {len(paths)} names in the "
                    f"column {x_col!r} are no images, such as "
                    f"{next(p for p in paths if not _is_image(p))!r}; left out"
                )
        targets = None
        if class_mode not in ("input", None):
            targets = self._targets_of(dataframe, y_col, class_mode, classes, rows)
        chosen = rows[image_data_generator._part(len(rows), subset)]
        self.filenames = [names[row] for row in chosen]
        self.filepaths = [paths[row] for row in chosen]
        self.labels = _chosen(targets, chosen)
        if weight_col is not None:
            self.sample_weight = np.asarray(_column(dataframe, weight_col))[chosen]
        known = f" belonging to {self.num_classes} classes" if self.num_classes else ""
        print(f"Found {len(chosen)} validated image filenames{known}.")
        self._begin(
            image_data_generator,
            target_size,
            color_mode,
            class_mode,
            batch_size,
            shuffle,
            seed,
            data_format,
            (save_to_dir, save_prefix, save_format),
            (interpolation, keep_aspect_ratio),
            dtype,
        )

    num_classes = 0

    def _targets_of(
        self,
        dataframe: Any,
        y_col: Any,
        class_mode: str | None,
        classes: Sequence[Any] | None,
        rows: list[int],
    ) -> Any:
        """Return targets for all rows of the table; number the classes."""
        if class_mode in ("raw", "multi_output"):
            columns = [y_col] if isinstance(y_col, str) else [*y_col]
            found = [np.asarray(list(_column(dataframe, name))) for name in columns]
            if class_mode == "multi_output":
                return found
            return found[0] if isinstance(y_col, str) else np.stack(found, axis=1)
        if not isinstance(y_col, str):
            (y_col,) = y_col
        entries = list(_column(dataframe, y_col))
        several = any(isinstance(entry, (list, tuple)) for entry in entries)
        lists = [e if isinstance(e, (list, tuple)) else [e] for e in entries]
        names = [*classes] if classes else sorted({n for r in rows for n in lists[r]})
        self.class_indices = {name: number for number, name in enumerate(names)}
        self.num_classes = len(names)
        _check_binary(class_mode, self.num_classes)
        known = self.class_indices
        if classes:
            rows[:] = [row for row in rows if any(n in known for n in lists[row])]
        if several:
            return [[known[n] for n in entry if n in known] for entry in lists]
        return np.array([known.get(entry[0], -1) for entry in lists], "int32")

    @property
    def classes(self) -> Any:
        """The class of each image, or its classes."""
        return self.labels


def _chosen(targets: Any, rows: list[int]) -> Any:
    if targets is None or isinstance(targets, np.ndarray):
        return None if targets is None else targets[rows]
    if targets and isinstance(targets[0], np.ndarray):
        return [column[rows] for column in targets]
    return [targets[row] for row in rows]


def _column(table: Any, name: Any) -> Any:
    columns = getattr(table, "columns", None)
    columns = [*(table if columns is None else columns)]
    if name not in columns:
        raise ValueError(
            complain("flow_from_dataframe", f"no column {name!r}", f"one of {columns}")
        )
    return table[name]


def _is_image(path: str) -> bool:
    return path.lower().endswith(IMAGE_ENDINGS) and os.path.isfile(path)


def _check_binary(class_mode: str | None, count: int) -> None:
    if class_mode == "binary" and count != 2:
        raise ValueError(
            complain(
                "class_mode='binary'", f"{count} classes", "two", "class_mode='sparse'"
            )
        )
