"""0. Two kinds of tasks

Five numbers with much noise on one side, the 784 pixels of a written digit on the
other. A linear model and a network with one hidden layer are trained on both. Where
does the network help?

The noisy data are made here. Whether a point belongs to class 1 depends on one weighted
sum of its five numbers, plus noise that is as large as the sum. So it is known how many
answers can be right at best: 1/2 + arctan(sum / noise) / pi, which is 3/4. The digits
are those of MNIST.

Slides: A spectrum of machine learning tasks.
Data: mnist
Expected: On the noisy data the linear model comes within 3 points of the best possible,
    and the network stays behind it. On MNIST the network is at least 4 points better.
Budget: 15 s
Take away: With few numbers and much noise the task is to tell structure from noise, and
    a network that is rich enough learns the noise by heart. With many numbers and much
    structure the task is to represent it, and for that a linear model is too simple.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

utils.set_random_seed(0)

# %% Five dimensions, a simple structure, much noise
w = np.array([1.0, -2.0, 0.5, 1.5, -1.0])
x = np.random.normal(size=(10_400, 5))
noise = np.linalg.norm(w) * np.random.normal(size=10_400)  # of the same size as x @ w
y = (x @ w + noise > 0).astype(int)
noisy = (x[:200], y[:200]), (x[200:400], y[200:400]), (x[400:], y[400:])

# %% 784 dimensions, a rich structure, little noise
(x, y), (x_test, y_test) = datasets.mnist.load_data()
n = 5_000 if course.quick else 55_000
digits = (x[:n] / 255, y[:n]), (x[55_000:] / 255, y[55_000:]), (x_test / 255, y_test)

# %% Both models on both tasks
tasks = {"five noisy numbers": (noisy, 2, 300), "digits": (digits, 10, 8)}
if course.quick:
    tasks = {"five noisy numbers": (noisy, 2, 50), "digits": (digits, 10, 2)}
tested, histories = {}, {}
for task, ((training, validation, test), classes, epochs) in tasks.items():
    tested[task], histories[task] = {}, {}
    for kind in ["linear", "network"]:
        model = models.Sequential()
        model.add(layers.Flatten())
        if kind == "network":
            model.add(layers.Dense(128, activation="relu"))
        model.add(layers.Dense(classes, activation="softmax"))
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        histories[task][kind] = model.fit(
            *training, epochs=epochs, validation_data=validation, verbose=0
        )
        tested[task][kind] = model.evaluate(*test, verbose=0)[1]

# %% What comes out
drawing = course.draw.histories(histories["five noisy numbers"])
course.figure("noisy", drawing, "Five noisy numbers: the network learns the noise.")
drawing = course.draw.histories(histories["digits"])
course.figure("digits", drawing, "Digits: a linear model soon finds no more to learn.")
drawing = course.draw.bars(tested, y="test accuracy")
course.figure("tests", drawing, "The two models on the test data of both tasks.")
best = 0.5 + np.arctan(1) / np.pi
linear, network = tested["five noisy numbers"].values()
course.number("noisy numbers, the best possible", best, percent=True)
course.number("noisy numbers, linear", linear, at_least=best - 0.03, percent=True)
course.number("noisy numbers, network", network, at_most=linear, percent=True)
linear, network = tested["digits"].values()
course.number("digits, linear", linear, at_least=0.91, percent=True)
course.number("digits, network", network, at_least=linear + 0.04, percent=True)
