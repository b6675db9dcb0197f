"""14. The last layer and the loss

What is asked decides how a network ends: how many outputs, with which activation, and
under which loss. Here one kind of picture, two handwritten digits side by side, is
asked five questions, one for each line of the course's table. Is the left digit
even? Which one is it? Which digits are there? What is their sum? Which share of the ink
is on the left? The two hidden layers are always the same.

Beside each result stands what somebody scores who never looks at the pictures and gives
the same answer every time.

Slides: What we have learned (single-label and multilabel classification, regression;
    the table of last-layer activations and losses)
Data: mnist
Expected: Each network beats the constant answer by far, and its outputs have the form
    that the table promises.
Budget: 20 s
Take away: One of many classes: softmax. Yes or no, once or for each label: sigmoid with
    binary cross-entropy. Any number: no activation, and the squared error. A number
    between 0 and 1: sigmoid, so that nothing else can come out.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

utils.set_random_seed(14)

# %% Two digits side by side, at half the resolution
(x, y), (x_test, y_test) = datasets.mnist.load_data()
n, m, epochs = (1_536, 300, 2) if course.quick else (30_000, 5_000, 12)


def pairs(x, y, count):
    x = x[: 2 * count].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255
    picture = np.concatenate([x[:count], x[count:]], axis=2)
    return picture, y[:count], y[count : 2 * count]


def questions(picture, left, right):
    digits, ink = np.eye(10), picture.sum(axis=(1, 2))
    return {
        "even": (left + 1) % 2,
        "which": digits[left],
        "which are there": np.maximum(digits[left], digits[right]),
        "sum": left + right,
        "share of ink": picture[:, :, :14].sum(axis=(1, 2)) / ink,
    }


training, test = pairs(x, y, n), pairs(x_test, y_test, m)
wanted, truth = questions(*training), questions(*test)

# %% The table: problem, question, outputs, activation, loss
problems = [
    ("binary classification", "even", 1, "sigmoid", "binary_crossentropy"),
    ("single-label", "which", 10, "softmax", "categorical_crossentropy"),
    ("multilabel", "which are there", 10, "sigmoid", "binary_crossentropy"),
    ("regression, any values", "sum", 1, None, "mse"),
    ("regression, 0 to 1", "share of ink", 1, "sigmoid", "mse"),
    ("regression, 0 to 1", "share of ink", 1, "sigmoid", "binary_crossentropy"),
][: 5 if course.quick else 6]


def score(problem, p, true):
    if problem.startswith("regression"):
        return np.mean(np.abs(p - true))  # mean absolute error
    if problem == "single-label":
        return np.mean(p.argmax(axis=1) == true.argmax(axis=1))
    return np.mean((p > 0.5) == true)


answers, rows = {}, []
for problem, question, outputs, activation, loss in problems:
    model = models.Sequential([layers.Flatten()])
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dense(outputs, activation=activation))
    model.compile(optimizer="rmsprop", loss=loss)
    target, true = wanted[question].reshape(n, -1), truth[question].reshape(m, -1)
    model.fit(training[0], target, batch_size=64, epochs=epochs, verbose=0)
    p = model.predict(test[0], verbose=0)
    constant = np.broadcast_to(target.mean(axis=0), p.shape)
    scores = [score(problem, p, true), score(problem, constant, true)]
    rows.append([problem, question, activation, loss, *scores])
    answers.setdefault(question, p)
head = ["problem", "question", "last activation", "loss", "network", "constant answer"]
course.table("Accuracy of classes, mean absolute error of values", head, rows)

# %% What each last layer promises
even, which, there, total, share = (answers[q] for q in wanted)
single = np.allclose(which.sum(axis=1), 1, atol=1e-5)
course.check("softmax: the ten answers are probabilities that sum to 1", single)
several = np.any(there.sum(axis=1) > 1.01)
course.check("sigmoid, multilabel: the ten answers may sum to more than 1", several)
course.check("softmax: never two", np.all((which > 0.5).sum(axis=1) <= 1))
course.check("no activation: answers above 1 come out", total.max() > 1)
inside = np.all((share >= 0) & (share <= 1))
course.check("sigmoid: no share below 0 or above 1 comes out", inside)
sets = np.mean(np.all((there > 0.5) == truth["which are there"], axis=1))
course.number("both labels right, and no other", sets, at_least=0.7, percent=True)
bars = [0.95, 0.92, 0.95, 1.6, 0.01, 0.01]
for (problem, question, _, loss, value, _), bar in zip(rows, bars, strict=False):
    if problem.startswith("regression"):
        course.number(f"{question} ({loss}): mean error", value, at_most=bar)
    else:
        course.number(f"{question}: accuracy", value, at_least=bar, percent=True)
titles = [
    f"{which[k].argmax()} (even {even[k, 0]:.2f})\n{np.flatnonzero(there[k] > 0.5)}"
    f"\nsum {total[k, 0]:.1f}, left {share[k, 0]:.2f}"
    for k in range(8)
]
course.figure(
    "answers",
    course.draw.images(test[0][:8], titles, columns=4),
    "Test pictures with the answers of the five networks.",
)
