"""5. XOR in Keras

One unit cannot learn XOR. Two layers can, and nobody has to find a feature by hand: the
hidden units find their own. Keras makes the way from such an idea to a result short: a
model is a stack of layers, and it is built, compiled and trained as on the slides.

How many hidden units does it take, and what do they find? Networks with two and with
four hidden units are trained several times, each time from other random weights.

Slides: Keras (from Sequential to predict); practical work: a two layers XOR network.
Data: made here
Expected: Every network with four hidden units learns XOR, every answer less than 0.1
    from its target. With two it depends on the start.
Budget: 10 s
Take away: Each hidden unit draws a line. Seen through the hidden units the four points
    can be divided by one more line, and that is all that the output unit has to do. Two
    lines are enough, but with more the network is surer to find them.
"""

import numpy as np

from tengen import course, utils
from tengen.layers import Activation, Dense
from tengen.models import Sequential
from tengen.optimizers import SGD

utils.set_random_seed(5)

# %% A model is a stack of layers; only the first is told the size of its input
model = Sequential()
model.add(Dense(32, input_shape=(16,)))
model.add(Dense(32))
course.check("Shape (*, 16) becomes (*, 32)", model.output_shape == (None, 32))

model = Sequential()
model.add(Dense(units=64, input_dim=100))
model.add(Activation("tanh"))
model.add(Dense(units=10))
model.add(Activation("softmax"))
model.summary()

# %% Input and output are arrays
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = np.array([[0.0], [1.0], [1.0], [0.0]])

# %% The networks; the slides write lr for learning_rate
starts = 2 if course.quick else 8
errors, histories, learned = {2: [], 4: []}, {}, {}
for units in [2, 4]:
    for _ in range(starts):
        model = Sequential()
        model.add(Dense(units, input_dim=2))
        model.add(Activation("tanh"))
        model.add(Dense(1))
        model.add(Activation("sigmoid"))
        sgd = SGD(learning_rate=0.1)
        model.compile(loss="binary_crossentropy", optimizer=sgd)
        history = model.fit(X, y, verbose=0, batch_size=1, epochs=1000)
        error = np.max(np.abs(model.predict(X, verbose=0) - y))
        errors[units].append(error)
        if error < 0.1 and units not in learned:
            learned[units], histories[f"{units} hidden units"] = model, history
print(learned[4].predict(X, verbose=0))

# %% What comes out
for units in errors:
    count = sum(error < 0.1 for error in errors[units])
    course.number(f"{units} hidden units: starts that learn, of {starts}", count)
course.number("4 hidden units: largest error of all", max(errors[4]), at_most=0.1)
drawing = course.draw.histories(histories)
course.figure("loss", drawing, "The first training of each kind that learned.")

# %% What two hidden units find: a line each, and a plane in which XOR is simple
model = learned[2]
hidden, output = Sequential(model.layers[:2]), Sequential(model.layers[2:])
planes = {
    "hidden unit 1 > 0": lambda points: hidden.predict(points, verbose=0)[:, 0] > 0,
    "hidden unit 2 > 0": lambda points: hidden.predict(points, verbose=0)[:, 1] > 0,
    "output > 0.5": lambda points: model.predict(points, verbose=0) > 0.5,
}
drawing = course.draw.boundaries({name: (f, X, y) for name, f in planes.items()})
course.figure("units", drawing, "Where each unit is on.")
drawing = course.draw.boundary(
    lambda points: output.predict(points, verbose=0) > 0.5,
    hidden.predict(X, verbose=0),
    y,
    x="hidden unit 1",
    y="hidden unit 2",
)
course.figure(
    "seen", drawing, "The four points as the output unit sees them: two are one."
)
