"""The ground floor: variables, symbolic tensors, shapes, dtypes, random state.

Every other room stands on this one; it knows nothing of layers, files or terminals.
"""
