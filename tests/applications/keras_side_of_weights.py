"""What real Keras does in `test_weights_of_keras.py`, in an environment of its own.

    python keras_side_of_weights.py write FOLDER   # weights, as its store has them
    python keras_side_of_weights.py read FOLDER    # weights that tengen has written

`NAME.npy` is what a network predicts for the image of `numbers_of_weights.py`.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format
from numbers_of_weights import images

NETWORKS = {
    "VGG16": {"include_top": False, "input_shape": (32, 32, 3)},
    "ResNet50": {"include_top": False, "input_shape": (32, 32, 3)},
    "MobileNetV2": {"alpha": 0.35, "input_shape": (96, 96, 3)},
}


def predicted(model):
    return np.asarray(model.predict(images(model.input_shape[1]), verbose=0))


def write(folder):
    keras.utils.set_random_seed(1)
    for name, options in NETWORKS.items():
        model = getattr(keras.applications, name)(weights=None, **options)
        shake(model)
        np.save(f"{folder}/{name}.npy", predicted(model))
        with h5py.File(f"{folder}/{name}.h5", "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, model)
        model.save_weights(f"{folder}/{name}.weights.h5")


def shake(model):
    """Statistics that are not those of a new network."""
    rng = np.random.default_rng(0)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            values = layer.get_weights()
            layer.set_weights([v + rng.uniform(0, 0.3, v.shape) for v in values])


def read(folder):
    for name, options in NETWORKS.items():
        network = getattr(keras.applications, name)
        model = network(weights=f"{folder}/{name}.h5", **options)
        np.save(f"{folder}/{name}.npy", predicted(model))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](sys.argv[2])
