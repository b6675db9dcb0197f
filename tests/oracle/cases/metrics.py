"""Metrics: results after each of three updates, after a reset, and with weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..case import Case, Results, public
from .losses import Pair, draw, softmax


def bits(seed: int, *shape: int, share: float = 0.5) -> np.ndarray:
    return (draw(seed, *shape) < share).astype("float32")


def one_hot(seed: int, count: int, classes: int) -> np.ndarray:
    labels = np.random.RandomState(seed).randint(0, classes, count)
    return np.eye(classes, dtype="float32")[labels]


SIZES = 8, 5, 3
Updates = list[Pair]

REAL: Updates = [(draw(1, n, 3, low=-2), draw(2, n, 3, low=-2)) for n in SIZES]
BINARY: Updates = [(bits(3, n, 1), draw(4, n, 1)) for n in SIZES]
MULTI: Updates = [(bits(5, n, 4), draw(6, n, 4)) for n in SIZES]
SCORES: Updates = [(one_hot(7, n, 6), softmax(4 * draw(8, n, 6))) for n in SIZES]
LABELS: Updates = [(t.argmax(-1), p) for t, p in SCORES]
COLUMNS: Updates = [(t[:, None], p) for t, p in LABELS]
STEPS: Updates = [
    (np.random.RandomState(9).randint(0, 5, (n, 4)), draw(10, n, 4, 5)) for n in SIZES
]
EQUAL: Updates = [
    (
        np.random.RandomState(11).randint(0, 3, (n, 2)).astype("float32"),
        np.random.RandomState(12).randint(0, 3, (n, 2)).astype("float32"),
    )
    for n in SIZES
]
CODES: Updates = [
    (
        np.random.RandomState(13).randint(0, 4, n),
        np.random.RandomState(14).randint(0, 4, n),
    )
    for n in SIZES
]
# Two classes with the same score: the order of equals decides.
TIES: Updates = [
    (
        np.array([0, 1, 2, 2]),
        np.array(
            [[0.4, 0.4, 0.2], [0.4, 0.4, 0.2], [0.1, 0.45, 0.45], [0.2, 0.6, 0.2]],
            "float32",
        ),
    )
]


def life(make: Any, updates: Updates) -> Results:
    """Results of a metric through its life."""
    metric, results = make(), {}
    for step, (target, prediction) in enumerate(updates):
        metric.update_state(target, prediction)
        results[f"after {step}"] = metric.result()
    metric.reset_state()
    for step, (target, prediction) in enumerate(updates):
        weights = draw(41 + step, len(target))
        metric.update_state(target, prediction, sample_weight=weights)
        results[f"weighted after {step}"] = metric.result()
    metric.reset_state()
    return results


def fresh(make: Any) -> Results:
    """The result before anything was seen."""
    return {"before": make().result()}


def metric(kind: str, updates: Updates, *needs: str, **arguments: Any) -> Case:
    def run(api: Any) -> Results:
        def make() -> Any:
            return public(api, f"metrics.{kind}")(**arguments)

        return fresh(make) | life(make, updates)

    return Case(run, needs=needs)


def called(api: Any) -> Results:
    """A metric called like a function updates and answers."""
    made = api.metrics.MeanSquaredError()
    return {"first": made(*REAL[0]), "second": made(*REAL[1]), "then": made.result()}


def mean_and_sum(api: Any) -> Results:
    results: Results = {}
    for kind in "Mean", "Sum":
        made = public(api, f"metrics.{kind}")()
        results[f"{kind} before"] = made.result()
        made.update_state([1.0, 3, 5])
        made.update_state(7.0)
        results[kind] = made.result()
        made.update_state([2.0, 4], sample_weight=[0.5, 2])
        results[f"{kind} weighted"] = made.result()
    return results


def functions(api: Any) -> Results:
    """One value per sample, as functions and by name."""
    of = api.metrics
    return {
        "binary": of.binary_accuracy(*MULTI[0]),
        "binary threshold": of.binary_accuracy(*MULTI[0], threshold=0.8),
        "categorical": of.categorical_accuracy(*SCORES[0]),
        "sparse": of.sparse_categorical_accuracy(*LABELS[0]),
        "sparse column": of.sparse_categorical_accuracy(*COLUMNS[0]),
        "top k": of.top_k_categorical_accuracy(*SCORES[0], k=2),
        "sparse top k": of.sparse_top_k_categorical_accuracy(*LABELS[0], k=2),
        "mse by name": of.get("mse")(*REAL[0]),
        "mae by name": of.get("mae")(*REAL[0]),
        "mse": of.mean_squared_error(*REAL[0]),
        "mae": of.mean_absolute_error(*REAL[0]),
    }


CASES: dict[str, Case] = {
    "binary accuracy": metric("BinaryAccuracy", BINARY),
    "binary accuracy of several": metric("BinaryAccuracy", MULTI),
    "binary accuracy threshold": metric("BinaryAccuracy", MULTI, threshold=0.3),
    "categorical accuracy": metric("CategoricalAccuracy", SCORES),
    "sparse accuracy": metric("SparseCategoricalAccuracy", LABELS),
    "sparse accuracy of columns": metric("SparseCategoricalAccuracy", COLUMNS),
    "sparse accuracy of steps": metric("SparseCategoricalAccuracy", STEPS),
    "sparse accuracy of ties": metric("SparseCategoricalAccuracy", TIES),
    "mse": metric("MeanSquaredError", REAL),
    "mae": metric("MeanAbsoluteError", REAL),
    "top k": metric("TopKCategoricalAccuracy", SCORES, k=2),
    "top k default": metric("TopKCategoricalAccuracy", SCORES),
    "sparse top k": metric("SparseTopKCategoricalAccuracy", LABELS, k=3),
    "sparse top k of columns": metric("SparseTopKCategoricalAccuracy", COLUMNS, k=2),
    "sparse top k of ties": metric("SparseTopKCategoricalAccuracy", TIES, k=1),
    "called": Case(called),
    "functions": Case(functions),
    "mean and sum": Case(mean_and_sum, needs=("metrics.Mean", "metrics.Sum")),
}

FLOAT = {"dtype": "float32"}
LATER: dict[str, tuple[str, Updates, dict[str, Any]]] = {
    "accuracy": ("Accuracy", EQUAL, {}),
    "rmse": ("RootMeanSquaredError", REAL, {}),
    "mape": ("MeanAbsolutePercentageError", REAL, {}),
    "msle": ("MeanSquaredLogarithmicError", MULTI, {}),
    "binary cross-entropy": ("BinaryCrossentropy", MULTI, {}),
    "categorical cross-entropy": ("CategoricalCrossentropy", SCORES, {}),
    "sparse cross-entropy": ("SparseCategoricalCrossentropy", LABELS, {}),
    "cosine similarity": ("CosineSimilarity", REAL, {}),
    "kl divergence": ("KLDivergence", SCORES, {}),
    "hinge": ("Hinge", MULTI, {}),
    "poisson": ("Poisson", MULTI, {}),
    "log cosh": ("LogCoshError", REAL, {}),
    "precision": ("Precision", MULTI, {}),
    "precision thresholds": ("Precision", BINARY, {"thresholds": [0.2, 0.7]}),
    "precision of a class": ("Precision", SCORES, {"top_k": 2, "class_id": 1}),
    "recall": ("Recall", MULTI, {}),
    "recall thresholds": ("Recall", BINARY, {"thresholds": [0.2, 0.7]}),
    "recall top k": ("Recall", SCORES, {"top_k": 2}),
    "true positives": ("TruePositives", BINARY, {"thresholds": [0.3, 0.6]}),
    "true negatives": ("TrueNegatives", BINARY, {}),
    "false positives": ("FalsePositives", BINARY, {}),
    "false negatives": ("FalseNegatives", BINARY, {}),
    "auc": ("AUC", BINARY, {}),
    "auc of few thresholds": ("AUC", BINARY, {"num_thresholds": 5}),
    "auc of precision": ("AUC", BINARY, {"curve": "PR"}),
    "auc minoring": ("AUC", BINARY, {"summation_method": "minoring"}),
    "auc majoring": ("AUC", BINARY, {"summation_method": "majoring"}),
    "auc of labels": ("AUC", MULTI, {"multi_label": True}),
    "auc of logits": (
        "AUC",
        [(t, 6 * p - 3) for t, p in BINARY],
        {"from_logits": True},
    ),
    "f1": ("F1Score", SCORES, {}),
    "f1 macro": ("F1Score", MULTI, {"average": "macro", "threshold": 0.4}),
    "f1 weighted": ("F1Score", SCORES, {"average": "weighted"}),
    "f beta micro": ("FBetaScore", SCORES, {"average": "micro", "beta": 2.0}),
    # Without a float type these count in whole numbers and cut the weights off.
    "iou": ("IoU", CODES, {"num_classes": 4, "target_class_ids": [0, 2]} | FLOAT),
    "mean iou": ("MeanIoU", CODES, {"num_classes": 4} | FLOAT),
    "binary iou": ("BinaryIoU", BINARY, FLOAT),
    "r2": ("R2Score", REAL, {}),
    "r2 of each": ("R2Score", REAL, {"class_aggregation": None}),
}
# Some of these have no answer before the first update but an error.
NO_ANSWER_BEFORE = {
    "r2",
    "r2 of each",
    "f1",
    "f1 macro",
    "f1 weighted",
    "f beta micro",
    "auc of labels",
}


def later_metric(name: str) -> Case:
    kind, updates, arguments = LATER[name]

    def run(api: Any) -> Results:
        def make() -> Any:
            return public(api, f"metrics.{kind}")(**arguments)

        before = {} if name in NO_ANSWER_BEFORE else fresh(make)
        return before | life(make, updates)

    return Case(run, needs=(f"metrics.{kind}",))


CASES |= {name: later_metric(name) for name in LATER if name not in CASES}
