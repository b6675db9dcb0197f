"""Layers that merge several tensors into one, and their functional twins."""
