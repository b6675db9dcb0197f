"""12b. Wider, deeper, and through a bottleneck

The further experiments on the newswires: layers of 32, 64 and 128 units; one, two and
three hidden layers; fewer epochs. And one that the slides warn of: a hidden layer of 4
units between 64 units and 46 classes. What does not get through these four numbers, the
layers after it cannot know.

Every network trains for the same number of epochs and is judged by the validation
newswires at its best epoch. The best one, and the one with the bottleneck, then meet
the test newswires, once.

Slides: Reuters (further experiments); Multiclass classification (information
    bottlenecks).
Data: reuters
Expected: The best network has at least 79.5 % test accuracy; with the bottleneck of 4
    units it is at least 5 points lower.
Budget: 60 s
Take away: Width and depth matter little here; one hidden layer is enough. A layer much
    narrower than the number of classes costs more than any other choice. After the best
    epoch each network gets worse, the larger the sooner.
"""

import numpy as np

from tengen import callbacks, course, datasets, layers, models, utils

# %% The data; the first 1,000 newswires are the validation set
(data, y), (test_data, y_test) = datasets.reuters.load_data(num_words=10000)


def multi_hot(sequences, dimension=10000):
    results = np.zeros((len(sequences), dimension), dtype="uint8")
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1
    return results


n = 2500 if course.quick else 8982
x, y = multi_hot(data[:n]), y[:n]
x_val, y_val, x, y = x[:1000], y[:1000], x[1000:], y[1000:]

# %% The hidden layers of each network
plans = [(64,), (32, 32), (64, 64), (128, 128), (128,), (64, 64, 64), (64, 4)]
if course.quick:
    plans = [(64, 64), (64, 4)]
epochs, histories, trained, rows = 5 if course.quick else 20, {}, {}, []
for plan in plans:
    utils.set_random_seed(12)
    model = models.Sequential([layers.Input((10000,))])
    for units in plan:
        model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(46, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    keep_best = callbacks.EarlyStopping(
        monitor="val_accuracy", patience=epochs, restore_best_weights=True
    )
    settings = {"batch_size": 512, "epochs": epochs, "callbacks": [keep_best]}
    h = model.fit(x, y, validation_data=(x_val, y_val), verbose=0, **settings).history
    name = "-".join(str(units) for units in plan)
    histories[name], trained[name] = h, model
    best = int(np.argmax(h["val_accuracy"]))
    at_best, at_end = h["val_accuracy"][best], h["val_accuracy"][-1]
    parameters = f"{model.count_params():,}"
    rows.append([name, parameters, best + 1, f"{at_best:.2%}", f"{at_end:.2%}"])
head = ["hidden units", "parameters", "best epoch", "accuracy then", "at the end"]
course.table("Validation accuracy", head, rows)

# %% Curves: wide, deep, narrow
course.figure(
    "curves",
    course.draw.curves(
        {name: h["val_accuracy"] for name, h in histories.items()},
        x="epoch",
        y="validation accuracy",
    ),
    "All networks end close together, but for the one with the bottleneck of 4 units.",
)

# %% The choice on validation data, then the test, once
accuracies = {name: max(h["val_accuracy"]) for name, h in histories.items()}
chosen = max(accuracies, key=accuracies.get)
print("chosen:", chosen)
x_test = multi_hot(test_data)
test = {}
for name in (chosen, "64-4"):
    loss, test[name] = trained[name].evaluate(x_test, y_test, batch_size=512, verbose=0)
course.number("test accuracy of the chosen", test[chosen], at_least=0.795, percent=True)
course.number("test accuracy with 4 units", test["64-4"], percent=True)
lost = test[chosen] - test["64-4"]
course.number("lost in the bottleneck", lost, at_least=0.05, percent=True)
