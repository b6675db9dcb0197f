"""The small part of `tensorflow` that scripts of Keras touch: which names are where.

Most are functions of `tengen.ops` under other names (`tf_table`); the rest is in
`tf_functions`, `tf_nn`, `tf_image`, `tf_random`, `tf_devices` and `tf_types`. `MISSING`
says what to use instead of what is not here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from tengen import ops, utils
from tengen.compat import (
    backend,
    tf_devices,
    tf_functions,
    tf_image,
    tf_nn,
    tf_random,
    tf_table,
    tf_types,
)
from tengen.compat.tf_types import DTYPES, DType
from tengen.training import GradientTape, compiled

TF_VERSION = "2.16.0"
_dtypes = {name: DType(name) for name in DTYPES}


@cache
def _top() -> dict[str, Any]:
    import jax

    return {
        **tf_table.find(tf_table.TOP),
        **tf_functions.TOP,
        **_dtypes,
        "DType": DType,
        "GradientTape": GradientTape,
        "IndexedSlices": tuple,
        "Module": _module(),
        "Tensor": jax.Array,
        "TensorShape": tf_types.TensorShape,
        "TensorSpec": tf_types.TensorSpec,
        "UnconnectedGradients": tf_types.UnconnectedGradients,
        "VERSION": TF_VERSION,
        "Variable": tf_types.Variable,
        "__version__": TF_VERSION,
        "as_dtype": tf_types.as_dtype,
        "executing_eagerly": executing_eagerly,
        "function": compiled,
        "get_logger": lambda: logging.getLogger("tensorflow"),
        "name_scope": backend.name_scope,
        "newaxis": None,
        "norm": tf_table.adapted("norm"),
        "no_op": tf_devices.accept,
    }


def names() -> dict[str, Any]:
    """Return the names right under `tensorflow`."""
    tf_types.give_methods()
    return _top()


def _module() -> Any:
    """Return the class of things with variables, which is a layer here."""
    from tengen.compat.layer_names import names

    return names()["Layer"]


def executing_eagerly() -> bool:
    """Say whether operations are computed at once, outside a compiled function."""
    import jax

    return not isinstance(ops.zeros(()) + 0, jax.core.Tracer)


@cache
def math_names() -> dict[str, Any]:
    """Return the names of `tf.math`."""
    return {**tf_table.find(tf_table.MATH), **tf_functions.MATH}


@cache
def linalg_names() -> dict[str, Any]:
    """Return the names of `tf.linalg`."""
    return {**tf_table.find(tf_table.LINALG), **tf_functions.LINALG}


def data_names() -> dict[str, Any]:
    """Return the names of `tf.data`."""
    return {"Dataset": utils.Dataset, "AUTOTUNE": -1}


def _dtype_names() -> dict[str, Any]:
    own = {"DType": DType, "as_dtype": tf_types.as_dtype, "cast": tf_functions.cast}
    return {**_dtypes, **own}


def _autograph() -> dict[str, Any]:
    return {"set_verbosity": tf_devices.accept}


def _as_it_is(function: Any = None, **options: Any) -> Any:
    """Return a function as it is; usable as a decorator."""
    return function if function is not None else lambda wrapped: wrapped


HOMES: dict[str, Callable[[], dict[str, Any]]] = {
    "": names,
    "autograph": _autograph,
    "autograph.experimental": lambda: {"do_not_convert": _as_it_is},
    "compat": lambda: {},
    "config": tf_devices.names,
    "config.experimental": tf_devices.names,
    "config.optimizer": lambda: {"set_jit": tf_devices.accept},
    "config.threading": tf_devices.threading_names,
    "data": data_names,
    "data.experimental": lambda: {"AUTOTUNE": -1},
    "debugging": tf_devices.debugging_names,
    "dtypes": _dtype_names,
    "image": tf_image.names,
    "linalg": linalg_names,
    "math": math_names,
    "nn": tf_nn.names,
    "python": lambda: {},
    "random": tf_random.names,
    "sysconfig": lambda: {},
    "test": tf_devices.test_names,
    "version": lambda: {"VERSION": TF_VERSION},
}

_NO_FILES = (
    "read files with Python, keras.utils.load_img or image_dataset_from_directory"
)
MISSING = {
    "": {
        "Session": "there are no sessions; call the model",
        "placeholder": "use keras.Input",
        "estimator": "use keras.Model",
        "distribute": "training is on the devices JAX sees",
        "gradients": "use tf.GradientTape",
        "io": _NO_FILES,
        "lite": "use model.export('model.onnx')",
        "ragged": "use keras.utils.pad_sequences",
        "RaggedTensor": "use keras.utils.pad_sequences",
        "saved_model": "use model.save('model.keras')",
        "SparseTensor": "tensors are dense",
        "strings": "use Python or keras.layers.TextVectorization",
        "summary": "use keras.callbacks.CSVLogger",
        "TensorArray": "append to a list, then tf.stack",
        "train": "use keras.callbacks.BackupAndRestore or model.save",
    },
    "compat": {"v1": "code of TensorFlow 1 is not run"},
    "data": {"TFRecordDataset": _NO_FILES, "TextLineDataset": _NO_FILES},
    "image": {"decode_jpeg": _NO_FILES, "decode_png": _NO_FILES},
}
