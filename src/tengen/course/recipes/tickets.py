"""25a. The ticket model: three inputs, two outputs

A help desk sorts tickets: from title, text and tags a network says how urgent a ticket
is and which department should have it. Two outputs mean two losses; what is minimised
is their weighted sum.

The slides show several ways to hand over data, losses and weights. All are tried:
lists, dictionaries by the layers' names, a data set that yields one or the other, and a
generator. From the same start all must end with the same network. The data is the
slides', random numbers, so nothing can be learned from it about tickets to come.

Slides: Multiple Inputs and Outputs; exercise "Train the ticket model on the randomly
    generated data"
Data: made here
Expected: Every way ends with the same weights. On new random tickets the losses are
    those of a guess: ln 2 for the priority, and for the department 2 ln 4, because a
    row of the slides' targets names two of the four departments on average.
Budget: 20 s
Take away: Inputs and outputs have names, and data, losses and weights are found by them
    or by their order. A network that only saw noise can do no better than guess.
"""

import numpy as np

import tengen
from tengen import course, layers, models, optimizers, utils

utils.set_random_seed(25)

# %% The model of the slides
num_tags = 12  # Number of unique issue tags
num_words = 1000 if course.quick else 10000  # Size of vocabulary
num_departments = 4

title_input = tengen.Input(shape=(None,), name="title")
body_input = tengen.Input(shape=(None,), name="body")
tags_input = tengen.Input(shape=(num_tags,), name="tags")
title_features = layers.LSTM(128)(layers.Embedding(num_words, 64)(title_input))
body_features = layers.LSTM(32)(layers.Embedding(num_words, 64)(body_input))
features = layers.concatenate([title_features, body_features, tags_input])
priority = layers.Dense(1, activation="sigmoid", name="priority")(features)
department = layers.Dense(num_departments, activation="softmax", name="department")
model = models.Model(
    [title_input, body_input, tags_input], [priority, department(features)]
)
start = model.get_weights()
picture = course.path("multi_input_and_output_model.png")
utils.plot_model(model, picture, show_shapes=True)
course.figure("model", picture, "The ticket model as plot_model draws it.")


# %% The slides' random data, by name and as lists
def random_tickets(n):
    x = {
        "title": np.random.randint(num_words, size=(n, 10)),
        "body": np.random.randint(num_words, size=(n, 100)),
        "tags": np.random.randint(2, size=(n, num_tags)).astype("float32"),
    }
    priority = np.random.random(size=(n, 1))
    department = np.random.randint(2, size=(n, num_departments))
    return x, {"priority": priority, "department": department}


n = 256 if course.quick else 1280
x, y = random_tickets(n)
x_list, y_list = list(x.values()), list(y.values())


# %% A data set yields batches: tuples of lists or tuples of dictionaries
class Tickets(utils.PyDataset):
    def __init__(self, named):
        super().__init__()
        self.named = named

    def __len__(self):
        return n // 32

    def __getitem__(self, index):
        part = slice(32 * index, 32 * (index + 1))
        if self.named:
            return {k: a[part] for k, a in x.items()}, {
                k: a[part] for k, a in y.items()
            }
        return [a[part] for a in x_list], [a[part] for a in y_list]


# %% Every way to say it gives the same training
loss = ["binary_crossentropy", "categorical_crossentropy"]
named = {"priority": "binary_crossentropy", "department": "categorical_crossentropy"}
weights, named_weights = [1.0, 0.2], {"priority": 1.0, "department": 0.2}
generator = (batch for epoch in range(2) for batch in Tickets(named=True))
ways = {
    "lists": (loss, weights, x_list, y_list),
    "dictionaries": (named, named_weights, x, y),
    "data set of lists": (loss, weights, Tickets(named=False), None),
    "data set of dictionaries": (named, named_weights, Tickets(named=True), None),
    "generator of dictionaries": (named, weights, generator, None),
}
rows, ends = [], []
for way, (loss, loss_weights, inputs, targets) in ways.items():
    model.set_weights(start)
    model.compile(optimizers.RMSprop(1e-3), loss, loss_weights=loss_weights)
    history = model.fit(
        inputs, targets, epochs=2, steps_per_epoch=n // 32, shuffle=False, verbose=0
    ).history
    keys = "loss", "priority_loss", "department_loss"
    rows.append([way, *(history[key][-1] for key in keys)])
    ends.append(np.concatenate([w.ravel() for w in model.get_weights()]))

# %% What comes out
course.table("After two epochs", ["data", "loss", "priority", "department"], rows)
difference = np.ptp(ends, axis=0).max()
course.number("largest difference between weights", difference, near=0, within=1e-4)
course.check(
    "the loss is 1.0 times that of the priority plus 0.2 times the department's",
    all(abs(row[1] - row[2] - 0.2 * row[3]) < 1e-4 for row in rows),
)
_, new_priority, new_department = model.evaluate(*random_tickets(1280), verbose=0)
course.number("new tickets, priority", new_priority, near=np.log(2), within=0.1)
course.number("new tickets, department", new_department, near=2 * np.log(4), within=0.3)
