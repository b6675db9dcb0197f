"""10a. Dropout, and the two ways to scale it

Dropout was devised by Geoff Hinton and his students. In training, a dropout layer sets
a part of its inputs to zero, at random and others each time. So no neuron can rely on
another one being there. At test time all are there, and the sums of the next layer
would be too large.

The slides give two cures. Scale all outputs down at test time; or scale up in training
what is kept, and do nothing at test time (inverted dropout; Keras does this). Are the
two the same?

Slides: Dropout (the vector 0.2, 0.5, 1.3, 0.8, 1.1; the two ways to scale; arguments).
Data: made here
Expected: In both ways training agrees with testing in expectation, for any rate.
Budget: 5 s
Take away: What counts is the fraction that is kept, 1 - rate: multiply by it at test
    time, or divide by it in training. At 0.5 it happens to be the rate itself. With
    noise_shape several numbers share their fate, such as a feature at all timesteps.
"""

import numpy as np

from tengen import course, layers, utils

utils.set_random_seed(10)

# %% The slides' vector through a dropout layer: in training and at test time
v = np.array([0.2, 0.5, 1.3, 0.8, 1.1], dtype="float32")
dropout = layers.Dropout(0.5)
for _ in range(3):
    print("training:", np.array(dropout(v, training=True)))
print("test:    ", np.array(dropout(v)))
out = np.array(dropout(v, training=True))
course.check(
    "in training each entry is 0 or doubled", np.all((out == 0) | (out == 2 * v))
)
course.check("at test time nothing changes", np.array_equal(dropout(v), v))

# %% First way: zero in training, scale down at test time
layer_output = np.tile(v, (100_000, 1))
mask = np.random.randint(0, high=2, size=layer_output.shape)
training = layer_output * mask
test = layer_output * 0.5
course.table(
    "Scaled at test time, rate 0.5",
    ["", "v0", "v1", "v2", "v3", "v4"],
    [["training, mean", *training.mean(axis=0)], ["test", *test[0]]],
)
same = np.allclose(training.mean(axis=0), test[0], atol=0.01)
course.check("scaled at test time, both agree in expectation", same)

# %% Second way: zero and scale up in training, leave the test alone
training = layer_output * mask / 0.5
keras = np.array(dropout(layer_output, training=True))
course.table(
    "Scaled in training (inverted), rate 0.5",
    ["", "v0", "v1", "v2", "v3", "v4"],
    [
        ["training, mean", *training.mean(axis=0)],
        ["layers.Dropout, mean", *keras.mean(axis=0)],
        ["test", *v],
    ],
)
same = np.allclose(training.mean(axis=0), v, atol=0.02)
course.check("scaled in training, both agree in expectation", same)
same = np.allclose(keras.mean(axis=0), v, atol=0.02)
course.check("so does the layer", same)

# %% Is the factor at test time the rate? With another rate one sees that it is not
mask = np.random.random(layer_output.shape) >= 0.2  # a fifth is dropped
mean = (layer_output * mask).mean(axis=0) / v
course.number("rate 0.2: factor for the test", mean.mean(), near=1 - 0.2, within=0.01)
keras = np.array(layers.Dropout(0.2)(layer_output, training=True))
course.number("part that the layer drops", np.mean(keras == 0), near=0.2, within=0.01)
course.check("what it keeps is divided by 0.8", np.allclose(keras.max(axis=0), v / 0.8))

# %% noise_shape: the same mask for all timesteps
ones = np.ones((2, 4, 6), dtype="float32")  # batch, timesteps, features
free = np.array(layers.Dropout(0.5)(ones, training=True))
tied = np.array(layers.Dropout(0.5, noise_shape=(2, 1, 6))(ones, training=True))
course.check("noise_shape: all timesteps have one mask", np.all(tied == tied[:, :1]))
course.figure(
    "noise-shape",
    course.draw.grids({"a mask of its own": free[0], "noise_shape=(2, 1, 6)": tied[0]}),
    "Four timesteps (rows) with six features: with noise_shape (batch, 1, features) a "
    "feature is dropped at all timesteps or at none.",
)
