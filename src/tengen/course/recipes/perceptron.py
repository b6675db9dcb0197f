"""1a. The perceptron

A unit adds up its weighted inputs and answers 1 if the sum is at least 0, and 0 if not.
It learns from its mistakes: where it should have said 1 its inputs are added to its
weights, and where it should have said 0 they are taken away. What can it learn?

AND, OR and XOR are tried with the raw inputs x1 and x2, and XOR also as in the 1960s,
with a feature made by hand: the product x1 * x2. The bias is the weight w0 of an input
x0 that is always 1.

Slides: First generation neural networks; Formalization of a neural network (linear
    combination, threshold, the sum from i = 0).
Data: made here
Expected: AND and OR are learned. XOR is not, and cannot be; with x1 * x2 it is.
Budget: 5 s
Take away: A unit draws one straight line through the plane of its inputs. The rule
    finds the line if there is one, but the feature that makes XOR possible had to be
    found by a person.
"""

import numpy as np

from tengen import backprop, course

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
gates = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}


# %% The bias is w0 * x0, with x0 = 1; the hand-coded feature is one more input
def with_bias(x):
    return np.column_stack([np.ones(len(x)), x])


def with_product(x):
    return np.column_stack([np.ones(len(x)), x, x[:, 0] * x[:, 1]])


# %% The unit, and the rule by which it learns
def unit(w, x):
    return np.where(x @ w >= 0, 1, 0)


def learn(x, y, epochs=20):
    w, mistakes = np.zeros(x.shape[1]), []
    for _ in range(epochs):
        for inputs, target in zip(x, y, strict=True):
            w = w + (target - unit(w, inputs)) * inputs
        mistakes.append(int(np.sum(unit(w, x) != y)))
    return w, mistakes


# %% Four lessons
lessons = {gate: (with_bias, y) for gate, y in gates.items()}
lessons["XOR with x1 * x2"] = (with_product, gates["XOR"])
weights, curves, planes, rows = {}, {}, {}, []
for name, (features, y) in lessons.items():
    w, mistakes = learn(features(x), y)
    epochs = mistakes.index(0) + 1 if 0 in mistakes else "never"
    rows.append([name, epochs, ", ".join(f"{each:g}" for each in w)])
    weights[name], curves[name] = w, mistakes
    planes[name] = (lambda points, w=w, f=features: unit(w, f(points)), x, y)
course.table("What is learned", ["task", "in epochs", "weights w0, w1, ..."], rows)
drawing = course.draw.curves(curves, x="epoch", y="mistakes among four")
course.figure("mistakes", drawing, "On the raw inputs XOR is never free of mistakes.")
drawing = course.draw.boundaries(planes)
course.figure("planes", drawing, "What the unit answers everywhere, after 20 epochs.")

# %% What comes out
course.check("AND is learned", curves["AND"][-1] == 0)
course.check("OR is learned", curves["OR"][-1] == 0)
course.check("XOR is not learned from x1 and x2", 0 not in curves["XOR"])
course.check("XOR is learned with x1 * x2", curves["XOR with x1 * x2"][-1] == 0)
for name, features in [
    ("AND", x),
    ("OR", x),
    ("XOR with x1 * x2", with_product(x)[:, 1:]),
]:
    witness = backprop.Perceptron(features.shape[1])
    witness.train(features, lessons[name][1])
    same = np.array_equal(witness.weights, weights[name])
    course.check(f"{name}: tengen.backprop finds the same weights", same)

# %% Why a bias is needed, and why XOR is impossible
course.check(
    "Without w0 the sum at (0, 0) is 0, so the answer is 1", unit([9, -9], x[0]) == 1
)
sums = with_bias(x)  # each row is what the weights are multiplied with
course.check(
    "The sums at (0, 0) and (1, 1) are together those at (0, 1) and (1, 0); so the "
    "first two cannot both be negative while the others are not",
    np.array_equal(sums[0] + sums[3], sums[1] + sums[2]),
)
lesson = backprop.Perceptron(2).train(x, gates["XOR"])
course.check("On XOR old weights come back, so learning never ends", lesson.impossible)
