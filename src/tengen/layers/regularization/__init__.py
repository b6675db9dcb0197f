"""Layers that fight overfitting: Dropout."""
