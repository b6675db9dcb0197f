"""21c. Classification and localization: a box around a digit

Which digit is it, and where? Digits of two sizes are put at random places of a larger,
noisy image. One network has two heads: ten probabilities, and the four numbers of a
box. As in the ILSVRC-2012 competition, a bet on the place is right only if its class is
right and its box overlaps the true one by at least 50 %. Overlap is measured as
intersection over union: the area that both boxes share, divided by the area that they
cover together.

Slides: The ILSVRC-2012 competition on ImageNet (classification and localization); Error
    rates on the ILSVRC-2012 competition
Data: mnist
Expected: 94 % of the digits are classified correctly, and 92 % classified and
    localized.
Budget: 140 s
Take away: A box is four numbers, learnt by regression beside the class, from the same
    features. A bet on both can only be lost more often than one on the class alone; the
    smaller the object, the fewer pixels a box may be off.
"""

import numpy as np

from tengen import Input, Model, course, datasets, layers, optimizers, utils

utils.set_random_seed(21)
random = np.random.default_rng(21)
SIDE = 48  # pixels of the larger image


# %% Digits of 28 or 14 pixels, each somewhere in a larger image
def place(digits):
    images = random.uniform(0, 0.3, (len(digits), SIDE, SIDE)).astype("float32")
    boxes = np.zeros((len(digits), 4), "float32")
    for k, digit in enumerate(digits / np.float32(255)):
        if random.random() < 0.5:
            digit = digit.reshape(14, 2, 14, 2).max(axis=(1, 3))
        rows, columns = np.flatnonzero(digit.any(1)), np.flatnonzero(digit.any(0))
        digit = digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        height, width = digit.shape
        top, left = (
            random.integers(SIDE - height + 1),
            random.integers(SIDE - width + 1),
        )
        part = images[k, top : top + height, left : left + width]
        np.maximum(part, digit, out=part)
        boxes[k] = left, top, width, height
    return images[..., None], boxes


(x, y), (x_test, y_test) = datasets.mnist.load_data()
few, many, epochs = (600, 300, 1) if course.quick else (60000, 10000, 8)
y, y_test = y[:few], y_test[:many]
(x, boxes), (x_test, boxes_test) = place(x[:few]), place(x_test[:many])

# %% One trunk, two heads
image = Input((SIDE, SIDE, 1))
z = image
for filters in (16, 32, 64):
    z = layers.Conv2D(filters, 3, padding="same", activation="relu")(z)
    z = layers.MaxPooling2D(2)(z)
z = layers.Flatten()(z)
what = layers.Dense(128, activation="relu")(z)
where = layers.Dense(128, activation="relu")(z)
label = layers.Dense(10, activation="softmax", name="label")(what)
box = layers.Dense(4, name="box")(where)
model = Model(image, [label, box])
rate = optimizers.schedules.CosineDecay(0.001, epochs * -(-len(x) * 9 // 640))
model.compile(
    optimizers.Adam(rate),
    loss={"label": "sparse_categorical_crossentropy", "box": "mae"},
    loss_weights={"label": 1, "box": 10},
    metrics={"label": "accuracy"},
)
targets = {"label": y, "box": boxes / SIDE}
model.fit(x, targets, epochs=epochs, batch_size=64, validation_split=0.1, verbose=2)


# %% Intersection over union, of boxes (left, top, width, height)
def overlap(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    start = np.maximum(a[..., :2], b[..., :2])
    end = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:])
    shared = np.prod(np.maximum(end - start, 0), axis=-1)
    areas = np.prod(a[..., 2:], axis=-1) + np.prod(b[..., 2:], axis=-1)
    return shared / (areas - shared)


course.check("a box overlaps itself wholly", overlap([1, 2, 3, 4], [1, 2, 3, 4]) == 1)
half = overlap([0, 0, 2, 2], [1, 0, 2, 2])
course.number("overlap of a box moved by half its width", half, near=1 / 3, within=1e-9)

# %% The test images, once
p, found = model.predict(x_test, verbose=0)
found = found * SIDE
guesses, shares = p.argmax(axis=1), overlap(boxes_test, found)
named = guesses == y_test
both = named & (shares >= 0.5)
course.number("classified", named.mean(), at_least=0.94, percent=True)
course.number("classified and localized", both.mean(), at_least=0.92, percent=True)
small = boxes_test[:, 3] <= 14
course.table(
    "Error rates on the test images",
    ["digits", "classification", "classification & localization"],
    [
        [size, f"{1 - named[these].mean():.1%}", f"{1 - both[these].mean():.1%}"]
        for size, these in [("all", small >= 0), ("large", ~small), ("small", small)]
    ],
)
titles = [f"{k}: {share:.0%}" for k, share in zip(guesses[:12], shares, strict=False)]
drawing = course.draw.boxes(x_test[:12], boxes_test[:12], found[:12], titles)
words = "Solid: the true box. Dashed: the network's. Above: its guess and the overlap."
course.figure("boxes", drawing, words)
drawing = course.draw.histograms({"test images": shares}, x="intersection over union")
course.figure("overlaps", drawing, "A box counts from 0.5 on.")
