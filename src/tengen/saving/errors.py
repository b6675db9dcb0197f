"""One clear error for a file that cannot be loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tengen.core.messages import complain


class LoadError(ValueError):
    """A file that is damaged, hostile, or not understood."""


class MissingFile(FileNotFoundError, ValueError):  # noqa: N818 - it names what is wrong
    """A file that is not there (Keras 2 raised OSError here, Keras 3 ValueError)."""


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Turn whatever goes wrong inside a `with` block into a `LoadError` on the file."""
    try:
        yield
    except LoadError as error:
        raise LoadError(damaged(path, str(error))) from error.__cause__
    except RecursionError:
        raise LoadError(damaged(path, "nested too deeply")) from None
    except Exception as error:
        raise LoadError(damaged(path, _cause(error))) from error


def damaged(path: str, what: str) -> str:
    """Return the message for a file with something wrong in it."""
    return f"{os.path.basename(path)} cannot be loaded: {what}"


def _cause(error: Exception) -> str:
    text = str(error.args[0]) if len(error.args) == 1 else str(error)
    if isinstance(error, (ValueError, TypeError)) and text:
        return _shortened(text)
    return f"damaged or cut off ({type(error).__name__}: {_shortened(text, 1)})"


def _shortened(text: str, lines: int = 3) -> str:
    kept = [line[:200] for line in text.strip().splitlines()[:lines]]
    return "\n".join(kept)


def check_exists(path: str) -> None:
    """Raise `MissingFile` where there is no file."""
    if os.path.isfile(path):
        return
    if os.path.isdir(path):
        fix = "folders of TensorFlow (SavedModel) cannot be read; save as .keras or .h5"
        raise MissingFile(complain(f"{path!r} is a folder", fix=fix))
    if os.path.isfile(f"{path}.index"):
        fix = "checkpoints of TensorFlow cannot be read; save as .weights.h5"
        raise MissingFile(complain(f"{path!r} is a checkpoint", fix=fix))
    where = os.path.dirname(os.path.abspath(path))
    near = (
        f"the folder {where} exists" if os.path.isdir(where) else f"no folder {where}"
    )
    raise MissingFile(complain(f"there is no file {path!r}", near))
