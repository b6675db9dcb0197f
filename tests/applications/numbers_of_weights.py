"""Weights and images that every library can make alike, without random numbers."""

from __future__ import annotations

import numpy as np


def scattered(shape, seed):
    """Numbers between 0 and 1 that look random: fractions of large sines."""
    count = int(np.prod(shape))
    places = np.arange(1, count + 1, dtype="float64") + 1e4 * seed
    sines = np.sin(places * 12.9898) * 43758.5453
    return (sines - np.floor(sines)).reshape(shape)


def weight(name, shape, seed):
    """A weight by its name: kernels of the size He et al. advise, tame statistics."""
    numbers = scattered(shape, seed)
    if "kernel" in name:
        fan_in = np.prod(shape[:-1]) if "depthwise" not in name else shape[0] * shape[1]
        return (numbers - 0.5) * np.sqrt(24 / fan_in)
    if name in ("gamma", "moving_variance"):
        return 0.5 + numbers
    return 0.2 * (numbers - 0.5)


def fill(model):
    """Give every layer of a model, of tengen or Keras, the weights of its place."""
    seed = 0
    for layer in model.layers:
        values = []
        for variable in layer.weights:
            seed += 1
            kind = "depthwise" if "Depthwise" in type(layer).__name__ else ""
            name = variable.name
            values.append(
                weight(
                    kind + name if "kernel" in name else name,
                    tuple(variable.shape),
                    seed,
                )
            )
        if values:
            layer.set_weights(values)
    return model


def images(side, seed=0):
    """One image `(1, side, side, 3)` of -1 ... 1."""
    return (2 * scattered((1, side, side, 3), seed) - 1).astype("float32")
