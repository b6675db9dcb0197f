"""Several inputs and outputs."""

# ruff: noqa

# %% ours
from tensorflow import keras
from tensorflow.keras import layers

# %% today
import keras
from keras import layers

# %% 101
num_tags = 12
num_words = 10000
num_departments = 4
title_input = keras.Input(shape=(None,), name="title")
body_input = keras.Input(shape=(None,), name="body")
tags_input = keras.Input(shape=(num_tags,), name="tags")
title_features = layers.Embedding(num_words, 64)(title_input)
body_features = layers.Embedding(num_words, 64)(body_input)

# %% 102
title_features = layers.LSTM(128)(title_features)
body_features = layers.LSTM(32)(body_features)
x = layers.concatenate([title_features, body_features, tags_input])
priority_pred = layers.Dense(1, activation="sigmoid", name="priority")(x)
department_pred = layers.Dense(
    num_departments, activation="softmax", name="department"
)(x)
model = keras.Model(
    inputs=[title_input, body_input, tags_input],
    outputs=[priority_pred, department_pred],
)

# %% 103 needs visualization.plot_model
keras.utils.plot_model(model, "multi_input_and_output_model.png", show_shapes=True)

# %% check needs visualization.plot_model
from pathlib import Path

assert Path("multi_input_and_output_model.png").stat().st_size > 1000

# %% 104
model.compile(
    optimizer=keras.optimizers.RMSprop(0.001),
    loss=["binary_crossentropy", "categorical_crossentropy"],
    loss_weights=[1.0, 0.2],
)

# %% 105
model.compile(
    optimizer=keras.optimizers.RMSprop(0.001),
    loss={"priority": "binary_crossentropy", "department": "categorical_crossentropy"},
    loss_weights=[1.0, 0.2],
)

# %% 106
import numpy as np

# %% 107 108
title_data = np.random.randint(num_words, size=(1280, 10))

# %% 109
body_data = np.random.randint(num_words, size=(1280, 100))

# %% 110
tags_data = np.random.randint(2, size=(1280, num_tags)).astype("float32")

# %% 111 112
priority_targets = np.random.random(size=(1280, 1))

# %% 113
dept_targets = np.random.randint(2, size=(1280, num_departments))

# %% 114 115 116 117
model.fit(
    {"title": title_data, "body": body_data, "tags": tags_data},
    {"priority": priority_targets, "department": dept_targets},
    epochs=2,
    batch_size=32,
)

# %% check
found = model.history.history
expected = np.array(found["priority_loss"]) + 0.2 * np.array(found["department_loss"])
np.testing.assert_allclose(found["loss"], expected, rtol=1e-4)

# %% check
# The exercise: six planes of a Go board in, a policy of 362 moves and a value out.
board = keras.Input(shape=(19, 19, 6), name="board")
x = layers.Conv2D(8, 3, activation="relu", padding="same")(board)
x = layers.Flatten()(x)
policy = layers.Dense(362, activation="softmax", name="policy")(x)
value = layers.Dense(1, activation="sigmoid", name="value")(x)
model = keras.Model(board, [policy, value])
model.compile(
    optimizer=keras.optimizers.SGD(lr=0.01, momentum=0.9),
    loss={"policy": "categorical_crossentropy", "value": "mse"},
    metrics={"policy": "accuracy", "value": "mse"},
)
planes = np.random.randint(2, size=(64, 19, 19, 6)).astype("float32")
moves = np.eye(362)[np.random.randint(362, size=64)]
wins = np.random.random(size=(64, 1))
losses = model.fit(
    planes, {"policy": moves, "value": wins}, epochs=3, verbose=0
).history["loss"]
assert losses[-1] < losses[0]
