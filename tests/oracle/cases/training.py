"""Twenty steps of a dense network and of a convolution network under each optimizer.

Same weights at the start, same batches: the losses of all steps must agree. The images
are noise around ten fixed patterns, so that there is something to learn, and so that
nothing has to be stored or downloaded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from ..case import Case, Results, public

STEPS, BATCH, CLASSES = 20, 32, 10


@cache
def images() -> tuple[np.ndarray, np.ndarray]:
    """Images (640, 28, 28, 1) between zero and one, and labels (640,)."""
    random = np.random.RandomState(100)
    patterns = random.uniform(0, 1, (CLASSES, 7, 7, 1)).repeat(4, 1).repeat(4, 2)
    labels = random.randint(0, CLASSES, STEPS * BATCH)
    noise = random.uniform(0, 1, (STEPS * BATCH, 28, 28, 1))
    return (0.6 * patterns[labels] + 0.4 * noise).astype("float32"), labels


def start(model: Any, seed: int) -> None:
    """Glorot-uniform kernels and small biases from a seeded generator."""
    random = np.random.RandomState(seed)
    values = []
    for weight in model.get_weights():
        field = np.prod(weight.shape[:-2]) if weight.ndim > 2 else 1
        reach = 0.05
        if weight.ndim > 1:
            reach = np.sqrt(6 / (field * (weight.shape[-2] + weight.shape[-1])))
        values.append(random.uniform(-reach, reach, weight.shape).astype("float32"))
    model.set_weights(values)


def dense_network(api: Any) -> Any:
    layers = api.layers
    return api.models.Sequential(
        [
            layers.Input((784,)),
            layers.Dense(64, activation="relu"),
            layers.Dense(64, activation="relu"),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def convolution_network(api: Any) -> Any:
    layers = api.layers
    return api.models.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


NETWORKS: dict[str, Callable[[Any], Any]] = {
    "dense": dense_network,
    "convolution": convolution_network,
}
# Rates at which twenty steps hardly amplify rounding: a pooling window whose two
# greatest values differ by less than that passes its gradient to one or the other, and
# at a rate of 0.1 the plateau in the beginning makes 1e-7 into 1e-3.
OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {}),
    "adam": ("Adam", {}),
}
RATES: dict[str, dict[str, float]] = {
    "dense": {
        "sgd": 0.05,
        "momentum": 0.02,
        "nesterov": 0.02,
        "rmsprop": 5e-4,
        "adam": 1e-3,
    },
    "convolution": {
        "sgd": 0.02,
        "momentum": 0.005,
        "nesterov": 0.003,
        "rmsprop": 1e-4,
        "adam": 5e-4,
    },
}
LOSS = "sparse_categorical_crossentropy"


def compiled(api: Any, network: str, optimizer: str) -> tuple[Any, Any, Any]:
    """The network with its first weights, the images in its shape, and the labels."""
    kind, arguments = OPTIMIZERS[optimizer]
    model = NETWORKS[network](api)
    start(model, seed=101)
    rate = RATES[network][optimizer]
    chosen = public(api, f"optimizers.{kind}")(learning_rate=rate, **arguments)
    model.compile(optimizer=chosen, loss=LOSS, metrics=["accuracy"])
    x, y = images()
    return model, x.reshape(len(x), *model.input_shape[1:]), y


def way(model: Any, first: list[np.ndarray]) -> list[float]:
    """How far each weight has gone from where it was."""
    pairs = zip(model.get_weights(), first, strict=True)
    return [float(np.linalg.norm(np.subtract(w, f, dtype="float64"))) for w, f in pairs]


def steps(network: str, optimizer: str) -> Case:
    """Loss and accuracy of twenty steps, one batch at a time."""

    def run(api: Any) -> Results:
        model, x, y = compiled(api, network, optimizer)
        logs, first = [], [np.array(w) for w in model.get_weights()]
        for i in range(STEPS):
            part = slice(i * BATCH, (i + 1) * BATCH)
            logs.append(model.train_on_batch(x[part], y[part], return_dict=True))
        return {
            "loss": np.array([log["loss"] for log in logs]),
            "accuracy": np.array([log["accuracy"] for log in logs]),
            "prediction": model.predict(x[:4], verbose=0),
            "way": way(model, first),
        }

    return Case(run, rtol=1e-4, atol=0, loosely=("way", "prediction"))


def epochs(network: str, optimizer: str) -> Case:
    """The same twenty batches as two epochs of ``fit``, in order."""

    def run(api: Any) -> Results:
        model, x, y = compiled(api, network, optimizer)
        first = [np.array(w) for w in model.get_weights()]
        log = model.fit(x, y, batch_size=BATCH, epochs=2, shuffle=False, verbose=0)
        return {"history": dict(log.history), "way": way(model, first)}

    return Case(run, rtol=1e-4, atol=0, loosely=("way",))


FITTED = [
    ("dense", "momentum"),
    ("dense", "adam"),
    ("convolution", "momentum"),
    ("convolution", "rmsprop"),
]
CASES = {
    **{f"{n} {o}": steps(n, o) for n in NETWORKS for o in OPTIMIZERS},
    **{f"{n} {o} fit": epochs(n, o) for n, o in FITTED},
}
