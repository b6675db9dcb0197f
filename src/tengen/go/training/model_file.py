"""The trained network as a file: no optimizer in it, and small."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any


def write_model(model: Any, path: Path) -> None:
    """Write a network as a `.keras` file whose parts are compressed.

    Of a network with 100,000 parameters in many layers, a third of the plain file is
    structure that compresses to nothing. Any Keras 3 reads it.
    """
    plain = path.with_name(f".{path.stem}.plain.keras")
    packed = path.with_name(f".{path.stem}.partial.keras")
    try:
        model.save(plain, include_optimizer=False)
        with (
            zipfile.ZipFile(plain) as source,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in source.namelist():
                target.writestr(name, source.read(name))
        os.replace(packed, path)
    finally:
        plain.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)
