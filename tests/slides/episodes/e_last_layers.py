"""What the last layer is for each kind of problem; the slides print R."""

# ruff: noqa

# %% ours
import numpy as np
from keras import layers, models

num_input_features, num_classes, num_values = 5, 3, 1
rng = np.random.default_rng(0)
x = rng.random((64, num_input_features)).astype("float32")

# %% 33
model = models.Sequential()
model.add(layers.Dense(32, activation="relu", input_shape=(num_input_features,)))
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(num_classes, activation="softmax"))
model.compile(optimizer="rmsprop", loss="categorical_crossentropy")

# %% check
targets = np.eye(3)[x[:, :3].argmax(1)]
losses = model.fit(x, targets, epochs=5, verbose=0).history["loss"]
assert losses[-1] < losses[0]

# %% 34
model = models.Sequential()
model.add(layers.Dense(32, activation="relu", input_shape=(num_input_features,)))
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(num_classes, activation="sigmoid"))
model.compile(optimizer="rmsprop", loss="binary_crossentropy")

# %% check
targets = (x[:, :3] > 0.5).astype("float32")
losses = model.fit(x, targets, epochs=5, verbose=0).history["loss"]
assert losses[-1] < losses[0]

# %% 35
model = models.Sequential()
model.add(layers.Dense(32, activation="relu", input_shape=(num_input_features,)))
model.add(layers.Dense(32, activation="relu"))
model.add(layers.Dense(num_values))
model.compile(optimizer="rmsprop", loss="mse")

# %% check
targets = x.sum(1)
losses = model.fit(x, targets, epochs=5, verbose=0).history["loss"]
assert losses[-1] < losses[0]
