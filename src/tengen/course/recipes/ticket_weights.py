"""25b. What the weights of two losses do

The ticket model again, on tickets in which there is something to find: every department
has words of its own in the titles, and urgent tickets have words of haste in the text.
Both outputs read the same features, so each loss pulls at the same weights.

It is trained from the same start with the slides' weights, 1 for the priority and 0.2
for the department, then with 1 and 0.

Slides: Multiple Inputs and Outputs, the weights of the losses
Data: made here
Expected: With the slides' weights 95 % of new tickets go to the right department and
    98 % are rightly called urgent or not; with weight 0 the department is a guess, one
    in four right.
Budget: 30 s
Take away: The weight of a loss is the say that its output has. At weight 0 nothing is
    learned for that output, although its loss is still measured and shown.
"""

import numpy as np

import tengen
from tengen import course, layers, models, optimizers, utils

utils.set_random_seed(25)
num_tags, num_words, num_departments = 12, 1000 if course.quick else 10000, 4


# %% Tickets: departments and haste have words of their own
def tickets(n):
    title = np.random.randint(num_words, size=(n, 10))
    body = np.random.randint(num_words, size=(n, 100))
    tags = np.random.randint(2, size=(n, num_tags)).astype("float32")
    department, urgent = np.random.randint(4, size=n), np.random.randint(2, size=n)
    own = 50 * department[:, None] + np.random.randint(50, size=title.shape)
    title = np.where(np.random.random(title.shape) < 0.4, own, title)
    haste = np.random.randint(200, 250, size=body.shape)
    body = np.where(np.random.random(body.shape) < 0.2 * urgent[:, None], haste, body)
    return [title, body, tags], [urgent[:, None], np.eye(4)[department]]


# %% The model of the slides
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

# %% Trained twice from the same start
x, y = tickets(1280 if course.quick else 10240)
x_test, y_test = tickets(2048)
histories, results = {}, {}
for name, loss_weights in {"1 and 0.2": [1.0, 0.2], "1 and 0": [1.0, 0.0]}.items():
    model.set_weights(start)
    model.compile(
        optimizer=optimizers.RMSprop(1e-3),
        loss=["binary_crossentropy", "categorical_crossentropy"],
        loss_weights=loss_weights,
        metrics={"priority": "accuracy", "department": "accuracy"},
    )
    histories[name] = model.fit(x, y, 64, 4, validation_split=0.2, verbose=0)
    results[name] = model.evaluate(x_test, y_test, 64, verbose=0, return_dict=True)

# %% What comes out
course.figure(
    "training",
    course.draw.histories(histories, ["priority_accuracy", "department_accuracy"]),
    "Both outputs, trained with weights 1 and 0.2 and with weights 1 and 0.",
)
for name, bars in {
    "1 and 0.2": {"at_least": 0.95},
    "1 and 0": {"at_most": 0.35},
}.items():
    right = results[name]
    course.number(
        f"weights {name}: priority",
        right["priority_accuracy"],
        at_least=0.98,
        percent=True,
    )
    course.number(
        f"weights {name}: department",
        right["department_accuracy"],
        **bars,
        percent=True,
    )
course.check(
    "with weight 0 the sum is the loss of the priority alone",
    np.isclose(results["1 and 0"]["loss"], results["1 and 0"]["priority_loss"]),
)
