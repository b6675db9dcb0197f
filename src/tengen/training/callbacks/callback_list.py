"""`CallbackList`: all callbacks of one call of `fit`, `evaluate` or `predict`."""

from __future__ import annotations

import math
from typing import Any

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.training.callbacks.callback import Callback, Logs
from tengen.training.callbacks.history import History


class CallbackList:
    """Calls the hooks of its callbacks in order, and says what the loop must heed.

    Args:
        callbacks: callbacks, or nested lists of them.
        add_history: whether to append a `History`, if there is none.
        add_progbar: taken for Keras's sake; the training loop shows progress itself.
        model: the model that trains.
        params: what `set_params` gets.

    Raises:
        ValueError: for something that is no callback object.

    Example:
        >>> CallbackList([Callback()], add_history=True).every_batch
        False
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        self.callbacks: list[Callback] = [
            _checked(callback)
            for callback in flatten(callbacks)
            if callback is not None
        ]
        self.history = self._find_history(add_history)
        self.params: Logs = {}
        self.model: Any = None
        if model is not None:
            self.set_model(model)
        if params:
            self.set_params(params)

    def _find_history(self, add: bool) -> History | None:
        for callback in self.callbacks:
            if isinstance(callback, History):
                return callback
        if not add:
            return None
        history = History()
        self.callbacks.append(history)  # last, so that it sees what others add to logs
        return history

    def append(self, callback: Callback) -> None:
        """Add a callback."""
        self.callbacks.append(_checked(callback))

    def set_params(self, params: Logs) -> None:
        """Tell all callbacks `verbose`, `epochs` and `steps`."""
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def set_model(self, model: Any) -> None:
        """Tell all callbacks their model; the history becomes `model.history`."""
        self.model = model
        if self.history is not None:
            model.history = self.history
        for callback in self.callbacks:
            callback.set_model(model)

    # -- what the loop must heed -------------------------------------------------------

    @property
    def every_batch(self) -> bool:
        """Whether each training batch must be its own call."""
        return any(callback.every_batch for callback in self.callbacks)

    @property
    def every_epoch(self) -> bool:
        """Whether each epoch must end before the next begins."""
        return any(callback.every_epoch for callback in self.callbacks)

    @property
    def every_test_batch(self) -> bool:
        """Whether each batch of an evaluation must be its own call."""
        return any(callback.every_test_batch for callback in self.callbacks)

    @property
    def every_predict_batch(self) -> bool:
        """Whether each batch of a prediction must be its own call."""
        return any(callback.every_predict_batch for callback in self.callbacks)

    @property
    def stops_on_nan(self) -> bool:
        """Whether training ends at a loss that is not finite."""
        return any(callback.stops_on_nan for callback in self.callbacks)

    @property
    def batch_interval(self) -> int:
        """Come back at least every so many batches; 0 for no need."""
        return math.gcd(*(callback.batch_interval for callback in self.callbacks))

    def batches_left(self) -> int:
        """Return after how many more batches the loop must come back; 0: no need."""
        needs = [callback.batches_left() for callback in self.callbacks]
        return min((need for need in needs if need), default=0)

    # -- hooks -------------------------------------------------------------------------

    def _call(self, hook: str, *place: int, logs: Logs | None) -> None:
        logs = {} if logs is None else logs
        for callback in self.callbacks:
            getattr(callback, hook)(*place, logs)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before training."""
        self._call("on_train_begin", logs=logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After training."""
        self._call("on_train_end", logs=logs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before an epoch."""
        self._call("on_epoch_begin", epoch, logs=logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After an epoch; callbacks may add to the logs that later ones see."""
        self._call("on_epoch_end", epoch, logs=logs)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a training batch."""
        self._call("on_train_batch_begin", batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a training batch."""
        self._call("on_train_batch_end", batch, logs=logs)

    on_batch_begin = on_train_batch_begin
    on_batch_end = on_train_batch_end

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Before an evaluation."""
        self._call("on_test_begin", logs=logs)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """After an evaluation."""
        self._call("on_test_end", logs=logs)

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of an evaluation."""
        self._call("on_test_batch_begin", batch, logs=logs)

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of an evaluation."""
        self._call("on_test_batch_end", batch, logs=logs)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Before a prediction."""
        self._call("on_predict_begin", logs=logs)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """After a prediction."""
        self._call("on_predict_end", logs=logs)

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of a prediction."""
        self._call("on_predict_batch_begin", batch, logs=logs)

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of a prediction."""
        self._call("on_predict_batch_end", batch, logs=logs)

    def on_non_finite_loss(self, batch: int, logs: Logs | None = None) -> None:
        """The loss of a training batch was NaN or infinite."""
        self._call("on_non_finite_loss", batch, logs=logs)


def _checked(callback: Any) -> Callback:
    if isinstance(callback, Callback):
        return callback
    is_class = isinstance(callback, type)
    raise ValueError(
        complain(
            "callbacks",
            f"the class {callback.__name__}" if is_class else repr(callback),
            "callback objects",
            f"write {callback.__name__}()" if is_class else "derive it from Callback",
        )
    )
