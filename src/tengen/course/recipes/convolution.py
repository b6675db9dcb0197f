"""15a. Convolution and max pooling, step by step

A feature detector looks at a small patch: it multiplies the pixels by its weights and
adds up. Copies of it, with the same weights, stand at every place, and their answers
are a map of where the feature is. Max pooling keeps the greatest answer of each small
region.

First every step is done by hand on four by four numbers and compared with the layers.
Then detectors of edges, made by hand, look at a digit; and at last a network learns
detectors of its own, and we look at these and at their maps.

Slides: The replicated feature approach; Convolutional Networks (Conv2D, ReLU); Max
    Pooling
Data: mnist
Expected: The layers give exactly the numbers computed by hand.
Budget: 15 s
Take away: A convolution is one small sum of products, taken at every place with the
    same weights. Pooling asks whether a feature is near, and forgets where exactly.
"""

import numpy as np

from tengen import Input, course, datasets, layers, models, utils, visualization

utils.set_random_seed(15)

# %% One filter at every place of a 4x4 image
image = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
weights = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
answers = np.zeros((2, 2))
for i in range(2):
    for j in range(2):
        patch = image[i : i + 3, j : j + 3]
        answers[i, j] = np.sum(patch * weights)
        terms = [f"{p}*({w})" for p, w in zip(patch.flat, weights.flat, strict=True)]
        print(f"row {i}, column {j}:", " + ".join(terms), f"= {answers[i, j]:g}")
course.figure(
    "steps",
    course.draw.grids(
        {"image": image, "patch": image[:3, :3], "filter": weights, "map": answers},
        marks={"image": list(np.ndindex(3, 3)), "map": [(0, 0)]},
    ),
    "The outlined patch, times the filter, added up: the outlined number of the map.",
)


def convolve(image, weights, **options):
    model = models.Sequential()
    model.add(layers.Conv2D(1, weights.shape, use_bias=False, **options))
    model.build((None, *image.shape, 1))
    model.set_weights([weights[:, :, None, None]])
    return model.predict(image[None, :, :, None].astype("float32"), verbose=0)[
        0, ..., 0
    ]


found = convolve(image, weights)
course.check(
    "Conv2D gives the numbers computed by hand", np.array_equal(found, answers)
)
same = convolve(image, weights, padding="same")
wide = convolve(image, weights, padding="same", strides=2)
course.figure(
    "padding",
    course.draw.grids({"valid": found, "same": same, "same, stride 2": wide}),
    "With padding the map is as large as the image; a stride of 2 halves it.",
)
course.check(
    "a stride of 2 keeps every second answer", np.array_equal(wide, same[1::2, 1::2])
)

# %% Max pooling: the greatest number of each 2x2 region
pooled = image.reshape(2, 2, 2, 2).max(axis=(1, 3))
greatest = np.argwhere(image == pooled.repeat(2, axis=0).repeat(2, axis=1))
course.figure(
    "pooling",
    course.draw.grids({"image": image, "pooled": pooled}, marks={"image": greatest}),
    "Max pooling keeps the outlined numbers.",
)
found = layers.MaxPooling2D((2, 2))(image[None, :, :, None].astype("float32"))
course.check("MaxPooling2D keeps the same", np.array_equal(found[0, ..., 0], pooled))

# %% On a digit: edges by hand, ReLU, pooling
(x, y), (x_test, y_test) = datasets.mnist.load_data()
x, digit = x[..., None] / 255, x_test[0] / 255
edges = {"right": weights, "left": -weights, "lower": weights.T, "upper": -weights.T}
maps = [layers.ReLU()(convolve(digit, edge)) for edge in edges.values()]
pooled = [layers.MaxPooling2D(2)(m[None, :, :, None])[0] for m in maps]
course.figure(
    "edges",
    course.draw.images(
        [digit, *maps, digit[::2, ::2], *pooled],
        ["digit", *edges, "every second", *["pooled"] * 4],
        columns=5,
    ),
    "A digit, where four detectors of edges answer, and the maps after max pooling.",
)

# %% Detectors that were learned
model = models.Sequential([Input((28, 28, 1))])
model.add(layers.Conv2D(8, 5, activation="relu"))
model.add(layers.MaxPooling2D(3))
model.add(layers.Flatten())
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
n = 2_000 if course.quick else 20_000
model.fit(x[:n], y[:n], epochs=2 if course.quick else 4, verbose=0)
accuracy = model.evaluate(x_test[..., None] / 255, y_test, verbose=0)[1]
course.number("test accuracy with eight filters", accuracy, at_least=0.96, percent=True)
filters = visualization.filters_of(model.layers[0])[:, 0]
maps = visualization.activations_of(model, digit[..., None])
course.figure(
    "learned",
    course.draw.images([*filters, *maps], [f"filter {k}" for k in range(8)] + [""] * 8),
    "Eight learned filters of 5x5 pixels, dark where ink counts for them; below each "
    "its map of the digit.",
)
