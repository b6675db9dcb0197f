"""21b. ReLU against tanh and the logistic function

The same network learns CIFAR-10 three times; only the activation function of its hidden
layers differs. How many epochs, and how many seconds, until it reads half of its
training images correctly? As in AlexNet's paper, each function may choose its own
learning rate, and nothing else helps: no dropout, no random crops.

Slides: A neural network for ImageNet (activation functions).
Data: cifar10
Expected: ReLU is there first; the logistic function does not arrive at all in the
    epochs allowed.
Budget: 50 s
Take away: Where a tanh or a logistic unit is saturated its slope is nearly 0, and so is
    the gradient that passes through. The slope of an active ReLU is 1.
"""

import time

import numpy as np

from tengen import callbacks, course, datasets, layers, models, optimizers, utils

# %% A part of CIFAR-10, the mean of each pixel taken away
few, epochs, goal = (500, 2, 0.2) if course.quick else (4000, 15, 0.75)
rates = [0.01] if course.quick else [0.01, 0.03]
(x, y), _ = datasets.cifar10.load_data()
x, y = x[:few] / np.float32(255), y[:few]
x = (x - x.mean(axis=0)) / x.std()


# %% Four convolutions; only the activation function changes
class UntilGoal(callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = logs["accuracy"] >= goal


def train(activation, rate):
    utils.set_random_seed(21)
    start = "he_uniform" if activation == "relu" else "glorot_uniform"
    options = dict(activation=activation, kernel_initializer=start)
    model = models.Sequential([layers.Input((32, 32, 3))])
    for filters in (24, 32, 48, 64):
        model.add(layers.Conv2D(filters, 3, padding="same", **options))
        model.add(layers.MaxPooling2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, **options))
    model.add(layers.Dense(10, activation="softmax"))
    sgd = optimizers.SGD(rate, momentum=0.9)
    model.compile(sgd, "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.train_on_batch(x[:32], y[:32])  # compiled before the clock starts
    began = time.perf_counter()
    history = model.fit(
        x, y, epochs=epochs, batch_size=32, callbacks=[UntilGoal()], verbose=0
    )
    return history.history["accuracy"], time.perf_counter() - began


# %% Each function with each rate; the faster one counts
best, rows = {}, []
for activation in ("relu", "tanh", "sigmoid"):
    runs = {rate: train(activation, rate) for rate in rates}
    rate = min(runs, key=lambda r: (len(runs[r][0]), -max(runs[r][0])))
    accuracy, seconds = runs[rate]
    best[activation] = accuracy
    took = len(accuracy) if accuracy[-1] >= goal else f"more than {epochs}"
    rows.append([activation, rate, took, f"{seconds:.0f}", f"{accuracy[-1]:.1%}"])
head = ["activation", "its learning rate", "epochs", "seconds", "accuracy reached"]
course.table(f"Until {goal:.0%} of the training images are right", head, rows)
drawing = course.draw.curves(best, x="epoch", y="training accuracy")
course.figure("race", drawing, f"Each curve ends where it reaches {goal:.0%}.")
