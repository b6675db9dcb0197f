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
OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {"learning_rate": 0.1}),
    "momentum": ("SGD", {"learning_rate": 0.02, "momentum": 0.9}),
    "nesterov": ("SGD", {"learning_rate": 0.02, "momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {}),
    "adam": ("Adam", {}),
}
LOSS = "sparse_categorical_crossentropy"


def compiled(api: Any, network: str, optimizer: str) -> tuple[Any, Any, Any]:
    """The network with its first weights, the images in its shape, and the labels."""
    kind, arguments = OPTIMIZERS[optimizer]
    model = NETWORKS[network](api)
    start(model, seed=101)
    chosen = public(api, f"optimizers.{kind}")(**arguments)
    model.compile(optimizer=chosen, loss=LOSS, metrics=["accuracy"])
    x, y = images()
    return model, x.reshape(len(x), *model.input_shape[1:]), y


def checksums(model: Any) -> Results:
    """What the weights have come to, in two numbers each."""
    weights = [np.asarray(weight, "float64") for weight in model.get_weights()]
    return {
        "sums": [float(np.abs(w).sum()) for w in weights],
        "norms": [float(np.linalg.norm(w)) for w in weights],
    }


def steps(network: str, optimizer: str) -> Case:
    """Loss and accuracy of twenty steps, one batch at a time."""

    def run(api: Any) -> Results:
        model, x, y = compiled(api, network, optimizer)
        logs = []
        for i in range(STEPS):
            part = slice(i * BATCH, (i + 1) * BATCH)
            logs.append(model.train_on_batch(x[part], y[part], return_dict=True))
        return {
            "loss": np.array([log["loss"] for log in logs]),
            "accuracy": np.array([log["accuracy"] for log in logs]),
            "prediction": model.predict(x[:4], verbose=0),
        } | checksums(model)

    return Case(run, rtol=1e-4, atol=1e-5)


def epochs(network: str, optimizer: str) -> Case:
    """The same twenty batches as two epochs of ``fit``, in order."""

    def run(api: Any) -> Results:
        model, x, y = compiled(api, network, optimizer)
        log = model.fit(x, y, batch_size=BATCH, epochs=2, shuffle=False, verbose=0)
        return {"history": dict(log.history)} | checksums(model)

    return Case(run, rtol=1e-4, atol=1e-5)


CASES = {
    **{f"{n} {o}": steps(n, o) for n in NETWORKS for o in OPTIMIZERS},
    **{f"{n} {o} fit": epochs(n, o) for n in NETWORKS for o in ("momentum", "adam")},
}
