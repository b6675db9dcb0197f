"""Optimizers: the way that weights go in ten steps under given gradients.

The gradients are exact and known beforehand: with the identity as input, and the sum of
``target * output`` as loss, a dense layer without activation has the target as the
gradient of its kernel, and the sum over the target's rows as that of its bias.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np

from ..case import Case, Results, public

ROWS, COLUMNS, STEPS = 4, 3, 10
KERNEL = np.random.RandomState(51).standard_normal((ROWS, COLUMNS)).astype("float32")
BIAS = np.random.RandomState(52).standard_normal(COLUMNS).astype("float32")


def slopes() -> np.ndarray:
    """Gradients of ten steps: several scales, one entry that is always zero."""
    random = np.random.RandomState(53)
    values = random.standard_normal((STEPS, ROWS, COLUMNS))
    values *= 10.0 ** random.randint(-3, 1, (STEPS, ROWS, COLUMNS))
    values[:, 1, 1] = 0.0
    values[:5, 2, 0] = 0.0
    return values.astype("float32")


def pull(target: Any, output: Any) -> Any:
    """Loss per row; its mean over the rows has ``target`` as gradient by ``output``."""
    return ROWS * jnp.sum(target * output, axis=-1)


def subject(api: Any, optimizer: Any) -> Any:
    layers, models = api.layers, api.models
    model = models.Sequential([layers.Input((ROWS,)), layers.Dense(COLUMNS)])
    model.set_weights([KERNEL, BIAS])
    model.compile(optimizer=optimizer, loss=pull)
    return model


def path(api: Any, optimizer: Any) -> Results:
    """Kernel and bias after each of ten single training steps."""
    model = subject(api, optimizer)
    kernels, biases = [], []
    for target in slopes():
        model.train_on_batch(np.eye(ROWS, dtype="float32"), target)
        kernel, bias = model.get_weights()
        kernels.append(np.array(kernel))
        biases.append(np.array(bias))
    return {"kernel": np.stack(kernels), "bias": np.stack(biases)}


def fitted(api: Any, optimizer: Any, refresh: bool = True) -> Results:
    """Weights after ``fit`` went the same ten steps in one epoch, twice.

    ``refresh`` gives the model its own copy of the weights in between: after a fit
    with moving averages, Keras on JAX has weights and averages in the same memory,
    donates it twice and fails.
    """
    model = subject(api, optimizer)
    x = np.tile(np.eye(ROWS, dtype="float32"), (STEPS, 1))
    y = slopes().reshape(-1, COLUMNS)
    results: Results = {}
    for epoch in "first", "second":
        model.fit(x, y, batch_size=ROWS, shuffle=False, verbose=0)
        kernel, bias = model.get_weights()
        results[epoch] = {"kernel": np.array(kernel), "bias": np.array(bias)}
        if refresh:
            model.set_weights(list(results[epoch].values()))
    return results


def going(way: Any, kind: str, *needs: str, **arguments: Any) -> Case:
    def run(api: Any) -> Results:
        return way(api, public(api, f"optimizers.{kind}")(**arguments))

    return Case(run, rtol=1e-5, atol=2e-6, needs=needs)


def named(api: Any) -> Results:
    """Optimizers by name, with the rates that they have then."""
    names = "sgd", "rmsprop", "adam", "adamw", "adagrad"
    return {name: path(api, name)["kernel"][-1] for name in names}


def rate_changed(api: Any) -> Results:
    """The rate is set between steps, by assignment of a number."""
    model = subject(api, api.optimizers.SGD(0.1))
    results = {}
    for step, target in enumerate(slopes()[:3]):
        model.optimizer.learning_rate = 0.1 / 10**step
        model.train_on_batch(np.eye(ROWS, dtype="float32"), target)
        results[f"kernel {step}"] = np.array(model.get_weights()[0])
        results[f"rate {step}"] = float(model.optimizer.learning_rate)
    results["steps"] = int(model.optimizer.iterations)
    return results


def excluded(api: Any) -> Results:
    """Weight decay that leaves the biases alone."""
    optimizer = api.optimizers.AdamW(0.02, weight_decay=0.3)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return path(api, optimizer)


def scheduled(kind: str, *positional: Any, **arguments: Any) -> Case:
    """A schedule's values, and the path of gradient descent under it."""
    name = f"optimizers.schedules.{kind}"

    def run(api: Any) -> Results:
        make = public(api, name)
        schedule = make(*positional, **arguments)
        rates = [schedule(step) for step in (0, 1, 2, 3, 4, 5, 7, 10, 13, 40)]
        way = path(api, api.optimizers.SGD(make(*positional, **arguments)))
        return {"rates": np.stack(rates)} | way

    return Case(run, atol=2e-6, needs=(name,))


