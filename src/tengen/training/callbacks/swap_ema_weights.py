"""`SwapEMAWeights`: evaluation with the moving averages of the weights."""

from __future__ import annotations

from typing import Any

from tengen.core.messages import complain
from tengen.training.callbacks.callback import Callback, Logs


class SwapEMAWeights(Callback):
    """Puts the averages in the place of the weights while the model is evaluated.

    The optimizer must keep averages (`use_ema=True`).

    Args:
        swap_on_epoch: put them there from the end of an epoch to the beginning of the
            next, too, so that what is saved between epochs has the averages.

    Example:
        >>> SwapEMAWeights().every_epoch
        False
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._is_swapped = False

    @property
    def every_epoch(self) -> bool:
        """Whether each epoch must end before the next begins."""
        return self.swap_on_epoch

    def _pairs(self) -> list[tuple[Any, Any]]:
        optimizer = self.model.optimizer
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        if not getattr(optimizer, "use_ema", False):
            fix = "use_ema=True as an argument of the optimizer"
            what = "SwapEMAWeights: the optimizer keeps no averages"
            raise ValueError(complain(what, fix=fix))
        variables = optimizer._trainable_variables
        return list(zip(variables, optimizer._average.slots, strict=True))

    def _swap(self, to_averages: bool) -> None:
        if to_averages == self._is_swapped:
            return
        for variable, average in self._pairs():
            weight = variable.value
            variable.assign(average.value)
            average.assign(weight)
        self._is_swapped = to_averages

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Check that there are averages."""
        self._is_swapped = False
        if self.model.optimizer.built:
            self._pairs()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Train on with the weights."""
        self._swap(False)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Leave the averages in the model until the next epoch."""
        if not self.swap_on_epoch:
            return
        self._swap(True)
        params = self.params or {}
        if epoch == params.get("epochs", 0) - 1:
            # Training ends by taking the averages from the optimizer once more.
            for variable, average in self._pairs():
                average.assign(variable.value)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Evaluate the averages."""
        self._swap(True)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Put the weights back."""
        self._swap(False)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Predict with the averages."""
        if not self.swap_on_epoch:
            self._swap(True)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Put the weights back."""
        if not self.swap_on_epoch:
            self._swap(False)
