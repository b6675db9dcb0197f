"""2. Backpropagation, number by number

A network with two inputs, two hidden neurons and two outputs is given 0.05 and 0.10 and
should answer 0.01 and 0.99. How does each of its eight weights have to change? One
forward pass and one backward pass tell. Every figure of the slides is compared with the
one computed here, to the last digit that is printed.

A round can be done in two orders. The slides say that all derivatives are taken with
the original weights, and their new weights agree with that. Their errors after one
round and after 10,000 belong to the other order, in which the output layer is changed
first and the error is carried back through its new weights. Both are shown.

Slides: Second generation neural networks; Backpropagation, from the forward pass to the
    error after 10,000 rounds.
Data: made here
Expected: All figures of the slides; after 10,000 rounds the error is 0.000035085.
Budget: 5 s
Take away: The derivative by a weight is a product of three factors: of the error by the
    neuron's output, of the output by the net input, and of the net input by the weight.
    For a hidden neuron the first factor is a sum over all neurons that hear it.
"""

import numpy as np

from tengen import backprop, course

# %% One round; the network itself stays as it is
example = backprop.worked_example()
done = example.round()
done.explain("w5")
done.explain("w1")
drawing = done.draw(course.path("backprop.svg"))
course.figure("backprop", drawing, "One round of backpropagation with all its numbers.")

# %% The figures of the slides, each with the digits that are printed there
net, out, new = done.activity.nets, done.activity.outs, done.new_weights
w5, w1 = backprop.explanation(done, "w5"), backprop.explanation(done, "w1")
slides = [
    ("net_h1", net[0][:1], "0.3775"),
    ("out_h1 out_h2", out[0], "0.593269992 0.596884378"),
    ("net_o1", net[1][:1], "1.105905967"),
    ("out_o1 out_o2", out[1], "0.75136507 0.772928465"),
    ("E_o1 E_o2", done.errors, "0.274811083 0.023560026"),
    ("E_total", [done.error], "0.298371109"),
    (" ".join(w5.factors), w5.factors.values(), "0.74136507 0.186815602 0.593269992"),
    ("dE/dw5", [w5.gradient], "0.082167041"),
    ("new_w5 new_w6", new[1][:, 0], "0.35891648 0.408666186"),
    ("new_w7 new_w8", new[1][:, 1], "0.511301270 0.561370121"),
    ("dE_o1/dnet_o1", [done.gradients.deltas[1][0]], "0.138498562"),
    ("dnet_o1/dout_h1", [w5.old], "0.40"),
    ("dE_o1/dout_h1", [w1.shares["dE_o1/dout_h1"]], "0.055399425"),
    (" ".join(w1.factors), w1.factors.values(), "0.036350306 0.241300709 0.05"),
    ("dE/dw1", [w1.gradient], "0.000438568"),
    ("new_w1 new_w2", new[0][:, 0], "0.149780716 0.19956143"),
    ("new_w3 new_w4", new[0][:, 1], "0.24975114 0.29950229"),
]

# %% Ten thousand rounds in the other order; (1) and (10,000) are rounds
other = backprop.worked_example()
other_errors = other.train(10_000, "sequential")
out = other.network.forward(other.x).output
slides.append(("E_total(1)", other_errors[1:2], "0.291027924"))
slides.append(("E_total(10,000)", other_errors[-1:], "0.000035085"))
slides.append(("out_o1(10,000) out_o2(10,000)", out, "0.015912196 0.984065734"))

# %% Ours beside theirs: right is what is less than half of the last digit away
for names, values, figures in slides:
    for name, value, figure in zip(names.split(), values, figures.split(), strict=True):
        half = 0.5001 * 10.0 ** -len(figure.split(".")[1])
        course.number(name, value, near=float(figure), within=half)
course.number(
    "dE_o2/dout_h1",
    w1.shares["dE_o2/dout_h1"],
    near=-0.019049119,
    within=1e-9,
    note="The slides multiply a number that they have already rounded.",
)

# %% All derivatives by the original weights, in all rounds
errors = example.train(10_000)
orders = {"all by original weights": errors, "output layer first": other_errors}
rows = [[name, f"{e[1]:.9f}", f"{e[-1]:.9f}"] for name, e in orders.items()]
course.table("E_total in both orders", ["order", "1 round", "10,000 rounds"], rows)
drawing = course.draw.curves(orders, x="rounds", y="total error", logarithmic=True)
course.figure(
    "errors", drawing, "The error in 10,000 rounds; the orders hardly differ."
)


# %% A witness that knows no chain rule: finite differences
def total_error(weights):
    network = backprop.Network([weights, done.network.weights[1]], done.network.biases)
    return network.error(done.x, done.target)


measured = backprop.numeric_gradient(total_error, done.network.weights[0])
agrees = np.allclose(done.gradients.weights[0], measured, atol=1e-9)
course.check("Finite differences find the same derivatives", agrees)
