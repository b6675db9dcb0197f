"""The small part of `tensorflow` that scripts of Keras touch."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

import tengen
from tengen import ops, random, utils
from tengen.compat import backend

TF_VERSION = "2.16.0"

_DTYPES = (
    *("bfloat16", "float16", "float32", "float64", "int8", "int16", "int32", "int64"),
    *("uint8", "uint16", "uint32", "uint64", "bool"),
)


class DType(str):
    """A dtype that is equal to its name and prints as TensorFlow's."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The name, such as `'float32'`."""
        return str(self)

    @property
    def as_numpy_dtype(self) -> Any:
        """The dtype of NumPy."""
        return np.dtype(str(self)).type

    def __repr__(self) -> str:
        return f"tf.{str(self)}"


class TensorShape(tuple[Any, ...]):
    """A shape that prints as TensorFlow's."""

    __slots__ = ()

    @property
    def rank(self) -> int:
        """The number of dimensions."""
        return len(self)

    ndims = rank

    def as_list(self) -> list[Any]:
        """Return the sizes as a list."""
        return list(self)

    def __repr__(self) -> str:
        return f"TensorShape({list(self)})"


# Name under `tf` -> name in `ops`, where the first arguments are the same.
SAME = {
    **{
        name: name
        for name in (
            *("abs", "add", "argmax", "argmin", "argsort", "broadcast_to", "cast"),
            *("convert_to_tensor", "cos", "divide", "einsum", "equal", "exp", "eye"),
            *("expand_dims", "floor", "greater", "greater_equal", "less", "less_equal"),
            *("linspace", "logical_and", "logical_not", "logical_or", "matmul"),
            *("maximum", "minimum", "multiply", "norm", "not_equal", "ones"),
            *("ones_like", "one_hot", "pad", "repeat", "reshape", "round", "shape"),
            *("sigmoid", "sign", "sin", "size", "sort", "split", "sqrt", "square"),
            *("squeeze", "stack", "stop_gradient", "subtract", "tan", "tanh"),
            *("tensordot", "tile", "transpose", "unstack", "where", "zeros"),
            *("zeros_like", "identity", "vectorized_map", "cumsum"),
        )
    },
    "concat": "concatenate",
    "negative": "negative",
    "pow": "power",
    "range": "arange",
    "reverse": "flip",
    "reduce_all": "all",
    "reduce_any": "any",
    "reduce_logsumexp": "logsumexp",
    "reduce_max": "max",
    "reduce_mean": "mean",
    "reduce_min": "min",
    "reduce_prod": "prod",
    "reduce_sum": "sum",
}
del SAME["identity"]

MATH = {
    **{name: SAME[name] for name in SAME if name.startswith("reduce_")},
    **{
        name: name
        for name in (
            *("abs", "add", "argmax", "cos", "cumsum", "divide", "equal", "erf", "exp"),
            *("floor", "greater", "less", "log", "log1p", "maximum", "minimum", "mod"),
            *("multiply", "negative", "rsqrt", "sigmoid", "sign", "sin", "softplus"),
            *("sqrt", "square", "subtract", "tanh", "top_k", "is_nan", "expm1"),
        )
        if name != "is_nan"
    },
    "is_nan": "isnan",
    "is_inf": "isinf",
    "is_finite": "isfinite",
    "pow": "power",
    "reduce_std": "std",
    "reduce_variance": "var",
    "divide_no_nan": "divide_no_nan",
}

NN = {
    name: name
    for name in (
        *("elu", "gelu", "leaky_relu", "log_softmax", "moments", "relu", "relu6"),
        *("selu", "sigmoid", "silu", "softmax", "softplus", "softsign", "swish"),
        *("tanh", "depth_to_space", "space_to_depth"),
    )
}


@cache
def names() -> dict[str, Any]:
    """Return the names right under `tensorflow`."""
    found = {name: getattr(ops, new) for name, new in SAME.items()}
    found.update({name: DType(name) for name in _DTYPES})
    found.update(
        constant=constant,
        Variable=variable,
        function=function,
        GradientTape=gradient_tape,
        TensorShape=TensorShape,
        Tensor=_tensor_types(),
        DType=DType,
        clip_by_value=clip_by_value,
        gather=gather,
        fill=fill,
        identity=ops.copy,
        int=None,
        name_scope=backend.name_scope,
        executing_eagerly=executing_eagerly,
        is_tensor=ops.is_tensor,
        __version__=TF_VERSION,
        VERSION=TF_VERSION,
        newaxis=None,
    )
    del found["int"]
    return found


def _tensor_types() -> Any:
    import jax

    return jax.Array


def constant(value: Any, dtype: Any = None, shape: Any = None, name: Any = None) -> Any:
    """Return a tensor with a value."""
    array = np.asarray(value, None if dtype is None else str(dtype))
    if shape is not None:
        array = np.broadcast_to(array, shape) if array.ndim == 0 else array
        array = array.reshape(shape)
    if dtype is None and array.dtype == np.float64:
        array = array.astype("float32")
    return ops.convert_to_tensor(array)


def variable(
    initial_value: Any,
    trainable: bool = True,
    dtype: Any = None,
    name: str | None = None,
    **options: Any,
) -> Any:
    """Return a `tengen.Variable` with a value."""
    if callable(initial_value):
        initial_value = initial_value()
    return tengen.Variable(
        np.asarray(initial_value), trainable=trainable, dtype=dtype, name=name
    )


