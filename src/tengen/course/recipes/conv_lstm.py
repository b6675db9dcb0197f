"""11c. Reading reviews word by word

A multi-hot vector forgets the order of the words: "not bad, good" and "not good, bad"
are the same to it. Here the same reviews come as sequences. Each word becomes a vector
that is learnt (an embedding), a convolution along the text looks at five words at a
time, and an LSTM reads what the convolution found, from the first word to the last.

Does the order help? A dense network learns from the multi-hot vectors of the same 200
words. And both networks judge reviews whose words are shuffled.

Slides: Exercise (Train a small dense network on the IMDB data); Avoid Overfitting; the
    layers are those of the convolutional networks and of the ticket model.
Data: imdb
Expected: The network that reads judges at least 85 % of the validation reviews rightly.
    Shuffling their words costs it accuracy, and the dense network nothing.
Budget: 90 s
Take away: For the opinion of a review, which words occur says nearly everything:
    reading them in order gains hardly anything over counting them, and shuffling them
    costs little. After two or three epochs both networks know their 15,000 reviews too
    well, and get worse on others.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

utils.set_random_seed(11)

# %% The data: the last 200 words of each review, with zeros before shorter ones
(data, labels), _ = datasets.imdb.load_data(num_words=10000)
n, n_val, length = (1536, 512, 50) if course.quick else (25000, 10000, 200)
words, y = utils.pad_sequences(data[:n], maxlen=length), labels[:n]
shuffled = words.copy()
for review in shuffled:
    review[review > 0] = np.random.permutation(review[review > 0])


def multi_hot(sequences):
    results = np.zeros((len(sequences), 10000), dtype="uint8")
    for i, sequence in enumerate(sequences):
        results[i, sequence[sequence > 0]] = 1
    return results


same = np.array_equal(multi_hot(words[:99]), multi_hot(shuffled[:99]))
course.check("shuffled reviews have the same multi-hot vectors", same)

# %% The network that reads
reads = models.Sequential()
reads.add(layers.Embedding(10000, 32, input_length=length))
reads.add(layers.Conv1D(32, 5, activation="relu"))
reads.add(layers.MaxPooling1D(4))
reads.add(layers.LSTM(32))
reads.add(layers.Dense(1, activation="sigmoid"))
reads.summary()

# %% The network that counts
counts = models.Sequential()
counts.add(layers.Dense(16, activation="relu", input_shape=(10000,)))
counts.add(layers.Dense(16, activation="relu"))
counts.add(layers.Dense(1, activation="sigmoid"))

# %% Training both; the first 10,000 reviews are the validation set
epochs = 1 if course.quick else 3
settings = {"batch_size": 128, "epochs": epochs, "verbose": 0}
histories, mixed, rows = {}, {}, []
for name, model, x, other in [
    ("word by word", reads, words, shuffled[:n_val]),
    ("multi-hot", counts, multi_hot(words), multi_hot(shuffled[:n_val])),
]:
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    validation = (x[:n_val], y[:n_val])
    history = model.fit(x[n_val:], y[n_val:], validation_data=validation, **settings)
    h = histories[name] = history.history
    loss, mixed[name] = model.evaluate(other, y[:n_val], batch_size=128, verbose=0)
    best, last = max(h["val_accuracy"]), h["val_accuracy"][-1]
    accuracies = [f"{value:.2%}" for value in (best, last, mixed[name])]
    rows.append([name, f"{model.count_params():,}", *accuracies])
head = ["network", "parameters", "best epoch", "last epoch", "then, words shuffled"]
course.table("Validation accuracy", head, rows)
course.figure(
    "curves",
    course.draw.histories(histories),
    "Reading against counting; training solid, validation dashed.",
)

# %% What comes out
accuracy = histories["word by word"]["val_accuracy"]
course.number("accuracy, word by word", max(accuracy), at_least=0.85, percent=True)
lost = accuracy[-1] - mixed["word by word"]
course.number("lost by shuffling", lost, at_least=0, percent=True)
unmoved = histories["multi-hot"]["val_accuracy"][-1] - mixed["multi-hot"]
course.check("the dense network loses nothing", abs(unmoved) < 1e-3)
