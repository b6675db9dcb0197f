"""Tapes on arithmetic, on activations (Grad-CAM), and optimizers on functions."""

# ruff: noqa: B007, B905, UP008, UP031

import numpy as np
import tensorflow as tf
from tensorflow import keras

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x**2
dy_dx = tape.gradient(y, x).numpy()

with tf.GradientTape(persistent=True) as tape:
    c = tf.constant([1.0, 2.0])
    tape.watch(c)
    s = tf.reduce_sum(c * c)
    t = s * s
both = tape.gradient(s, c).numpy(), tape.gradient(t, c).numpy()
del tape

# Linear regression
W, b = tf.Variable(5.0), tf.Variable(0.0)
inputs = tf.constant(np.linspace(-1, 1, 21), dtype=tf.float32)
targets = 3.0 * inputs + 2.0
for epoch in range(60):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(targets - (W * inputs + b)))
    dW, db = tape.gradient(loss, [W, b])
    W.assign_sub(0.3 * dW)
    b.assign_sub(0.3 * db)
fitted = W.numpy(), b.numpy()

# A function that an optimizer minimizes
v = tf.Variable([4.0, -3.0])
optimizer = keras.optimizers.Adam(learning_rate=0.2)
for _ in range(200):
    optimizer.minimize(lambda: tf.reduce_sum((v - [1.0, 2.0]) ** 2), var_list=[v])
minimum = v.numpy()

# Grad-CAM
tf.random.set_seed(5)
model = keras.Sequential(
    [
        keras.layers.Conv2D(
            4, 3, activation="relu", input_shape=(8, 8, 1), name="last"
        ),
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dense(3),
    ]
)
image = np.random.RandomState(0).rand(1, 8, 8, 1).astype("float32")
grad_model = keras.models.Model(
    [model.inputs], [model.get_layer("last").output, model.output]
)
with tf.GradientTape() as tape:
    last_conv_layer_output, preds = grad_model(image)
    pred_index = tf.argmax(preds[0])
    class_channel = preds[:, pred_index]
grads = tape.gradient(class_channel, last_conv_layer_output)
pooled_grads = tf.reduce_mean(grads, axis=(0, 1, 2))
last_conv_layer_output = last_conv_layer_output[0]
heatmap = last_conv_layer_output @ pooled_grads[..., tf.newaxis]
heatmap = tf.squeeze(heatmap)
heatmap = tf.maximum(heatmap, 0) / tf.math.reduce_max(heatmap)
heatmap = heatmap.numpy()
