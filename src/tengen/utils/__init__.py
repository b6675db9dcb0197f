"""Small tools under the names of `keras.utils`, loaded when first used.

`from tengen.utils import to_categorical, pad_sequences, get_file, Progbar, ...`.
What draws models lives upstairs in `tengen.visualization`. Keras has two of its names,
`plot_model` and `model_to_dot`, here: so they can be had here, too.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tengen.utils.categorical import to_categorical
    from tengen.utils.dataset import Dataset
    from tengen.utils.download import DownloadError
    from tengen.utils.file_cache import get_file
    from tengen.utils.image_folders import image_dataset_from_directory
    from tengen.utils.images import array_to_img, img_to_array, load_img, save_img
    from tengen.utils.norms import normalize
    from tengen.utils.padding import pad_sequences
    from tengen.utils.prefetching import prefetch
    from tengen.utils.progbar import Progbar
    from tengen.utils.py_dataset import PyDataset, Sequence
    from tengen.utils.seeding import set_random_seed
    from tengen.utils.session import clear_session
    from tengen.utils.splitting import split_dataset
    from tengen.utils.text_folders import text_dataset_from_directory
    from tengen.utils.timeseries import timeseries_dataset_from_array
    from tengen.utils.unpacking import (
        pack_x_y_sample_weight,
        unpack_x_y_sample_weight,
    )

_HOMES = {
    "Dataset": "dataset",
    "DownloadError": "download",
    "Progbar": "progbar",
    "PyDataset": "py_dataset",
    "Sequence": "py_dataset",
    "array_to_img": "images",
    "clear_session": "session",
    "get_file": "file_cache",
    "image_dataset_from_directory": "image_folders",
    "img_to_array": "images",
    "load_img": "images",
    "normalize": "norms",
    "pack_x_y_sample_weight": "unpacking",
    "pad_sequences": "padding",
    "prefetch": "prefetching",
    "save_img": "images",
    "set_random_seed": "seeding",
    "split_dataset": "splitting",
    "text_dataset_from_directory": "text_folders",
    "timeseries_dataset_from_array": "timeseries",
    "to_categorical": "categorical",
    "unpack_x_y_sample_weight": "unpacking",
}
# Names of Keras whose home is another room.
_ELSEWHERE = {
    "CustomObjectScope": "saving",
    "custom_object_scope": "saving",
    "deserialize_keras_object": "saving",
    "get_custom_objects": "saving",
    "get_registered_name": "saving",
    "get_registered_object": "saving",
    "is_keras_tensor": "core.symbolic",
    "model_to_dot": "visualization",
    "plot_model": "visualization",
    "register_keras_serializable": "saving",
    "serialize_keras_object": "saving",
    "standardize_dtype": "core.dtypes",
}

__all__ = [
    "standardize_dtype",
    "serialize_keras_object",
    "register_keras_serializable",
    "is_keras_tensor",
    "get_registered_object",
    "get_registered_name",
    "get_custom_objects",
    "deserialize_keras_object",
    "custom_object_scope",
    "CustomObjectScope",
    "Dataset",
    "DownloadError",
    "Progbar",
    "PyDataset",
    "Sequence",
    "array_to_img",
    "clear_session",
    "get_file",
    "image_dataset_from_directory",
    "img_to_array",
    "load_img",
    "model_to_dot",
    "normalize",
    "pack_x_y_sample_weight",
    "pad_sequences",
    "plot_model",
    "prefetch",
    "save_img",
    "set_random_seed",
    "split_dataset",
    "text_dataset_from_directory",
    "timeseries_dataset_from_array",
    "to_categorical",
    "unpack_x_y_sample_weight",
]


def __getattr__(name: str) -> Any:
    if name in _ELSEWHERE:
        return getattr(import_module(f"tengen.{_ELSEWHERE[name]}"), name)
    if name not in _HOMES:
        raise AttributeError(f"module 'tengen.utils' has no attribute {name!r}")
    value = getattr(import_module(f"tengen.utils.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
