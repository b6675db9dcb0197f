"""27. Plain and residual networks of 8, 20 and 32 layers

Are more layers better? Plain networks of 8, 20 and 32 layers learn the same 10,000
photographs, and then the same networks with shortcuts: what goes into a pair of
convolutions is added to what comes out. That takes hardly any weights: two 1x1
convolutions, where the size changes.

The networks are the thin ones that He and others made for CIFAR-10, of 16, 32 and 64
planes; here the first convolution also halves the image, which makes them four times as
fast. Each is trained with three seeds, all in the same way.

Slides: Residual Networks; Evolution of the error; Evolution of the accuracy; exercise
    (Train a standard convolutional network on the CIFAR10 image dataset. Compare it to
    a residual network.)
Data: cifar10
Expected: The plain network of 32 layers is worse than the residual one of 32 layers, on
    the images it was trained on as well as on the test images.
Budget: 800 s
Take away: A deep plain network is worse even on what it was trained on: that is not
    overfitting, it is hard to train. With shortcuts a block has to learn only what to
    change: where depth costs the plain network most of what it can do, it costs the
    residual one little. Whether it gains is for more images and epochs to show.
"""

import numpy as np

from tengen import Input, course, datasets, layers, models, optimizers, utils

n, epochs, seeds = (256, 2, 1) if course.quick else (10_000, 14, 3)
depths = (8,) if course.quick else (8, 20, 32)

# %% The data: 10,000 photographs for training, 2,000 for validation
(x, y), (x_test, y_test) = datasets.cifar10.load_data()
x_train, y_train, x_test, y_test = x[:n], y[:n], x_test[:n], y_test[:n]
validation = x[-n // 5 :], y[-n // 5 :]


# %% A network of so many layers; a block is two of them
def conv(x, filters, strides=1):
    x = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9)(x)


def network(depth, kind):
    inputs = Input((32, 32, 3), dtype="uint8")
    x = layers.ReLU()(conv(layers.Rescaling(1 / 255)(inputs), 16, strides=2))
    for filters in (16, 32, 64):
        for block in range((depth - 2) // 6):
            strides = 2 if block == 0 and filters > 16 else 1
            ident = x if strides == 1 else layers.Conv2D(filters, 1, strides=2)(x)
            x = layers.ReLU()(conv(x, filters, strides))
            x = conv(x, filters)
            x = layers.ReLU()(layers.add([ident, x]) if kind == "residual" else x)
    x = layers.GlobalAveragePooling2D()(x)
    return models.Model(inputs, layers.Dense(10, activation="softmax")(x))


# %% One training
def train(depth, kind, seed):
    utils.set_random_seed(seed)
    model = network(depth, kind)
    rate = optimizers.schedules.CosineDecay(0.05, epochs * -(-n // 64))
    sgd = optimizers.SGD(rate, momentum=0.9)
    model.compile(sgd, "sparse_categorical_crossentropy", metrics=["accuracy"])
    options = {"batch_size": 64, "epochs": epochs, "validation_data": validation}
    log = model.fit(x_train, y_train, **options, verbose=0).history
    log["test_accuracy"] = [model.evaluate(x_test, y_test, verbose=0)[1]]
    print(f"{kind}, {depth} layers, seed {seed}: {log['test_accuracy'][0]:.3f}")
    return log


# %% All trainings; after an interruption, those that are still missing
logs = {}
for depth in depths:
    for kind in ("plain", "residual"):
        runs = [
            course.once(f"{kind}-{depth}-{seed}", train, depth, kind, seed)
            for seed in range(seeds)
        ]
        log = {key: np.array([run[key] for run in runs]) for key in runs[0]}
        logs[f"{kind}, {depth} layers"] = log

# %% Errors and accuracies over time: the seeds' mean, and from their least to greatest
for metric in ("loss", "accuracy", "val_accuracy"):
    words = metric.replace("val_", "validation ")
    means = {name: log[metric].mean(axis=0) for name, log in logs.items()}
    figure = course.draw.curves(means, "epoch", words)
    axes = figure.axes[0]
    for line, log in zip(axes.lines, logs.values(), strict=True):
        ends = log[metric].min(axis=0), log[metric].max(axis=0)
        axes.fill_between(line.get_xdata(), *ends, color=line.get_color(), alpha=0.15)
    course.figure(metric, figure, f"The {words} over time. Bands: from seed to seed.")

# %% What comes out
metrics = ("loss", "accuracy", "val_accuracy", "test_accuracy")
last = {name: [log[key][:, -1] for key in metrics] for name, log in logs.items()}
course.table(
    f"After {epochs} epochs: mean of {seeds} seeds ± standard deviation",
    ["", *(metric.replace("_", " ") for metric in metrics)],
    [
        (name, *(f"{values.mean():.3f} ± {values.std():.3f}" for values in row))
        for name, row in last.items()
    ],
)
plain, residual = list(last.values())[-2:]
course.number(
    "training loss, deepest: plain minus residual",
    plain[0].mean() - residual[0].mean(),
    at_least=0.1,
)
course.number(
    "test accuracy, deepest: residual minus plain",
    residual[3].mean() - plain[3].mean(),
    at_least=0.02,
    percent=True,
)
