"""The few global settings of Keras: float type, fuzz factor, channel order.

They begin as `keras.json` says, see `core.config_file`.
Public face: `tengen.config`. Random seeds live in `core.random_state`.
"""

from __future__ import annotations

from tengen.core import config_file
from tengen.core.messages import complain

_FLOAT_TYPES = ("bfloat16", "float16", "float32", "float64")
_DATA_FORMATS = ("channels_last", "channels_first")
_settings: dict[str, object] = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "image_data_format": "channels_last",
}


def floatx() -> str:
    """Return the default float type, such as `'float32'`."""
    return str(_settings["floatx"])


def set_floatx(value: str) -> None:
    """Set the default float type; `'float64'` also switches JAX to 64 bits."""
    if value not in _FLOAT_TYPES:
        raise ValueError(complain("set_floatx", repr(value), f"one of {_FLOAT_TYPES}"))
    if value == "float64":
        import jax

        jax.config.update("jax_enable_x64", True)
    _settings["floatx"] = str(value)


def epsilon() -> float:
    """Return the fuzz factor that keeps divisions and logarithms finite."""
    return float(_settings["epsilon"])  # type: ignore[arg-type]


def set_epsilon(value: float) -> None:
    """Set the fuzz factor."""
    _settings["epsilon"] = float(value)


def image_data_format() -> str:
    """Return `'channels_last'` or `'channels_first'`."""
    return str(_settings["image_data_format"])


def set_image_data_format(data_format: str) -> None:
    """Set the channel order that layers use when none is given."""
    _settings["image_data_format"] = standardize_data_format(data_format)


def standardize_data_format(data_format: str | None) -> str:
    """Return a valid channel order; `None` means the global setting."""
    if data_format is None:
        return image_data_format()
    name = str(data_format).lower()
    if name not in _DATA_FORMATS:
        raise ValueError(
            complain("data_format", repr(data_format), f"one of {_DATA_FORMATS}")
        )
    return name


def _take_settings_from_file() -> None:
    found = config_file.read(config_file.keras_home() / "keras.json")
    if "floatx" in found:
        set_floatx(found["floatx"])
    if "epsilon" in found:
        set_epsilon(found["epsilon"])
    if "image_data_format" in found:
        set_image_data_format(found["image_data_format"])
    _settings["backend"] = str(found.get("backend", ""))


def configured_backend() -> str:
    """Return the backend that `keras.json` names; it has no effect, `''` is none."""
    return str(_settings["backend"])


_take_settings_from_file()
