"""What the scripts share: data, first weights, and the file of results.

Plain NumPy and the API of Keras, so that it serves both libraries.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np

_source = "made up"


def data_file(*names):
    """Return the path of a file of real data, or `None` where there is none."""
    global _source
    folder = os.environ.get("TENGEN_DATA")
    path = Path(folder or ".", *names)
    if not folder or not path.is_file():
        return None
    _source = "real"
    return path


def made_up_images(shape, count, seed):
    """Return images (count, *shape) of ten kinds, 0 ... 255, and their labels."""
    kinds = np.random.default_rng(0).uniform(0, 255, (10, *shape))
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 10, count)
    images = kinds[labels] * 0.7 + generator.uniform(0, 76, (count, *shape))
    return images.astype("uint8"), labels.astype("uint8")


def mnist(count, test_count):
    """Return (images, labels) twice, images (N, 28, 28) of 0 ... 255."""
    path = data_file("mnist.npz")
    if path is None:
        shape = (28, 28)
        return made_up_images(shape, count, 1), made_up_images(shape, test_count, 2)
    with np.load(path) as file:
        train = file["x_train"][:count], file["y_train"][:count]
        return train, (file["x_test"][:test_count], file["y_test"][:test_count])


def cifar10(count, test_count):
    """Return (images, labels) twice, images (N, 32, 32, 3) of 0 ... 255."""
    path = data_file("cifar10", "cifar10_train_first4000_lossless.npz")
    if path is None:
        shape = (32, 32, 3)
        return made_up_images(shape, count, 1), made_up_images(shape, test_count, 2)
    with np.load(path) as file:
        x, y = file["x"], file["y"].ravel()
    return (x[:count], y[:count]), (x[-test_count:], y[-test_count:])


def made_up_sentences(count, words, kinds):
    """Return lists of word numbers, of many lengths, in which the kind matters."""
    generator = np.random.default_rng(3)
    labels = generator.integers(0, kinds, count)
    sentences = []
    for label in labels:
        length = int(generator.integers(10, 120))
        ranks = generator.integers(4, words, length)
        typical = generator.integers(0, 10, length) < 3
        sentences.append(np.where(typical, 4 + label, ranks).tolist())
    return sentences, labels


def sentences(name, count, words, kinds):
    """Return lists of word numbers below `words`, and labels.

    Args:
        name: `"imdb"` or `"reuters"`.
        count: how many, drawn from the whole.
    """
    path = data_file(f"{name}.npz")
    if path is None:
        return made_up_sentences(count, words, kinds)
    suffix = "_train" if name == "imdb" else ""
    with np.load(path, allow_pickle=True) as file:
        x, y = file[f"x{suffix}"], file[f"y{suffix}"]
    chosen = np.random.default_rng(4).permutation(len(x))[:count]
    known = [[min(word + 3, words - 1) for word in x[i]] for i in chosen]
    return known, np.asarray([y[i] for i in chosen])


def fill(model, seed=1):
    """Give kernels and biases values that depend on order and shape alone.

    Biases are not left at zero: over an empty patch of an image ReLU would then stand
    exactly at its kink, where rounding decides about the derivative.
    """
    generator = np.random.default_rng(seed)
    for weight in model.weights:
        if len(weight.shape) > 1:
            spread = np.prod(weight.shape[:-1]) ** -0.5
        elif weight.name == "bias":
            spread = 0.05
        else:
            continue
        value = generator.normal(0, spread, weight.shape)
        weight.assign(value.astype("float32"))


def report(**results):
    """Write results beside the data's origin into `SCRIPT.json`, in this folder."""
    name = Path(sys.argv[0]).stem
    values = {key: _plain(value) for key, value in results.items()}
    text = json.dumps({"data": _source, **values}, indent=1)
    Path(f"{name}.json").write_text(text)


def _plain(value):
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, str | bool):
        return value
    return np.asarray(value).tolist()
