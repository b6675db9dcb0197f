"""The course's project as a student hands it in: read positions, train, save."""

import gc
import json
import os

import golois
import keras
import numpy as np
from keras import layers, regularizers

planes = 31
moves = 361
N = 256
epochs = 6
batch = 64
filters = 32

input_data = np.random.randint(2, size=(N, 19, 19, planes))
input_data = input_data.astype("float32")
policy = np.random.randint(moves, size=(N,))
policy = keras.utils.to_categorical(policy, num_classes=moves)
value = np.random.randint(2, size=(N,))
value = value.astype("float32")
end = np.random.randint(2, size=(N, 19, 19, 2))
end = end.astype("float32")
groups = np.zeros((N, 19, 19, 1))
groups = groups.astype("float32")

print("getValidation")
golois.getValidation(input_data, policy, value, end)

input = keras.Input(shape=(19, 19, planes), name="board")
x = layers.Conv2D(filters, 1, activation="relu", padding="same")(input)
for _ in range(5):
    x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
policy_head = layers.Conv2D(
    1,
    1,
    activation="relu",
    padding="same",
    use_bias=False,
    kernel_regularizer=regularizers.l2(0.0001),
)(x)
policy_head = layers.Flatten()(policy_head)
policy_head = layers.Activation("softmax", name="policy")(policy_head)
value_head = layers.Conv2D(
    1,
    1,
    activation="relu",
    padding="same",
    use_bias=False,
    kernel_regularizer=regularizers.l2(0.0001),
)(x)
value_head = layers.Flatten()(value_head)
value_head = layers.Dense(
    50, activation="relu", kernel_regularizer=regularizers.l2(0.0001)
)(value_head)
value_head = layers.Dense(
    1,
    activation="sigmoid",
    name="value",
    kernel_regularizer=regularizers.l2(0.0001),
)(value_head)

model = keras.Model(inputs=input, outputs=[policy_head, value_head])
model.summary()

if os.path.exists("start.weights.h5"):
    model.load_weights("start.weights.h5")

model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.002, momentum=0.9),
    loss={"policy": "categorical_crossentropy", "value": "binary_crossentropy"},
    loss_weights={"policy": 1.0, "value": 1.0},
    metrics={"policy": "categorical_accuracy", "value": "mse"},
)

losses = []
for i in range(1, epochs + 1):
    print("epoch " + str(i))
    golois.getBatch(input_data, policy, value, end, groups, i * N)
    history = model.fit(
        input_data,
        {"policy": policy, "value": value},
        epochs=1,
        batch_size=batch,
        shuffle=False,
    )
    losses.append([history.history[key][0] for key in sorted(history.history)])
    if i % 5 == 0:
        gc.collect()
    if i % 3 == 0:
        golois.getValidation(input_data, policy, value, end)
        val = model.evaluate(input_data, [policy, value], verbose=0, batch_size=batch)
        print("val =", val)
        losses.append(val)
        model.save("test.h5")

with open("losses.json", "w") as file:
    json.dump({"parameters": model.count_params(), "losses": losses}, file)
