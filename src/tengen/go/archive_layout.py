"""The arrays of an archive, and whether they fit together. See docs/formats.md."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tengen.go.packing import NO_WINNER, WHITE_BIT
from tengen.go.points import BLACK, EMPTY, WHITE
from tengen.go.sgf_properties import LARGEST, SMALLEST

FORMAT, VERSION = "tengen games", 1
TYPES = {
    "moves": "<u2",
    "starts": "<i8",
    "komi": "<f4",
    "winner": "|u1",
    "keys": "<u8",
    "setups": "<u2",
    "setup_starts": "<i8",
    "values": "|u1",
    "leads": "<i2",
}
OPTIONAL = ("values", "leads")


def inspect_arrays(arrays: dict[str, NDArray[Any]]) -> tuple[str, int]:
    """Return what is wrong with the arrays of a file, or "", and the size of the board.

    After this all codes are points of the board, and no array is shorter than another
    one says.
    """
    try:
        header = json.loads(bytes(arrays["header"]))
        known = header["format"] == FORMAT
        version, size = int(header["version"]), int(header["size"])
    except (KeyError, ValueError, TypeError):
        known = False
    if not known:
        return "this is no archive of games", 0
    if version > VERSION:
        return f"written by a later version of tengen (format {version})", 0
    if not SMALLEST <= size <= LARGEST:
        return f"boards of {size} lines", 0
    for name, dtype in TYPES.items():
        if name not in arrays:
            if name not in OPTIONAL:
                return f"the array {name!r} is missing", 0
        elif arrays[name].dtype != np.dtype(dtype):
            return f"the array {name!r} is {arrays[name].dtype}, not {dtype}", 0
    return _check_lengths(arrays) or _check_codes(arrays, size), size


def _check_lengths(arrays: dict[str, NDArray[Any]]) -> str:
    games = len(arrays["starts"]) - 1
    lengths = dict.fromkeys(("komi", "winner", "keys"), games)
    lengths["setup_starts"] = games + 1
    lengths.update(dict.fromkeys(OPTIONAL, len(arrays["moves"])))
    for name, length in lengths.items():
        if name in arrays and len(arrays[name]) != length:
            return f"{name!r} has {len(arrays[name])} entries instead of {length}"
    for name, of in (("starts", "moves"), ("setup_starts", "setups")):
        starts = arrays[name]
        if not len(starts) or starts[0] != 0 or starts[-1] != len(arrays[of]):
            return f"{name!r} does not fit {of!r}"
        if (starts[1:] < starts[:-1]).any():
            return f"{name!r} does not grow"
    return ""


def _check_codes(arrays: dict[str, NDArray[Any]], size: int) -> str:
    legal = np.zeros(2**16, bool)
    legal[: size * size + 1] = True
    legal[WHITE_BIT : WHITE_BIT + size * size + 1] = True
    for name in ("moves", "setups"):
        codes = arrays[name]
        for begin in range(0, len(codes), 1 << 22):
            if not legal[codes[begin : begin + (1 << 22)]].all():
                return f"{name!r} has points that are not on a {size}x{size} board"
    if not np.isfinite(arrays["komi"]).all():
        return "a komi is no number"
    if not np.isin(arrays["winner"], (EMPTY, BLACK, WHITE, NO_WINNER)).all():
        return "a winner is neither Black nor White"
    return ""
