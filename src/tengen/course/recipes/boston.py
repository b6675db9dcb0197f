"""13. Boston housing: a price, and few examples

What was a house worth in each of 506 quarters of Boston in the 1970s? Thirteen numbers
describe a quarter, and each has a scale of its own: a share from 0 to 1, a tax rate in
the hundreds. So each is scaled by itself, with mean and deviation of the training
examples.

With 404 examples for training, a validation set set aside would be small, and its error
a matter of luck. 3-fold cross-validation has each third judged once by a network that
learned from the other two. So the number of hidden layers, of units and of epochs is
chosen; then a new network learns with that choice from all 404, and only this one sees
the 102 test examples.

Slides: Regression; exercise "Train a small dense network on the Boston Housing data".
Data: boston_housing
Expected: The mean absolute error is at most 2.6 thousand dollars in cross-validation,
    and at most 3.0 on the test data.
Budget: 60 s
Take away: Scale each feature by itself. When examples are few, choose by K-fold
    validation, and then train once more on everything. The best of many choices looks a
    little better in cross-validation than it is.
"""

import numpy as np

from tengen import course, datasets, layers, models, utils

utils.set_random_seed(13)

# %% The data: 13 numbers for a quarter of the town, and a price in thousands of dollars
(x, y), (x_test, y_test) = datasets.boston_housing.load_data()
names = "CRIM ZN INDUS CHAS NOX RM AGE DIS RAD TAX PTRATIO B LSTAT".split()
ranges = zip(names, x.min(axis=0), x.mean(axis=0), x.max(axis=0), strict=True)
course.table("Features", ["feature", "least", "mean", "greatest"], ranges)


def scale(training, other):
    mean, deviation = training.mean(axis=0), training.std(axis=0)
    return (training - mean) / deviation, (other - mean) / deviation


# %% The network, and its 3-fold cross-validation: each example is judged once
def network(hidden, units):
    model = models.Sequential()
    for _ in range(hidden):
        model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(1))
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return model


folds = np.array_split(np.random.permutation(len(x)), 3)
longest = 12 if course.quick else 200


def cross_validate(hidden, units, scale=scale):
    errors = []
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(x)), fold)
        a, b = scale(x[rest], x[fold])
        fit = {"epochs": longest, "batch_size": 16, "verbose": 0}
        model, held_out = network(hidden, units), (b, y[fold])
        history = model.fit(a, y[rest], validation_data=held_out, **fit)
        errors.append(history.history["val_mae"])
    return np.mean(errors, axis=0)  # one mean of the three folds after each epoch


# %% The grid: layers, units, epochs
sizes = [(hidden, units) for hidden in (1, 2, 3) for units in (16, 64, 128)]
sizes = sizes[4:5] if course.quick else sizes
curves = {size: cross_validate(*size) for size in sizes}
checked = [longest // 4, longest // 2, 3 * longest // 4, longest]
rows = [[f"{h} x {u}", *curves[h, u][np.array(checked) - 1]] for h, u in sizes]
head = ["layers x units", *(f"{epochs} epochs" for epochs in checked)]
course.table("3-fold MAE in thousands of dollars", head, rows)
error, epochs, size = min((curves[s][e - 1], e, s) for s in sizes for e in checked)
print(f"chosen: {size[0]} hidden layers of {size[1]} units, {epochs} epochs")
unscaled = cross_validate(*size, scale=lambda training, other: (training, other))
course.figure(
    "validation",
    course.draw.curves(
        {"scaled": curves[size], "as they come": unscaled},
        x="epoch",
        y="MAE (thousand dollars)",
        logarithmic=True,
    ),
    "The chosen network on examples held out, with scaled features and without.",
)

# %% Once more on everything, with what was chosen; now the test data
a, b = scale(x, x_test)
model = network(*size)
model.fit(a, y, epochs=epochs, batch_size=16, verbose=0)
mse, mae = model.evaluate(b, y_test, verbose=0)
order = np.argsort(y_test)
price = model.predict(b, verbose=0)[order, 0]
course.figure(
    "prices",
    course.draw.curves(
        {"predicted": price, "true": y_test[order]},
        x="test example, from the cheapest to the dearest",
        y="price (thousand dollars)",
    ),
    "Prices of the test examples. What cost more than 50 was entered as 50.",
)
always = np.mean(np.abs(y_test - np.median(y)))
course.number("3-fold MAE of the chosen network", error, at_most=2.6)
course.number("3-fold MAE of the same, not scaled", unscaled[epochs - 1])
course.number("test MAE", mae, at_most=3.0)
course.number("test MAE of always saying the median price", always)
