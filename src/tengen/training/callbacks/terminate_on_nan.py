"""`TerminateOnNaN`: training ends at the batch whose loss is no number."""

from __future__ import annotations

from tengen.training.callbacks.callback import Callback, Logs


class TerminateOnNaN(Callback):
    """Ends training when the loss becomes NaN or infinite.

    The compiled loop itself looks at every loss, so this costs nothing.

    Args:
        raise_error: whether to raise `RuntimeError` instead of ending quietly.

    Example:
        >>> TerminateOnNaN().stops_on_nan
        True
    """

    stops_on_nan = True

    def __init__(self, raise_error: bool = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_non_finite_loss(self, batch: int, logs: Logs | None = None) -> None:
        """Say so, and end training."""
        message = f"Batch {batch}: invalid loss, terminating training"
        if self.model is not None:
            self.model.stop_training = True
        if self.raise_error:
            raise RuntimeError(message)
        print(message)
