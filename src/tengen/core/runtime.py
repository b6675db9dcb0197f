"""How the engine starts: the compilation cache on disk, and the native module.

Importing this module imports JAX; `import tengen` alone does not.

Environment:
    TENGEN_CACHE: folder of compiled programs; `off` switches the cache off.
        Default `~/.cache/tengen` (or `$XDG_CACHE_HOME/tengen`).
"""

from __future__ import annotations

import os
from pathlib import Path

import jax


def cache_folder() -> Path | None:
    """Return the folder of compiled programs, or `None` where it is switched off."""
    chosen = os.environ.get("TENGEN_CACHE")
    if chosen is not None and chosen.lower() in ("", "0", "off", "none"):
        return None
    if chosen:
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "tengen"


def _use_compilation_cache() -> None:
    folder = cache_folder()
    if folder is None or getattr(jax.config, "jax_compilation_cache_dir", None):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # a read-only home: compile afresh each time
    if not os.access(folder, os.W_OK):
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.05)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    jax.config.update("jax_persistent_cache_enable_xla_caches", "none")


_use_compilation_cache()
try:
    from tengen import _native as _native  # sets malloc's thresholds when it loads
except ImportError:
    pass
