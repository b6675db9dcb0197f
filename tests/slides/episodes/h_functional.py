"""The functional API: building, training, saving."""

# ruff: noqa

# %% 59
from tensorflow import keras

inputs = keras.Input(shape=(784,))

# %% today
import keras

inputs = keras.Input(shape=(784,))

# %% 60
img_inputs = keras.Input(shape=(32, 32, 3))

# %% 61
import tensorflow as tf

shown = inputs.shape == tf.TensorShape([None, 784]), inputs.dtype == tf.float32

# %% check
assert shown == (True, True)
assert inputs.shape.as_list() == [None, 784]

# %% 62
from tensorflow.keras import layers

# %% today
from keras import layers

# %% 63
dense = layers.Dense(64, activation="relu")

# %% 64
x = dense(inputs)

# %% 65
x = layers.Dense(64, activation="relu")(x)

# %% 66
outputs = layers.Dense(10, activation="softmax")(x)

# %% 67
model = keras.Model(inputs=inputs, outputs=outputs)

# %% check
assert model.count_params() == 55050

# %% 68
inputs = keras.Input(shape=(784,), name="img")
x = layers.Dense(64, activation="relu")(inputs)
x = layers.Dense(64, activation="relu")(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = keras.Model(inputs=inputs, outputs=outputs, name="mnist_model")

# %% 69 needs visualization.plot_model
keras.utils.plot_model(model, "my_first_model.png")

# %% 70 needs visualization.plot_model
keras.utils.plot_model(model, "my_first_model_with_shape_info.png", show_shapes=True)

# %% check needs visualization.plot_model
from pathlib import Path

assert Path("my_first_model.png").stat().st_size > 1000
assert Path("my_first_model_with_shape_info.png").stat().st_size > 1000

# %% 71
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()

# %% 72
x_train = x_train.reshape(60000, 784).astype("float32") / 255

# %% 73
x_test = x_test.reshape(10000, 784).astype("float32") / 255

# %% 74 75 76
model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.RMSprop(),
    metrics=["accuracy"],
)

# %% 77 78 79 80
history = model.fit(x_train, y_train, batch_size=64, epochs=5, validation_split=0.2)

# %% check
assert set(history.history) == {"accuracy", "loss", "val_accuracy", "val_loss"}

# %% 81
test_scores = model.evaluate(x_test, y_test, verbose=2)

# %% 82
print("Test loss:", test_scores[0])

# %% 83
print("Test accuracy:", test_scores[1])

# %% check
assert test_scores[1] > 0.95

# %% 84
model.save("path_to_my_model.h5")

# %% ours
before = model.predict(x_test[:100], verbose=0)
del model

# %% 85 86
model = keras.models.load_model("path_to_my_model.h5")

# %% check
assert (model.predict(x_test[:100], verbose=0) == before).all()
model.fit(x_train[:1000], y_train[:1000], epochs=1, verbose=0)  # its optimizer is there
