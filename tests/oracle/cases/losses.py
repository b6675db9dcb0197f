"""Losses: every reduction, with and without sample weights, gradients, and the edges.

Targets and predictions of every kind are given once below; a loss is tried on those
that suit it.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..case import Case, Results, public

REDUCTIONS = "sum_over_batch_size", "sum", "mean", "none", None


def draw(seed: int, *shape: int, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    return np.random.RandomState(seed).uniform(low, high, shape).astype("float32")


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype("float32")


Pair = tuple[np.ndarray, np.ndarray]

VALUES: Pair = (draw(1, 6, 3, low=-2, high=2), draw(2, 6, 3, low=-2, high=2))
POSITIVE: Pair = (draw(3, 6, 3), draw(4, 6, 3))
SEQUENCE: Pair = (draw(5, 2, 3, 4), draw(6, 2, 3, 4))
LOGITS = draw(7, 6, 4, low=-5, high=5)
CLASSES = np.array([0, 3, 1, 2, 2, 0])
ONE_HOT = np.eye(4, dtype="float32")[CLASSES]
BITS = (draw(8, 6, 4) > 0.5).astype("float32")
SIGNS = 2 * BITS - 1
PROBABILITIES = softmax(LOGITS)
CHANCES = draw(9, 6, 4)
EDGES: Pair = (
    np.array([[0, 1, 0, 1, 0, 1]], "float32"),
    np.array([[0, 1, 1, 0, 1e-9, 1 - 1e-7]], "float32"),
)
CORNERS: Pair = (
    np.eye(3, dtype="float32")[[0, 1, 2, 0]],
    np.array([[1, 0, 0], [1, 0, 0], [0.5, 0.5, 0], [1e-9, 1, 1]], "float32"),
)
# Rows that do not sum to one: Keras divides by their sum for one-hot targets.
UNSCALED: Pair = (ONE_HOT, CHANCES * 3)
HUGE = np.array([[80, -80, 0, 3], [-90, 100, 1, 1]], "float32")

BINARY: dict[str, Pair] = {"chances": (BITS, CHANCES), "edges": EDGES}
CATEGORICAL: dict[str, Pair] = {
    "probabilities": (ONE_HOT, PROBABILITIES),
    "corners": CORNERS,
    "unscaled": UNSCALED,
}
SPARSE: dict[str, Pair] = {
    "probabilities": (CLASSES, PROBABILITIES),
    "column of labels": (CLASSES[:, None], PROBABILITIES),
    "sequence": (np.arange(6).reshape(2, 3) % 4, softmax(draw(10, 2, 3, 4))),
    "corners": (np.array([0, 1, 2, 0]), CORNERS[1]),
    "unscaled": (CLASSES, CHANCES * 3),
}


def weightings(target: np.ndarray, prediction: np.ndarray) -> dict[str, Any]:
    """No weights, one per sample, the same as a column, one per step, all zero."""
    count = len(prediction)
    column = draw(31, count)[:, None]
    found: dict[str, Any] = {"": None, "weighted by column": column}
    if prediction.ndim == 3:
        # Keras 3 cannot weigh the steps of a sample by a flat list of weights.
        found["weighted by step"] = draw(32, *prediction.shape[:2])
    else:
        found["weighted"] = draw(31, count)
        found["weights of zero"] = np.zeros(count, "float32")
    return found


def gradient(loss: Any, target: Any, prediction: Any, weights: Any = None) -> Any:
    def total(p: Any) -> Any:
        return jnp.sum(loss(target, p, sample_weight=weights))

    return jax.grad(total)(jnp.asarray(prediction))


def thoroughly(kind: str, pair: Pair, *needs: str, **arguments: Any) -> Case:
    """All reductions and weightings on one pair, and the gradient."""

    def run(api: Any) -> Results:
        results: Results = {}
        for reduction in REDUCTIONS:
            loss = public(api, f"losses.{kind}")(reduction=reduction, **arguments)
            for label, weights in weightings(*pair).items():
                value = loss(*pair, sample_weight=weights)
                # Per sample: whether weights in a column make a column is no matter.
                results[f"{reduction} {label}"] = np.ravel(value)
        default = public(api, f"losses.{kind}")(**arguments)
        results["default"] = default(*pair)
        results["gradient"] = gradient(default, *pair)
        column = draw(31, len(pair[1]))[:, None]
        results["gradient weighted"] = gradient(default, *pair, column)
        return results

    return Case(run, needs=needs)


def briefly(kind: str, pairs: dict[str, Pair], *needs: str, **arguments: Any) -> Case:
    """Loss per sample and gradient on several pairs."""

    def run(api: Any) -> Results:
        single = public(api, f"losses.{kind}")(reduction="none", **arguments)
        mean = public(api, f"losses.{kind}")(**arguments)
        return {
            label: {"per sample": single(*pair), "gradient": gradient(mean, *pair)}
            for label, pair in pairs.items()
        }

    return Case(run, needs=needs)


def wide(case: Case) -> Case:
    """Edges have gradients up to ten million, of which single precision has seven
    digits left after the clip at one minus 1e-7."""
    return Case(case.run, rtol=2e-2, atol=1e-4, needs=case.needs)


def functions(api: Any) -> Results:
    """The losses as functions and by name: one value per sample, never reduced."""
    regression = "mean_squared_error", "mean_absolute_error", "mse", "mae"
    results: Results = {
        name: api.losses.get(name)(*VALUES) for name in regression + ("MSE", "MAE")
    }
    modules = api.losses
    results |= {
        "function mse": modules.mean_squared_error(*VALUES),
        "function mae": modules.mean_absolute_error(*SEQUENCE),
        "binary": modules.binary_crossentropy(BITS, CHANCES),
        "binary smoothed": modules.binary_crossentropy(
            BITS, CHANCES, label_smoothing=0.2
        ),
        "binary logits": modules.binary_crossentropy(BITS, LOGITS, from_logits=True),
        "categorical": modules.categorical_crossentropy(ONE_HOT, PROBABILITIES),
        "categorical axis": modules.categorical_crossentropy(
            ONE_HOT.T, LOGITS.T, from_logits=True, axis=0
        ),
        "sparse": modules.sparse_categorical_crossentropy(CLASSES, PROBABILITIES),
        "sparse logits": modules.sparse_categorical_crossentropy(
            CLASSES, LOGITS, from_logits=True
        ),
        "bce by name": modules.get("binary_crossentropy")(BITS, CHANCES),
        "cce by name": modules.get("categorical_crossentropy")(ONE_HOT, CHANCES),
    }
    return results


def target_shapes(api: Any) -> Results:
    """A flat target against a column of predictions, whole numbers, and booleans."""
    column, line = VALUES[1][:, :1], VALUES[0][:, 0]
    mse = api.losses.MeanSquaredError(reduction="none")
    bce = api.losses.BinaryCrossentropy(reduction="none")
    return {
        "flat target": mse(line, column),
        "flat prediction": mse(line[:, None], column[:, 0]),
        "flat bits": bce(BITS[:, 0], CHANCES[:, :1]),
        "integers": bce(BITS.astype("int64"), CHANCES),
        "booleans": bce(BITS.astype(bool), CHANCES),
    }


def ignored_class(api: Any) -> Results:
    labels = np.array([0, -1, 1, 2, -1, 0])
    kind = api.losses.SparseCategoricalCrossentropy
    results = {}
    for logits, prediction in ((False, PROBABILITIES), (True, LOGITS)):
        single = kind(from_logits=logits, ignore_class=-1, reduction="none")
        results[f"logits {logits}"] = single(labels, prediction)
        mean = kind(from_logits=logits, ignore_class=-1)
        results[f"mean, logits {logits}"] = mean(labels, prediction)
    return results


BCE, CCE = "BinaryCrossentropy", "CategoricalCrossentropy"
SCCE = "SparseCategoricalCrossentropy"

CASES: dict[str, Case] = {
    "mse": thoroughly("MeanSquaredError", VALUES),
    "mse sequence": thoroughly("MeanSquaredError", SEQUENCE),
    "mae": thoroughly("MeanAbsoluteError", VALUES),
    "mae sequence": thoroughly("MeanAbsoluteError", SEQUENCE),
    "binary": thoroughly(BCE, BINARY["chances"]),
    "binary pairs": wide(briefly(BCE, BINARY)),
    "binary logits": thoroughly(BCE, (BITS, LOGITS), from_logits=True),
    "binary huge logits": briefly(BCE, {"huge": (BITS[:2], HUGE)}, from_logits=True),
    "binary smoothed": thoroughly(BCE, (BITS, CHANCES), label_smoothing=0.1),
    "binary smoothed logits": thoroughly(
        BCE, (BITS, LOGITS), label_smoothing=0.1, from_logits=True
    ),
    "categorical": thoroughly(CCE, (ONE_HOT, PROBABILITIES)),
    "categorical pairs": wide(briefly(CCE, CATEGORICAL)),
    "categorical logits": thoroughly(CCE, (ONE_HOT, LOGITS), from_logits=True),
    "categorical huge logits": briefly(
        CCE, {"huge": (ONE_HOT[:2], HUGE)}, from_logits=True
    ),
    "categorical smoothed": thoroughly(
        CCE, (ONE_HOT, PROBABILITIES), label_smoothing=0.1
    ),
    "categorical smoothed logits": thoroughly(
        CCE, (ONE_HOT, LOGITS), label_smoothing=0.1, from_logits=True
    ),
    "categorical sequence": thoroughly(CCE, (SEQUENCE[0], softmax(SEQUENCE[1]))),
    "sparse": thoroughly(SCCE, SPARSE["probabilities"]),
    "sparse pairs": wide(briefly(SCCE, SPARSE)),
    "sparse sequence": thoroughly(SCCE, SPARSE["sequence"]),
    "sparse logits": thoroughly(SCCE, (CLASSES, LOGITS), from_logits=True),
    "sparse huge logits": briefly(
        SCCE, {"huge": (CLASSES[:2], HUGE)}, from_logits=True
    ),
    "sparse ignored class": Case(ignored_class),
    "functions": Case(functions),
    "target shapes": Case(target_shapes),
}

LATER: dict[str, tuple[str, Pair, dict[str, Any]]] = {
    "huber": ("Huber", VALUES, {}),
    "huber delta": ("Huber", VALUES, {"delta": 0.4}),
    "log cosh": ("LogCosh", VALUES, {}),
    "kl divergence": ("KLDivergence", (softmax(LOGITS), PROBABILITIES), {}),
    "poisson": ("Poisson", POSITIVE, {}),
    "hinge signs": ("Hinge", (SIGNS, LOGITS), {}),
    "hinge bits": ("Hinge", (BITS, LOGITS), {}),
    "squared hinge": ("SquaredHinge", (SIGNS, LOGITS), {}),
    "categorical hinge": ("CategoricalHinge", (ONE_HOT, PROBABILITIES), {}),
    "cosine similarity": ("CosineSimilarity", VALUES, {}),
    "cosine similarity axis": ("CosineSimilarity", SEQUENCE, {"axis": 1}),
    "mape": ("MeanAbsolutePercentageError", VALUES, {}),
    "msle": ("MeanSquaredLogarithmicError", POSITIVE, {}),
    "focal": ("BinaryFocalCrossentropy", (BITS, CHANCES), {}),
    "focal balanced": (
        "BinaryFocalCrossentropy",
        (BITS, LOGITS),
        {"apply_class_balancing": True, "from_logits": True, "gamma": 1.5},
    ),
    "categorical focal": ("CategoricalFocalCrossentropy", (ONE_HOT, PROBABILITIES), {}),
    "dice": ("Dice", (BITS, CHANCES), {}),
}
CASES |= {
    name: thoroughly(kind, pair, f"losses.{kind}", **arguments)
    for name, (kind, pair, arguments) in LATER.items()
}
# The weights of the cosine with axis 1 and of Dice do not fit one per step.
del CASES["cosine similarity axis"], CASES["dice"]
CASES |= {
    name: briefly(kind, {"pair": pair}, f"losses.{kind}", **arguments)
    for name, (kind, pair, arguments) in LATER.items()
    if name in ("cosine similarity axis", "dice")
}


def sequences(api: Any) -> Results:
    """CTC by function and object, with weights and gradient by the logits."""
    labels = np.array([[1, 3, 3, 0], [2, 0, 0, 0], [4, 1, 2, 1]])
    logits = draw(23, 3, 9, 5, low=-2, high=2)
    loss = api.losses.CTC()

    return {
        "losses": api.losses.ctc(labels, logits),
        "mean": loss(labels, logits),
        "sum": api.losses.CTC(reduction="sum")(labels, logits),
        "gradient": jax.grad(lambda x: loss(labels, x))(logits),
    }


def circles(api: Any) -> Results:
    """Circle loss: a class with one sample has no like ones and does not count."""
    labels = np.array([0, 1, 0, 2, 1, 0])
    points = draw(24, 6, 4, low=-1, high=1)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    some, others = points[:4], points[::-1].copy()
    by_others = api.losses.circle(
        labels[:4], some, labels[::-1].copy(), others, remove_diagonal=False, gamma=9
    )
    loss = api.losses.Circle(gamma=20.0, margin=0.3)
    return {
        "losses": api.losses.circle(labels, points),
        "others": by_others,
        "mean": loss(labels, points),
        "gradient": jax.grad(lambda x: loss(labels, x))(points),
    }


CASES |= {
    "ctc": Case(sequences, rtol=1e-4, atol=1e-5),
    "circle": Case(circles, rtol=1e-4, atol=1e-5),
}
