"""22. The functional API

A model is a graph of layers. Each call of a layer on a tensor draws an arrow, and a
model is everything between some inputs and some outputs. Here the three dense layers of
the course are joined, drawn, trained on MNIST, saved into a file, and made again from
nothing but this file.

On the way: how the shapes of tensors follow from layer to layer, with Reshape and
Flatten.

Slides: The Functional API; exercise "Train a MNIST network defined with the functional
    API"; Convolutional Networks (Reshape, Flatten)
Data: mnist
Expected: About 97 % of the test images are read correctly, and the model from the file
    gives the same predictions to the last bit.
Budget: 20 s
Take away: A graph of layers is data. So it can be drawn, saved and loaded without the
    code that made it, with its weights and the state of its optimizer.
"""

import numpy as np

import tengen as keras
from tengen import Sequential, course, layers

keras.utils.set_random_seed(22)

# %% A graph of layers: calling a layer draws an arrow
inputs = keras.Input(shape=(784,), name="img")
x = layers.Dense(64, activation="relu")(inputs)
x = layers.Dense(64, activation="relu")(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = keras.Model(inputs=inputs, outputs=outputs, name="mnist_model")
model.summary()
course.check("the batch size is left open", tuple(inputs.shape) == (None, 784))
course.check("numbers are of 32 bits unless told otherwise", inputs.dtype == "float32")
img_inputs = keras.Input(shape=(32, 32, 3))
parameters = (784 + 1) * 64 + (64 + 1) * 64 + (64 + 1) * 10
course.number("parameters", model.count_params(), near=parameters, within=0)

# %% The graph, drawn
first = course.path("my_first_model.png")
keras.utils.plot_model(model, first)
course.figure("model", first, "The model.")
shapes = course.path("my_first_model_with_shape_info.png")
keras.utils.plot_model(model, shapes, show_shapes=True)
course.figure("model-with-shapes", shapes, "The same with shapes.")

# %% Training, evaluation and prediction are those of Sequential models
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(60000, 784).astype("float32") / 255
x_test = x_test.reshape(10000, 784).astype("float32") / 255
if course.quick:
    x_train, y_train = x_train[:5000], y_train[:5000]
model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.RMSprop(),
    metrics=["accuracy"],
)
history = model.fit(
    x_train, y_train, batch_size=64, epochs=5, validation_split=0.2, verbose=2
)
test_scores = model.evaluate(x_test, y_test, verbose=2)
course.figure(
    "curves", course.draw.histories({"": history}), "Training and validation."
)
course.number("test loss", test_scores[0])
course.number("test accuracy", test_scores[1], at_least=0.965, percent=True)

# %% Saved, and made again purely from the file
predictions = model.predict(x_test, verbose=0)
model.save(course.path("path_to_my_model.h5"))
steps = int(model.optimizer.iterations)
del model
model = keras.models.load_model(course.path("path_to_my_model.h5"))
again = model.predict(x_test, verbose=0)
course.check(
    "the loaded model gives the same predictions", np.array_equal(again, predictions)
)
course.check("its optimizer goes on counting", model.optimizer.iterations == steps)
course.check("it is compiled", model.evaluate(x_test, y_test, verbose=0) == test_scores)

# %% Reshape and Flatten: shapes from layer to layer
model = Sequential()
model.add(layers.Reshape((3, 4), input_shape=(12,)))
rows = [["Input((32, 32, 3)), for colour images", img_inputs.shape]]
rows.append(["Reshape((3, 4)) of 12 numbers", model.output_shape])
model.add(layers.Reshape((6, 2)))
rows.append(["Reshape((6, 2))", model.output_shape])
model.add(layers.Reshape((-1, 2, 2)))
rows.append(["Reshape((-1, 2, 2))", model.output_shape])
course.check("-1 is filled in", model.output_shape == (None, 3, 2, 2))
model = Sequential()
model.add(
    layers.Conv2D(
        64,
        (3, 3),
        padding="same",
        data_format="channels_first",
        input_shape=(3, 32, 32),
    )
)
rows.append(["Conv2D(64, 3, 'same') of 3 planes of 32x32", model.output_shape])
model.add(layers.Flatten())
rows.append(["Flatten()", model.output_shape])
course.check(
    "64 planes of 32x32 are 65536 numbers", model.output_shape == (None, 65536)
)
course.table("Shapes, None being the batch", ["layer", "output_shape"], rows)
