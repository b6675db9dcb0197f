"""Figures as files: PNG, SVG or PDF by the ending, whole or not at all."""

from __future__ import annotations

import io
import os
import warnings
from typing import TYPE_CHECKING, Any

from tengen.core.messages import complain
from tengen.saving.atomic import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("png", "svg", "pdf")
_MOST_PIXELS = 65_535  # what matplotlib can draw in either direction
_REPEATABLE: dict[Any, Any] = {  # the same picture is the same file
    "svg.hashsalt": "tengen",
    "text.hinting": "no_hinting",  # letters are as wide as they were measured
}
_NO_DATE: dict[str, dict[str, Any]] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}


def kind_of(path: Any) -> str:
    """Return what a file is to be, by the ending of its name; PNG where it has none.

    Raises:
        ValueError: for another ending.
        FileNotFoundError: if the folder does not exist.
        IsADirectoryError: if the path is a folder.
    """
    check_folder(path)
    name = os.path.basename(os.fspath(path))
    ending = os.path.splitext(name)[1].lower().removeprefix(".") or "png"
    if ending not in KINDS:
        raise ValueError(
            complain(f"file {name!r}", f"ending .{ending}", "one of .png, .svg, .pdf")
        )
    return ending


def check_folder(path: Any) -> None:
    """Refuse a path whose folder does not exist, or which is a folder itself."""
    path = os.path.abspath(os.fspath(path))
    folder, name = os.path.split(path)
    if not os.path.isdir(folder):
        raise FileNotFoundError(
            complain(f"there is no folder {folder!r} for {name!r}", fix="create it")
        )
    if os.path.isdir(path):
        raise IsADirectoryError(complain(f"{path!r} is a folder", expected="a file"))


def save(figure: Figure, path: Any, dpi: float) -> None:
    """Write a figure; a file of that name is replaced when the new one is whole.

    Args:
        figure: what to write.
        path: where; see `kind_of`.
        dpi: dots per inch of a PNG; see `contents`.
    """
    data = contents(figure, kind_of(path), dpi)
    with replacing(os.fspath(path)) as draft, open(draft, "wb") as file:
        file.write(data)


def contents(figure: Figure, kind: str, dpi: float) -> bytes:
    """Return what is in the file of a figure.

    A PNG that would have more than 65,535 pixels in one direction, which is all that
    matplotlib can draw, has fewer dots per inch instead; a warning says so.

    Raises:
        ValueError: if `dpi` is not positive.
    """
    import matplotlib

    if not dpi > 0:
        raise ValueError(complain("dpi", repr(dpi), "a positive number"))
    if kind == "png":
        dpi = _possible(dpi, max(figure.get_size_inches()))
    file = io.BytesIO()
    with matplotlib.rc_context(_REPEATABLE):
        figure.savefig(file, format=kind, dpi=dpi, metadata=_NO_DATE[kind])
    return file.getvalue()


def _possible(dpi: float, inches: float) -> float:
    most = _MOST_PIXELS / inches
    if dpi <= most:
        return dpi
    warnings.warn(
        complain(
            f"the picture would be {inches * dpi:,.0f} pixels long; "
            f"it is drawn with {most:.0f} dots per inch instead of {dpi:g}",
            fix="an .svg or .pdf file has no such limit",
        ),
        stacklevel=4,
    )
    return most
