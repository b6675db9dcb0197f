"""Writes files with real Keras, for `test_keras_files.py`.

Run it in an environment of Keras 3 (backend JAX) and in one of TensorFlow 2.15:

    python make_keras_files.py data/keras_files.zip

Each run adds its files to the archive, under `keras3/` or `keras2/`, with the
predictions and the losses of further training that go with them.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zipfile

import numpy as np
from keras_networks import NETWORKS

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def library():
    """Return the library and its version."""
    import keras

    if keras.__version__.startswith("3"):
        return keras, keras.__version__
    import tensorflow

    return tensorflow.keras, keras.__version__


def optimizers(k, version, name):
    """Yield a label and an optimizer."""
    if name == "words":
        yield "rmsprop", k.optimizers.RMSprop(0.01, momentum=0.5, centered=True)
        return
    yield "adam", k.optimizers.Adam(0.01)
    if version.startswith("2"):
        yield "old_adam", k.optimizers.legacy.Adam(0.01, decay=0.125)


def main(archive):
    k, version = library()
    label = f"keras{version[0]}"
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
    ):
        for name in NETWORKS:
            for optimizer_name, optimizer in optimizers(k, version, name):
                stem = f"{name}-{optimizer_name}"
                facts = write(k, name, optimizer, os.path.join(folder, stem))
                facts["keras"] = version
                packed.writestr(f"{label}/{stem}.json", json.dumps(facts))
        for file in sorted(os.listdir(folder)):
            packed.write(os.path.join(folder, file), f"{label}/{file}")


def write(k, name, optimizer, stem):
    k.backend.clear_session()
    k.utils.set_random_seed(3)
    model, x, y, loss, metrics = NETWORKS[name](k)
    model.compile(optimizer, loss, metrics=metrics)
    model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    predictions = model.predict(x, verbose=0)
    model.save(f"{stem}.h5")
    if not stem.endswith("old_adam"):
        model.compile(optimizer, loss, metrics=metrics)  # saving .h5 stripped it
        model.save(f"{stem}.keras")
    if name == "images" and stem.endswith("-adam"):
        model.save_weights(f"{stem}.weights.h5")
    history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0).history
    return {
        "predictions": np.asarray(predictions, "float64").round(7).tolist(),
        "history": {key: np.asarray(v).tolist() for key, v in history.items()},
    }


if __name__ == "__main__":
    main(sys.argv[1])
