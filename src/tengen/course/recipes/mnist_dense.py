"""7. MNIST with a dense network

Can a network that knows nothing of images read handwritten digits? Two hidden layers
and an output layer see each image as a vector of 784 numbers; that some of these pixels
are neighbours, nobody tells them. Each image is a sample, the digit that it shows is
its label, and the ten digits are the classes.

The exercise asks for six steps, and the script has one cell for each: prepare the data,
define the network, its loss and optimizer, train, test, and print an image of the test
set with the class that was predicted.

Slides: MNIST; Exercise (Train a small dense network on the MNIST data).
Data: mnist
Expected: 98 % of the test images are read correctly.
Budget: 60 s
Take away: Pixels as plain numbers are enough for 98 %. The ten outputs of the softmax
    are probabilities, and the predicted class is the place of the largest.
"""

import numpy as np

from tengen import callbacks, course, datasets, layers, models, utils

utils.set_random_seed(7)

# %% The data: 784 numbers between 0 and 1; nine 0 and a 1 at the index of the label
(train_images, train_labels), (test_images, test_labels) = datasets.mnist.load_data()
x = train_images.reshape(60000, 28 * 28).astype("float32") / 255
y = utils.to_categorical(train_labels)
x_test = test_images.reshape(10000, 28 * 28).astype("float32") / 255
y_test = utils.to_categorical(test_labels)
course.check("inputs lie between 0 and 1", x.min() == 0 and x.max() == 1)
course.check("each label is nine 0 and a 1", np.all(np.sort(y)[:, -2:] == [0, 1]))

x_val, y_val = x[50000:], y[50000:]
x, y = (x[:6400], y[:6400]) if course.quick else (x[:50000], y[:50000])

# %% The network: 784 inputs, 10 outputs
model = models.Sequential()
model.add(layers.Dense(512, activation="relu", input_shape=(28 * 28,)))
model.add(layers.Dense(128, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.summary()

# %% Loss and optimizer; the step size shrinks to a sixteenth
epochs = 2 if course.quick else 8
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
shrink = callbacks.LearningRateScheduler(lambda e: 0.002 / 16 ** (e / (epochs - 1)))

# %% Training
history = model.fit(
    x,
    y,
    batch_size=128,
    epochs=epochs,
    validation_data=(x_val, y_val),
    validation_batch_size=500,
    callbacks=[shrink],
    verbose=2,
)
course.figure(
    "curves",
    course.draw.histories({"dense": history}),
    "The network keeps learning its training images by heart; what it makes of images "
    "that it has not seen settles after a few epochs.",
)

# %% The test, once
loss, accuracy = model.evaluate(x_test, y_test, batch_size=500, verbose=0)
course.number("test accuracy", accuracy, at_least=0.98, percent=True)

# %% An image of the test set and its predicted class
p = model.predict(x_test, batch_size=500, verbose=0)
guess = p.argmax(axis=1)
course.check("the outputs are probabilities", np.allclose(p.sum(axis=1), 1, atol=1e-5))
for row in test_images[0, ::2]:
    print("".join(" .:*#"[pixel // 52] for pixel in row).rstrip())
print("predicted class:", guess[0], " label:", test_labels[0])
course.figure(
    "image",
    course.draw.images(test_images[:16], [f"predicted: {k}" for k in guess[:16]]),
    "The first sixteen images of the test set, each with its predicted class.",
)

# %% Some that it misreads
wrong = np.flatnonzero(guess != test_labels)[:4]
course.figure(
    "mistakes",
    course.draw.guesses(
        test_images[wrong], p[wrong], [str(k) for k in range(10)], test_labels[wrong]
    ),
    "Four mistakes: above each image its label, below it the five best guesses.",
)
