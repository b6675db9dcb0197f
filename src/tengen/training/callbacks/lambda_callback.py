"""`LambdaCallback`: a callback made of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tengen.core.messages import complain, did_you_mean
from tengen.training.callbacks.callback import Callback

Hook = Callable[..., Any] | None


class LambdaCallback(Callback):
    """Calls functions at the moments of training for which they are given.

    Args:
        on_epoch_begin, on_epoch_end: functions `(epoch, logs)`.
        on_train_begin, on_train_end: functions `(logs)`.
        on_train_batch_begin, on_train_batch_end: functions `(batch, logs)`; each of
            them makes every batch its own call.
        hooks: functions for any other hook of `Callback`; what resembles none of them
            becomes an attribute.

    Raises:
        ValueError: for what looks like a hook, but is none.

    Example:
        >>> callback = LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch))
        >>> callback.on_epoch_end(3, {})
        3
        >>> callback.every_epoch, callback.every_batch
        (True, False)
    """

    def __init__(
        self,
        on_epoch_begin: Hook = None,
        on_epoch_end: Hook = None,
        on_train_begin: Hook = None,
        on_train_end: Hook = None,
        on_train_batch_begin: Hook = None,
        on_train_batch_end: Hook = None,
        **hooks: Any,
    ) -> None:
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **hooks,
        }
        known = [name for name in dir(Callback) if name.startswith("on_")]
        for name, function in given.items():
            fix = did_you_mean(name, known)
            if name not in known and (name.startswith("on_") or fix):
                raise ValueError(complain(f"LambdaCallback: no hook {name!r}", fix=fix))
            if function is not None:
                setattr(self, name, function)
