"""The names of `keras.models`: models with the methods of every release."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from tengen import models, utils
from tengen.compat import keras1, keras2, optimizer_names
from tengen.compat.logs import EitherName
from tengen.compat.notices import say_once
from tengen.compat.spelling import Respelled, Speller, respelled


def _method(name: str) -> Speller:
    speller = Speller(name, f"model.{name}")
    speller.renamed = keras1.METHODS.get(name, {})
    speller.dropped = keras2.DROPPED.get(name, {})
    return speller


_compile, _fit, _evaluate, _predict = map(
    _method, ("compile", "fit", "evaluate", "predict")
)


class CompiledLoss:
    """`model.compiled_loss(y, y_pred)` of a train_step in Keras 2."""

    def __init__(self, model: Any) -> None:
        self._objective = model._ready_trainer().objective

    def __call__(
        self,
        y_true: Any,
        y_pred: Any,
        sample_weight: Any = None,
        regularization_losses: Any = None,
    ) -> Any:
        """Return the sum of the compiled losses, and count it as `'loss'`."""
        targets, outputs, weights = map(_listed, (y_true, y_pred, sample_weight))
        weights = weights * len(outputs) if len(weights) == 1 else weights
        loss, _ = self._objective.compute(targets, outputs, weights)
        loss = sum(regularization_losses or [], loss)
        self._objective.total.update_state(loss, len(outputs[0]))
        return loss

    @property
    def metrics(self) -> list[Any]:
        """The mean of the loss."""
        return [self._objective.total]


class CompiledMetrics:
    """`model.compiled_metrics` of a train_step in Keras 2."""

    def __init__(self, model: Any) -> None:
        self._objective = model._ready_trainer().objective

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch to all compiled metrics."""
        self._objective.update_metrics(y_true, y_pred, sample_weight)

    @property
    def metrics(self) -> list[Any]:
        """The compiled metrics, without the mean of the loss."""
        return [m for m in self._objective.metrics if m is not self._objective.total]

    def reset_state(self) -> None:
        """Begin again."""
        for metric in self.metrics:
            metric.reset_state()


def _listed(structure: Any) -> list[Any]:
    """Return the tensors of a list or dict, or the one, as a list."""
    if isinstance(structure, dict):
        return [structure[name] for name in sorted(structure)]
    return list(structure) if isinstance(structure, (list, tuple)) else [structure]


