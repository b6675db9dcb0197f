"""A training loop written out, with and without tf.function."""

# ruff: noqa: B007, B905, UP008, UP031

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(4)
inputs = keras.Input(shape=(12,), name="digits")
x1 = layers.Dense(16, activation="relu")(inputs)
x2 = layers.Dense(16, activation="relu")(x1)
outputs = layers.Dense(3, name="predictions")(x2)
model = keras.Model(inputs=inputs, outputs=outputs)

optimizer = keras.optimizers.SGD(learning_rate=0.05)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
train_acc_metric = keras.metrics.SparseCategoricalAccuracy()
val_acc_metric = keras.metrics.SparseCategoricalAccuracy()

rng = np.random.RandomState(0)
x_train = rng.randn(96, 12).astype("float32")
y_train = np.argmax(x_train[:, :3], axis=1)
x_val, y_val = x_train[-32:], y_train[-32:]
train_dataset = tf.data.Dataset.from_tensor_slices((x_train[:64], y_train[:64]))
train_dataset = train_dataset.batch(16)
val_dataset = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(16)
start = model.get_weights()

losses = []
for epoch in range(2):
    for step, (x_batch_train, y_batch_train) in enumerate(train_dataset):
        with tf.GradientTape() as tape:
            logits = model(x_batch_train, training=True)
            loss_value = loss_fn(y_batch_train, logits)
        grads = tape.gradient(loss_value, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        losses.append(float(loss_value))
by_hand = model.get_weights()


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss_value = loss_fn(y, logits)
        loss_value += sum(model.losses)
    grads = tape.gradient(loss_value, model.trainable_weights)
    optimizer.apply_gradients(zip(grads, model.trainable_weights))
    train_acc_metric.update_state(y, logits)
    return loss_value


@tf.function
def test_step(x, y):
    val_logits = model(x, training=False)
    val_acc_metric.update_state(y, val_logits)


model.set_weights(start)
optimizer = keras.optimizers.SGD(learning_rate=0.05)
compiled_losses = []
for epoch in range(2):
    for step, (x_batch_train, y_batch_train) in enumerate(train_dataset):
        compiled_losses.append(train_step(x_batch_train, y_batch_train).numpy())
    train_acc = train_acc_metric.result()
    train_acc_metric.reset_states()
    for x_batch_val, y_batch_val in val_dataset:
        test_step(x_batch_val, y_batch_val)
    val_acc = val_acc_metric.result()
    val_acc_metric.reset_states()
    line = "Training acc over epoch: %.4f" % (float(train_acc),)
compiled = model.get_weights()
