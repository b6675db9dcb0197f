"""15b. Shared weights

Why copies of one detector, and not a detector of its own for every place? A convolution
is a dense layer in which most weights are zero and the others are the same few again
and again. Here the matrix of that dense layer is written down, the free parameters are
counted, and what follows from sharing is shown: if the image moves, the map moves with
it. A network that is trained on centred digits then meets digits that are not.

Several detectors give several maps, so that each patch is described in several ways.
Turned copies of a detector do for turned images what moved copies do for moved ones,
but for every angle there must be one more copy.

Slides: The replicated feature approach; Convolutional Networks (Conv2D: input and
    output shape)
Data: mnist
Expected: The map of a moved image is the moved map. The convolutional network still
    reads digits that are 4 pixels off; the dense one does not.
Budget: 20 s
Take away: Sharing turned 17 million weights into 320. What is learned at one place is
    known at all places.
"""

import numpy as np

from tengen import Input, course, datasets, layers, models, utils

utils.set_random_seed(15)

# %% The dense layer that does what a 3x3 filter does on a 4x4 image
weights = np.arange(1, 10).reshape(3, 3)
matrix = np.zeros((2, 2, 4, 4))
for i in range(2):
    for j in range(2):
        matrix[i, j, i : i + 3, j : j + 3] = weights
matrix = matrix.reshape(4, 16)
both = course.draw.grids({"filter": weights, "the same as a dense layer": matrix})
course.figure("matrix", both, "36 connections are not zero; they have nine weights.")
image = np.random.normal(size=(1, 4, 4, 1)).astype("float32")
conv = models.Sequential([Input((4, 4, 1)), layers.Conv2D(1, 3, use_bias=False)])
conv.set_weights([weights[:, :, None, None]])
dense = models.Sequential([Input((16,)), layers.Dense(4, use_bias=False)])
dense.set_weights([matrix.T])
numbers = np.ravel(dense(image.reshape(1, 16)))
course.check(
    "the dense layer gives the map", np.allclose(np.ravel(conv(image)), numbers)
)

# %% Free parameters of 32 maps of 26x26 numbers
image = Input((28, 28, 1))
maps = layers.Conv2D(32, 3)
answers = layers.Dense(26 * 26 * 32)
maps(image), answers(layers.Flatten()(image))
counts = {"one for each connection": answers.count_params()}
counts["3x3 patches, own weights"] = 26 * 26 * 32 * (3 * 3 + 1)
counts["3x3 patches, shared weights"] = maps.count_params()
course.table("Free parameters", ["weights", "count"], counts.items())
course.number("parameters, dense", answers.count_params(), near=16_981_120, within=0)
course.number("parameters, convolutional", maps.count_params(), near=320, within=0)

# %% Moved image, moved map; turned image and filter, turned map
(x, y), (x_test, y_test) = datasets.mnist.load_data()
x, x_test = x[..., None] / 255, x_test[..., None] / 255
edge = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
filters = np.stack([np.rot90(edge, k) for k in range(4)], axis=-1)[:, :, None]
detectors = models.Sequential([Input((28, 28, 1)), layers.Conv2D(4, 3, use_bias=False)])
detectors.set_weights([filters])
digit = x_test[:1]
moved, turned = np.roll(digit, (-4, -4), axis=(1, 2)), np.rot90(digit, axes=(1, 2))
maps = detectors.predict(np.concatenate([digit, moved, turned]), verbose=0)
of_digit, of_moved, of_turned = maps
course.figure(
    "moved",
    course.draw.images(
        [*np.moveaxis(of_digit, -1, 0), *np.moveaxis(of_moved, -1, 0)],
        [*(f"detector {k}" for k in range(1, 5)), *["moved"] * 4],
        columns=4,
    ),
    "Four maps of a digit, and of the digit moved 4 pixels up and to the left.",
)
course.check(
    "the map of the moved digit is the moved map",
    np.allclose(of_moved[:-4, :-4], of_digit[4:, 4:], atol=1e-5),
)
course.check(
    "turned digit, turned detector: turned map",
    np.allclose(of_turned[..., 1], np.rot90(of_digit[..., 0]), atol=1e-5),
)
course.table(
    "One patch, described by four detectors",
    [f"detector {k}" for k in range(1, 5)],
    [of_digit[8, 10]],
)

# %% Trained on digits in the middle, tested on digits that are not
dense = [layers.Flatten(), layers.Dense(128, activation="relu")]
conv = [layers.Conv2D(8, 5, activation="relu"), layers.MaxPooling2D(2)]
conv += [layers.Conv2D(32, 5, activation="relu"), layers.GlobalMaxPooling2D()]
n, epochs = (2_000, 2) if course.quick else (10_000, 6)
tests, curves = n // 5, {}
for name, body in {"dense": dense, "convolutional": conv}.items():
    model = models.Sequential([*body, layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:n], y[:n], epochs=epochs, batch_size=64, verbose=0)
    shifted = [np.roll(x_test[:tests], s, axis=2) for s in range(5)]
    curves[name] = [model.evaluate(s, y_test[:tests], verbose=0)[1] for s in shifted]
lines = {name: (np.arange(5), curve) for name, curve in curves.items()}
lines = course.draw.curves(lines, x="moved to the right (pixels)", y="test accuracy")
course.figure("shifted", lines, "Test digits are moved; in training none were.")
course.number("moved by 4: dense", curves["dense"][4], percent=True)
course.number(
    "moved by 4: convolutional", curves["convolutional"][4], at_least=0.8, percent=True
)
