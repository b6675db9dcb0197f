"""`Callback`: what a user wants done while a model trains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Logs = dict[str, Any]
Hook = TypeVar("Hook", bound=Callable[..., None])

_TRAIN_BATCH_HOOKS = (
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_batch_begin",
    "on_batch_end",
)
_TEST_BATCH_HOOKS = ("on_test_batch_begin", "on_test_batch_end")
_PREDICT_BATCH_HOOKS = ("on_predict_batch_begin", "on_predict_batch_end")
_EPOCH_HOOKS = ("on_epoch_begin", "on_epoch_end")


def may_wait(hook: Hook) -> Hook:
    """Mark a hook that needs no call of its own: it may hear of things afterwards."""
    hook.may_wait = True  # type: ignore[attr-defined]
    return hook


class Callback:
    """Base of all callbacks; a subclass writes the hooks it wants.

    The training loop runs many batches, and where epochs are short many epochs, in one
    compiled call. It comes back as often as the callbacks say they need: by default
    after each batch where a batch hook is written, after each epoch where an epoch hook
    is. Setting `model.stop_training = True` ends training.

    Attributes:
        model: the model that trains.
        params: `{"verbose", "epochs", "steps"}`.
        batch_interval: come back every so many batches; 0 for no need.
        stops_on_nan: whether training ends at a loss that is not finite.

    Example:
        >>> class Count(Callback):
        ...     epochs = 0
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         self.epochs += 1
        >>> Count().every_epoch, Count().every_batch
        (True, False)
    """

    batch_interval: int = 0
    stops_on_nan: bool = False
    params: Logs | None = None
    validation_data: Any = None
    _model: Any = None

    def __init__(self) -> None:
        pass

    @property
    def model(self) -> Any:
        """The model that trains."""
        return self._model

    @model.setter
    def model(self, model: Any) -> None:
        self._model = model

    def set_model(self, model: Any) -> None:
        """Tell the callback its model."""
        self._model = model

    def set_params(self, params: Logs) -> None:
        """Tell the callback `verbose`, `epochs` and `steps`."""
        self.params = params

    # -- how often the loop must come back -------------------------------------------

    def _writes(self, hooks: tuple[str, ...]) -> bool:
        for hook in hooks:
            if hook in vars(self):
                return True
            function = getattr(type(self), hook)
            is_written = function is not getattr(Callback, hook)
            if is_written and not getattr(function, "may_wait", False):
                return True
        return False

    @property
    def every_batch(self) -> bool:
        """Whether each training batch must be its own call."""
        return self._writes(_TRAIN_BATCH_HOOKS)

    @property
    def every_epoch(self) -> bool:
        """Whether each epoch must end before the next begins."""
        return self._writes(_EPOCH_HOOKS)

    @property
    def every_test_batch(self) -> bool:
        """Whether each batch of an evaluation must be its own call."""
        return self._writes(_TEST_BATCH_HOOKS)

    @property
    def every_predict_batch(self) -> bool:
        """Whether each batch of a prediction must be its own call."""
        return self._writes(_PREDICT_BATCH_HOOKS)

    def batches_left(self) -> int:
        """Return after how many more batches the loop must come back; 0: no need."""
        return 1 if self.every_batch else self.batch_interval

    # -- hooks -------------------------------------------------------------------------

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before training."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After training, with the last epoch's logs."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before an epoch, numbered from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After an epoch, with its results, those of validation as `val_...`."""

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Old name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Old name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a training batch, numbered from 0 in each epoch."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a training batch, with the epoch's results so far."""
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Before an evaluation or validation."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """After an evaluation or validation, with its results."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of an evaluation."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of an evaluation, with the results so far."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Before a prediction."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """After a prediction."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of a prediction."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of a prediction."""

    def on_non_finite_loss(self, batch: int, logs: Logs | None = None) -> None:
        """The loss of a training batch was NaN or infinite."""
