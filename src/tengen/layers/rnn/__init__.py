"""Recurrent layers, their cells, and wrappers for sequences."""
