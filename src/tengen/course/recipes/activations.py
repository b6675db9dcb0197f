"""1b. Four activation functions and their derivatives

A neuron passes the weighted sum of its inputs through an activation function. Four are
on the slides: a step, a ramp, the logistic function, and tanh of half the sum.
Backpropagation multiplies by the derivative of this function. What do the derivatives
look like, and are the formulas right?

Slides: Formalization of a neural network (activation functions).
Data: made here
Expected: Every derivative agrees with finite differences, except at the step and at the
    corners of the ramp, where there is none.
Budget: 5 s
Take away: A step has no slope that learning could follow, and a ramp has none outside
    of 0 to 1. The logistic function and tanh have one everywhere, and it is cheap: the
    output alone is enough to compute it.
"""

import numpy as np

from tengen import activations, backprop, course

# %% The four functions, as on the slides
functions = {
    "step": lambda x: np.where(x >= 0, 1.0, 0.0),
    "ramp": lambda x: np.where(x > 1, 1.0, np.where(x >= 0, x, 0.0)),
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "tanh(x / 2)": lambda x: (1 - np.exp(-x)) / (1 + np.exp(-x)),
}

# %% Their derivatives; for the last two the output y is enough
derivatives = {
    "step": lambda x, y: np.zeros_like(x),
    "ramp": lambda x, y: np.where((x >= 0) & (x <= 1), 1.0, 0.0),
    "logistic": lambda x, y: y * (1 - y),
    "tanh(x / 2)": lambda x, y: (1 - y**2) / 2,
}

# %% Both drawn, at places that miss the step and the corners
x = np.linspace(-6, 6, 1200)
values = {name: f(x) for name, f in functions.items()}
slopes = {name: d(x, values[name]) for name, d in derivatives.items()}
for name, lines, y in [("functions", values, "y"), ("derivatives", slopes, "dy/dx")]:
    pairs = {each: (x, line) for each, line in lines.items()}
    drawing = course.draw.curves(pairs, x="net input x", y=y)
    course.figure(name, drawing, f"The four {name}.")

# %% Checked by finite differences: how far does y go when x goes a little?
h = 1e-5
rows = []
for name, f in functions.items():
    measured = (f(x + h) - f(x - h)) / (2 * h)
    error = np.max(np.abs(slopes[name] - measured))
    rows.append([name, f"{np.max(slopes[name]):.2f}", f"{error:.0e}"])
    course.check(f"{name}: finite differences agree", error < 1e-9)
head = ["function", "largest slope", "largest error of the formula"]
course.table("The derivatives", head, rows)

# %% Checked by others
course.check(
    "(1 - e^-x) / (1 + e^-x) is tanh(x / 2), and 2 logistic(x) - 1",
    np.allclose(values["tanh(x / 2)"], np.tanh(x / 2))
    and np.allclose(values["tanh(x / 2)"], 2 * values["logistic"] - 1),
)
witnesses = [
    backprop.step,
    backprop.piecewise_linear,
    backprop.logistic,
    backprop.half_tanh,
]
for name, witness in zip(functions, witnesses, strict=True):
    same = np.allclose(values[name], witness(x)) and np.allclose(
        slopes[name], witness.slope(x)
    )
    course.check(f"{name}: tengen.backprop agrees", same)
keras = np.array(activations.sigmoid(x.astype("float32")))
course.check(
    "Keras calls the logistic function sigmoid", np.allclose(keras, values["logistic"])
)
