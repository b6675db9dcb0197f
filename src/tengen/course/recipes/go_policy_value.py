"""26. A policy and a value for Go

A position of Go is a picture of 19 lines and columns with a few planes: where the
stones are, how many liberties they have, whose turn it is. A network says two things of
it: which of the 361 points, or the pass, is played next (the policy, a softmax of 362),
and who wins (the value). Two outputs, two losses, one trunk of convolutions.

The exercise asks for random boards. The network can learn them by heart, and knows
nothing about the next one. So the same network is then trained on real positions, on
boards of 9 lines, from games that players of this library played. The value is White's
probability to win, so it must know whose turn it is: it reads the averages of the
planes beside those of the features.

Slides: Multiple Inputs and Outputs; exercise "Write a convolutional model that takes
    six 19x19 planes as input"
Data: made here
Expected: On random boards the loss of the policy falls below that of a guess, ln 362 =
    5.89, in training only. On games never seen, one move in four is found, and the
    error of the value, 0.06 at most, is below that of a constant, 0.084.
Budget: 50 s
Take away: Two outputs share what the trunk learns. A training loss that falls shows
    that a network works; only data it never saw shows that it has learned something.
"""

from importlib import resources

import numpy as np

import tengen
from tengen import course, layers, models, utils
from tengen.go import GameArchive, Positions

utils.set_random_seed(26)


# %% The network: planes in, policy and value out
def network(size):
    planes = tengen.Input(shape=(size, size, 6), name="planes")
    x = planes
    for _ in range(4):
        x = layers.Conv2D(32, 3, activation="relu", padding="same")(x)
    moves = layers.Flatten()(layers.Conv2D(4, 1, activation="relu")(x))
    policy = layers.Dense(size * size + 1, activation="softmax", name="policy")(moves)
    averages = [layers.GlobalAveragePooling2D()(features) for features in (x, planes)]
    hidden = layers.Dense(64, activation="relu")(layers.concatenate(averages))
    value = layers.Dense(1, activation="sigmoid", name="value")(hidden)
    model = models.Model(planes, [policy, value])
    model.compile(
        optimizer="adam",
        loss={"policy": "categorical_crossentropy", "value": "mse"},
        metrics={"policy": "accuracy"},
    )
    return model


# %% Random boards, as the exercise asks
def random_boards(n):
    x = np.random.randint(2, size=(n, 19, 19, 6)).astype("float32")
    policy = utils.to_categorical(np.random.randint(362, size=n), 362)
    value = np.random.randint(2, size=(n, 1)).astype("float32")
    return x, {"policy": policy, "value": value}


model = network(19)
model.summary()
by_heart = model.fit(
    *random_boards(256 if course.quick else 1024),
    epochs=2 if course.quick else 10,
    validation_data=random_boards(512),
    verbose=0,
).history
policy, value = model.predict(random_boards(32)[0], verbose=0)
course.check(
    "for each board there are 362 probabilities, whose sum is 1, and a value",
    policy.shape == (32, 362)
    and value.shape == (32, 1)
    and np.allclose(policy.sum(axis=1), 1, atol=1e-4),
)

# %% Real positions: the same six planes, on boards of 9 lines
archive = GameArchive.open(resources.files("tengen.demo") / "go_games.npz")
kind = {"planes": "exercise", "passes": True, "batch_size": 128}
held_out = Positions(archive, part="held out", epoch=2048, **kind)
learned = (
    network(9)
    .fit(
        Positions(archive, epoch=1024 if course.quick else 25600, **kind),
        epochs=2 if course.quick else 8,
        validation_data=held_out,
        verbose=0,
    )
    .history
)

# %% What comes out
course.figure(
    "random",
    course.draw.histories({"random boards": by_heart}, ["policy_loss", "value_loss"]),
    "Random boards: what is learned by heart is worth nothing on others.",
)
course.figure(
    "games",
    course.draw.histories(
        {"games": learned}, ["policy_loss", "value_loss", "policy_accuracy"]
    ),
    "Real positions: both errors fall on games that were never seen, too.",
)
known, new = by_heart["policy_loss"][-1], by_heart["val_policy_loss"][-1]
course.number(
    "random boards, loss of the policy, seen", known, at_most=np.log(362) - 0.1
)
course.number("the same, not seen", new, at_least=np.log(362) - 0.05)
values = np.concatenate([targets["value"].ravel() for _, targets in held_out])
course.number("games, error of the value if it is always the mean", values.var())
course.number("games, error of the value", learned["val_value_loss"][-1], at_most=0.06)
found = learned["val_policy_accuracy"][-1]
course.number("games, moves found", found, at_least=0.25, percent=True)
