"""17. MNIST with a convolutional network

The practical work: two convolutions with filters of 3x3 pixels, 32 planes in the first
and 64 in the second, a dense layer with 128 neurons, and ten classes. ReLU everywhere,
softmax at the end.

Is it better than three dense layers, which left some 200 of the 10,000 test digits
misread? And where are its weights?

Slides: MNIST; Practical Work (Implement a convolutional network for MNIST)
Data: mnist
Expected: 98.5 % of the test images are read correctly.
Budget: 80 s
Take away: Copies of one small detector at all places find in a few epochs what dense
    layers do not find at all. Nearly all weights still belong to the first dense layer,
    which sees every place of every plane.
"""

import numpy as np

from tengen import course, datasets, models, utils
from tengen.layers import Conv2D, Dense, Flatten, Input

utils.set_random_seed(17)

# %% The data, shuffled and split between train and test sets
(x_train, y_train), (x_test, y_test) = datasets.mnist.load_data()
x_train = x_train.reshape(60000, 28, 28, 1).astype("float32") / 255
x_test = x_test.reshape(10000, 28, 28, 1).astype("float32") / 255
y_train, y_test = utils.to_categorical(y_train, 10), utils.to_categorical(y_test, 10)
x_val, y_val = x_train[55000:], y_train[55000:]
x_train, y_train = x_train[:55000], y_train[:55000]
if course.quick:
    x_train, y_train = x_train[:2000], y_train[:2000]
    x_val, y_val = x_val[:500], y_val[:500]
    x_test, y_test = x_test[:1000], y_test[:1000]

# %% The network
model = models.Sequential()
model.add(Input((28, 28, 1)))
model.add(Conv2D(32, (3, 3), activation="relu"))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(Flatten())
model.add(Dense(128, activation="relu"))
model.add(Dense(10, activation="softmax"))
model.summary()
rows = [(m.name, m.output.shape[1:], m.count_params()) for m in model.layers]
rows = [(*row, f"{row[-1] / model.count_params():.1%}") for row in rows]
head = ["layer", "output", "parameters", "part of all"]
course.table("Where the weights are", head, rows)
course.number("parameters", model.count_params(), near=4_738_826, within=0)

# %% Training
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
epochs = 1 if course.quick else 3
history = model.fit(
    x_train, y_train, 128, epochs, validation_data=(x_val, y_val), verbose=2
)
course.figure(
    "curves",
    course.draw.histories({"CNN": history}),
    "Training and validation, epoch by epoch.",
)

# %% The test set
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
course.number("test accuracy", accuracy, at_least=0.985, percent=True)
p = model.predict(x_test, verbose=0)
truth, guess = y_test.argmax(axis=1), p.argmax(axis=1)
worst = np.argsort(p[np.arange(len(p)), truth])[:16]
course.figure(
    "worst",
    course.draw.images(x_test[worst], [f"{truth[i]}->{guess[i]}" for i in worst]),
    "The sixteen test digits whose class it thinks least likely: what they are, and "
    "what the network takes them for.",
)
course.check("every prediction sums to 1", np.allclose(p.sum(axis=1), 1, atol=1e-5))
