"""MNIST and a dense network."""

# ruff: noqa

# %% 14
from keras.datasets import mnist

(train_images, train_labels), (test_images, test_labels) = mnist.load_data()

# %% ours
from keras.layers import Dense
from keras.models import Sequential
from keras.utils import to_categorical

x = train_images[:2000].reshape(2000, 28 * 28).astype("float32") / 255
y = to_categorical(train_labels[:2000], 10)
model = Sequential()
model.add(Dense(64, activation="relu", input_shape=(28 * 28,)))
model.add(Dense(10, activation="softmax"))
model.compile(
    optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"]
)
model.fit(x, y, epochs=10, batch_size=64, verbose=0)
test_x = test_images.reshape(10000, 28 * 28).astype("float32") / 255
loss, accuracy = model.evaluate(test_x, to_categorical(test_labels, 10), verbose=0)

# %% check
assert train_images.shape == (60000, 28, 28)
assert test_labels.shape == (10000,)
assert accuracy > 0.85
