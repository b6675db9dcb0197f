"""`ImageDataGenerator`: images in batches, each turned at random as it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.core import config
from tengen.preprocessing.affine import (
    apply_affine_transform,
    apply_brightness_shift,
    apply_channel_shift,
)
from tengen.preprocessing.image_files import DataFrameIterator, DirectoryIterator
from tengen.preprocessing.image_flow import NumpyArrayIterator
from tengen.utils.notes import say_once

_SMALL = 1e-6  # keeps the division by a standard deviation finite, as in Keras


class ImageDataGenerator:
    """Makes batches of images that are moved, turned, mirrored, ... at random.

    Args:
        featurewise_center: subtract the mean of the data, per channel; needs `fit`.
        samplewise_center: subtract each image's own mean.
        featurewise_std_normalization: divide by the standard deviation of the data.
        samplewise_std_normalization: divide by each image's own.
        zca_whitening: make pixels uncorrelated over the data; needs `fit`.
        zca_epsilon: keeps its divisions finite.
        rotation_range: largest rotation, in degrees.
        width_shift_range: largest shift to the side. A number below 1 is a share of the
            width, a larger float so many pixels; an integer k means a whole number of
            pixels below k; a list, one of its numbers or its opposite.
        height_shift_range: the same, up and down.
        brightness_range: two factors between which the brightness's is drawn.
        shear_range: largest shear, in degrees.
        zoom_range: two factors, or z for 1 - z and 1 + z.
        channel_shift_range: largest number that is added to all values.
        fill_mode: what is seen outside of a moved image: `'nearest'`, `'constant'`,
            `'reflect'` or `'wrap'`.
        cval: the value outside for `'constant'`.
        horizontal_flip, vertical_flip: whether half of the images are mirrored.
        rescale: factor for all values, after the changes.
        preprocessing_function: applied to each image `(H, W, C)` before `rescale`.
        data_format: `'channels_last'`, `'channels_first'`, or `None`: as configured.
        validation_split: the share of the samples in the subset `'validation'`.
        interpolation_order: of the splines, 0 to 5.
        dtype: of the images; `None` is the default float type.

    Raises:
        ValueError: if an argument is impossible.

    Example:
        >>> generator = ImageDataGenerator(rotation_range=10, horizontal_flip=True)
        >>> flow = generator.flow(np.zeros((10, 8, 8, 1)), np.arange(10), batch_size=4)
        >>> len(flow), next(flow)[0].shape
        (3, (4, 8, 8, 1))
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Any = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[[Any], Any] | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: Any = None,
    ) -> None:
        self.featurewise_center = (
            featurewise_center or featurewise_std_normalization or zca_whitening
        )
        self.samplewise_center = samplewise_center or samplewise_std_normalization
        self.featurewise_std_normalization = (
            featurewise_std_normalization and not zca_whitening
        )
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening = zca_whitening
        self.zca_epsilon = zca_epsilon
        self.rotation_range = rotation_range
        self.width_shift_range = width_shift_range
        self.height_shift_range = height_shift_range
        self.brightness_range = _pair("brightness_range", brightness_range)
        self.shear_range = shear_range
        if np.ndim(zoom_range) == 0:
            zoom_range = (1 - zoom_range, 1 + zoom_range)
        self.zoom_range = _pair("zoom_range", zoom_range) or (1.0, 1.0)
        self.channel_shift_range = channel_shift_range
        self.fill_mode = _fill_mode(fill_mode)
        self.cval = cval
        self.horizontal_flip = horizontal_flip
        self.vertical_flip = vertical_flip
        self.rescale = rescale
        self.preprocessing_function = preprocessing_function
        self.data_format = config.standardize_data_format(data_format)
        if not 0 <= validation_split < 1:
            raise ValueError(
                "ImageDataGenerator: argument `validation_split`\n"
                f"  got {validation_split}; expected a share from 0 to below 1"
            )
        self.validation_split = validation_split
        self.interpolation_order = interpolation_order
        self.dtype = dtype or config.floatx()
        self.mean: NDArray[Any] | None = None
        self.std: NDArray[Any] | None = None
        self.zca_whitening_matrix: NDArray[Any] | None = None

    # Axes of one image.

    @property
    def _rows(self) -> int:
        return 0 if self.data_format == "channels_last" else 1

    @property
    def _channels(self) -> int:
        return 2 if self.data_format == "channels_last" else 0

    # Where the images come from.

    def flow(
        self,
        x: Any,
        y: Any = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: Any = None,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        ignore_class_split: bool = False,
        subset: str | None = None,
    ) -> NumpyArrayIterator:
        """Return batches from arrays; see `NumpyArrayIterator`."""
        return NumpyArrayIterator(
            x,
            y,
            self,
            batch_size=batch_size,
            shuffle=shuffle,
            sample_weight=sample_weight,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            ignore_class_split=ignore_class_split,
            subset=subset,
            dtype=self.dtype,
        )

    def flow_from_directory(self, directory: Any, *args: Any, **options: Any) -> Any:
        """Return batches from a folder with one folder per class.

        Args:
            directory: the folder.
            *args, **options: see `DirectoryIterator`.
        """
        return DirectoryIterator(directory, self, *args, **options)

    def flow_from_dataframe(
        self, dataframe: Any, directory: Any = None, *args: Any, **options: Any
    ) -> Any:
        """Return batches from the files that a table names.

        Args:
            dataframe: a data frame of pandas, or a dict of columns.
            directory: where the files are; `None` takes their names as paths.
            *args, **options: see `DataFrameIterator`.
        """
        return DataFrameIterator(dataframe, directory, self, *args, **options)

    def _part(self, count: int, subset: str | None) -> slice:
        """Return which of the samples, or of the files of a class, belong to a subset.

        Raises:
            ValueError: for another subset, or without `validation_split`.
        """
        if subset is None:
            return slice(None)
        if subset not in ("training", "validation") or not self.validation_split:
            raise ValueError(
                f"subset={subset!r} of validation_split={self.validation_split}\n"
                "  expected 'training' or 'validation', of a split above 0\n"
                "  fix: ImageDataGenerator(..., validation_split=0.2)"
            )
        at = int(count * self.validation_split)
        return slice(None, at) if subset == "validation" else slice(at, None)

    # What is done to them.

    def standardize(self, x: Any) -> Any:
        """Return an image, or a batch, with its values brought into range.

        The array itself stays as it is.
        """
        if self.preprocessing_function is not None:
            x = self.preprocessing_function(x)
        if self.rescale:
            x = x * self.rescale
        if self.samplewise_center:
            x = x - np.mean(x, keepdims=True)
        if self.samplewise_std_normalization:
            x = x / (np.std(x, keepdims=True) + _SMALL)
        if self.featurewise_center:
            x = x - self._known(self.mean, "featurewise_center", 0)
        if self.featurewise_std_normalization:
            x = x / (self._known(self.std, "featurewise_std_normalization", 1) + _SMALL)
        if self.zca_whitening and self.zca_whitening_matrix is not None:
            flat = np.reshape(x, (-1, self.zca_whitening_matrix.shape[0]))
            x = np.reshape(flat @ self.zca_whitening_matrix, np.shape(x))
        return np.asarray(x, self.dtype)

    def _known(self, statistic: Any, argument: str, otherwise: int) -> Any:
        if statistic is None:
            say_once(
                f"tengen: ImageDataGenerator({argument}=True) has no effect before "
                "generator.fit(x) has seen the data"
            )
            return otherwise
        return statistic

    def get_random_transform(
        self, img_shape: Any, seed: int | None = None
    ) -> dict[str, Any]:
        """Draw the changes for an image.

        Args:
            img_shape: its shape, three sizes.
            seed: where the randomness starts.

        Returns:
            What `apply_transform` takes: `theta` and `shear` in degrees, `tx` (to the
            side) and `ty` (up and down) in pixels, `zx`, `zy`, `flip_horizontal`,
            `flip_vertical`, `channel_shift_intensity`, `brightness`.
        """
        return self._drawn(img_shape, _generator(seed))

    def _drawn(self, img_shape: Any, generator: np.random.Generator) -> dict[str, Any]:
        height, width = img_shape[self._rows], img_shape[self._rows + 1]
        theta = generator.uniform(-1, 1) * self.rotation_range
        ty = _shift(self.height_shift_range, height, generator)
        tx = _shift(self.width_shift_range, width, generator)
        shear = generator.uniform(-1, 1) * self.shear_range
        zx, zy = generator.uniform(*self.zoom_range, 2)
        flips = generator.random(2) < 0.5
        intensity = generator.uniform(-1, 1) * self.channel_shift_range
        light = self.brightness_range
        return {
            "theta": theta,
            "tx": tx,
            "ty": ty,
            "shear": shear,
            "zx": zx,
            "zy": zy,
            "flip_horizontal": bool(flips[0] and self.horizontal_flip),
            "flip_vertical": bool(flips[1] and self.vertical_flip),
            "channel_shift_intensity": intensity if self.channel_shift_range else None,
            "brightness": None if light is None else generator.uniform(*light),
        }

    def apply_transform(self, x: Any, transform_parameters: dict[str, Any]) -> Any:
        """Return an image with given changes; see `get_random_transform`."""
        changes = transform_parameters
        moves = ("theta", "tx", "ty", "shear", "zx", "zy")
        x = apply_affine_transform(
            np.asarray(x),
            **{name: changes[name] for name in moves if name in changes},
            row_axis=self._rows,
            col_axis=self._rows + 1,
            channel_axis=self._channels,
            fill_mode=self.fill_mode,
            cval=self.cval,
            order=self.interpolation_order,
        )
        if changes.get("channel_shift_intensity") is not None:
            intensity = changes["channel_shift_intensity"]
            x = apply_channel_shift(x, intensity, self._channels)
        if changes.get("flip_horizontal"):
            x = np.flip(x, self._rows + 1)
        if changes.get("flip_vertical"):
            x = np.flip(x, self._rows)
        if changes.get("brightness") is not None:
            x = apply_brightness_shift(x, changes["brightness"], scale=False)
        return x

    def random_transform(self, x: Any, seed: int | None = None) -> Any:
        """Return an image with changes that are drawn."""
        return self.apply_transform(x, self.get_random_transform(np.shape(x), seed))

    def _changed(self, image: NDArray[Any], generator: np.random.Generator) -> Any:
        """Return an image as it goes into a batch."""
        changes = self._drawn(image.shape, generator)
        return self.standardize(self.apply_transform(image, changes))

    def fit(
        self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None
    ) -> None:
        """Learn the mean, standard deviation and whitening of the data.

        Args:
            x: images `(n, ...)` with four axes.
            augment: whether to learn from images changed at random.
            rounds: how often to go through them for that.
            seed: where the randomness starts.

        Raises:
            ValueError: if `x` has not four axes.
        """
        x = np.array(x, dtype=self.dtype)
        if x.ndim != 4:
            raise ValueError(
                f"ImageDataGenerator.fit: argument `x`\n  got shape {x.shape}; "
                "expected (n, height, width, channels)\n"
                "  fix: grey images need x[..., None]"
            )
        if augment:
            generator = _generator(seed)
            x = np.stack(
                [
                    self.apply_transform(image, self._drawn(image.shape, generator))
                    for _ in range(rounds)
                    for image in x
                ]
            )
        axes = (0, self._rows + 1, self._rows + 2)
        if self.featurewise_center:
            mean = x.mean(axes, keepdims=True)
            self.mean = mean[0]
            x = x - mean
        if self.featurewise_std_normalization:
            std = x.std(axes, keepdims=True)
            self.std = std[0]
            x = x / (std + _SMALL)
        if self.zca_whitening:
            self.zca_whitening_matrix = _whitening(x, self.zca_epsilon)