def loss_scaled(api: Any) -> Results:
    """The factor grows every third step; a huge one is halved, without a step."""
    results: Results = {}
    for label, scale in {"small": 4.0, "huge": 1e38}.items():
        inner = api.optimizers.SGD(0.1, momentum=0.5)
        wrapped = api.optimizers.LossScaleOptimizer(
            inner, initial_scale=scale, dynamic_growth_steps=3
        )
        way = path(api, wrapped)
        factor = np.log2(float(np.asarray(wrapped.dynamic_scale)))
        results |= {f"{label} {key}": value for key, value in way.items()}
        results[f"{label} factor"] = [factor]
    return results


PLAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {"learning_rate": 0.1}),
    "sgd momentum": ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    "sgd nesterov": ("SGD", {"learning_rate": 0.1, "momentum": 0.8, "nesterov": True}),
    "rmsprop": ("RMSprop", {}),
    "rmsprop momentum": ("RMSprop", {"learning_rate": 0.01, "momentum": 0.7}),
    "rmsprop centered": ("RMSprop", {"learning_rate": 0.01, "centered": True}),
    "rmsprop all": (
        "RMSprop",
        {
            "learning_rate": 0.01,
            "rho": 0.8,
            "momentum": 0.5,
            "centered": True,
            "epsilon": 1e-3,
        },
    ),
    "adam": ("Adam", {}),
    "adam other": (
        "Adam",
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3},
    ),
    "adam amsgrad": ("Adam", {"learning_rate": 0.02, "amsgrad": True, "beta_2": 0.9}),
    "adamw": ("AdamW", {"learning_rate": 0.02}),
    "adamw decay": ("AdamW", {"learning_rate": 0.02, "weight_decay": 0.3}),
    "adagrad": ("Adagrad", {}),
    "adagrad other": (
        "Adagrad",
        {"learning_rate": 0.2, "initial_accumulator_value": 0.01, "epsilon": 1e-3},
    ),
    "sgd clipnorm": ("SGD", {"learning_rate": 0.1, "clipnorm": 0.7}),
    "sgd clipvalue": ("SGD", {"learning_rate": 0.1, "clipvalue": 0.05}),
    "sgd global clipnorm": ("SGD", {"learning_rate": 0.1, "global_clipnorm": 0.7}),
    "adam clipnorm": ("Adam", {"learning_rate": 0.02, "clipnorm": 0.3}),
    "sgd weight decay": ("SGD", {"learning_rate": 0.1, "weight_decay": 0.2}),
    "adam weight decay": ("Adam", {"learning_rate": 0.02, "weight_decay": 0.2}),
    "sgd ema": (
        "SGD",
        {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.8},
    ),
    "sgd ema overwriting": (
        "SGD",
        {
            "learning_rate": 0.1,
            "use_ema": True,
            "ema_momentum": 0.8,
            "ema_overwrite_frequency": 3,
        },
    ),
    "sgd accumulation": (
        "SGD",
        {"learning_rate": 0.1, "momentum": 0.5, "gradient_accumulation_steps": 3},
    ),
    "adam accumulation": (
        "Adam",
        {
            "learning_rate": 0.02,
            "gradient_accumulation_steps": 2,
            "clipnorm": 0.3,
            "weight_decay": 0.1,
        },
    ),
}
FITTED = "sgd momentum", "adam", "sgd ema", "sgd ema overwriting", "sgd accumulation"
FURTHER: dict[str, tuple[str, dict[str, Any]]] = {
    "adadelta": ("Adadelta", {"learning_rate": 1.0}),
    "adadelta default": ("Adadelta", {}),
    "adamax": ("Adamax", {}),
    "adamax other": ("Adamax", {"learning_rate": 0.05, "beta_1": 0.7, "beta_2": 0.9}),
    "nadam": ("Nadam", {}),
    "nadam other": ("Nadam", {"learning_rate": 0.05, "beta_1": 0.7, "beta_2": 0.9}),
    "ftrl": ("Ftrl", {"learning_rate": 0.1, "l1_regularization_strength": 0.01}),
    "lion": ("Lion", {"learning_rate": 0.01}),
    "lamb": ("Lamb", {"learning_rate": 0.01}),
    "lamb other": ("Lamb", {"learning_rate": 0.05, "beta_1": 0.7, "beta_2": 0.9}),
    "adafactor": ("Adafactor", {"learning_rate": 0.1}),
    "adafactor other": (
        "Adafactor",
        {"learning_rate": 0.3, "clip_threshold": 0.5, "weight_decay": 0.1},
    ),
    "muon": ("Muon", {"learning_rate": 0.01}),
    "muon other": (
        "Muon",
        {
            "learning_rate": 0.02,
            "nesterov": False,
            "rms_rate": None,
            "momentum": 0.8,
            "adam_lr_ratio": 0.3,
            "weight_decay": 0.1,
        },
    ),
    "schedule free": ("ScheduleFreeAdamW", {"learning_rate": 0.02}),
    "schedule free warm-up": (
        "ScheduleFreeAdamW",
        {"learning_rate": 0.02, "warmup_steps": 4, "weight_decay": 0.1},
    ),
    "sgd loss scaled": ("SGD", {"learning_rate": 0.1, "loss_scale_factor": 64.0}),
}

