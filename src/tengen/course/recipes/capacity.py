"""11a. The capacity of a network

The slides close with four remedies against overfitting. One of them is to reduce the
capacity of the network: the number of its units, and so of its weights. Networks with
4, 16, 64 and 256 units in each of two hidden layers learn the same film reviews. What
do they remember, and what do they understand?

Slides: Weight Regularization (a model with fewer parameters); Avoid Overfitting (reduce
    the capacity of the network).
Data: imdb
Expected: At the last epoch, the larger the network, the lower its training loss and the
    higher its validation loss. At their best epochs all are within a point and a half.
Budget: 80 s
Take away: Large networks overfit sooner and more. But stopped at its best epoch, a
    network of 256 units is as good here as one of 4, which learns more slowly and needs
    more epochs.
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

# %% Smaller and larger networks
epochs = 2 if course.quick else 10
settings = {"batch_size": 512, "epochs": epochs, "verbose": 0}
histories, parameters = {}, {}
for units in (4, 16) if course.quick else (4, 16, 64, 256):
    utils.set_random_seed(11)
    model = models.Sequential()
    model.add(layers.Dense(units, activation="relu", input_shape=(10000,)))
    model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    h = model.fit(x, y, validation_data=(x_val, y_val), **settings).history
    histories[f"{units} units"] = h
    parameters[f"{units} units"] = model.count_params()

course.figure(
    "curves",
    course.draw.histories(histories),
    "The larger the network, the sooner it knows its reviews by heart, and the earlier "
    "its validation loss rises.",
)

# %% At the best epoch, by validation loss, and at the last one
rows, at_best = [], []
for name, h in histories.items():
    best = int(np.argmin(h["val_loss"]))
    at_best.append(h["val_accuracy"][best])
    then = [h["val_loss"][best], f"{at_best[-1]:.2%}"]
    last = [h["loss"][-1], h["val_loss"][-1]]
    rows.append([name, f"{parameters[name]:,}", best + 1, *then, *last])
head = ["network", "parameters", "best epoch", "val. loss", "val. accuracy"]
head += ["last loss", "last val. loss"]
course.table("Best epoch and last epoch", head, rows)

small, *_, large = histories.values()
ratio = large["loss"][-1] / small["loss"][-1]
course.number("last training loss, largest / smallest", ratio, at_most=0.2)
ratio = large["val_loss"][-1] / small["val_loss"][-1]
course.number("last validation loss, largest / smallest", ratio, at_least=1.2)
spread = max(at_best) - min(at_best)
course.number("best accuracies, spread", spread, at_most=0.015, percent=True)
