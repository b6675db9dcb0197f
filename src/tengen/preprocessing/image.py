"""Images: reading and writing them, and turning them at random while a model trains.

The layers `RandomFlip`, `RandomRotation` and their kin do the same inside a model.
"""

from tengen.preprocessing.affine import (
    apply_affine_transform,
    apply_brightness_shift,
    apply_channel_shift,
    flip_axis,
    random_brightness,
    random_channel_shift,
    random_rotation,
    random_shear,
    random_shift,
    random_zoom,
)
from tengen.preprocessing.image_data_generator import ImageDataGenerator
from tengen.preprocessing.image_files import DataFrameIterator, DirectoryIterator
from tengen.preprocessing.image_flow import Iterator, NumpyArrayIterator
from tengen.utils.images import array_to_img, img_to_array, load_img, save_img

__all__ = [
    "DataFrameIterator",
    "DirectoryIterator",
    "ImageDataGenerator",
    "Iterator",
    "NumpyArrayIterator",
    "apply_affine_transform",
    "apply_brightness_shift",
    "apply_channel_shift",
    "array_to_img",
    "flip_axis",
    "img_to_array",
    "load_img",
    "random_brightness",
    "random_channel_shift",
    "random_rotation",
    "random_shear",
    "random_shift",
    "random_zoom",
    "save_img",
]
