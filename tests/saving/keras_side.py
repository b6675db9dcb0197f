"""What real Keras does in `test_interop.py`, in an environment of its own.

    python keras_side.py write FOLDER   # the models of the zoo, into files
    python keras_side.py read FOLDER    # files of tengen, and what they predict

Facts are written beside the files: `NAME.npz` with the predictions of what was
written, `NAME.ENDING.npz` with those of what was read, `NAME.ENDING.txt` with an error.
"""

from __future__ import annotations

import os
import sys
import traceback

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from zoo import ZOO, compiled, own_objects, randomize, targets

ENDINGS = ("keras", "h5")


def flat(predictions):
    values = keras.tree.flatten(predictions)
    return [np.asarray(value, "float32") for value in values]


def note(stem):
    """Keep an error beside the file."""
    with open(f"{stem}.txt", "w") as file:
        file.write(traceback.format_exc())


def write(folder):
    for name, make in ZOO.items():
        keras.utils.clear_session()
        model, x = make(keras)
        compiled(keras, randomize(model))
        np.savez(
            os.path.join(folder, f"{name}.npz"), *flat(model.predict(x, verbose=0))
        )
        for ending in ENDINGS:
            stem = os.path.join(folder, f"{name}.{ending}")
            try:
                model.save(stem)
            except Exception:
                note(stem)


def read(folder):
    for name, make in ZOO.items():
        keras.utils.clear_session()
        _, x = make(keras)
        for ending in ENDINGS:
            stem = os.path.join(folder, f"{name}.{ending}")
            if not os.path.exists(stem):
                continue
            try:
                own = own_objects(keras)
                model = keras.models.load_model(stem, custom_objects=own)
                np.savez(f"{stem}.npz", *flat(model.predict(x, verbose=0)))
                if ending == "keras" and name in targets:
                    losses = model.fit(x, targets[name](x), shuffle=False, verbose=0)
                    np.savez(f"{stem}.losses.npz", losses.history["loss"])
            except Exception:
                note(stem)


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](sys.argv[2])
