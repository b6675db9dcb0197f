"""Checks that users may run on their own layers, and that all of ours pass."""

from tengen.testing.check_layer import check_layer

__all__ = ["check_layer"]