def _whitening(x: NDArray[Any], epsilon: float) -> NDArray[Any]:
    """Return the matrix that makes the pixels uncorrelated, `(pixels, pixels)`."""
    flat = x.reshape(len(x), -1)
    vectors, sizes, _ = np.linalg.svd(flat.T, full_matrices=False)
    scale = np.sqrt(len(x)) / (sizes + epsilon)
    whitening: NDArray[Any] = (vectors * scale) @ vectors.T
    return whitening


def _generator(seed: int | None) -> np.random.Generator:
    """Return a generator; without a seed, one that NumPy's global seed decides."""
    start = np.random.randint(2**31 - 1) if seed is None else int(seed)
    return np.random.default_rng(start)


def _shift(given: Any, size: int, generator: np.random.Generator) -> float:
    """Draw a shift in pixels along an axis of a size."""
    if np.ndim(given) or isinstance(given, (int, np.integer)):
        choices = np.asarray(given) if np.ndim(given) else np.arange(max(given, 1))
        drawn = float(generator.choice(choices) * generator.choice([-1, 1]))
    else:
        drawn = generator.uniform(-1, 1) * given
    return drawn * size if np.max(given) < 1 else drawn


def _pair(argument: str, given: Any) -> tuple[float, float] | None:
    if given is None:
        return None
    if np.ndim(given) != 1 or len(given) != 2:
        raise ValueError(
            f"ImageDataGenerator: argument `{argument}`\n  got {given!r}; expected two "
            "numbers, the smallest factor and the largest"
        )
    return float(given[0]), float(given[1])


def _fill_mode(given: str) -> str:
    modes = ("nearest", "constant", "reflect", "wrap")
    if given not in modes:
        raise ValueError(
            f"ImageDataGenerator: argument `fill_mode`\n  got {given!r}; expected one "
            f"of {modes}"
        )
    return given
