"""11b. More training data

The first remedy against overfitting is to get more training data. The network with 16
units in each hidden layer learns from 500 film reviews, then from 1,000, and so on, up
to 15,000. The same 10,000 reviews judge each of them.

Every network makes the same number of steps of training, so that those with few reviews
see each of them more often. Validation data chooses when to stop.

Slides: Avoid Overfitting (get more training data).
Data: imdb
Expected: From 500 to 15,000 reviews the error falls by more than a quarter, and the gap
    between training and validation loss, after the same number of steps, falls too.
Budget: 50 s
Take away: More data is the remedy that costs no thought: each doubling lowers the
    error, though by less and less. A network with few examples knows them by heart at
    once, and what it then makes of others gets worse.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

# %% The data, as before; the first 10,000 reviews are the validation set
(data, labels), _ = datasets.imdb.load_data(num_words=10000)
n, n_val = (1536, 512) if course.quick else (25000, 10000)
x, y = np.zeros((n, 10000), dtype="uint8"), labels[:n]
for i, review in enumerate(data[:n]):
    x[i, review] = 1
x_val, y_val, x, y = x[:n_val], y[:n_val], x[n_val:], y[n_val:]

# %% The same network, the same number of steps, more and more reviews
sizes = [256, 512, 1024] if course.quick else [500, 1000, 2000, 4000, 8000, 15000]
rounds = 3 if course.quick else 10  # how often the validation data is looked at
settings = {"batch_size": 512, "epochs": rounds, "verbose": 0}
histories = {}
for size in sizes:
    utils.set_random_seed(11)
    model = models.Sequential()
    model.add(layers.Dense(16, activation="relu", input_shape=(10000,)))
    model.add(layers.Dense(16, activation="relu"))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    order = np.resize(np.arange(size), sizes[-1])  # again and again, up to 15,000
    history = model.fit(x[order], y[order], validation_data=(x_val, y_val), **settings)
    histories[f"{size:,} reviews"] = history.history

course.figure(
    "curves",
    course.draw.histories(histories, metrics=["loss"]),
    "Training solid, validation dashed: the fewer the reviews, the wider the gap.",
)

# %% Error against the size of the training set, each at its best epoch
best = [int(np.argmin(h["val_loss"])) for h in histories.values()]
errors = [
    1 - h["val_accuracy"][epoch]
    for epoch, h in zip(best, histories.values(), strict=True)
]
gaps = [h["val_loss"][-1] - h["loss"][-1] for h in histories.values()]
course.figure(
    "errors",
    course.draw.curves(
        {"error": (sizes, [100 * error for error in errors])},
        x="reviews learnt from",
        y="validation error in %",
    ),
    "Each doubling helps, and helps less than the one before.",
)
rows = [
    [f"{size:,}", f"{error:.2%}", gap]
    for size, error, gap in zip(sizes, errors, gaps, strict=True)
]
course.table(
    "Reviews learnt from", ["reviews", "error", "gap of losses at the end"], rows
)
ratio = errors[-1] / errors[0]
course.number("error, all reviews / 500 reviews", ratio, at_most=0.75)
course.number("gap, all reviews / 500 reviews", gaps[-1] / gaps[0], at_most=1)
