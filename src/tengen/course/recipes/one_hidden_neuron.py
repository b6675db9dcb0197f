"""3. One hidden neuron, in plain Python

Two inputs, 0.1 and 0.5, one hidden neuron, and one output, which should be 0.2. The
exercise asks for the code of all steps: the forward pass, the error, the way back, and
training. Here it is, number by number, for three weights and two biases.

The slides leave the first weights open. The first training starts from those of the
worked example, three more from random ones.

Slides: Backpropagation (exercise: two inputs, one hidden neuron, one output).
Data: made here
Expected: The output is 0.2 to three decimals from every start, and the derivatives are
    those of `tengen.backprop`.
Budget: 5 s
Take away: A network is a chain of simple steps, and each step only has to know its own
    derivative. Other starts end at other weights that do the same.
"""

import math
import random

import numpy as np

from tengen import backprop, course

random.seed(3)
i1, i2, target, rate = 0.1, 0.5, 0.2, 0.5


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


# %% Forward
def forward(w1, w2, w3, b1, b2):
    h = sigmoid(w1 * i1 + w2 * i2 + b1)
    o = sigmoid(w3 * h + b2)
    return h, o


# %% The error, and its way back
def error(o):
    return (target - o) ** 2 / 2


def backward(w1, w2, w3, b1, b2):
    h, o = forward(w1, w2, w3, b1, b2)
    d_o = -(target - o) * o * (1 - o)  # dE/dout * dout/dnet of the output
    d_h = d_o * w3 * h * (1 - h)
    return d_h * i1, d_h * i2, d_o * h, d_h, d_o  # dE by w1, w2, w3, b1, b2


# %% Training
def train(w, rounds=1000):
    errors = []
    for _ in range(rounds):
        errors.append(error(forward(*w)[1]))
        w = [old - rate * slope for old, slope in zip(w, backward(*w), strict=True)]
    return w, errors


starts = {"as in the example": [0.15, 0.20, 0.40, 0.35, 0.60]}
for n in range(1, 4):
    starts[f"random {n}"] = [random.uniform(-1, 1) for _ in range(5)]
rows, curves = [], {}
for name, start in starts.items():
    w, curves[name] = train(start)
    h, o = forward(*w)
    rows.append([name, *(f"{each:.3f}" for each in w), f"{o:.6f}"])
    course.number(f"output, {name}", o, near=0.2, within=0.0005)
course.table("After training", ["start", "w1", "w2", "w3", "b1", "b2", "output"], rows)
drawing = course.draw.curves(curves, x="rounds", y="error", logarithmic=True)
course.figure("errors", drawing, "The error in 1,000 rounds from four starts.")

# %% Is it right? tengen.backprop and finite differences are the witnesses
w = starts["as in the example"]
w1, w2, w3, b1, b2 = w
network = backprop.Network([[[w1], [w2]], [[w3]]], [[b1], [b2]])
done = network.round([i1, i2], [target], rate)
theirs = [np.ravel(each) for each in (*done.gradients.weights, *done.gradients.biases)]
ours = backward(*w)
course.check(
    "tengen.backprop agrees", np.allclose(ours, np.concatenate(theirs), atol=1e-15)
)
measured = backprop.numeric_gradient(lambda w: error(forward(*w)[1]), w)
course.check("Finite differences agree", np.allclose(ours, measured, atol=1e-9))
drawing = done.draw(course.path("round.svg"))
course.figure("round", drawing, "The first round with all its numbers.")
