"""12a. Newswires in 46 classes

Each newswire of 1986 belongs to one of 46 topics. Some topics have thousands of
examples, some have ten. The words are encoded as for the film reviews; the network ends
with one output per class, and a softmax makes of them a probability distribution. The
cross-entropy measures how far that is from the true one, which is 1 for the right class
and 0 for all others.

There are two ways to give the classes: one-hot vectors with `categorical_crossentropy`,
or numbers with `sparse_categorical_crossentropy`. Does it matter which?

Slides: Multiclass Classification; Exercise (Train a small dense network on the Reuters
    data); Reuters (Train on less epochs).
Data: reuters
Expected: 78 % of the test newswires are put into the right class, of 46. (The best
    network of the next recipe has 79.5 %.)
Budget: 35 s
Take away: N classes want a last layer of N units with softmax, and a cross-entropy.
    One-hot and sparse labels are the same loss, written in two ways. Fewer epochs can
    be better: how many, the validation set says.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

# %% The data: words as for IMDB, classes in both ways
(train_data, train_labels), (test_data, test_labels) = datasets.reuters.load_data(
    num_words=10000
)


def multi_hot(sequences, dimension=10000):
    results = np.zeros((len(sequences), dimension), dtype="uint8")
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1
    return results


def to_one_hot(labels, dimension=46):
    results = np.zeros((len(labels), dimension))
    for i, label in enumerate(labels):
        results[i, label] = 1
    return results


n, n_val = (2560, 512) if course.quick else (8982, 1000)
x, sparse = multi_hot(train_data[:n]), train_labels[:n]
one_hot = to_one_hot(sparse)
same = np.array_equal(one_hot, utils.to_categorical(sparse, 46))
course.check("one-hot by hand is `to_categorical`", same)
counts = np.bincount(train_labels)
print(f"{len(counts)} classes of {counts.min()} to {counts.max()} newswires")


# %% The network, its loss and its optimizer
def network(loss):
    utils.set_random_seed(12)
    model = models.Sequential()
    model.add(layers.Dense(64, activation="relu", input_shape=(10000,)))
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dense(46, activation="softmax"))
    model.compile("adam", loss, metrics=["accuracy"])
    return model


# %% Training with a validation set, with both kinds of labels
epochs = 3 if course.quick else 16
settings = {"batch_size": 512, "epochs": epochs, "verbose": 0}
histories = []
for y, loss in [
    (one_hot, "categorical_crossentropy"),
    (sparse, "sparse_categorical_crossentropy"),
]:
    model = network(loss)
    validation = (x[:n_val], y[:n_val])
    history = model.fit(x[n_val:], y[n_val:], validation_data=validation, **settings)
    histories.append(history.history)
one, other = histories
course.check(
    "one-hot and sparse labels: the same losses in every epoch",
    np.allclose(one["loss"], other["loss"], rtol=1e-3),
)
course.figure(
    "curves",
    course.draw.histories({"64 and 64 units": one}),
    "Training on less epochs: the validation loss has its minimum long before the end.",
)

# %% The best number of epochs, a new network with all newswires, and the test, once
best = int(np.argmin(one["val_loss"])) + 1
course.number("best epoch by validation loss", best)
course.number("validation accuracy then", one["val_accuracy"][best - 1], percent=True)
model = network("categorical_crossentropy")
model.fit(x, one_hot, batch_size=512, epochs=best, verbose=0)
x_test, y_test = multi_hot(test_data), to_one_hot(test_labels)
loss, accuracy = model.evaluate(x_test, y_test, batch_size=512, verbose=0)
course.number("test accuracy", accuracy, at_least=0.78, percent=True)
course.number("always the largest class", np.mean(test_labels == 3), percent=True)

# %% The predictions are probability distributions
p = model.predict(x_test, batch_size=512, verbose=0)
course.check("46 outputs that sum to 1", np.allclose(p.sum(axis=1), 1, atol=1e-5))
k = p[0].argmax()
print(f"test newswire 0: class {k} with {p[0, k]:.1%}, label {test_labels[0]}")
