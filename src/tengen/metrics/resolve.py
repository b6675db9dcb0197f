"""Which metric `'accuracy'` and `'crossentropy'` mean, by the shapes of the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tengen.core.messages import complain
from tengen.losses._registry import registry as losses
from tengen.metrics import accuracy, probabilistic
from tengen.metrics._registry import registry
from tengen.metrics.means import MeanMetricWrapper
from tengen.metrics.metric import Metric

_FAMILIES: dict[str, dict[str, type[Metric]]] = {
    "accuracy": {
        "binary": accuracy.BinaryAccuracy,
        "categorical": accuracy.CategoricalAccuracy,
        "sparse": accuracy.SparseCategoricalAccuracy,
    },
    "crossentropy": {
        "binary": probabilistic.BinaryCrossentropy,
        "categorical": probabilistic.CategoricalCrossentropy,
        "sparse": probabilistic.SparseCategoricalCrossentropy,
    },
}
_FAMILY_OF = {"acc": "accuracy", "ce": "crossentropy"}

Shape = Sequence[int | None] | None


def get(identifier: Any) -> Any:
    """Return the metric that a name, config, class or object stands for.

    Names of losses stand for their mean. Functions are returned as they are.

    Raises:
        ValueError: for an unknown name, with the closest known ones.

    Example:
        >>> get("mse").name
        'mean_squared_error'
    """
    if isinstance(identifier, str) and registry.find(identifier) is None:
        loss = losses.find(identifier)
        if loss is not None:
            return _as_metric(loss, loss.__name__)
    return registry.get(identifier)


def resolve(
    identifier: Any,
    y_true_shape: Shape = None,
    y_pred_shape: Shape = None,
    loss: Any = None,
) -> Metric:
    """Return the metric that an entry of `compile(metrics=...)` means, ready to run.

    `'accuracy'` and `'crossentropy'` are binary if the last axis of the output is 1,
    sparse if the targets lack that axis or have size 1 there, else categorical.

    Args:
        identifier: name, class, object or function `(y_true, y_pred)`.
        y_true_shape: shape of the targets; `None` where unknown.
        y_pred_shape: shape of the output.
        loss: the output's loss, which decides where the targets are unknown.

    Returns:
        A metric; given by name, it is called by that name.

    Example:
        >>> type(resolve("acc", (None,), (None, 10))).__name__
        'SparseCategoricalAccuracy'
        >>> resolve("acc", (None,), (None, 10)).name
        'acc'
    """
    family = _FAMILY_OF.get(str(identifier), identifier)
    if isinstance(family, str) and family in _FAMILIES and y_pred_shape is not None:
        kind = _kind(y_true_shape, tuple(y_pred_shape), loss)
        options = _FAMILIES[family]
        metric: Metric = options[kind](name=identifier)
        return metric
    metric = _as_metric(get(identifier), getattr(identifier, "__name__", None))
    if isinstance(identifier, str):
        metric.name = identifier
    if y_pred_shape is not None:
        metric.build(tuple(y_true_shape or y_pred_shape), tuple(y_pred_shape))
    return metric


def _as_metric(found: Any, name: str | None) -> Metric:
    if isinstance(found, Metric):
        return found
    if isinstance(found, type) and issubclass(found, Metric):
        return found()
    if callable(found):
        return MeanMetricWrapper(found, name=name)
    expected = "a name, a Metric, or a function (y_true, y_pred)"
    raise ValueError(complain("metric", repr(found), expected))


def _kind(y_true: Shape, y_pred: tuple[int | None, ...], loss: Any) -> str:
    if len(y_pred) < 2 or y_pred[-1] == 1:
        return "binary"
    if y_true is None:
        name = str(getattr(loss, "name", loss))
        is_sparse = name.startswith("sparse")
    else:
        is_sparse = len(y_true) < len(y_pred) or y_true[-1] == 1
    return "sparse" if is_sparse else "categorical"
