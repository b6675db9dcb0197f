"""24. An ensemble

Five networks learn the same digits from five different beginnings, and they make
different mistakes. A model can be used like a layer. So five models, and a layer that
averages their answers, are one model. Does it read better than its members?

In one respect it must. The squared error of an average is the members' mean error less
their variance, so it is never above the mean; nor is the cross-entropy, as the
logarithm is concave. The share of wrong answers has no such law: it is measured.

Slides: Ensemble
Data: mnist
Expected: The ensemble errs less often on the test data than its members do in the mean,
    and its loss is lower than the mean of theirs.
Budget: 20 s
Take away: Errors that differ cancel in the average. It costs as many times the work as
    there are members.
"""

import numpy as np

import tengen as keras
from tengen import course, layers

keras.utils.set_random_seed(24)


# %% As on the slide: three models, averaged into one
def get_model():
    inputs = keras.Input(shape=(128,))
    outputs = layers.Dense(1, activation="sigmoid")(inputs)
    return keras.Model(inputs, outputs)


model1 = get_model()
model2 = get_model()
model3 = get_model()

inputs = keras.Input(shape=(128,))
y1 = model1(inputs)
y2 = model2(inputs)
y3 = model3(inputs)
outputs = layers.average([y1, y2, y3])
ensemble_model = keras.Model(inputs=inputs, outputs=outputs)

x = np.random.normal(size=(1000, 128)).astype("float32")
answers = [model.predict(x, verbose=0) for model in (model1, model2, model3)]
course.check(
    "the ensemble answers with the mean of the three answers",
    np.allclose(
        ensemble_model.predict(x, verbose=0), np.mean(answers, axis=0), atol=1e-6
    ),
)
graph = course.path("ensemble.svg")
keras.utils.plot_model(ensemble_model, graph, show_shapes=True)
course.figure("graph", graph, "Three models, used as layers, and their average.")

# %% Five networks that read digits
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255
n, epochs, several = (3_000, 2, 3) if course.quick else (60_000, 6, 5)


def digits_model():
    inputs = keras.Input(shape=(784,))
    hidden = layers.Dense(64, activation="relu")(inputs)
    outputs = layers.Dense(10, activation="softmax")(hidden)
    return keras.Model(inputs, outputs)


members = [digits_model() for _ in range(several)]
for model in members:
    model.compile("adam", loss="sparse_categorical_crossentropy")
    model.fit(x[:n], y[:n], batch_size=128, epochs=epochs, verbose=0)
inputs = keras.Input(shape=(784,))
outputs = layers.average([model(inputs) for model in members])
ensemble = keras.Model(inputs, outputs)

# %% What comes out
p = np.array([model.predict(x_test, verbose=0) for model in members])
mean = ensemble.predict(x_test, verbose=0)
truth = np.eye(10)[y_test]


def errors(probabilities):
    return np.mean(probabilities.argmax(axis=-1) != y_test)


def loss(probabilities):
    return -np.mean(np.log(probabilities[np.arange(len(y_test)), y_test] + 1e-30))


rows = [[f"member {k}", errors(q), loss(q)] for k, q in enumerate(p, start=1)]
rows += [
    [
        "mean of the members",
        np.mean([errors(q) for q in p]),
        np.mean([loss(q) for q in p]),
    ]
]
rows += [["ensemble", errors(mean), loss(mean)]]
course.table("On the test data", ["model", "share of errors", "cross-entropy"], rows)
growing = [errors(p[: k + 1].mean(axis=0)) for k in range(several)]
course.figure(
    "growing",
    course.draw.curves(
        {"averaged": growing, "each alone": [errors(q) for q in p]},
        x="members",
        y="share of errors",
    ),
    "The more members are averaged, the fewer errors.",
)
squared = np.mean((p - truth) ** 2) - np.mean(p.var(axis=0))
course.check(
    "squared error: that of the members in the mean, less their variance",
    np.isclose(np.mean((mean - truth) ** 2), squared, rtol=1e-4),
)
course.check("cross-entropy: below the members' mean", loss(mean) < rows[-2][2])
course.number("test accuracy, members in the mean", 1 - rows[-2][1], percent=True)
course.number(
    "test accuracy, ensemble", 1 - errors(mean), at_least=1 - rows[-2][1], percent=True
)
