"""16a. LeNet5, and the digits it cannot read

LeNet5 read the amounts on a tenth of the cheques of North America: two convolutions
with pooling between, then three dense layers, 61,706 weights. Its authors showed it
every digit in many distorted forms and were left with 82 errors among 10,000.

We train the same layers in the same way, with distortions that are drawn anew in every
epoch, and look at each digit that is still misread.

Slides: Le Net; The architecture of LeNet5; The 82 errors made by LeNet5
Data: mnist
Expected: Fewer than 82 errors on the 10,000 test images.
Budget: 190 s
Take away: Distorted digits are still digits, so they are training images for nothing.
    Most errors that remain are digits that people read easily.
"""

import numpy as np

from tengen import (
    Input,
    applications,
    course,
    datasets,
    layers,
    models,
    ops,
    optimizers,
    random,
    utils,
    visualization,
)

utils.set_random_seed(16)

# %% The data: 5,000 digits are kept for validation
(x, y), (x_test, y_test) = datasets.mnist.load_data()
x, x_test = x[..., None] / np.float32(255), x_test[..., None] / np.float32(255)
x_val, y_val, x, y = x[55000:], y[55000:], x[:55000], y[:55000]
if course.quick:
    x, y, x_val, y_val = x[:6000], y[:6000], x_val[:500], y_val[:500]
    x_test, y_test = x_test[:1000], y_test[:1000]

# %% A layer that distorts: each pixel is fetched from somewhere near
pixels = np.moveaxis(np.indices((28, 28), "float32"), 0, -1) - 13.5


class Distortion(layers.Layer):
    seed = random.SeedGenerator(16)

    def call(self, x, training=False):
        if not training:
            return x
        n = x.shape[0]
        turn = np.eye(2) + random.uniform((n, 2, 2), -0.1, 0.1, seed=self.seed)
        move = random.uniform((n, 1, 1, 2), -1.5, 1.5, seed=self.seed)
        bend = random.normal((n, 5, 5, 2), stddev=0.6, seed=self.seed)
        bend = ops.image.resize(bend, (28, 28), interpolation="bicubic")
        places = ops.einsum("hwi,nij->nhwj", pixels, turn) + move + bend + 13.5
        number = ops.broadcast_to(ops.arange(n, dtype="float32"), (28, 28, n))
        places = ops.stack([number.T, places[..., 0], places[..., 1]])
        return ops.image.map_coordinates(x[..., 0], places, order=1)[..., None]


# %% Eight digits, each distorted in three ways
some = np.concatenate([x[:8]] * 4)
some[8:] = Distortion()(some[8:], training=True)
caption = (
    "The first row shows digits as they are, the others the same digits distorted."
)
course.figure("distorted", course.draw.images(some), caption)

# %% The architecture
lenet = applications.LeNet5(input_shape=(28, 28, 1))
lenet.summary()
model = models.Sequential([Input((28, 28, 1)), Distortion(), lenet])

# %% Training
epochs = 2 if course.quick else 40
steps = epochs * -(-len(x) // 64)
rate = optimizers.schedules.CosineDecay(0.002, steps)
model.compile(
    optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
)
history = model.fit(
    x, y, 64, epochs, validation_data=(x_val, y_val), verbose=0 if course.quick else 2
)
curves = course.draw.histories({"LeNet5": history})
course.figure("curves", curves, "Training digits are distorted, validation digits not.")

# %% What its layers see: six maps each of C1, S2, C3 and S4
names = ["c1", "s2", "c3", "s4"]
maps = [visualization.activations_of(lenet, x_test[0], name)[:6] for name in names]
course.figure(
    "maps",
    course.draw.images([plane for layer in maps for plane in layer], columns=6),
    "Row by row: the maps of C1 and S2, and six of the sixteen of C3 and S4.",
)

# %% The errors: what it is -> what LeNet5 reads
p = model.predict(x_test, verbose=0)
wrong = np.flatnonzero(p.argmax(axis=1) != y_test)
course.number(f"errors of {len(x_test):,}", len(wrong), at_most=81)
shown = wrong[: 20 if course.quick else 100]
titles = [f"{y_test[i]}->{p[i].argmax()}" for i in shown]
course.figure(
    "errors",
    course.draw.images(x_test[shown], titles, columns=10),
    "What the digit is, and what LeNet5 takes it for.",
)
