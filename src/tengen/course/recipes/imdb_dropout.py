"""10b. Dropout against learning by heart

Two dropout layers in the IMDB network: how well do they reduce overfitting? The slides
recommend rates of 0.2 to 0.5, and larger networks. So both rates are tried in a narrow
network with 16 units in each hidden layer, and in a wide one with 64.

Then the two layers move: one to the words themselves, one between the hidden layers.
Each training step then sees only half of the words of a review.

The training loss that `fit` reports is measured with dropout at work, and so too high
to compare. So it is measured once more at the end, without.

Slides: Dropout; Tips For Using Dropout; Exercise (Add two dropout layers in the IMDB
    network); Avoid Overfitting.
Data: imdb
Expected: With one dropout layer on the words, one between the hidden layers, the gap
    between training and validation loss at the last epoch at least halves, and
    validation accuracy stays at 87 % or more.
Budget: 95 s
Take away: Drop where the network can learn by heart: here from the words, into 160,000
    weights. Dropout between the hidden layers keeps the accuracy from falling, yet the
    network becomes too sure of itself nearly as it did before.
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


# %% Two dropout layers in the network of two hidden layers
def after_each(units, rate):
    model = models.Sequential()
    model.add(layers.Dense(units, activation="relu", input_shape=(10000,)))
    model.add(layers.Dropout(rate))
    model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dropout(rate))
    model.add(layers.Dense(1, activation="sigmoid"))
    return model


def on_words(units, rate):
    model = models.Sequential()
    model.add(layers.Dropout(rate, input_shape=(10000,)))
    model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dropout(rate))
    model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(1, activation="sigmoid"))
    return model


# %% Training them all
widths, rates = ((16,), (0, 0.5)) if course.quick else ((16, 64), (0, 0.2, 0.5))
plans = [(units, rate, after_each) for units in widths for rate in rates]
epochs = 2 if course.quick else 20
settings = {"batch_size": 512, "epochs": epochs, "verbose": 0}
histories, gaps, rows = {}, {}, []
for units, rate, network in [*plans, (16, 0.5, on_words)]:
    utils.set_random_seed(10)
    model = network(units, rate)
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    h = model.fit(x, y, validation_data=(x_val, y_val), **settings).history
    name = f"{units} units, {rate}" + (", on words" if network is on_words else "")
    loss, _ = model.evaluate(x, y, batch_size=512, verbose=0)  # without dropout
    reported, gaps[name] = h["val_loss"][-1] - h["loss"][-1], h["val_loss"][-1] - loss
    histories[name] = h
    best, last = max(h["val_accuracy"]), h["val_accuracy"][-1]
    rows.append([name, reported, gaps[name], f"{best:.2%}", f"{last:.2%}"])

head = ["network, rate", "gap, reported", "gap, without dropout", "best", "last epoch"]
course.table("Gap of the losses at the last epoch; validation accuracy", head, rows)

# %% What comes out
for units in widths:
    course.figure(
        f"curves-{units}",
        course.draw.histories(
            {k: h for k, h in histories.items() if f"{units} u" in k}
        ),
        f"Two hidden layers of {units} units; training solid, validation dashed.",
    )
ratio = gaps["16 units, 0.5, on words"] / gaps["16 units, 0"]
course.number("gap, with dropout on words / without dropout", ratio, at_most=0.5)
accuracy = histories["16 units, 0.5, on words"]["val_accuracy"][-1]
course.number("its validation accuracy", accuracy, at_least=0.87, percent=True)
for units in widths:
    without, with_it = (histories[f"{units} units, {r}"] for r in (0, 0.5))
    gain = with_it["val_accuracy"][-1] - without["val_accuracy"][-1]
    course.number(
        f"gain in accuracy, {units} units, 0.5", gain, at_least=0, percent=True
    )