class OldModel:
    """What models of Keras 1 and 2 could do beside what they do today."""

    def compile(self, optimizer: Any = "rmsprop", *args: Any, **kwargs: Any) -> None:
        """Say how the model is trained; see `tengen.Model.compile`."""
        args, kwargs = _compile(args, kwargs)
        optimizer = optimizer_names.get(optimizer)
        super().compile(optimizer, *args, **kwargs)  # type: ignore[misc]

    def fit(self, *args: Any, **kwargs: Any) -> Any:
        """Train; see `tengen.Model.fit`."""
        args, kwargs = _fit(args, kwargs)
        history = super().fit(*args, **kwargs)  # type: ignore[misc]
        history.history = EitherName(history.history)
        return history

    def evaluate(self, *args: Any, **kwargs: Any) -> Any:
        """Return loss and metrics; see `tengen.Model.evaluate`."""
        args, kwargs = _evaluate(args, kwargs)
        return super().evaluate(*args, **kwargs)  # type: ignore[misc]

    def predict(self, *args: Any, **kwargs: Any) -> Any:
        """Return the outputs; see `tengen.Model.predict`."""
        args, kwargs = _predict(args, kwargs)
        return super().predict(*args, **kwargs)  # type: ignore[misc]

    def predict_proba(self, x: Any, batch_size: int = 32, verbose: Any = 0) -> Any:
        """Return `predict(x)`."""
        say_once("model.predict_proba(x) is model.predict(x) today")
        return self.predict(x, batch_size=batch_size, verbose=verbose)

    def predict_classes(self, x: Any, batch_size: int = 32, verbose: Any = 0) -> Any:
        """Return class numbers: the largest output, or one output above a half."""
        say_once(
            "model.predict_classes(x) is model.predict(x).argmax(-1), or for one unit "
            "(model.predict(x) > 0.5), today"
        )
        outputs = np.asarray(self.predict(x, batch_size=batch_size, verbose=verbose))
        if outputs.shape[-1] > 1:
            return outputs.argmax(axis=-1)
        return (outputs > 0.5).astype("int32")

    def fit_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Any:
        """Train on a source of batches: `fit(generator, ...)` today."""
        say_once("model.fit_generator(...) is model.fit(...) today")
        names = ("steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data")
        kwargs = {**dict(zip(names, args, strict=False)), **kwargs}
        samples = kwargs.pop("samples_per_epoch", None)
        if samples is not None:
            size, generator = _batch_size(generator)
            kwargs["steps_per_epoch"] = max(1, samples // size)
        steps = kwargs.get("steps_per_epoch")
        return self.fit(_long_enough(generator, steps), **kwargs)

    def evaluate_generator(
        self, generator: Any, steps: int | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Return loss and metrics: `evaluate(generator, ...)` today."""
        say_once("model.evaluate_generator(...) is model.evaluate(...) today")
        if steps is not None:
            kwargs["steps"] = steps
        return self.evaluate(generator, **kwargs)

    def predict_generator(
        self, generator: Any, steps: int | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Return the outputs: `predict(generator, ...)` today."""
        say_once("model.predict_generator(...) is model.predict(...) today")
        if steps is not None:
            kwargs["steps"] = steps
        return self.predict(generator, **kwargs)

    def reset_states(self) -> None:
        """Let stateful recurrent layers forget what they remember."""
        say_once("model.reset_states() is layer.reset_state() of each layer today")
        _reset_states(self)

    @property
    def compiled_loss(self) -> CompiledLoss:
        """The compiled losses as a function `(y_true, y_pred)`."""
        return CompiledLoss(self)

    @property
    def compiled_metrics(self) -> CompiledMetrics:
        """The compiled metrics as one."""
        return CompiledMetrics(self)

    def to_yaml(self, **options: Any) -> str:
        """Refuse, as Keras has since 2.6.

        Raises:
            RuntimeError: always: reading YAML can run code.
        """
        raise RuntimeError(
            "to_yaml is gone: reading YAML can run code\n  fix: model.to_json()"
        )


def _reset_states(model: Any) -> None:
    for layer in model.layers:
        if hasattr(layer, "reset_state"):
            layer.reset_state()
        elif hasattr(layer, "layers"):
            _reset_states(layer)


def _batch_size(source: Any) -> tuple[int, Any]:
    """Return the size of a source's batches; a generator is put together again."""
    size = getattr(source, "batch_size", None)
    if size:
        return int(size), source
    if hasattr(source, "__getitem__"):
        return len(_first_array(source[0])), source
    iterator = iter(source)
    batch = next(iterator)
    return len(_first_array(batch)), itertools.chain([batch], iterator)


def _long_enough(source: Any, steps: int | None) -> Any:
    """Return a source of at least so many batches; in Keras 2 they began anew."""
    is_dataset = isinstance(source, utils.PyDataset)
    if not is_dataset or steps is None or (source.num_batches or steps) >= steps:
        return source
    return _endless(source)


def _endless(source: utils.PyDataset) -> Iterator[Any]:
    while True:
        for index in range(source.num_batches or 0):
            yield source[index]
        source.on_epoch_end()


def _first_array(batch: Any) -> Any:
    while isinstance(batch, (list, tuple, dict)):
        batch = next(iter(batch.values())) if isinstance(batch, dict) else batch[0]
    return batch


Model = respelled(models.Model, None, (OldModel,))


Sequential: Any = Respelled(
    "Sequential",
    (models.Sequential, Model),
    {
        "__module__": models.Sequential.__module__,
        "__doc__": models.Sequential.__doc__,
        "_today": models.Sequential,
    },
)


def _own_classes() -> dict[str, Any]:
    """Return the classes that files must be read with."""
    own = {"Model": Model, "Functional": Model, "Sequential": Sequential}
    return {**optimizer_names.classes(), **own}


def load_model(
    filepath: Any, custom_objects: Any = None, compile: bool = True, **options: Any
) -> Any:
    """Return the model in a file; see `tengen.models.load_model`."""
    objects = {**_own_classes(), **(custom_objects or {})}
    return models.load_model(filepath, objects, compile, **options)


def model_from_json(json_string: str, custom_objects: Any = None) -> Any:
    """Return the model that `to_json` described, with new weights."""
    objects = {**_own_classes(), **(custom_objects or {})}
    return models.model_from_json(json_string, objects)


def model_from_config(config: Any, custom_objects: Any = None) -> Any:
    """Return the model of an entry, with new weights."""
    objects = {**_own_classes(), **(custom_objects or {})}
    return models.model_from_config(config, objects)


def model_from_yaml(*args: Any, **options: Any) -> Any:
    """Refuse, as Keras has since 2.6.

    Raises:
        RuntimeError: always: reading YAML can run code.
    """
    raise RuntimeError(
        "model_from_yaml is gone: reading YAML can run code\n  fix: model_from_json"
    )


@cache
def names() -> dict[str, Any]:
    """Return every public name of `keras.models`, old ones included."""
    found = {name: getattr(models, name) for name in models.__all__}
    own = (load_model, model_from_json, model_from_config, model_from_yaml)
    found.update({function.__name__: function for function in own})
    found.update(Model=Model, Functional=Model, Sequential=Sequential)
    return found