def function(function: Any = None, **options: Any) -> Any:
    """Return the function as it is: the engine compiles whole steps anyway."""
    if function is None:
        return lambda wrapped: wrapped
    return function


def gradient_tape(*args: Any, **options: Any) -> Any:
    """Refuse: derivatives are those of functions here, not of a record of calls.

    Raises:
        NotImplementedError: always, naming what to write instead.
    """
    raise NotImplementedError(
        "tf.GradientTape: tengen differentiates functions and keeps no tape of calls\n"
        "  fix: compile and fit with a loss function; or a method compute_loss(self, "
        "x, y, y_pred, ...)\n  on your Model; or jax.value_and_grad of a function"
    )


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any) -> Any:
    """Return entries no smaller and no larger than two numbers."""
    return ops.clip(t, clip_value_min, clip_value_max)


def gather(params: Any, indices: Any, axis: int = 0, **options: Any) -> Any:
    """Return slices by their numbers."""
    return ops.take(params, indices, axis=axis)


def fill(dims: Any, value: Any) -> Any:
    """Return a tensor with one value everywhere."""
    return ops.full(tuple(dims), value)


def executing_eagerly() -> bool:
    """Return `True`."""
    return True


@cache
def math_names() -> dict[str, Any]:
    """Return the names of `tf.math`."""
    return {name: getattr(ops, new) for name, new in MATH.items()}


@cache
def nn_names() -> dict[str, Any]:
    """Return the names of `tf.nn`."""
    found = {name: getattr(ops, new) for name, new in NN.items()}
    found.update(
        l2_normalize=backend.l2_normalize,
        bias_add=backend.bias_add,
        softmax_cross_entropy_with_logits=_softmax_loss,
        sparse_softmax_cross_entropy_with_logits=_sparse_softmax_loss,
        sigmoid_cross_entropy_with_logits=_sigmoid_loss,
    )
    return found


def _softmax_loss(labels: Any, logits: Any, axis: int = -1) -> Any:
    return ops.categorical_crossentropy(labels, logits, from_logits=True, axis=axis)


def _sparse_softmax_loss(labels: Any, logits: Any) -> Any:
    return ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def _sigmoid_loss(labels: Any, logits: Any) -> Any:
    return ops.binary_crossentropy(labels, logits, from_logits=True)


@cache
def random_names() -> dict[str, Any]:
    """Return the names of `tf.random`."""
    return {
        "set_seed": utils.set_random_seed,
        "set_random_seed": utils.set_random_seed,
        "normal": random.normal,
        "uniform": _uniform,
        "shuffle": random.shuffle,
    }


def _uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32", **rest: Any
) -> Any:
    if "int" in str(dtype):
        return random.randint(shape, minval, maxval, dtype=str(dtype), **rest)
    end = 1.0 if maxval is None else maxval
    return random.uniform(shape, minval, end, dtype=str(dtype), **rest)


class PhysicalDevice:
    """A device that JAX sees."""

    def __init__(self, name: str, device_type: str) -> None:
        self.name = name
        self.device_type = device_type

    def __repr__(self) -> str:
        return f"PhysicalDevice(name={self.name!r}, device_type={self.device_type!r})"


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """Return the devices of a type, `'CPU'` or `'GPU'`; all of them without one."""
    import jax

    found = []
    for device in jax.devices():
        kind = {"cpu": "CPU", "gpu": "GPU", "cuda": "GPU"}.get(device.platform, "TPU")
        if device_type in (None, kind):
            name = f"/physical_device:{kind}:{device.id}"
            found.append(PhysicalDevice(name, kind))
    if device_type == "CPU" and not found:
        found = [PhysicalDevice("/physical_device:CPU:0", "CPU")]
    return found


def _accept(*args: Any, **options: Any) -> None:
    """Do nothing: the engine decides."""


HOMES: dict[str, Callable[[], dict[str, Any]]] = {
    "": names,
    "math": math_names,
    "nn": nn_names,
    "random": random_names,
    "linalg": lambda: {"matmul": ops.matmul, "norm": ops.norm, "inv": ops.inv},
    "image": lambda: {},
    "data": lambda: {"Dataset": utils.Dataset, "AUTOTUNE": -1},
    "data.experimental": lambda: {"AUTOTUNE": -1},
    "config": lambda: {
        "list_physical_devices": list_physical_devices,
        "run_functions_eagerly": _accept,
    },
    "config.experimental": lambda: {
        "list_physical_devices": list_physical_devices,
        "set_memory_growth": _accept,
    },
    "test": lambda: {
        "is_gpu_available": lambda: bool(list_physical_devices("GPU")),
        "gpu_device_name": lambda: "/device:GPU:0" * bool(list_physical_devices("GPU")),
    },
    "dtypes": lambda: {name: DType(name) for name in _DTYPES} | {"DType": DType},
    "compat": lambda: {},
    "python": lambda: {},
}

MISSING = {
    "": {
        "Session": "there are no sessions; call the model",
        "placeholder": "use keras.Input",
        "estimator": "use keras.Model",
        "distribute": "training is on the devices JAX sees",
        "train": "use keras.callbacks.BackupAndRestore or model.save",
    },
    "compat": {"v1": "code of TensorFlow 1 is not run"},
}
