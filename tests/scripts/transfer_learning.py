"""Digits 0 ... 4 teach a base; 5 ... 9 use it: frozen first, then tuned finely."""

import keras
import numpy as np
from helpers import fill, mnist, report
from keras import layers

(x_train, y_train), (x_test, y_test) = mnist(700, 200)


def of_classes(x, y, low):
    chosen = (y >= low) & (y < low + 5)
    images = np.expand_dims(x[chosen].astype("float32"), -1)
    return images[:288], (y[chosen] - low).astype("int32")[:288]


base = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu", name="conv1"),
        layers.BatchNormalization(name="norm"),
        layers.MaxPooling2D(2, name="pool"),
        layers.Conv2D(12, 3, activation="relu", name="conv2"),
        layers.GlobalAveragePooling2D(name="features"),
    ],
    name="base",
)
fill(base)

# -- the first task --------------------------------------------------------------------

first = keras.Sequential(
    [keras.Input((28, 28, 1)), layers.Rescaling(1 / 255), base, layers.Dense(5)]
)
fill(first, seed=2)
first.compile(
    keras.optimizers.Adam(0.01),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
images, labels = of_classes(x_train, y_train, 0)
first_history = first.fit(images, labels, batch_size=32, epochs=2, shuffle=False)
base.save_weights("base.weights.h5")

# -- the second, with the base frozen --------------------------------------------------

base.load_weights("base.weights.h5")
base.trainable = False
inputs = keras.Input(shape=(28, 28, 1))
x = layers.Rescaling(1 / 255)(inputs)
x = base(x, training=False)
x = layers.Dropout(0.0)(x)
outputs = layers.Dense(5, name="head")(x)
model = keras.Model(inputs, outputs)
head = model.get_layer("head")
head.set_weights(
    [np.random.default_rng(3).normal(0, 0.3, head.kernel.shape), np.zeros(5)]
)
model.summary(show_trainable=True)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
images, labels = of_classes(x_train, y_train, 5)
before = base.get_weights()
frozen_counts = [len(model.trainable_weights), len(model.non_trainable_weights)]
frozen_history = model.fit(images, labels, batch_size=32, epochs=2, shuffle=False)
unchanged = all(
    np.array_equal(a, b) for a, b in zip(before, base.get_weights(), strict=True)
)

# -- fine tuning: all but the first convolution and the normalization ------------------

# Frozen, normalization keeps its moving averages. `training=False` above is not enough
# for that: Keras 3 overrules it in training, against its guide.
base.trainable = True
base.get_layer("conv1").trainable = False
base.get_layer("norm").trainable = False
model.compile(keras.optimizers.Adam(1e-3), loss, metrics=["accuracy"])
tuned_counts = [len(model.trainable_weights), len(model.non_trainable_weights)]
tuned_history = model.fit(images, labels, batch_size=32, epochs=2, shuffle=False)
after = base.get_weights()
changed = [not np.array_equal(a, b) for a, b in zip(before, after, strict=True)]

test_images, test_labels = of_classes(x_test, y_test, 5)
report(
    first=first_history.history,
    frozen=frozen_history.history,
    frozen_counts=frozen_counts,
    base_was_unchanged=unchanged,
    tuned=tuned_history.history,
    tuned_counts=tuned_counts,
    changed_by_tuning=changed,
    score=model.evaluate(test_images, test_labels, verbose=0),
    predictions=model.predict(test_images[:6], verbose=0),
)
