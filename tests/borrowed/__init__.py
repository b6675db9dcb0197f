"""Keras's own unit tests, run against tengen; see README.md."""
