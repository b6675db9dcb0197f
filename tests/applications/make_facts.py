"""Write what real Keras says of its networks into `facts.json`.

    KERAS_BACKEND=jax python make_facts.py

For each network the names of its layers, the shapes of their weights, and the number of
parameters; for some the output for one small image, with the weights of
`numbers_of_weights.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
from numbers_of_weights import fill, images

NETWORKS = {
    "VGG16": {},
    "VGG19": {},
    "ResNet50": {},
    "MobileNet": {},
    "MobileNetV2": {},
    "VGG16 avg": {"include_top": False, "pooling": "avg"},
    "ResNet50 max": {"include_top": False, "pooling": "max"},
    "MobileNetV2 0.35": {"alpha": 0.35, "input_shape": (96, 96, 3), "classes": 7},
    "MobileNet 0.5": {"alpha": 0.5, "include_top": False, "input_shape": (64, 64, 3)},
}
COUNTED = ("ResNet101", "ResNet152")
SMALL = ("VGG16", "VGG19", "ResNet50", "MobileNet", "MobileNetV2")


def made(name, **options):
    keras.utils.clear_session()
    return getattr(keras.applications, name)(weights=None, **options)


def facts_of(model):
    return {
        "name": model.name,
        "parameters": model.count_params(),
        "layers": [
            [layer.name, *(list(weight.shape) for weight in layer.weights)]
            for layer in model.layers
        ],
    }


def output_of(name):
    model = made(name, include_top=False, input_shape=(32, 32, 3), pooling="avg")
    output = np.asarray(fill(model)(images(32), training=False))[0]
    return [round(float(number), 7) for number in output[:64]]


def main():
    facts = {
        "networks": {
            name: facts_of(made(name.split()[0], **options))
            for name, options in NETWORKS.items()
        },
        "parameters": {name: made(name).count_params() for name in COUNTED},
        "outputs": {name: output_of(name) for name in SMALL},
    }
    text = json.dumps(facts).replace('["', '\n["').replace("}, ", "},\n")
    Path(__file__).with_name("facts.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
