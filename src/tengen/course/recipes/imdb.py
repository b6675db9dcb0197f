"""8. Is a film review good or bad?

25,000 reviews of films, each a list of word numbers, with 1 for a good review and 0 for
a bad one. A dense layer wants vectors of one size. So each review becomes a vector of
10,000 numbers: 1 where the word occurs in it, 0 elsewhere. The order of the words is
lost, and how often each is there.

How long should one train? A part of the training data, the validation set, is not
learnt from; the loss on it says when to stop.

Slides: Binary Classification; The IMDB dataset; Preparing the data; Exercise (Train a
    small dense network on the IMDB data).
Data: imdb
Expected: 88 % of the test reviews are judged rightly.
Budget: 40 s
Take away: After a few epochs the training loss still falls while the validation loss
    rises: the network learns its reviews by heart. The validation set shows when to
    stop; the test set is kept for one measurement at the end.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

utils.set_random_seed(8)

# %% The data: lists of word numbers
(train_data, train_labels), (test_data, test_labels) = datasets.imdb.load_data(
    num_words=10000
)
print(train_data[0][:4], "...", train_data[0][-2:], " label:", train_labels[0])
words = {rank + 3: word for word, rank in datasets.imdb.get_word_index().items()}
print(" ".join(words.get(number, "?") for number in train_data[0][1:20]), "...")


# %% Preparing the data: [3, 5] becomes 10,000 numbers, 1 at 3 and at 5, 0 elsewhere
def multi_hot(sequences, dimension=10000):
    results = np.zeros((len(sequences), dimension), dtype="uint8")  # a byte holds a 1
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1
    return results


course.check(
    "[3, 5] becomes a vector of 10,000 with ones at 3 and 5 only",
    np.array_equal(np.flatnonzero(multi_hot([[3, 5]])), [3, 5]),
)
n, n_val = (2048, 512) if course.quick else (25000, 10000)
x, y = multi_hot(train_data[:n]), train_labels[:n]
course.number("different words in a review, mean", x.sum(axis=1).mean())


# %% The network, its loss and its optimizer
def network():
    model = models.Sequential()
    model.add(layers.Dense(16, activation="relu", input_shape=(10000,)))
    model.add(layers.Dense(16, activation="relu"))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


# %% Training with a validation set: the first 10,000 reviews
model = network()
model.summary()
epochs = 4 if course.quick else 20
history = model.fit(
    x[n_val:],
    y[n_val:],
    batch_size=512,
    epochs=epochs,
    validation_data=(x[:n_val], y[:n_val]),
    verbose=2,
).history
course.figure(
    "curves",
    course.draw.histories({"16 and 16 units": history}),
    "The training loss falls and falls; the validation loss soon has its minimum.",
)
best = int(np.argmin(history["val_loss"])) + 1
course.number("best epoch by validation loss", best)
course.number(
    "validation accuracy then", history["val_accuracy"][best - 1], percent=True
)

# %% A new network learns from all 25,000, for as many epochs; then the test, once
model = network()
model.fit(x, y, batch_size=512, epochs=best, verbose=0)
x_test, y_test = multi_hot(test_data[:n]), test_labels[:n]
loss, accuracy = model.evaluate(x_test, y_test, batch_size=512, verbose=0)
course.number("test accuracy", accuracy, at_least=0.88, percent=True)

# %% What it makes of reviews that it never saw
p = model.predict(x_test, batch_size=512, verbose=0)[:, 0]
course.figure(
    "answers",
    course.draw.histograms(
        {"bad reviews": p[y_test == 0], "good reviews": p[y_test == 1]},
        x="predicted probability of a good one",
    ),
    "Most answers are sure ones. The mistakes are on the wrong side of 0.5.",
)
for i in (p.argmin(), p.argmax(), np.abs(p - 0.5).argmin()):
    start = " ".join(words.get(number, "?") for number in test_data[i][1:16])
    print(f"{p[i]:.4f} (label {y_test[i]}): {start} ...")
