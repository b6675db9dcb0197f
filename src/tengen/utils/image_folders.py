"""`image_dataset_from_directory`: a folder of pictures as batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from numpy.typing import NDArray

from tengen.core import config
from tengen.utils.dataset import Dataset
from tengen.utils.folders import Files, Wanted, labelled_files
from tengen.utils.images import img_to_array, load_img, resized

IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".ppm", ".tif", ".tiff")


def image_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: list[str] | None = None,
    color_mode: str = "rgb",
    batch_size: int | None = 32,
    image_size: tuple[int, int] = (256, 256),
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: Literal["training", "validation", "both"] | None = None,
    interpolation: str = "bilinear",
    follow_links: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: str | None = None,
    format: str | None = "tf",
    verbose: bool = True,
) -> Any:
    """Return the images below a folder in batches, with the classes of their folders.

    Args:
        directory: a folder with one folder per class; for `labels=None`, of images.
        labels: `'inferred'` from the folders, a list of integers in the sorted order
            of the files, or `None`: images alone.
        label_mode: `'int'`, `'categorical'` (rows with a single 1), `'binary'` (0.0 and
            1.0, `(n, 1)`), or `None`.
        class_names: the folders, in the order of their numbers; `None` sorts them.
        color_mode: `'rgb'`, `'rgba'` or `'grayscale'`.
        batch_size: images per batch; `None` gives them one by one.
        image_size: `(height, width)` that all images are brought to.
        shuffle: whether to mix the files, at each round anew.
        seed: where the randomness starts.
        validation_split: the share of the files, the last ones after mixing, in the
            subset `'validation'`.
        subset: `'training'`, `'validation'`, or `'both'`: a pair of data sets.
        interpolation: `'bilinear'`, `'nearest'`, or another one of `load_img`.
        follow_links: whether to look into linked folders.
        crop_to_aspect_ratio: cut the middle out instead of distorting.
        pad_to_aspect_ratio: fill up with black instead of distorting.
        data_format: `'channels_last'`, `'channels_first'`, or `None`: as configured.
        format: the library whose data set Keras returns; here it is a `Dataset` in
            every case.
        verbose: whether to print how many files were found.

    Returns:
        A `Dataset` with the attributes `class_names` and `file_paths`; its elements are
        float32 images `(n, H, W, C)`, 0 to 255, with their labels.

    Raises:
        FileNotFoundError: if there is no such folder.
        ValueError: for arguments that do not go together.

    Example:
        >>> import os
        >>> from tengen.utils import save_img
        >>> for name in ("cat", "dog"):
        ...     os.makedirs(f"pets/{name}")
        ...     save_img(f"pets/{name}/1.png", np.zeros((4, 6, 3)))
        >>> data = image_dataset_from_directory("pets", image_size=(2, 3))
        Found 2 files belonging to 2 classes.
        >>> data.class_names, next(iter(data))[0].shape
        (['cat', 'dog'], (2, 2, 3, 3))
    """
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError(
            "image_dataset_from_directory: got crop_to_aspect_ratio and "
            "pad_to_aspect_ratio\n  expected one of them"
        )
    fitting = "crop" if crop_to_aspect_ratio else "pad" if pad_to_aspect_ratio else ""
    order = config.standardize_data_format(data_format)
    size = (int(image_size[0]), int(image_size[1]))
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
    parts = labelled_files(wanted, IMAGE_ENDINGS, "image_dataset_from_directory")

    def read(path: str) -> NDArray[Any]:
        image = img_to_array(load_img(path, color_mode), "channels_last")
        image = resized(image, size, interpolation, fitting)
        return image if order == "channels_last" else image.transpose(2, 0, 1)

    sets = [file_set(part, read, batch_size, shuffle, seed) for part in parts]
    return tuple(sets) if subset == "both" else sets[0]


def file_set(
    files: Files,
    read: Callable[[str], Any],
    batch_size: int | None,
    shuffle: bool,
    seed: int | None,
) -> Dataset:
    """Return files as a data set of what `read` makes of each, in batches."""

    def elements() -> Iterator[Any]:
        yield from zip(files.paths, files.targets, strict=True)

    def load(path: str, label: Any) -> Any:
        return read(path) if files.has_no_labels else (read(path), label)

    names = Dataset(elements, len(files.paths))
    if shuffle:
        names = names.shuffle(len(files.paths), seed=seed)
    data = names.map(load)
    if batch_size is not None:
        data = data.batch(batch_size)
    data.class_names = files.class_names
    data.file_paths = [*files.paths]
    return data
