"""`keras.json`, the file in which Keras keeps its settings.

It lies in `$KERAS_HOME`, else in `~/.keras`. Of its settings `floatx`, `epsilon` and
`image_data_format` (in Keras 1 `image_dim_ordering`) hold here too; `backend` does not.
"""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import Any

_FLOAT_TYPES = ("bfloat16", "float16", "float32", "float64")
_ORDERS = {"tf": "channels_last", "th": "channels_first"}  # as Keras 1 called them
_CHANNELS = ("channels_last", "channels_first")


def keras_home() -> Path:
    """Return `$KERAS_HOME`, or `~/.keras` where it is not set."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()


def read(path: Path) -> dict[str, Any]:
    """Return what a file sets, as `floatx`, `epsilon`, `image_data_format`, `backend`.

    A file that cannot be read, or holds something else, sets nothing, and a warning
    says so.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        _warn(path, f"cannot be read ({error})", "none of its settings holds")
        return {}
    if not isinstance(found, dict):
        _warn(path, f"holds {found!r} and no settings", "none of them holds")
        return {}
    order = _ORDERS.get(str(found.pop("image_dim_ordering", None)))
    if order is not None:
        found.setdefault("image_data_format", order)
    return {
        name: value for name, value in found.items() if _is_valid(path, name, value)
    }


def _is_valid(path: Path, name: str, value: Any) -> bool:
    """Say whether a setting is one of ours and possible; warn where it is not."""
    if name == "backend":
        return True
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    expected = {
        "floatx": (value in _FLOAT_TYPES, f"one of {_FLOAT_TYPES}"),
        "epsilon": (is_number and value > 0, "a number above 0"),
        "image_data_format": (value in _CHANNELS, f"one of {_CHANNELS}"),
    }
    if name not in expected:
        return False
    is_good, what = expected[name]
    if not is_good:
        _warn(path, f"sets {name} to {value!r}; expected {what}", "the default holds")
    return is_good


def _warn(path: Path, what: str, so: str) -> None:
    text = f"{path} {what}; {so}\n  fix: correct the file, or delete it"
    warnings.warn(text, stacklevel=3)
