"""15c. Pooling everything, and the way back up

A convolution and a pooling make images smaller; how do they become larger again? Global
pooling keeps one number of each map. A transposed convolution lets every number stamp
the whole filter, times itself, onto the result, and where stamps overlap they add up.
Up-sampling has no weights: it repeats each number, or interpolates between neighbours.

Each is computed step by step on a small grid and compared with its layer.

Slides: GlobalMaxPooling2D; Conv2DTranspose; UpSampling2D (nearest neighbour, bilinear)
Data: mnist
Expected: The layers give exactly the numbers computed by hand.
Budget: 10 s
Take away: A transposed convolution takes the same matrix as the convolution,
    transposed: the shapes go back, the values do not. Up-sampling undoes the size of a
    pooling.
"""

import numpy as np

from tengen import Input, course, datasets, layers, models


def run(layer, image, weights=None):
    model = models.Sequential([Input(image[..., None].shape), layer])
    if weights is not None:
        model.set_weights([weights[:, :, None, None]])
    return model.predict(image[None, :, :, None].astype("float32"), verbose=0)[
        0, ..., 0
    ]


# %% Global pooling: one number of each map
image = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])
greatest = run(layers.GlobalMaxPooling2D(), image)
mean = run(layers.GlobalAveragePooling2D(), image)
parts = {"map": image, "greatest": greatest, "mean": mean}
picture = course.draw.grids(parts, marks={"map": [(1, 3)]})
course.figure("global", picture, "Global max pooling and global average pooling.")
course.check("global max pooling is the maximum", greatest == image.max())
course.check("global average pooling is the mean", mean == image.mean())

# %% Transposed convolution: each number stamps the filter
small = np.array([[1, 2], [3, 4]])
weights = np.array([[1, 0, 1], [0, 2, 0], [1, 0, 1]])
for stride in (2, 1):
    stamps = np.zeros((4, stride + 3, stride + 3))
    for k, (i, j) in enumerate(np.ndindex(2, 2)):
        top, left = i * stride, j * stride
        stamps[k, top : top + 3, left : left + 3] = small[i, j] * weights
    result = stamps.sum(axis=0)
    course.figure(
        f"stride-{stride}",
        course.draw.grids({"input": small, "filter": weights, "sum of stamps": result}),
        f"A transposed convolution with stride {stride}.",
    )
    found = run(layers.Conv2DTranspose(1, 3, stride, use_bias=False), small, weights)
    course.check(
        f"Conv2DTranspose with stride {stride} is the sum of stamps",
        np.array_equal(found, result),
    )
titles = [f"stamp of {value}" for value in small.flat]
picture = course.draw.grids(dict(zip(titles, stamps, strict=True)))
course.figure("stamps", picture, "The stamps whose sum is the result with stride 1.")

# %% Why it is called transposed: the matrix of a convolution, the other way round
conv = layers.Conv2D(1, 3, use_bias=False)
units = np.eye(16).reshape(16, 4, 4)  # an image for each pixel, 1 there and else 0
matrix = np.stack([run(conv, unit, weights).ravel() for unit in units], axis=1)
forth = run(conv, image, weights)
back = run(layers.Conv2DTranspose(1, 3, use_bias=False), forth, weights)
there = np.array_equal(matrix @ image.ravel(), forth.ravel())
course.check("the matrix, times the image, is the convolution", there)
again = np.array_equal(matrix.T @ forth.ravel(), back.ravel())
course.check("the transposed matrix, times the map, leads back", again)
course.figure(
    "there-and-back",
    course.draw.grids({"image": image, "convolution": forth, "transposed": back}),
    "The shape comes back, the image does not.",
)

# %% Up-sampling: nearest, and bilinear
nearest = small.repeat(2, axis=0).repeat(2, axis=1)
places = np.clip((np.arange(4) + 0.5) / 2 - 0.5, 0, 1)  # of the new pixels' centres
rows, columns = np.meshgrid(places, places, indexing="ij")
bilinear = (
    (1 - rows) * (1 - columns) * small[0, 0]
    + (1 - rows) * columns * small[0, 1]
    + rows * (1 - columns) * small[1, 0]
    + rows * columns * small[1, 1]
)
ups = course.draw.grids({"input": small, "nearest": nearest, "bilinear": bilinear})
course.figure("up", ups, "Up-sampling by 2: copies, and means weighted by nearness.")
for kind, expected in {"nearest": nearest, "bilinear": bilinear}.items():
    found = run(layers.UpSampling2D(2, interpolation=kind), small)
    course.check(f"UpSampling2D, {kind}", np.allclose(found, expected))

# %% The same on a digit: pooled by 4, and up again
digit = datasets.mnist.load_data()[1][0][0] / 255
pooled = run(layers.MaxPooling2D(4), digit)
ups = [
    run(layers.UpSampling2D(4, interpolation=k), pooled)
    for k in ("nearest", "bilinear")
]
course.figure(
    "digit",
    course.draw.images(
        [digit, pooled, *ups], ["digit", "pooled", "nearest", "bilinear"]
    ),
    "28 x 28 pixels, 7 x 7, and again 28 x 28.",
)
