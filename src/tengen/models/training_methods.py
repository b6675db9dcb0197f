"""The methods of `Model` that train: each a short call into the room `training`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tengen.core import context
from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.metrics import Metric


class TrainingMethods:
    """`compile`, `fit`, `evaluate`, `predict` and their kin."""

    _record: Any
    _trainer: Any
    _predictor: Any
    _row_shape: Any
    all_layers: Any
    name: Any

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Say how the model is trained.

        Args:
            optimizer: name or object.
            loss: name, object or function; a list or dict where outputs are several.
            loss_weights: factor of each output's loss.
            metrics: names, objects or functions, per output a list or dict.
            weighted_metrics: the same, but they take the sample weights into account.
            run_eagerly: run layers one by one in Python, to look into them.
            steps_per_execution, jit_compile, auto_scale_loss: accepted; the engine
                compiles always and decides itself how many steps a call runs.

        Raises:
            ValueError: for an unknown name, with a suggestion.
        """
        from tengen.training.record import CompileRecord

        self._record = CompileRecord.make(
            optimizer,
            loss=loss,
            loss_weights=loss_weights,
            metrics=metrics,
            weighted_metrics=weighted_metrics,
            run_eagerly=run_eagerly,
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile,
            auto_scale_loss=auto_scale_loss,
        )
        self.optimizer = self._record.optimizer
        self.loss = loss
        self._trainer = None
        self._predictor = None

    @property
    def run_eagerly(self) -> bool:
        """Whether layers run one by one in Python; may be set at any time."""
        from tengen.training import eagerly

        return eagerly.is_on(self._record)

    @run_eagerly.setter
    def run_eagerly(self, value: bool) -> None:
        self._ready_trainer()
        self._record.run_eagerly = bool(value)

    @property
    def compiled(self) -> bool:
        """Whether `compile` was called."""
        return self._record is not None

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: Any = 1,
    ) -> Any:
        """Train on data for a number of epochs.

        Args:
            x: samples: an array, lists or dicts of arrays for several inputs, or
                anything that yields batches (generator, `PyDataset`, data loader).
            y: targets, unless x yields them.
            batch_size: samples of a step; 32 if `None`.
            epochs: train up to this epoch.
            verbose: 0 silent, 1 a bar, 2 one line per epoch, `'auto'` is 1.
            callbacks: list of callbacks.
            validation_split: fraction at the end of the data kept for validation.
            validation_data: `(x, y)`, `(x, y, sample_weight)` or a source of batches.
            shuffle: draw another order of the samples in each epoch.
            class_weight: factor of the loss by class.
            sample_weight: factor of the loss by sample, `(n,)`.
            initial_epoch: the first epoch's number, to go on with earlier training.
            steps_per_epoch: batches of an epoch, for sources without end.
            validation_steps: at most this many batches of validation.
            validation_batch_size: as `batch_size` if `None`.
            validation_freq: every how many epochs to validate, or the epochs' numbers.

        Returns:
            The `History`: `history.history['loss']` is a list of one number an epoch.

        Raises:
            ValueError: for data that does not fit the model, before the first step.
        """
        from tengen.training.session import FitSession

        session = FitSession(self, verbose, callbacks, epochs, initial_epoch)
        session.training_data(
            x, y, sample_weight, class_weight, batch_size, steps_per_epoch, shuffle
        )
        session.validation_data(
            validation_data,
            validation_split,
            validation_batch_size,
            validation_steps,
            validation_freq,
        )
        self.history = session.run()
        return self.history

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Return loss and metrics of data, in the order of `metrics_names`.

        Returns:
            A single number where there are no metrics, else a list; a dict by name
            with `return_dict=True`.
        """
        from tengen.training.session import evaluate

        logs = evaluate(
            self, x, y, sample_weight, batch_size, steps, callbacks, verbose
        )
        return _as_results(logs, return_dict)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """Return the model's outputs for samples, as NumPy arrays.

        Args:
            x: as in `fit`.
            batch_size: samples computed at a time; 32 if `None`.
        """
        predictor = self._predictor
        if (
            predictor is not None
            and type(x) is np.ndarray
            and callbacks is None
            and x.shape[1:] == self._row_shape
            and 0 < x.shape[0] <= (batch_size or 32)
            and x.dtype.char in "fBbhi?"
        ):
            return predictor.batch(x, batch_size or 32)
        from tengen.training.session import predict

        return predict(self, x, batch_size or 32, verbose, steps, callbacks)

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """Make one training step; return loss and metrics of this batch."""
        from tengen.training.session import on_batch

        logs = on_batch(self, True, x, y, sample_weight, class_weight)
        return _as_results(logs, return_dict)

    def test_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Return loss and metrics of one batch."""
        from tengen.training.session import on_batch

        logs = on_batch(self, False, x, y, sample_weight, None)
        return _as_results(logs, return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """Return the outputs of one batch."""
        return self.predict(x, batch_size=max(1, len(flatten(x)[0])), verbose=0)

    @property
    def metrics_names(self) -> list[str]:
        """What `evaluate` returns, in that order (known after the first `fit`)."""
        if self._trainer is None or not self._trainer.is_prepared:
            return ["loss"]
        return list(self._trainer.names(training=False))

    @property
    def metrics(self) -> list[Metric]:
        """The metrics that `fit` and `evaluate` keep."""
        if self._trainer is None or self._trainer._objective is None:
            return self.own_metrics()
        return [*self._trainer.objective.metrics, *self.own_metrics()]

    def own_metrics(self) -> list[Metric]:
        """Return metrics that this model's class or its layers made themselves."""
        owned = (thing for layer in self.all_layers() for thing in layer._owned())
        return [thing for thing in owned if isinstance(thing, Metric)]

    @property
    def metrics_variables(self) -> list[Any]:
        """The counters of the metrics that the model's class made itself."""
        return [v for metric in self.own_metrics() for v in metric.variables]

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Return the loss of a batch; subclasses may write another.

        The sum of the compiled losses, of what layers added, and of penalties.
        """
        from tengen.training.step import Batch, batch_size_of, total_loss

        call = context.current_call()
        if call is None or call.is_step:
            call = context.Call(is_step=call is not None)
            call.losses = [
                v for layer in self.all_layers() for v in layer._added_losses
            ]
        batch = Batch(x, y, sample_weight)
        trainer = self._ready_trainer()
        outputs = flatten(y_pred)
        loss = total_loss(self, trainer.objective, batch, outputs, call)[0]
        if call.is_step:
            trainer.objective.total.update_state(loss, batch_size_of(y_pred))
        return loss

    compute_loss.is_the_default = True  # type: ignore[attr-defined]

    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Add a batch to the compiled metrics; return the results of all so far."""
        self._ready_trainer().objective.update_metrics(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict[str, Any]:
        """Return the results of `metrics` by name."""
        return {metric.name: metric.result() for metric in self.metrics}

    def reset_metrics(self) -> None:
        """Set all metrics back."""
        for metric in self.metrics:
            metric.reset_state()

    def _ready_trainer(self) -> Any:
        from tengen.training.trainer import Trainer

        if self._record is None:
            raise RuntimeError(
                complain(
                    f"model {self.name!r} is not compiled",
                    fix="model.compile(optimizer='adam', loss='...') first",
                )
            )
        if self._trainer is None:
            self._trainer = Trainer(self, self._record)
        return self._trainer


def _as_results(logs: dict[str, float], return_dict: bool) -> Any:
    if return_dict:
        return logs
    values = list(logs.values())
    return values[0] if len(values) == 1 else values
