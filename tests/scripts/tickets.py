"""Customers' tickets: three inputs, two outputs, a loss for each."""

import keras
import numpy as np
from helpers import fill, report
from keras import layers

num_words, num_tags, num_departments = 200, 12, 4

generator = np.random.default_rng(0)
count = 160
title_data = generator.integers(1, num_words, (count, 10))
body_data = generator.integers(1, num_words, (count, 40))
body_data[:, 30:] *= generator.integers(0, 2, (count, 1))
tags_data = generator.integers(0, 2, (count, num_tags)).astype("float32")
priority_targets = (tags_data[:, :3].sum(1, keepdims=True) > 1).astype("float32")
departments = (title_data[:, 0] + tags_data[:, 3].astype(int)) % num_departments
dept_targets = keras.utils.to_categorical(departments, num_departments)

title_input = keras.Input(shape=(None,), name="title")
body_input = keras.Input(shape=(None,), name="body")
tags_input = keras.Input(shape=(num_tags,), name="tags")

embedding = layers.Embedding(num_words, 16)
title_features = layers.LSTM(16)(embedding(title_input))
body_features = layers.GRU(8)(embedding(body_input))
x = layers.concatenate([title_features, body_features, tags_input])
priority_pred = layers.Dense(1, name="priority", activation="sigmoid")(x)
department_pred = layers.Dense(num_departments, name="department")(x)

model = keras.Model(
    inputs=[title_input, body_input, tags_input],
    outputs={"priority": priority_pred, "department": department_pred},
)
fill(model)
model.compile(
    optimizer=keras.optimizers.RMSprop(1e-3),
    loss={
        "priority": keras.losses.BinaryCrossentropy(),
        "department": keras.losses.CategoricalCrossentropy(from_logits=True),
    },
    loss_weights={"priority": 1.0, "department": 0.2},
    metrics={"priority": ["accuracy", "mae"], "department": "accuracy"},
)
history = model.fit(
    {"title": title_data, "body": body_data, "tags": tags_data},
    {"priority": priority_targets, "department": dept_targets},
    epochs=2,
    batch_size=32,
    shuffle=False,
    validation_split=0.2,
    sample_weight=None,
)
inputs = {
    "title": title_data[:6],
    "body": body_data[:6],
    "tags": tags_data[:6],
}
predictions = model.predict(inputs, verbose=0)

# The same graph cut elsewhere, and the outputs as a list.
features = keras.Model(model.inputs, x)
listed = keras.Model(
    [title_input, body_input, tags_input], [priority_pred, department_pred]
)
listed.compile("sgd", ["binary_crossentropy", "mse"], loss_weights=[1.0, 0.5])
arrays = [title_data[:32], body_data[:32], tags_data[:32]]
targets = [priority_targets[:32], dept_targets[:32]]

report(
    history=history.history,
    score=model.evaluate(
        [title_data, body_data, tags_data],
        {"priority": priority_targets, "department": dept_targets},
        verbose=0,
        return_dict=True,
    ),
    predictions=predictions,
    features=features.predict(list(inputs.values()), verbose=0),
    listed_loss=listed.train_on_batch(arrays, targets),
    listed_score=listed.evaluate(arrays, targets, verbose=0),
    listed_predictions=listed.predict(arrays, verbose=0)[1][:4],
)
