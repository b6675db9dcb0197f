"""16b. LeNet5 over a wide image of overlapping digits

Where does one digit end and the next begin? LeNet need not know. A dense layer over all
its maps is a convolution with one place, so the same weights can slide over an image of
any width, and every four pixels there is an answer to "what stands here?".

LeNet5 learns this from windows of lines of digits: what stands in their middle, or that
nothing does. Neighbours look in from both sides, and may touch.

Slides: Le Net (a wide net that can cope with several characters at once even if they
    overlap)
Data: mnist
Expected: The convolutional network gives the answers of the dense one, and names 95 %
    of the digits in a line of the test set's.
Budget: 50 s
Take away: Dense layers are convolutions, too, so a network of convolutions takes images
    of any size. What neighbouring windows have in common is computed once.
"""

import numpy as np
from matplotlib.figure import Figure

from tengen import applications, course, datasets, layers, models, utils

utils.set_random_seed(16)
rng = np.random.default_rng(16)
nothing = 10


# %% Lines of digits, 32 rows high: some touch or overlap, some stand far apart
def write(digits):
    gaps = rng.integers(15, 23, len(digits)) + 25 * (rng.random(len(digits)) < 0.1)
    middles = 12 + np.cumsum(gaps)
    line = np.zeros((32, middles[-1] + 40), "float32")
    for digit, middle in zip(digits, middles, strict=True):
        part = line[2:30, middle - 14 : middle + 14]
        np.maximum(part, digit, out=part)
    return line, middles


(x, y), (x_test, y_test) = datasets.mnist.load_data()
x, x_test = x / np.float32(255), x_test / np.float32(255)
n = 4_000 if course.quick else 40_000
x, y = x[:n], y[:n]
line, middles = write(x)

# %% Windows with a digit in the middle, and windows between two digits
near = middles + rng.integers(-2, 3, n)
between = middles[:-1] + rng.integers(7, np.diff(middles) - 6)
places = np.concatenate([near, between])
answers = np.concatenate([y, np.full(len(between), nothing)])
order = rng.permutation(len(places))
places, answers = places[order], answers[order]
windows = np.stack([line[:, m - 16 : m + 16] for m in places])[..., None]

# %% LeNet5 with eleven classes
lenet = applications.LeNet5(classes=11)
lenet.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
epochs = 2 if course.quick else 5
lenet.fit(windows, answers, 64, epochs, validation_split=0.05, verbose=2)

# %% The same weights without a dense layer
wide = models.Sequential()
wide.add(applications.LeNet5(include_top=False, input_shape=(32, None, 1)))
wide.add(layers.Conv2D(120, 5, activation="tanh"))
wide.add(layers.Conv2D(84, 1, activation="tanh"))
wide.add(layers.Conv2D(11, 1, activation="softmax"))
pairs = zip(lenet.get_weights(), wide.weights, strict=True)
wide.set_weights([weights.reshape(like.shape) for weights, like in pairs])
wide.summary()

# %% One look at the whole line, or window by window
image, middles = write(x_test[: 500 if course.quick else None])
p = wide.predict(image[None, ..., None], verbose=0)[0, 0]
windows = np.stack([image[:, 4 * k : 4 * k + 32] for k in range(len(p))])[..., None]
difference = np.abs(lenet.predict(windows, verbose=0) - p).max()
course.check("one look gives the answers of all windows", difference < 1e-4)
at = np.round((middles - 16) / 4).astype(int)  # the middle of window k: 4 k + 16
named = p[at].argmax(axis=1) == y_test[: len(at)]
course.number("digits named, in a line", named.mean(), at_least=0.95, percent=True)
seen = p[(at[:-1] + at[1:]) // 2].argmax(axis=1) == nothing
course.number("gaps between two digits seen", seen.mean(), percent=True)

# %% The answers along the line, where they are not "nothing"
figure = Figure((7, 6), layout="constrained")
for row, axes in enumerate(figure.subplots(3)):
    left = 240 * row
    extent = (left, left + 240, 0, 32)
    axes.imshow(image[:, left : left + 240], cmap="gray_r", extent=extent)
    for k in range(left // 4, left // 4 + 53):
        best, sure = p[k].argmax(), float(p[k].max())
        if best != nothing:
            axes.text(4 * k + 16, -8, best, ha="center", alpha=sure)
    axes.set(xlim=(left, left + 240), ylim=(-10, 32), yticks=[], xlabel="column")
course.figure("answers", figure, "What LeNet5 sees in the middle of each window.")
