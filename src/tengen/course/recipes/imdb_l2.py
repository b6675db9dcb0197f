"""9. Large weights cost: L2 regularization

Of two explanations the simpler one is more likely to be right. In a network, simple
means small weights. L2 regularization, also called weight decay, adds to the loss the
sum of the squared weights, times a small factor. What does that do to the errors in
training and in validation, and to the weights?

And what is in the loss that is reported? The slides say that the penalty is added at
training time only, so that the loss is much higher in training than in testing. Keras
adds it in `evaluate` too. The binary cross-entropy, measured beside the loss as a
metric, shows it. (The slides also leave out the square: the cost of a weight w is
factor * w * w.)

Slides: Weight Regularization; Exercise (Compare for the IMDB network the effect of
    weight regularization on the evolution of training and test errors).
Data: imdb
Expected: The gap between training and validation loss at the last epoch at least
    halves, and validation accuracy stays at 87 % or more.
Budget: 60 s
Take away: The penalty keeps training and validation errors together and pulls nearly
    all weights to zero. The slides' 0.001 is a mild dose here. The penalty is in the
    reported losses of `fit` and `evaluate` alike; to compare networks, take a metric
    without it.
"""

import numpy as np

from tengen import course, datasets, layers, models, regularizers, utils

# %% The penalty by hand: 0.001 for every squared weight
w = np.array([[1.0, -2.0], [0.5, 3.0]], dtype="float32")
by_hand = 0.001 * (1.0**2 + 2.0**2 + 0.5**2 + 3.0**2)
penalty = regularizers.l2(0.001)(w)
course.number("l2(0.001) of 1, -2, 0.5, 3", penalty, near=by_hand, within=1e-7)

# %% The data, as in the recipe before; the first 10,000 reviews are the validation set
(data, labels), _ = datasets.imdb.load_data(num_words=10000)
n, n_val = (1536, 512) if course.quick else (25000, 10000)
x, y = np.zeros((n, 10000), dtype="uint8"), labels[:n]
for i, review in enumerate(data[:n]):
    x[i, review] = 1
x_val, y_val, x, y = x[:n_val], y[:n_val], x[n_val:], y[n_val:]

# %% The same network without a penalty, with the slides' factor, and with a larger one
epochs = 3 if course.quick else 20
settings = {"batch_size": 512, "epochs": epochs, "verbose": 0}
histories, trained = {}, {}
for factor in (0.0, 0.001, 0.005):
    utils.set_random_seed(9)
    l2 = regularizers.l2(factor)
    model = models.Sequential()
    model.add(layers.Input((10000,)))
    model.add(layers.Dense(16, kernel_regularizer=l2, activation="relu"))
    model.add(layers.Dense(16, kernel_regularizer=l2, activation="relu"))
    model.add(layers.Dense(1, activation="sigmoid"))
    metrics = ["binary_crossentropy", "accuracy"]
    model.compile("adam", "binary_crossentropy", metrics=metrics)
    history = model.fit(x, y, validation_data=(x_val, y_val), **settings)
    histories[f"L2 {factor:g}"], trained[f"L2 {factor:g}"] = history.history, model

course.figure(
    "curves",
    course.draw.histories(histories),
    "Training solid, validation dashed. The stronger the penalty, the closer the two "
    "stay. The losses contain the penalty; the cross-entropies do not.",
)

# %% The gap between training and validation at the last epoch
rows, gaps = [], {}
for name, h in histories.items():
    gaps[name] = h["val_loss"][-1] - h["loss"][-1]
    without = h["val_binary_crossentropy"][-1] - h["binary_crossentropy"][-1]
    rows.append([name, gaps[name], without, f"{h['val_accuracy'][-1]:.2%}"])
head = ["network", "gap of losses", "gap without penalty", "validation accuracy"]
course.table("At the last epoch", head, rows)
ratio = gaps["L2 0.005"] / gaps["L2 0"]
course.number("gap, L2 0.005 / no L2", ratio, at_most=0.5)
accuracy = histories["L2 0.005"]["val_accuracy"][-1]
course.number("validation accuracy, L2 0.005", accuracy, at_least=0.87, percent=True)

# %% The weights
first = {name: model.layers[0].get_weights()[0] for name, model in trained.items()}
course.figure(
    "weights",
    course.draw.histograms(first, x="weight of the first layer"),
    "The 160,000 weights of the first layer: the penalty pulls them to zero.",
)
for name, w in first.items():
    part = np.mean(np.abs(w) < 0.01)
    course.number(f"{name}: weights smaller than 0.01", part, percent=True)

# %% What the penalty adds to the reported losses: in training and in `evaluate`
rows = []
for name, model in trained.items():
    factor, history = float(name[3:]), histories[name]
    added = history["loss"][-1] - history["binary_crossentropy"][-1]
    loss, cross_entropy, _ = model.evaluate(x_val, y_val, batch_size=512, verbose=0)
    kernels = [layer.get_weights()[0] for layer in model.layers[:2]]
    by_hand = factor * sum(np.sum(np.square(w, dtype="float64")) for w in kernels)
    rows.append([name, by_hand, added, loss - cross_entropy])
    same = np.isclose(loss - cross_entropy, by_hand, atol=1e-5)
    course.check(f"{name}: `evaluate` adds the penalty", same)
head = ["network", "by hand, at the end", "in the last epoch", "in evaluate"]
course.table("The penalty in the loss", head, rows)
