"""Versions that files carry."""

from __future__ import annotations

from tengen import __version__ as VERSION

# The release of Keras whose files ours are like.
KERAS_VERSION = "3.15.1"

__all__ = ["KERAS_VERSION", "VERSION"]
