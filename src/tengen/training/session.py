"""What the training methods of a model do, from the user's data to the loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.training import checks
from tengen.training.callbacks import CallbackList
from tengen.training.data import (
    BatchSource,
    ResidentData,
    as_arrays,
    is_batch_source,
)
from tengen.training.evaluate import evaluate_resident, evaluate_source
from tengen.training.fit import Fit
from tengen.training.notices import Notices
from tengen.training.predict import Predictor, join
from tengen.training.progress import Progress
from tengen.training.resident_runner import ResidentRunner
from tengen.training.source_runner import SourceRunner
from tengen.training.step import Batch
from tengen.training.trainer import Trainer, embedding_limits
from tengen.training.validation import Validation


class FitSession:
    """One call of `fit`, step by step: data, validation data, run."""

    def __init__(
        self, model: Any, verbose: Any, callbacks: Any, epochs: int, initial_epoch: int
    ) -> None:
        self.model = model
        self.trainer: Trainer = model._ready_trainer()
        self.verbose = verbose
        self.callbacks = _callback_list(model, callbacks, history=True)
        self.trainer.watches_loss = self.callbacks.stops_on_nan
        self.epochs = int(epochs)
        self.initial_epoch = int(initial_epoch)
        self.data: ResidentData | BatchSource
        self.validation: Validation | None = None

    def training_data(
        self,
        x: Any,
        y: Any,
        sample_weight: Any,
        class_weight: dict[int, float] | None,
        batch_size: int | None,
        steps_per_epoch: int | None,
        shuffle: Any,
    ) -> None:
        """Take what the user trains on."""
        _need_x("fit", x)
        self.batch_size = _batch_size(batch_size)
        self.steps_per_epoch = steps_per_epoch
        self.shuffle = bool(shuffle)
        self.class_weight = class_weight
        self.data = _standardize(
            self.trainer, x, y, sample_weight, class_weight, self.shuffle
        )

    def validation_data(
        self,
        given: Any,
        split: float,
        batch_size: int | None,
        steps: int | None,
        frequency: Any,
    ) -> None:
        """Take what the user validates on, or split it off the training data."""
        data: ResidentData | BatchSource | None = None
        if split:
            if not isinstance(self.data, ResidentData):
                raise ValueError(
                    complain(
                        "validation_split",
                        "a source of batches",
                        "arrays",
                        "pass validation_data=...",
                    )
                )
            if not 0 < split < 1:
                raise ValueError(complain("validation_split", str(split), "0 to 1"))
        _prepare(self.trainer, self.data, self.batch_size)
        if split and isinstance(self.data, ResidentData):
            self.data, data = self.data.split(split)
        if isinstance(self.data, ResidentData) and self.class_weight:
            self.data = self.data.with_class_weights(self.class_weight)
        if given is not None:
            data = _validation(self.trainer, given)
            _prepare(self.trainer, data)
        if data is not None:
            self.validation = Validation(
                self.trainer,
                data,
                _batch_size(batch_size or self.batch_size),
                steps,
                frequency,
                self.callbacks,
            )

    def run(self) -> Any:
        """Train and return the history."""
        data = self.data
        if isinstance(data, ResidentData) and not data.fits_in_memory():
            data = data.in_batches(self.batch_size, self.shuffle)
        if isinstance(data, ResidentData):
            batches = -(-data.samples // self.batch_size)
            steps = min(batches, self.steps_per_epoch or batches)
        else:
            steps = self.steps_per_epoch or data.steps()
        self.callbacks.set_params(
            {
                "verbose": self.verbose,
                "epochs": self.epochs,
                "steps": steps,
                "do_validation": self.validation is not None,
            }
        )
        progress = Progress(self.verbose, self.epochs, steps, self.initial_epoch)
        fit = Fit(
            self.trainer,
            self.callbacks,
            progress,
            self.epochs,
            self.initial_epoch,
            self.validation,
        )
        if isinstance(data, ResidentData):
            runner: Any = ResidentRunner(
                fit, data, self.batch_size, self.shuffle, self.steps_per_epoch
            )
        else:
            runner = SourceRunner(fit, data, self.steps_per_epoch)
        fit.run(runner)
        return self.callbacks.history


def evaluate(
    model: Any,
    x: Any,
    y: Any,
    sample_weight: Any,
    batch_size: int | None,
    steps: int | None,
    callbacks: Any,
    verbose: Any,
) -> dict[str, float]:
    """Return loss and metrics of data by name."""
    _need_x("evaluate", x)
    trainer = model._ready_trainer()
    data = _standardize(trainer, x, y, sample_weight, None, False)
    _prepare(trainer, data, _batch_size(batch_size))
    call_list = _callback_list(model, callbacks, history=False)
    size = _batch_size(batch_size)
    if isinstance(data, ResidentData) and not data.fits_in_memory():
        data = data.in_batches(size, shuffle=False)
    if isinstance(data, ResidentData):
        known: int | None = -(-data.samples // size)
    else:
        known = data.steps()
    progress = Progress(verbose, 1, steps or known)
    progress.start_epoch(0)
    if isinstance(data, ResidentData):
        logs = evaluate_resident(
            trainer, data.to_device(), data.samples, size, steps, call_list
        )
    else:
        logs = evaluate_source(trainer, data, steps, call_list)
    progress.end_epoch(0, progress.steps or 1, logs)
    progress.close()
    return logs


def predict(
    model: Any, x: Any, batch_size: int, verbose: Any, steps: int | None, callbacks: Any
) -> Any:
    """Return predictions of data as NumPy arrays."""
    _need_x("predict", x)
    call_list = _callback_list(model, callbacks, history=False)
    call_list.on_predict_begin()
    if is_batch_source(x):
        parts = []
        for batch in BatchSource(x).epoch(steps):
            predictor = _predictor(model, batch.x)
            parts.append(predictor.batch(batch.x, len(flatten(batch.x)[0])))
        predictions = join(parts)
        call_list.on_predict_end()
        return predictions
    data = ResidentData(as_arrays(x, _input_count(model)))
    host = data.rows(slice(0, steps * batch_size if steps else None)).x
    predictor = _predictor(model, host)
    total = -(-data.samples // batch_size)
    progress = Progress(0 if total == 1 else verbose, 1, total)
    progress.start_epoch(0)

    def watch(done: int) -> None:
        progress.update(done, {})
        if call_list.every_predict_batch:
            call_list.on_predict_batch_end(done - 1)

    predictions = predictor.all(host, batch_size, watch)
    progress.end_epoch(0, total, {}) if total > 1 else progress.close()
    call_list.on_predict_end()
    return predictions


def _predictor(model: Any, x: Any) -> Predictor:
    """Return the model's compiled forward pass, made and checked if needed."""
    if model._predictor is None or not model.built:
        if not model.built:
            Trainer(model, model._record)._outputs(x)
        model._predictor = Predictor(model, model._record)
    if model._graph is not None:
        trainer = model._trainer
        notices = trainer.notices if trainer is not None else Notices()
        checks.check_inputs(x, model._graph.flat_inputs, model.input_names, notices)
        limits = embedding_limits(model)
        if limits:
            checks.check_embeddings(x, limits, model.input_names)
        elif not isinstance(x, (list, tuple, dict)):
            model._row_shape = tuple(x.shape[1:])
    predictor: Predictor = model._predictor
    return predictor