CASES: dict[str, Case] = {
    **{name: going(path, kind, **rest) for name, (kind, rest) in PLAIN.items()},
    **{
        f"fit {name}": going(fitted, PLAIN[name][0], **PLAIN[name][1])
        for name in FITTED
    },
    "by name": Case(named, atol=2e-6),
    "rate changed": Case(rate_changed, atol=2e-6),
    "decay excluded": Case(excluded, atol=2e-6),
    **{
        name: going(path, kind, f"optimizers.{kind}", **rest)
        for name, (kind, rest) in FURTHER.items()
    },
    "loss scale optimizer": Case(loss_scaled, atol=2e-6),
    "exponential decay": scheduled("ExponentialDecay", 0.1, 4, 0.5),
    "exponential staircase": scheduled("ExponentialDecay", 0.1, 4, 0.5, staircase=True),
    "piecewise constant": scheduled(
        "PiecewiseConstantDecay", [2, 5], [0.1, 0.05, 0.01]
    ),
    "polynomial": scheduled("PolynomialDecay", 0.1, 8, 0.01, power=2.0),
    "polynomial cycle": scheduled("PolynomialDecay", 0.1, 4, 0.01, cycle=True),
    "inverse time": scheduled("InverseTimeDecay", 0.1, 4, 0.5),
    "cosine": scheduled("CosineDecay", 0.1, 8, alpha=0.1),
    "cosine warm-up": scheduled(
        "CosineDecay", 0.0, 8, warmup_target=0.1, warmup_steps=3
    ),
    "cosine restarts": scheduled("CosineDecayRestarts", 0.1, 4),
}
