"""21b. ReLU against tanh and the logistic function

The same network learns CIFAR-10 three times; only the activation function of its hidden
layers differs. How many epochs, and how many seconds, until it reads 60 % of its
training images correctly? As in AlexNet's paper each function may choose its learning
rate, and nothing else helps: no dropout, no random crops. Weights begin as is usual for
each function: after He for ReLU, after Glorot for the others.

The slides praise ReLU over logistic units, and the paper reports that a network of
ReLUs needed a sixth of the epochs of one of tanhs. This race is a small one: four
convolutions, 4,000 images. Logistic units fall far behind here, too. Tanh does not:
with Glorot's start it is ahead of ReLU.

Slides: A neural network for ImageNet (activation functions).
Data: cifar10
Expected: ReLU and tanh reach the goal; the logistic function does not in the epochs
    allowed, and is at least 20 points behind ReLU.
Budget: 50 s
Take away: The slope of a logistic unit is at most 1/4, and a gradient that passes
    through several of them vanishes. The slope of tanh at 0 and that of an active ReLU
    are 1. Which of these two is faster depends on the depth, the start and the rate.
"""

import time

import numpy as np

from tengen import callbacks, course, datasets, layers, models, optimizers, utils

# %% A part of CIFAR-10, about 0 and of deviation 1
few, epochs, goal = (500, 2, 0.9) if course.quick else (4000, 10, 0.6)
rates = [0.01] if course.quick else [0.003, 0.01]
(x, y), _ = datasets.cifar10.load_data()
x, y = x[:few] / np.float32(255), y[:few]
x = (x - x.mean(axis=0)) / x.std()


# %% Four convolutions; only the activation function changes
class UntilGoal(callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.ends = []

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append(time.perf_counter())
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
    watch = UntilGoal()
    model.fit(x, y, epochs=epochs, batch_size=32, callbacks=[watch], verbose=0)
    laps = np.diff(watch.ends)  # without the first epoch, in which XLA compiles
    return model.history.history["accuracy"], laps.mean() * len(watch.ends)


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
lead = max(best["relu"]) - max(best["sigmoid"])
course.number("lead of ReLU over logistic", lead, at_least=0.2, percent=True)
