"""Import paths of every release.

Properties: (1) each path of each release leads to today's class; (2) old paths are
there as attributes, without an import; (3) what is missing is refused at the import,
with its name and the nearest; (4) a real Keras is never replaced; (5) afterwards
nothing is left behind.
"""

from __future__ import annotations

import importlib
import sys
import types

import pytest

from tengen import compat, layers, models, optimizers, regularizers

PATHS = [
    ("keras.layers", "Dense", layers.Dense),
    ("keras.layers", "Convolution2D", layers.Conv2D),
    ("keras.layers", "CuDNNLSTM", layers.LSTM),
    ("keras.layers.core", "Dense", layers.Dense),
    ("keras.layers.core", "Activation", layers.Activation),
    ("keras.layers.convolutional", "Convolution2D", layers.Conv2D),
    ("keras.layers.convolutional", "MaxPooling2D", layers.MaxPooling2D),
    ("keras.layers.pooling", "MaxPool2D", layers.MaxPooling2D),
    ("keras.layers.merge", "Concatenate", layers.Concatenate),
    ("keras.layers.normalization", "BatchNormalization", layers.BatchNormalization),
    ("keras.layers.recurrent", "LSTM", layers.LSTM),
    ("keras.layers.embeddings", "Embedding", layers.Embedding),
    ("keras.layers.advanced_activations", "LeakyReLU", layers.LeakyReLU),
    ("keras.layers.wrappers", "TimeDistributed", layers.TimeDistributed),
    ("keras.layers.noise", "GaussianNoise", layers.GaussianNoise),
    ("keras.engine", "Layer", layers.Layer),
    ("keras.engine.topology", "Layer", layers.Layer),
    ("keras.engine.training", "Model", models.Model),
    ("keras.models", "Sequential", models.Sequential),
    ("keras.optimizers", "SGD", optimizers.SGD),
    ("keras.optimizers", "adam", optimizers.Adam),
    ("keras.optimizers.legacy", "Adam", optimizers.Adam),
    ("keras.regularizers", "l2", regularizers.L2),
    ("tensorflow.keras.layers", "Conv2D", layers.Conv2D),
    ("tensorflow.keras.models", "Model", models.Model),
    ("tensorflow.keras.optimizers.legacy", "SGD", optimizers.SGD),
    ("tensorflow.python.keras.layers", "Dense", layers.Dense),
]


@pytest.mark.parametrize(("path", "name", "today"), PATHS)
def test_old_paths_lead_to_todays_class(path, name, today):
    found = getattr(importlib.import_module(path), name)
    assert issubclass(found, today)
    assert issubclass(today, found)  # and a loaded one is an instance of the script's
    assert found.__name__ == today.__name__


FUNCTIONS = [
    ("keras.utils.np_utils", "to_categorical"),
    ("keras.utils.vis_utils", "plot_model"),
    ("keras.utils.generic_utils", "Progbar"),
    ("keras.objectives", "mse"),
    ("keras.losses", "kullback_leibler_divergence"),
    ("keras.losses", "cosine_proximity"),
    ("keras.metrics", "mse"),
    ("keras.initializations", "normal"),
    ("keras.initializers", "uniform"),
    ("keras.constraints", "maxnorm"),
    ("keras.preprocessing.text", "Tokenizer"),
    ("keras.preprocessing.sequence", "pad_sequences"),
    ("keras.preprocessing.image", "load_img"),
    ("keras.datasets.mnist", "load_data"),
    ("keras.backend", "set_value"),
    ("keras.callbacks", "ModelCheckpoint"),
    ("tensorflow.keras.datasets.cifar10", "load_data"),
    ("tensorflow.keras.backend", "clear_session"),
    ("tensorflow.data", "Dataset"),
]


@pytest.mark.parametrize(("path", "name"), FUNCTIONS)
def test_old_paths_lead_to_something_that_can_be_called(path, name):
    assert callable(getattr(importlib.import_module(path), name))


def test_old_modules_are_attributes_without_an_import():
    import keras

    assert keras.layers.core.Dropout(0.5).rate == 0.5
    assert keras.layers.core.Reshape((3, 4)).target_shape == (3, 4)
    assert issubclass(keras.layers.convolutional.Conv2D, layers.Conv2D)
    assert keras.layers.pooling.MaxPooling2D(pool_size=(2, 2)).pool_size == (2, 2)


def test_merge_is_a_function_and_a_module():
    import keras
    from keras.layers import merge
    from keras.layers.merge import add

    pair = [keras.Input((3,)), keras.Input((3,))]
    assert tuple(merge(pair, mode="sum").shape) == (None, 3)
    assert tuple(keras.layers.merge(pair, mode="concat").shape) == (None, 6)
    assert tuple(add(pair).shape) == (None, 3)


def test_a_star_import_brings_the_public_names():
    names: dict[str, object] = {}
    exec("from keras.layers import *", names)
    assert {"Dense", "Conv2D", "Convolution2D", "concatenate"} <= set(names)


MISSING = [
    ("from keras.layers import LocallyConnected2D", "LocallyConnected2D.*use Conv2D"),
    ("from keras.layers import Desne", "Desne.*nearest is 'Dense'"),
    ("import keras.layres", "keras.layres.*nearest is 'layers'"),
    ("from keras.optimizers import Adan", "Adan.*nearest is 'Adam'"),
    (
        "from keras.preprocessing.image import ImageGenerator",
        "ImageGenerator.*nearest is 'ImageDataGenerator'",
    ),
    ("from keras.preprocessing.text import Tokeniser", "nearest is 'Tokenizer'"),
    ("import keras.utils.np_util", "np_util.*nearest is 'np_utils'"),
    ("from keras.datasets import mnits", "mnits.*nearest is 'mnist'"),
    (
        "from tensorflow.keras.callbacks import ModelCheckpont",
        "nearest is 'ModelCheckpoint'",
    ),
    ("from keras.losses import mean_square_error", "'mean_squared_error'"),
    ("import tensorflow.kears", "kears.*nearest is 'keras'"),
    ("from keras.wrappers.scikit_learn import KerasClassifier", "scikeras"),
    ("import tensorflow.compat.v1 as tf", "TensorFlow 1"),
]


@pytest.mark.parametrize(("line", "message"), MISSING)
def test_what_is_missing_fails_at_the_import(line, message):
    with pytest.raises(ImportError, match=message):
        exec(line, {})


def test_a_missing_attribute_names_the_nearest():
    import keras

    with pytest.raises(AttributeError, match="layers.Desne .*'Dense'"):
        keras.layers.Desne  # noqa: B018
    assert not hasattr(keras.layers, "Desne")


@pytest.mark.parametrize("name", ["keras", "tensorflow"])
def test_a_real_one_is_never_replaced(name, monkeypatch):
    compat.uninstall()
    real = types.ModuleType(name)
    monkeypatch.setitem(sys.modules, name, real)
    with pytest.raises(ImportError, match=f"{name} is imported already"):
        compat.as_keras()
    assert sys.modules[name] is real


def test_nothing_is_left_behind():
    importlib.import_module("tensorflow.keras.layers")
    compat.uninstall()
    left = [name for name in sys.modules if name.split(".")[0] in ("keras",)]
    assert left == []
    assert "tensorflow" not in sys.modules


def test_asking_twice_gives_the_same_module():
    assert compat.as_keras() is compat.as_keras()
