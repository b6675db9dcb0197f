"""`tf.config`, `tf.test` and `tf.debugging`: devices, settings and assertions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tengen.training import functions_run_eagerly, run_functions_eagerly


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


def accept(*args: Any, **options: Any) -> None:
    """Do nothing: the engine decides."""


def names() -> dict[str, Any]:
    """Return the names of `tf.config`."""
    return {
        "experimental_run_functions_eagerly": run_functions_eagerly,
        "functions_run_eagerly": functions_run_eagerly,
        "get_visible_devices": list_physical_devices,
        "list_logical_devices": list_physical_devices,
        "list_physical_devices": list_physical_devices,
        "run_functions_eagerly": run_functions_eagerly,
        "enable_op_determinism": accept,
        "set_memory_growth": accept,
        "set_soft_device_placement": accept,
        "set_visible_devices": accept,
        "set_virtual_device_configuration": accept,
    }


def threading_names() -> dict[str, Any]:
    """Return the names of `tf.config.threading`."""
    return {
        "set_inter_op_parallelism_threads": accept,
        "set_intra_op_parallelism_threads": accept,
    }


def test_names() -> dict[str, Any]:
    """Return the names of `tf.test`."""

    def has_gpu(*args: Any, **options: Any) -> bool:
        return bool(list_physical_devices("GPU"))

    return {
        "is_gpu_available": has_gpu,
        "is_built_with_cuda": has_gpu,
        "is_built_with_gpu_support": has_gpu,
        "gpu_device_name": lambda: "/device:GPU:0" * has_gpu(),
    }


def _asserting(word: str, holds: Callable[[Any, Any], Any]) -> Callable[..., None]:
    def check(x: Any, y: Any, message: Any = None, *args: Any, **options: Any) -> None:
        import jax

        if any(isinstance(value, jax.core.Tracer) for value in (x, y)):
            return  # a compiled function has no values to look at
        if not np.all(holds(np.asarray(x), np.asarray(y))):
            raise ValueError(message or f"expected {x!r} {word} {y!r}, entry by entry")

    return check


def check_numerics(tensor: Any, message: str = "", name: Any = None) -> Any:
    """Return a tensor; outside compiled functions its entries must be finite.

    Raises:
        ValueError: where they are not.
    """
    import jax

    if not isinstance(tensor, jax.core.Tracer) and not np.all(np.isfinite(tensor)):
        raise ValueError(f"{message}: a tensor has entries that are not finite")
    return tensor


def debugging_names() -> dict[str, Any]:
    """Return the names of `tf.debugging`."""
    return {
        "assert_equal": _asserting("==", np.equal),
        "assert_greater": _asserting(">", np.greater),
        "assert_greater_equal": _asserting(">=", np.greater_equal),
        "assert_less": _asserting("<", np.less),
        "assert_less_equal": _asserting("<=", np.less_equal),
        "assert_near": _asserting("near", lambda x, y: np.isclose(x, y, 1e-5, 1e-5)),
        "check_numerics": check_numerics,
        "enable_check_numerics": accept,
        "set_log_device_placement": accept,
    }
