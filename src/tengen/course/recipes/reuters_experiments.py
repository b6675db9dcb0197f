"""12b. Wider, deeper, and through a bottleneck

The further experiments on the newswires: layers of 32, 64 and 128 units; one, two and
three hidden layers; fewer epochs. And one that the slides warn of: a hidden layer of 4
units between 64 units and 46 classes. What does not get through these four numbers, the
layers after it cannot know.

Every network is judged by its validation loss at its best epoch. The best one, and the
one with the bottleneck, then learn anew from all newswires, for as many epochs as were
best, and meet the test newswires, once.

Slides: Reuters (further experiments); Multiclass classification (information
    bottlenecks).
Data: reuters
Expected: The best network has at least 79.5 % test accuracy; with the bottleneck of 4
    units it is at least 5 points lower.
Budget: 55 s
Take away: Width and depth matter little here; one hidden layer is enough. A layer much
    narrower than the number of classes costs more than any other choice. After the best
    epoch each network gets worse, the larger the sooner.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

# %% The data; the first 1,000 newswires are the validation set
(data, y), (test_data, y_test) = datasets.reuters.load_data(num_words=10000)


def multi_hot(sequences, dimension=10000):
    results = np.zeros((len(sequences), dimension), dtype="uint8")
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1
    return results


n, n_val = (2048, 512) if course.quick else (8982, 1000)
x, y = multi_hot(data[:n]), y[:n]
validation = (x[:n_val], y[:n_val])


def network(hidden):
    utils.set_random_seed(12)
    model = models.Sequential([layers.Input((10000,))])
    for units in hidden:
        model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(46, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %% The hidden layers of each network
plans = [(64, 64), (32, 32), (128, 128), (64,), (128,), (64, 64, 64), (64, 4)]
if course.quick:
    plans = [(64,), (64, 4)]
epochs, histories, best, rows = 3 if course.quick else 16, {}, {}, []
settings = {"batch_size": 512, "verbose": 0}
for plan in plans:
    model = network(plan)
    h = model.fit(
        x[n_val:], y[n_val:], epochs=epochs, validation_data=validation, **settings
    ).history
    name = "-".join(str(units) for units in plan)
    histories[name] = h
    best[plan] = (min(h["val_loss"]), int(np.argmin(h["val_loss"])) + 1)
    at_best, at_end = h["val_accuracy"][best[plan][1] - 1], h["val_accuracy"][-1]
    parameters = f"{model.count_params():,}"
    rows.append([name, parameters, *best[plan], f"{at_best:.2%}", f"{at_end:.2%}"])
head = ["hidden units", "parameters", "validation loss", "at epoch"]
head += ["accuracy then", f"after {epochs} epochs"]
course.table("On the validation newswires", head, rows)
course.figure(
    "curves",
    course.draw.curves(
        {name: h["val_accuracy"] for name, h in histories.items()},
        x="epoch",
        y="validation accuracy",
    ),
    "All come close to each other, but for the network with a layer of 4 units.",
)

# %% The choice on validation data; both learn anew from all newswires; the test, once
chosen = min(best, key=best.get)
print("chosen:", chosen)
x_test, test = multi_hot(test_data), {}
for plan in (chosen, (64, 4)):
    model = network(plan)
    model.fit(x, y, epochs=best[plan][1], **settings)
    loss, test[plan] = model.evaluate(x_test, y_test, batch_size=512, verbose=0)
course.number("test accuracy of the chosen", test[chosen], at_least=0.795, percent=True)
course.number("test accuracy with 4 units", test[64, 4], percent=True)
lost = test[chosen] - test[64, 4]
course.number("lost in the bottleneck", lost, at_least=0.05, percent=True)
