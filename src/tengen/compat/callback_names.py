"""The names of `keras.callbacks`: logs answer to `acc` as well as to `accuracy`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import cache
from typing import Any

from tengen import callbacks
from tengen.compat.logs import EitherName
from tengen.compat.spelling import Arguments, Speller, respelled

_HOOKS = (
    *("on_epoch_begin", "on_epoch_end", "on_train_begin", "on_train_end"),
    *("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end"),
    *("on_test_begin", "on_test_end", "on_test_batch_begin", "on_test_batch_end"),
)


class OldCallback:
    """Gives the hooks of scripts logs with both names."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__module__.split(".")[0] == "tengen":
            return
        for hook in _HOOKS:
            if hook in vars(cls):
                setattr(cls, hook, with_both_names(vars(cls)[hook]))


def with_both_names(hook: Callable[..., Any]) -> Callable[..., Any]:
    """Return a hook whose logs are an `EitherName`; what it writes there is kept."""

    @functools.wraps(hook)
    def call(*args: Any, **kwargs: Any) -> Any:
        found = [x for x in (*args, *kwargs.values()) if type(x) is dict]
        if not found:
            return hook(*args, **kwargs)
        both = {id(logs): EitherName(logs) for logs in found}
        args = tuple(both.get(id(x), x) for x in args)
        kwargs = {name: both.get(id(x), x) for name, x in kwargs.items()}
        result = hook(*args, **kwargs)
        for logs in found:
            logs.update(both[id(logs)])
        return result

    return call


def _lambda_hooks(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    def wrap(hook: Any) -> Any:
        return with_both_names(hook) if callable(hook) else hook

    return tuple(map(wrap, args)), {name: wrap(x) for name, x in kwargs.items()}


def _plateau(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    if "epsilon" in kwargs:
        speller.say("epsilon=", "min_delta= today")
        kwargs = {k: v for k, v in kwargs.items() if k != "epsilon"} | {
            "min_delta": kwargs["epsilon"]
        }
    return args, kwargs


class OldModelCheckpoint:
    """`period=`: save only every so many epochs."""

    _period = 1

    def _take_old_arguments(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        kwargs = dict(kwargs)
        self._period = max(1, int(kwargs.pop("period", None) or 1))
        return kwargs

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Save after the epochs whose number the period divides."""
        if (epoch + 1) % self._period == 0:
            super().on_epoch_end(epoch, logs)  # type: ignore[misc]


_REPAIRS = {"LambdaCallback": _lambda_hooks, "ReduceLROnPlateau": _plateau}


@cache
def names() -> dict[str, Any]:
    """Return every public name of `keras.callbacks`."""
    found = {}
    for name in callbacks.__all__:
        mixins: tuple[type, ...] = (OldCallback,)
        if name == "ModelCheckpoint":
            mixins = (OldModelCheckpoint, OldCallback)
        thing = getattr(callbacks, name)
        is_plain = name in ("CallbackList", "History")
        found[name] = (
            thing if is_plain else respelled(thing, None, mixins, _REPAIRS.get(name))
        )
    return found
