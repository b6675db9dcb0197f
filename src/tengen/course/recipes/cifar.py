"""19. CIFAR-10 with a convolutional network

Can the network that reads handwritten digits also name what is on a photograph? The
images of CIFAR-10 are as small as digits, 32x32 pixels, but in colour, and of ten
kinds, from airplanes to trucks. The network is that of recipe 17: two convolutions, a
dense layer, a softmax; only the input has another shape.

Slides: Practical Work (Train a network on the CIFAR10 image dataset)
Data: cifar10
Expected: 60 % of the test images are named correctly (guessing: 10 %), and the
    validation loss turns upwards after a few epochs: the network overfits.
Budget: 150 s
Take away: Photographs are far harder than digits. Almost all of the 6.4 million weights
    are between the flattened planes and the dense layer, and they begin to learn the
    training images by heart at once.
"""

import numpy as np

from tengen import callbacks, course, datasets, models, utils
from tengen.layers import Conv2D, Dense, Flatten, Input

utils.set_random_seed(19)
n, m, epochs = (1_000, 250, 2) if course.quick else (45_000, 5_000, 5)
names = "airplane automobile bird cat deer dog frog horse ship truck".split()

# %% The data: 50,000 photographs for training, of which 5,000 are kept for validation
(x, y), (x_test, y_test) = datasets.cifar10.load_data()
x_train, y_train = x[:n] / np.float32(255), y[:n, 0]
x_val, y_val = x[-m:] / np.float32(255), y[-m:, 0]
x_test, y_test = x_test[: 2 * m] / np.float32(255), y_test[: 2 * m, 0]
shown = [np.flatnonzero(y_train == k)[i] for k in range(10) for i in range(4)]
course.figure(
    "photographs",
    course.draw.images(x_train[shown], [names[k] for k in y_train[shown]]),
    "Four training images of each kind.",
)

# %% The network that reads digits
model = models.Sequential()
model.add(Input((32, 32, 3)))
model.add(Conv2D(32, (3, 3), activation="relu"))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(Flatten())
model.add(Dense(128, activation="relu"))
model.add(Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()
dense = model.layers[3].count_params()
course.number("weights of the first dense layer", dense, near=6_422_656, within=0)

# %% Training; at the end the weights of the best epoch are taken
best = callbacks.EarlyStopping("val_loss", patience=epochs, restore_best_weights=True)
history = model.fit(
    x_train,
    y_train,
    batch_size=128,
    epochs=epochs,
    validation_data=(x_val, y_val),
    callbacks=[best],
    verbose=2,
)
course.figure(
    "curves",
    course.draw.histories({"": history}),
    "The training loss keeps falling, the validation loss soon does not.",
)
log = history.history
course.number("training accuracy, last epoch", log["accuracy"][-1], percent=True)
course.number("validation accuracy, best", max(log["val_accuracy"]), percent=True)

# %% The test set, once
p = model.predict(x_test, verbose=0)
guess = p.argmax(axis=1)
course.number("test accuracy", np.mean(guess == y_test), at_least=0.60, percent=True)
course.check("the ten outputs sum to 1", np.allclose(p.sum(axis=1), 1, atol=1e-5))
rows = []
for k, name in enumerate(names):
    counts = np.bincount(guess[y_test == k], minlength=10)
    other = np.where(np.arange(10) == k, -1, counts).argmax()
    rows.append((name, f"{counts[k] / counts.sum():.0%}", names[other]))
course.table("Test images of each kind", ["", "named so", "or most often"], rows)
course.figure(
    "guesses",
    course.draw.guesses(x_test[:8], p[:8], names, y_test[:8]),
    "The first test images, with the five best guesses and their probabilities.",
)
