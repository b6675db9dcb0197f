"""Topology and execution order of symbolic calls: the model as one function."""

from tengen.graph.graph import Graph

__all__ = ["Graph"]
