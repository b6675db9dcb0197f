"""train_step in the three ways Keras's guides have shown, and test_step."""

# ruff: noqa: B007, B905, UP008, UP031

import numpy as np
import tensorflow as tf
from tensorflow import keras

X = np.random.RandomState(0).randn(48, 6).astype("float32")
Y = (X[:, :1] * 2 - X[:, 1:2]).astype("float32")


class Compiled(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
        trainable_vars = self.trainable_variables
        gradients = tape.gradient(loss, trainable_vars)
        self.optimizer.apply_gradients(zip(gradients, trainable_vars))
        self.compiled_metrics.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}

    def test_step(self, data):
        x, y = data
        y_pred = self(x, training=False)
        self.compiled_loss(y, y_pred, regularization_losses=self.losses)
        self.compiled_metrics.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


class Computed(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


class Minimized(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return self.compute_metrics(x, y, self(x), sample_weight=None) | {"loss": loss}


def make(kind):
    keras.utils.set_random_seed(7)
    inputs = keras.Input((6,))
    hidden = keras.layers.Dense(5, "tanh", kernel_regularizer="l2")(inputs)
    outputs = keras.layers.Dense(1)(hidden)
    model = kind(inputs, outputs)
    model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
    return model


options = dict(epochs=3, batch_size=16, shuffle=False, verbose=0)
runs = {}
for kind in (keras.Model, Compiled, Computed, Minimized):
    model = make(kind)
    history = model.fit(X, Y, **options).history
    evaluated = model.evaluate(X, Y, verbose=0)
    runs[kind.__name__] = history, evaluated, model.get_weights()
