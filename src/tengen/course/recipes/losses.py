"""6. Three loss functions and their derivatives

How wrong is an answer o where y was wanted? The slides give three measures:
cross-entropy for one class among many, binary cross-entropy for yes or no, and the
squared error for a number. Each is drawn with its derivative, and the derivatives are
checked.

The slides add up over the examples n and the outputs i. Keras takes means, so that the
size of a batch does not matter. How do the two compare?

Slides: Keras (cross-entropy, binary cross-entropy and mean squared error).
Data: made here
Expected: The derivatives agree with finite differences. Keras's losses are the slides'
    sums divided by the number of examples, and, but for cross-entropy, by the outputs.
Budget: 5 s
Take away: For two classes the binary cross-entropy, for several classes softmax and the
    cross-entropy, for numbers the mean squared error. The surer a wrong answer is, the
    steeper a cross-entropy; behind a softmax or a sigmoid its slope by the net input is
    simply o - y.
"""

import numpy as np

from tengen import backprop, course, losses, utils

utils.set_random_seed(6)

# %% The slides' sums and their derivatives; the minus stands before both logarithms
slides = {
    "categorical_crossentropy": lambda y, o: -np.sum(y * np.log(o)),
    "binary_crossentropy": lambda y, o: (
        -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o))
    ),
    "mean_squared_error": lambda y, o: np.sum((y - o) ** 2),
}
derivatives = {
    "categorical_crossentropy": lambda y, o: -y / o,
    "binary_crossentropy": lambda y, o: -y / o + (1 - y) / (1 - o),
    "mean_squared_error": lambda y, o: -2 * (y - o),
}

# %% Drawn, for a single output
o = np.linspace(0.02, 0.98, 200)
curves = {
    "cross-entropy, y = 1": ("categorical_crossentropy", 1.0),
    "binary cross-entropy, y = 0": ("binary_crossentropy", 0.0),
    "squared error, y = 1": ("mean_squared_error", 1.0),
    "squared error, y = 0": ("mean_squared_error", 0.0),
}
values = {n: (o, [slides[f](y, each) for each in o]) for n, (f, y) in curves.items()}
slopes = {n: (o, derivatives[f](y, o)) for n, (f, y) in curves.items()}
drawing = course.draw.curves(values, x="output o", y="loss C")
course.figure(
    "losses", drawing, "With y = 1 the binary cross-entropy is the cross-entropy."
)
drawing = course.draw.curves(slopes, x="output o", y="dC/do")
course.figure("derivatives", drawing, "How strongly each loss pulls at the output.")

# %% Six examples with four outputs: a class of four, four times yes or no, four numbers
net = np.random.normal(size=(6, 4))
one_hot = np.eye(4)[np.random.randint(4, size=6)]
yes_no = np.random.randint(2, size=(6, 4)).astype(float)
examples = {
    "categorical_crossentropy": (one_hot, backprop.softmax(net)),
    "binary_crossentropy": (yes_no, backprop.logistic(net)),
    "mean_squared_error": (np.random.normal(size=(6, 4)), net),
}

# %% The derivatives against finite differences; sums beside means
rows = []
for name, (y, o) in examples.items():
    measured = backprop.numeric_gradient(lambda o, n=name, y=y: slides[n](y, o), o)
    agrees = np.allclose(derivatives[name](y, o), measured, rtol=1e-6, atol=1e-8)
    course.check(f"{name}: finite differences agree", agrees)
    total = slides[name](y, o)
    per_example = np.array(losses.get(name)(y, o))  # Keras, before its mean over n
    mean = float(np.mean(per_example))
    count = 6 if name == "categorical_crossentropy" else 6 * 4
    rows.append([name, total, mean, count])
    course.number(f"{name}: sum / Keras", total / mean, near=count, within=1e-4)
course.table("Sums and means", ["loss", "slides' sum", "Keras's mean", "ratio"], rows)

# %% Behind a softmax or a sigmoid the slope by the net input is o - y
for name, f in [
    ("categorical_crossentropy", backprop.softmax),
    ("binary_crossentropy", backprop.logistic),
]:
    y, o = examples[name]
    measured = backprop.numeric_gradient(
        lambda z, n=name, y=y, f=f: slides[n](y, f(z)), net
    )
    course.check(
        f"{name} by the net input: o - y", np.allclose(o - y, measured, atol=1e-8)
    )

# %% A logarithm of 0 is infinite; Keras keeps outputs 1e-7 away from 0 and 1
surely_wrong = losses.BinaryCrossentropy()(np.array([[1.0]]), np.array([[0.0]]))
course.number(
    "Keras's loss of a sure mistake", surely_wrong, near=-np.log(1e-7), within=0.01
)
