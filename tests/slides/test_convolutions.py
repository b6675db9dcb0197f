"""The course's code on convolutions, as printed, on small data."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest


def test_reshape():
    import keras
    from keras.layers import Reshape
    from keras.models import Sequential

    assert keras.layers.core.Reshape((3, 4)).target_shape == (3, 4)
    model = Sequential()
    model.add(Reshape((3, 4), input_shape=(12,)))
    assert model.output_shape == (None, 3, 4)
    model.add(Reshape((6, 2)))
    assert model.output_shape == (None, 6, 2)
    # also supports shape inference using `-1` as dimension
    model.add(Reshape((-1, 2, 2)))
    assert model.output_shape == (None, 3, 2, 2)


def test_flatten_after_a_convolution_of_keras_1():
    import keras
    from keras.layers import Convolution2D, Flatten
    from keras.models import Sequential

    keras.layers.core.Flatten()
    model = Sequential()
    model.add(Convolution2D(64, 3, 3, border_mode="same", input_shape=(3, 32, 32)))
    # now: model.output_shape == (None, 64, 32, 32)
    assert model.output_shape == (None, 64, 32, 32)
    model.add(Flatten())
    # now: model.output_shape == (None, 65536)
    assert model.output_shape == (None, 65536)
    assert model.predict(np.zeros((1, 3, 32, 32))).shape == (1, 65536)


def test_the_signatures_of_the_documentation():
    import keras

    convolution = keras.layers.convolutional.Conv2D(
        32,
        (3, 3),
        strides=(1, 1),
        padding="valid",
        data_format=None,
        dilation_rate=(1, 1),
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        input_shape=(128, 128, 3),
    )
    pooling = keras.layers.pooling.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", data_format=None
    )
    model = keras.models.Sequential([convolution, pooling])
    assert model.output_shape == (None, 63, 63, 32)


def test_mnist_with_a_convolution(data_dir):
    from keras.datasets import mnist
    from keras.layers import Conv2D, Dense, Flatten
    from keras.models import Sequential

    # the data, shuffled and split between train and test sets
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    model = Sequential()
    model.add(Conv2D(8, (3, 3), activation="relu", input_shape=(28, 28, 1)))
    model.add(Flatten())
    model.add(Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x = x_train[:1000].reshape(1000, 28, 28, 1) / 255
    model.fit(x, y_train[:1000], epochs=4, verbose=0)
    test = x_test[:500].reshape(500, 28, 28, 1) / 255
    assert model.evaluate(test, y_test[:500], verbose=0)[1] > 0.75


def first_of_cifar10(folder):
    """A thousand images: the whole set is large, and not always at hand."""
    path = folder / "cifar10" / "cifar10_train_first4000_lossless.npz"
    if not path.is_file():
        pytest.skip(f"{path.name} is not in the folder of data sets")
    with np.load(path) as arrays:
        return arrays["x"][:1000], arrays["y"][:1000]


def test_cifar10_with_tf_keras(data_dir):
    import tensorflow as tf  # noqa: F401
    from tensorflow.keras import datasets, layers, models  # noqa: F401
    from tensorflow.keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

    assert callable(datasets.cifar10.load_data)
    train_images, train_labels = first_of_cifar10(data_dir)
    model = models.Sequential()
    model.add(Conv2D(8, (3, 3), activation="relu", input_shape=(32, 32, 3)))
    model.add(MaxPooling2D((2, 2)))
    model.add(Dropout(0.2))
    model.add(Flatten())
    model.add(Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(train_images / 255, train_labels, epochs=5, verbose=0).history
    assert history["accuracy"][-1] > 0.3  # chance is 0.1


applications = pytest.mark.skipif(
    importlib.util.find_spec("tengen.applications") is None,
    reason="tengen.applications is not there yet",
)


@applications
def test_features_of_vgg19():
    """The slide loads ImageNet's weights; here they are random and the image small."""
    from tensorflow import keras
    from tensorflow.keras.applications import VGG19

    vgg19 = VGG19(weights=None, include_top=False, input_shape=(32, 32, 3))
    features_list = [layer.output for layer in vgg19.layers]
    feat_extraction_model = keras.Model(inputs=vgg19.input, outputs=features_list)
    img = np.random.default_rng(0).random((1, 32, 32, 3)).astype("float32")
    extracted_features = feat_extraction_model(img)
    assert len(extracted_features) == len(vgg19.layers)
    assert extracted_features[-1].shape == (1, 1, 1, 512)


@applications
def test_vgg16_with_ten_classes():
    """The slide's call without `weights=`, which are a download."""
    from tensorflow.keras.applications.vgg16 import VGG16

    model = VGG16(classes=10, input_shape=(32, 32, 3), weights=None)
    assert model.count_params() == 33_638_218
