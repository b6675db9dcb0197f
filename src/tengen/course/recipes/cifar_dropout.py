"""20a. CIFAR-10 with dropout and max pooling

The network of recipe 19 soon knows its training images by heart and fails on others.
The practical work adds max pooling and dropout. What does each of them do to the
curves? On 10,000 photographs we train with neither, with one of them, and with both;
then the network with both sees all photographs.

Slides: Max Pooling; Dropout; Practical Work (Add Dropout and MaxPooling to the CIFAR10
    network)
Data: cifar10
Expected: With both, the gap between training and validation loss is less than a quarter
    of that with neither; on all photographs, 68 % of the test images are named
    correctly.
Budget: 300 s
Take away: Max pooling takes away 95 of 100 weights and most of the computing; dropout
    makes learning by heart hard. The network is better, faster and smaller, and can be
    trained longer before it overfits.
"""

import numpy as np

from tengen import course, datasets, models, utils
from tengen.layers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D

# %% The data: 5,000 of the 50,000 photographs for training are kept for validation
(x, y), (x_test, y_test) = datasets.cifar10.load_data()
m = 250 if course.quick else 5_000
x_train, y_train = x[:45_000] / np.float32(255), y[:45_000]
x_test, y_test = x_test[: 2 * m] / np.float32(255), y_test[: 2 * m]
validation = x[-m:] / np.float32(255), y[-m:]


# %% The network, with or without max pooling and dropout
def cnn(pooling, dropout):
    utils.set_random_seed(20)
    model = models.Sequential()
    model.add(Input((32, 32, 3)))
    for planes in (32, 64):
        model.add(Conv2D(planes, (3, 3), activation="relu"))
        if pooling:
            model.add(MaxPooling2D((2, 2)))
    if dropout:
        model.add(Dropout(0.25))
    model.add(Flatten())
    model.add(Dense(128, activation="relu"))
    if dropout:
        model.add(Dropout(0.5))
    model.add(Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %% 10,000 photographs: with neither, with one, with both
n, epochs = (500, 2) if course.quick else (10_000, 12)
options = {"batch_size": 128, "validation_data": validation, "verbose": 0}
kinds = {
    "neither": (False, False),
    "max pooling": (True, False),
    "dropout": (False, True),
    "both": (True, True),
}
histories, gaps, rows = {}, {}, []
for name, kind in kinds.items():
    model = cnn(*kind)
    history = model.fit(x_train[:n], y_train[:n], epochs=epochs, **options)
    histories[name] = history
    log = {key: values[-1] for key, values in history.history.items()}
    gaps[name] = log["val_loss"] - log["loss"]
    rows.append((name, f"{model.count_params():,}", gaps[name], *log.values()))
course.table(
    f"After {epochs} epochs with {n:,} photographs",
    ["with", "weights", "gap of losses", *log],
    rows,
)
course.figure(
    "few",
    course.draw.histories(histories),
    f"With {n:,} photographs. Solid: training; dashed: validation. Dropout is off in "
    "validation, and so the dashed curve may be the better one.",
)
ratio = gaps["both"] / gaps["neither"]
course.number("gap with both, over gap with neither", ratio, at_most=0.25)

# %% All photographs, with both
model = cnn(pooling=True, dropout=True)
model.summary()
n, epochs = (1_000, 2) if course.quick else (45_000, 16)
history = model.fit(x_train[:n], y_train[:n], epochs=epochs, **options)
course.figure(
    "all",
    course.draw.histories({"both": history}),
    f"With {n:,} photographs: after {epochs} epochs both losses still fall.",
)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
course.number("test accuracy", accuracy, at_least=0.68, percent=True)
