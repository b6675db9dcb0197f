"""Layers that rearrange values: Flatten, Reshape."""
