"""One draw of each kind, for tengen and for real Keras.

python draws.py    # with real Keras on JAX: writes keras_numbers.json
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

NUMBERS = Path(__file__).with_name("keras_numbers.json")
LOGITS = np.log(np.array([[0.1, 0.8, 0.1], [0.3, 0.3, 0.4]], "float32"))


def draws(random):
    """Return {name: nested lists} drawn by a module `random`."""
    generator = random.SeedGenerator(9)
    rows = np.arange(1, 9, dtype="float32").reshape(2, 4)
    drawn = {
        "normal": random.normal((2, 3), 1.0, 2.0, seed=3),
        "truncated_normal": random.truncated_normal((2, 3), 1.0, 2.0, seed=3),
        "uniform": random.uniform((5,), -1.0, 2.0, seed=3),
        "randint": random.randint((2, 4), 2, 30, seed=2**31 - 1),
        "categorical": random.categorical(LOGITS, 6, seed=4),
        "gamma": random.gamma((4,), 2.0, seed=3),
        "beta": random.beta((4,), 2.0, 3.0, seed=3),
        "binomial": random.binomial((6,), 7.0, 0.3, seed=3),
        "dropout": random.dropout(rows, 0.25, seed=5),
        "dropout of rows": random.dropout(rows, 0.5, noise_shape=(None, 1), seed=6),
        "shuffle": random.shuffle(np.arange(8), seed=3),
        "first of a generator": random.normal((3,), seed=generator),
        "second of a generator": random.normal((3,), seed=generator),
    }
    return {name: np.asarray(array).tolist() for name, array in drawn.items()}


if __name__ == "__main__":
    import keras

    NUMBERS.write_text(json.dumps(draws(keras.random), indent=1) + "\n")
