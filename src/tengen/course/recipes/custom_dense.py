"""31. A layer of one's own

Is a layer anything that a student could not write? A class with three methods computes
what `layers.Dense` computes: `build` makes the weights when the width of the input is
known, `call` says what is computed, and `get_config` says with which arguments to make
the layer again when a model is loaded. No method says what the gradients are: they are
found from `call`.

Both layers begin with the same weights and learn the same task: four voltages, each
near 0 or 1, are the bits of a digit from 0 to 9; which digit is it?

Slides: Defining New Layers
Data: made here
Expected: Both layers give the same numbers, before, during and after the training, and
    the model comes back from its file as it was saved.
Budget: 20 s
Take away: A layer is its weights (build) and a computation (call). Whoever writes these
    gets training, gradients and files for nothing.
"""

import numpy as np

import tengen
from tengen import course, layers, models, ops, testing, utils

utils.set_random_seed(31)


# %% The layer
class CustomDense(layers.Layer):
    def __init__(self, units=32, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(
            shape=(input_shape[-1], self.units), initializer="random_normal", name="w"
        )
        self.b = self.add_weight(
            shape=(self.units,), initializer="random_normal", name="b"
        )

    def call(self, inputs):
        return ops.matmul(inputs, self.w) + self.b

    def get_config(self):
        return {**super().get_config(), "units": self.units}


# %% Equal to layers.Dense on the same weights
inputs = tengen.Input((4,))
model = models.Model(inputs, CustomDense(10)(inputs))
reference = models.Sequential([tengen.Input((4,)), layers.Dense(10)])
reference.set_weights(model.get_weights())
model.summary()
x = np.random.normal(size=(1000, 4)).astype("float32")
course.check(
    "CustomDense and layers.Dense give equal numbers on equal weights",
    np.array_equal(model.predict(x, verbose=0), reference.predict(x, verbose=0)),
)


# %% Gradients that nobody wrote: check_layer compares them with finite differences
class Stuck(CustomDense):
    def call(self, inputs):
        return ops.matmul(ops.stop_gradient(inputs), self.w) + self.b


def complaint(layer_class):
    try:
        testing.check_layer(layer_class, {"units": 10}, (5, 4), output_shape=(5, 10))
    except AssertionError as error:
        return str(error)
    return ""


course.check("check_layer finds no fault with CustomDense", not complaint(CustomDense))
course.check(
    "it finds a layer whose gradient is cut off", "gradient" in complaint(Stuck)
)
print(complaint(Stuck))

# %% Trained side by side
digits = np.random.randint(10, size=6000)
bits = (digits[:, None] >> np.arange(4)) & 1
volts = (bits + np.random.normal(scale=0.15, size=bits.shape)).astype("float32")
epochs = 2 if course.quick else 15
histories = {}
for name, network in {"CustomDense": model, "layers.Dense": reference}.items():
    network.compile(
        optimizer=tengen.optimizers.Adam(0.01),
        loss=tengen.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    histories[name] = network.fit(
        volts[:5000], digits[:5000], epochs=epochs, shuffle=False, verbose=0
    )
course.figure(
    "training",
    course.draw.histories(histories),
    "Loss and accuracy of both layers: one curve lies on the other.",
)
course.figure(
    "weights",
    course.draw.grids(
        {"a row for each bit, a column for each digit": model.get_weights()[0]}
    ),
    "What CustomDense learned: weights are high where the digit has the bit.",
)
losses = [history.history["loss"] for history in histories.values()]
course.number("largest difference between the losses", np.ptp(losses, axis=0).max())
accuracy = model.evaluate(volts[5000:], digits[5000:], verbose=0)[1]
course.number("test accuracy of CustomDense", accuracy, at_least=0.99, percent=True)

# %% Saved and loaded: the file holds the configuration and the weights, never code
file = course.path("custom.keras")
model.save(file)
loaded = models.load_model(file, custom_objects={"CustomDense": CustomDense})
course.check(
    "the loaded model answers as the saved one",
    np.array_equal(model.predict(volts, verbose=0), loaded.predict(volts, verbose=0)),
)
