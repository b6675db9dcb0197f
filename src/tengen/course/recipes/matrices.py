"""4. Training with matrices

The weights between two layers are a matrix: row i, column j is the weight from neuron i
to neuron j. A whole layer is then one product of matrices, for a whole batch of samples
at once. With a few such products, and nothing but NumPy, a network learns to read
digits.

Is it right? Its gradients are held against those of `tengen.backprop`, and the same
network is trained in Keras, from the same weights, on the same batches.

Slides: Backpropagation (exercise: a matrix of weights, training with matrices).
Data: mnist
Expected: After the same training NumPy's network and the one in Keras give the same
    outputs. They read at least 95 % of the test images.
Budget: 10 s
Take away: Forward is out = f(x @ W + b); back is delta @ W.T; the gradient of W is
    x.T @ delta. The rest of a library makes these three lines quick and convenient.
"""

import numpy as np

from tengen import backprop, course, datasets, layers, models, optimizers, utils

utils.set_random_seed(4)


def f(x):
    return 1 / (1 + np.exp(-x))


# %% One layer is one product: both hidden neurons of the worked example at once
W = np.array([[0.15, 0.25], [0.20, 0.30]])
out = f(np.array([0.05, 0.10]) @ W + 0.35)
course.number("out_h1", out[0], near=0.593269992, within=5.001e-10)
course.number("out_h2", out[1], near=0.596884378, within=5.001e-10)

# %% The data: one row for each image
(x, y), (x_test, y_test) = datasets.mnist.load_data()
n = 10_000 if course.quick else 60_000
x = x[:n].reshape(-1, 784).astype("float32") / 255
y = utils.to_categorical(y[:n], 10)
x_test = x_test.reshape(-1, 784).astype("float32") / 255
batch, rate, epochs = 10, 1.0, 1 if course.quick else 5

# %% Two matrices of weights, and two rows of biases
W1 = np.random.normal(0, 784**-0.5, (784, 32)).astype("float32")
W2 = np.random.normal(0, 32**-0.5, (32, 10)).astype("float32")
b1, b2 = np.zeros(32, "float32"), np.zeros(10, "float32")
start = [W1, b1, W2, b2]


# %% Forward and back; E is the sum of 1/2 (target - out)^2, its mean over the samples
def forward(x):
    h = f(x @ W1 + b1)
    return h, f(h @ W2 + b2)


def backward(x, y):
    h, o = forward(x)
    delta_o = (o - y) * o * (1 - o) / len(x)
    delta_h = (delta_o @ W2.T) * h * (1 - h)
    return x.T @ delta_h, delta_h.sum(axis=0), h.T @ delta_o, delta_o.sum(axis=0)


# %% Is it right? tengen.backprop adds up over the batch where we take the mean
theirs = backprop.Network([W1, W2], [b1, b2]).backward(x[:batch], y[:batch])
dW1, db1, dW2, db2 = backward(x[:batch], y[:batch])
course.check(
    "tengen.backprop finds the same gradients",
    np.allclose(dW1 * batch, theirs.weights[0], atol=1e-6)
    and np.allclose(dW2 * batch, theirs.weights[1], atol=1e-6),
)

# %% Training
errors = []
for _ in range(epochs):
    for i in range(0, n, batch):
        dW1, db1, dW2, db2 = backward(x[i : i + batch], y[i : i + batch])
        W1, b1 = W1 - rate * dW1, b1 - rate * db1
        W2, b2 = W2 - rate * dW2, b2 - rate * db2
    errors.append(np.mean(np.sum((y - forward(x)[1]) ** 2 / 2, axis=1)))
o = forward(x_test)[1]

# %% The same in Keras, where mse is a mean over the ten outputs: E = 5 * mse
model = models.Sequential()
model.add(layers.Dense(32, input_shape=(784,), activation="sigmoid"))
model.add(layers.Dense(10, activation="sigmoid"))
model.compile(optimizers.SGD(5 * rate), loss="mse")
model.set_weights(start)
model.fit(x, y, batch_size=batch, epochs=epochs, shuffle=False, verbose=0)

# %% What comes out
difference = np.max(np.abs(model.predict(x_test, verbose=0) - o))
course.number("largest difference to an output of Keras", difference)
course.check("NumPy's network and the one in Keras answer alike", difference < 0.01)
course.table("The error of NumPy's network", ["epoch", "E"], enumerate(errors, 1))
accuracy = np.mean(o.argmax(axis=1) == y_test)
course.number("test accuracy", accuracy, at_least=0.95, percent=True)
course.figure(
    "weights",
    course.draw.images(W1.T.reshape(-1, 28, 28)),
    "The columns of W1: what each of the 32 hidden neurons looks for.",
)
