"""18b. The best network for MNIST in ten minutes

LeNet5 leaves some 80 errors among 10,000 digits, and people perhaps 20 or 30. How near
do we come in ten minutes on two cores?

Four convolutions with batch normalization see every digit in another distorted form in
every epoch; the learning rate falls to zero along a cosine. Three such networks begin
with other random weights, and their probabilities are averaged.

Slides: Practical Work (Implement a convolutional network for MNIST; Add Dropout and
    MaxPooling); The 82 errors made by LeNet5
Data: mnist
Expected: 45 errors or fewer on the 10,000 test images.
Budget: 520 s
Take away: Distorted digits, batch normalization, a falling learning rate and an average
    of several networks go together. What is left is hard for people, too.
"""

import numpy as np

from tengen import course, datasets, layers, models, ops, optimizers, random, utils

# %% The data: 5,000 digits are kept for validation
(x, y), (x_test, y_test) = datasets.mnist.load_data()
x, x_test = x[..., None] / np.float32(255), x_test[..., None] / np.float32(255)
x_val, y_val, x, y = x[55000:], y[55000:], x[:55000], y[:55000]
if course.quick:
    x, y, x_val, y_val = x[:3000], y[:3000], x_val[:500], y_val[:500]
    x_test, y_test = x_test[:1000], y_test[:1000]

# %% A layer that distorts: each pixel is fetched from somewhere near (see LeNet5)
pixels = np.moveaxis(np.indices((28, 28), "float32"), 0, -1) - 13.5


class Distortion(layers.Layer):
    seed = random.SeedGenerator(18)

    def call(self, x, training=False):
        if not training:
            return x
        n = x.shape[0]
        turn = np.eye(2) + random.uniform((n, 2, 2), -0.15, 0.15, seed=self.seed)
        move = random.uniform((n, 1, 1, 2), -2.0, 2.0, seed=self.seed)
        bend = random.normal((n, 5, 5, 2), stddev=0.7, seed=self.seed)
        bend = ops.image.resize(bend, (28, 28), interpolation="bicubic")
        places = ops.einsum("hwi,nij->nhwj", pixels, turn) + move + bend + 13.5
        number = ops.broadcast_to(ops.arange(n, dtype="float32"), (28, 28, n))
        places = ops.stack([number.T, places[..., 0], places[..., 1]])
        return ops.image.map_coordinates(x[..., 0], places, order=1)[..., None]


# %% The network
def cnn(steps):
    model = models.Sequential([layers.Input((28, 28, 1)), Distortion()])
    for planes, size, padding, pools in (
        *((32, 5, "valid", True), (64, 3, "valid", False)),
        *((64, 3, "same", True), (128, 3, "valid", False)),
    ):
        model.add(layers.Conv2D(planes, size, padding=padding, use_bias=False))
        if pools:
            model.add(layers.MaxPooling2D())
        model.add(layers.BatchNormalization(momentum=0.9))
        model.add(layers.Activation("relu"))
    model.add(layers.Flatten())
    model.add(layers.Dropout(0.4))
    model.add(layers.Dense(10, activation="softmax"))
    adam = optimizers.Adam(optimizers.schedules.CosineDecay(0.002, steps))
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %% Three networks
networks, epochs, batch = (1, 1, 32) if course.quick else (3, 18, 128)
options = {"batch_size": batch, "validation_data": (x_val, y_val), "verbose": 2}
ensemble, histories = {}, {}
for name in [f"network {number + 1}" for number in range(networks)]:
    utils.set_random_seed(len(ensemble))
    model = ensemble[name] = cnn(steps=epochs * -(-len(x) // batch))
    histories[name] = model.fit(x, y, epochs=epochs, **options)
model.summary()
curves = course.draw.histories(histories)
course.figure("curves", curves, "Training digits are distorted, validation digits not.")


# %% Validation: each network, and their average
p = {name: model.predict(x_val, 500, verbose=0) for name, model in ensemble.items()}
p["their average"] = np.mean([*p.values()], axis=0)
errors = [(name, np.sum(q.argmax(axis=1) != y_val)) for name, q in p.items()]
course.table(f"Errors on {len(x_val):,} validation digits", ["", "errors"], errors)

# %% The test set, once
p = [model.predict(x_test, 500, verbose=0) for model in ensemble.values()]
p = np.mean(p, axis=0)
wrong = np.flatnonzero(p.argmax(axis=1) != y_test)
course.number(f"errors of {len(x_test):,}", len(wrong), at_most=45)
shown = wrong[: 20 if course.quick else 50]
titles = [f"{y_test[i]}->{p[i].argmax()}" for i in shown]
course.figure(
    "errors",
    course.draw.images(x_test[shown], titles, columns=10),
    "What the digit is, and what the networks take it for.",
)
