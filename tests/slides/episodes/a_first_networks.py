"""Sequential models, and XOR."""

# ruff: noqa

# %% 1
from keras.models import Sequential

model = Sequential()

# %% 2
from keras.layers.core import Dense, Activation

# %% today
from keras.layers import Dense, Activation

# %% 3
from keras.optimizers import SGD

# %% 4
model = Sequential()
model.add(Dense(32, input_shape=(16,)))
model.add(Dense(32))

# %% check
assert model.input_shape == (None, 16)
assert model.output_shape == (None, 32)

# %% 5
from keras.models import Sequential
from keras.layers import Dense, Activation

# %% 6
model = Sequential()
model.add(Dense(units=64, input_dim=100))
model.add(Activation("tanh"))
model.add(Dense(units=10))
model.add(Activation("softmax"))

# %% ours
import numpy

numpy.testing.assert_allclose(model.predict(numpy.ones((2, 100))).sum(1), 1, rtol=1e-5)

# %% 7
import numpy as np

# %% 8
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

# %% 9
y = np.array([[0.0], [1.0], [1.0], [0.0]])

# %% 10
sgd = SGD(lr=0.1)

# %% today
sgd = SGD(learning_rate=0.1)

# %% ours
# The exercise: two layers, one of them hidden.
import keras

keras.utils.set_random_seed(1)
model = Sequential()
model.add(Dense(8, input_dim=2))
model.add(Activation("tanh"))
model.add(Dense(1))
model.add(Activation("sigmoid"))

# %% 11
model.compile(loss="binary_crossentropy", optimizer=sgd)

# %% 12
model.fit(X, y, verbose=1, batch_size=1, epochs=1000)

# %% 13
print(model.predict(X))

# %% check
assert (model.predict(X).round() == y).all()
assert model.history.epoch == list(range(1000))
