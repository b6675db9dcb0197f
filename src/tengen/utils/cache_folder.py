"""Where downloaded files are kept: the folder that Keras uses.

That is `$KERAS_HOME`, else `~/.keras`, and the temporary folder's `.keras` where
neither can be written to. A machine that has run Keras needs no second download.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tengen.core.config_file import keras_home


def fallback_home() -> Path:
    """Return the folder used where `keras_home()` cannot be written to."""
    shared = Path("/tmp")
    folder = shared if shared.is_dir() else Path(tempfile.gettempdir())
    return folder / ".keras"


def writable_folder(subfolder: str = "datasets", home: Path | None = None) -> Path:
    """Return the folder for new files, made if need be."""
    home = keras_home() if home is None else home
    folder = (home if _can_write(home) else fallback_home()) / subfolder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def readable_folders(subfolder: str = "datasets") -> list[Path]:
    """Return the folders in which a cached file may lie, the first one first."""
    homes = [keras_home()]
    if not _can_write(homes[0]):
        homes.append(fallback_home())
    return [home / subfolder for home in homes]


def _can_write(folder: Path) -> bool:
    """Say whether a folder can be written to or, if it is not there, be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)