def on_batch(
    model: Any,
    training: bool,
    x: Any,
    y: Any,
    sample_weight: Any,
    class_weight: dict[int, float] | None,
) -> dict[str, float]:
    """Make one step on one batch and return its logs."""
    _need_x("train_on_batch" if training else "test_on_batch", x)
    trainer: Trainer = model._ready_trainer()
    data = _standardize(trainer, x, y, sample_weight, None, False)
    if not isinstance(data, ResidentData):
        raise ValueError(complain("x", "a source of batches", "the arrays of one"))
    _prepare(trainer, data)
    if class_weight:
        data = data.with_class_weights(class_weight)
    program = trainer.single(training)
    chunk = program(trainer.values(reset=True), data.rows(slice(None)))
    trainer.state.store(chunk.values)
    return trainer.logs(np.asarray(chunk.results)[0], training)


def _standardize(
    trainer: Trainer,
    x: Any,
    y: Any,
    sample_weight: Any,
    class_weight: dict[int, float] | None,
    shuffle: bool,
) -> ResidentData | BatchSource:
    if is_batch_source(x):
        if y is not None:
            raise ValueError(
                complain("y", "targets beside a source of batches", "x alone yields y")
            )
        return BatchSource(x, class_weight, shuffle, trainer.arrange)
    model = trainer.model
    batch = trainer.arrange(
        Batch(
            as_arrays(x, _input_count(model), "x"),
            as_arrays(y, len(model.output_names) or None, "y"),
            as_arrays(sample_weight, len(model.output_names) or None, "sample_weight"),
        )
    )
    return ResidentData(*batch)


def _prepare(
    trainer: Trainer, data: ResidentData | BatchSource, batch_size: int | None = None
) -> None:
    if isinstance(data, ResidentData):
        trainer.prepare(data.host, rows=batch_size)
    else:
        trainer.prepare(data.first_batch())


def _validation(trainer: Trainer, given: Any) -> ResidentData | BatchSource:
    if isinstance(given, (tuple, list)) and len(given) in (1, 2, 3):
        x, y, weight = (*given, None, None)[:3]
        if not is_batch_source(x):
            return _standardize(trainer, x, y, weight, None, False)
    return _standardize(trainer, given, None, None, None, False)


def _callback_list(model: Any, callbacks: Any, history: bool) -> CallbackList:
    if isinstance(callbacks, CallbackList):
        return callbacks
    if callbacks is not None and not isinstance(callbacks, (list, tuple)):
        callbacks = [callbacks]
    return CallbackList(callbacks, add_history=history, model=model)


def _input_count(model: Any) -> int | None:
    return len(model._graph.flat_inputs) if model._graph is not None else None


def _batch_size(batch_size: int | None) -> int:
    size = 32 if batch_size is None else int(batch_size)
    if size < 1:
        raise ValueError(complain("batch_size", str(batch_size), "1 or more"))
    return size


def _need_x(method: str, x: Any) -> None:
    if x is None:
        raise ValueError(
            complain(f"{method}: x is missing", fix=f"model.{method}(x, y)")
        )
