"""32. A residual block as a class

A residual block adds its input to what two convolutions make of it. Written as
functions on tensors (recipe 27) it is a pattern to copy; as a class it is one layer,
with a name, a line in the summary and a place in a file. `build` makes the shortcut: a
1x1 convolution where the block gives another number of planes than it gets, else the
input itself.

The same block is also written with the Functional API, as on the slides, and must give
the same numbers on the same weights. Three blocks of the class make a network for
CIFAR-10, which is trained, saved and loaded.

Slides: Residual Networks (Defining a residual model with layers); Defining New Layers,
    exercise (Write a class for a residual block and test it on CIFAR10)
Data: cifar10
Expected: Class and functions give the same numbers, 70 % of the test images are named
    correctly, and the loaded model answers as the saved one.
Budget: 130 s
Take away: A layer may consist of layers. Their weights are found, trained and saved
    with it; get_config needs to say only what the constructor was told.
"""

import numpy as np

from tengen import Input, course, datasets, layers, models, utils

utils.set_random_seed(32)
n, m, epochs = (500, 250, 2) if course.quick else (45_000, 5_000, 9)


# %% The class
class ResidualBlock(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.conv1 = layers.Conv2D(filters, (3, 3), activation="relu", padding="same")
        self.conv2 = layers.Conv2D(filters, (3, 3), activation="relu", padding="same")

    def build(self, input_shape):
        fits = input_shape[-1] == self.filters
        self.shortcut = layers.Identity() if fits else layers.Conv2D(self.filters, 1)

    def call(self, inputs):
        return self.shortcut(inputs) + self.conv2(self.conv1(inputs))

    def get_config(self):
        return {**super().get_config(), "filters": self.filters}


# %% The same with functions, on the same weights
inputs = Input((8, 8, 32))
block = ResidualBlock(64)
model = models.Model(inputs, block(inputs))
ident = layers.Conv2D(64, 1, name="shortcut")(inputs)
x = layers.Conv2D(64, (3, 3), activation="relu", padding="same", name="conv1")(inputs)
x = layers.Conv2D(64, (3, 3), activation="relu", padding="same", name="conv2")(x)
twin = models.Model(inputs, layers.add([ident, x]))
for name in ("conv1", "conv2", "shortcut"):
    twin.get_layer(name).set_weights(getattr(block, name).get_weights())
maps = np.random.normal(size=(5, 8, 8, 32)).astype("float32")
course.check(
    "class and functions give the same numbers",
    np.allclose(
        model.predict(maps, verbose=0), twin.predict(maps, verbose=0), atol=1e-5
    ),
)
course.number("weights of a block", block.count_params(), near=57_536, within=0)

# %% A network of three blocks
model = models.Sequential()
model.add(Input((32, 32, 3), dtype="uint8"))
model.add(layers.Rescaling(1 / 255))
model.add(layers.RandomFlip("horizontal"))  # in training only
model.add(layers.Conv2D(32, (3, 3), activation="relu", padding="same"))
model.add(layers.MaxPooling2D((2, 2)))
model.add(ResidualBlock(32))
model.add(layers.MaxPooling2D((2, 2)))
model.add(ResidualBlock(64))
model.add(ResidualBlock(64))
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()

# %% Trained on CIFAR-10
(x, y), (x_test, y_test) = datasets.cifar10.load_data()
x_test, y_test = x_test[: 2 * m], y_test[: 2 * m]
history = model.fit(
    x[:n],
    y[:n],
    batch_size=64,
    epochs=epochs,
    validation_data=(x[-m:], y[-m:]),
    verbose=2,
)
course.figure(
    "curves",
    course.draw.histories({"": history}),
    "Three residual blocks on CIFAR-10.",
)

# %% Saved and loaded
file = course.path("blocks.keras")
model.save(file)
loaded = models.load_model(file, custom_objects={"ResidualBlock": ResidualBlock})
p = loaded.predict(x_test, verbose=0)
course.check(
    "the loaded model answers as the saved one",
    np.array_equal(model.predict(x_test, verbose=0), p),
)
course.number(
    "test accuracy",
    np.mean(p.argmax(axis=1) == y_test[:, 0]),
    at_least=0.70,
    percent=True,
)
