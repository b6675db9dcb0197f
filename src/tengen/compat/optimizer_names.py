"""The names of `keras.optimizers`: `lr=`, `decay=` and `optimizer.lr` are honoured."""

from __future__ import annotations

from functools import cache
from typing import Any

from tengen import optimizers
from tengen.compat import keras2
from tengen.compat.spelling import Arguments, Speller, respelled
from tengen.optimizers import schedules
from tengen.training import GradientTape

_OLD_DEFAULT = 0.01


class OldRate:
    """The rate behind `decay=`: `rate / (1 + decay * step)`.

    Reads as the rate before decay; assigning to it keeps the decay.
    """

    def __init__(self, optimizer: Any, schedule: Any) -> None:
        self._optimizer = optimizer
        self._schedule = schedule

    def assign(self, value: Any) -> None:
        """Set the rate before decay."""
        self._optimizer.learning_rate = float(value)

    def numpy(self) -> Any:
        """Return the rate before decay."""
        import numpy as np

        return np.float32(self._schedule.initial_learning_rate)

    def __float__(self) -> float:
        return float(self._schedule.initial_learning_rate)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        import numpy as np

        return np.asarray(float(self), dtype or "float32")

    def __repr__(self) -> str:
        return f"<rate {float(self)}, with decay {self._schedule.decay_rate}>"


class OldOptimizer:
    """`optimizer.lr` and `optimizer.decay`."""

    @property
    def _decaying(self) -> Any:
        rate = vars(self).get("_learning_rate")
        return rate if isinstance(rate, schedules.InverseTimeDecay) else None

    @property
    def learning_rate(self) -> Any:
        """The learning rate now."""
        return super().learning_rate  # type: ignore[misc]

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        decaying = self._decaying
        is_number = not callable(value) and not isinstance(value, dict)
        if decaying is not None and is_number:
            value = schedules.InverseTimeDecay(
                float(value), decaying.decay_steps, decaying.decay_rate
            )
        self._set_learning_rate(value)  # type: ignore[attr-defined]

    @property
    def lr(self) -> Any:
        """The learning rate under its old name; before decay."""
        decaying = self._decaying
        return self.learning_rate if decaying is None else OldRate(self, decaying)

    @lr.setter
    def lr(self, value: Any) -> None:
        self.learning_rate = value

    def minimize(
        self,
        loss: Any,
        var_list: Any,
        grad_loss: Any = None,
        name: str | None = None,
        tape: Any = None,
    ) -> Any:
        """Make one step down a loss: a function, or a value with the tape of it."""
        pairs = self.compute_gradients(loss, var_list, grad_loss, tape)
        self.apply_gradients(pairs)  # type: ignore[attr-defined]
        return self.iterations  # type: ignore[attr-defined]

    def compute_gradients(
        self, loss: Any, var_list: Any, grad_loss: Any = None, tape: Any = None
    ) -> list[tuple[Any, Any]]:
        """Return pairs (gradient, variable).

        Raises:
            ValueError: for a loss that is a value, without a tape.
        """
        if not callable(loss) and tape is None:
            raise ValueError(
                "optimizer.minimize\n  got a value and no tape\n  fix: pass a function "
                "that computes the loss, or tape= with which it was computed"
            )
        if callable(loss):
            tape = GradientTape() if tape is None else tape
            with tape:
                value = loss()
        else:
            value = loss
        variables = list(var_list() if callable(var_list) else var_list)
        gradients = tape.gradient(value, variables, grad_loss)
        return list(zip(gradients, variables, strict=True))

    @property
    def decay(self) -> float:
        """What `decay=` was."""
        decaying = self._decaying
        return 0.0 if decaying is None else float(decaying.decay_rate)


def _repair(
    speller: Speller, args: tuple[Any, ...], kwargs: dict[str, Any], was_old: bool
) -> Arguments:
    """Translate `lr=` and `decay=`; drop `epsilon=None`."""
    kwargs = dict(kwargs)
    if kwargs.get("epsilon", 0) is None:
        kwargs.pop("epsilon")
    if "lr" in kwargs:
        if "learning_rate" in kwargs or args:
            raise TypeError(
                f"{speller.name}\n  got two learning rates; expected lr= or "
                "learning_rate="
            )
        speller.say("lr=", "learning_rate= today")
        kwargs["learning_rate"] = kwargs.pop("lr")
    if "decay" not in kwargs:
        return args, kwargs
    decay = float(kwargs.pop("decay") or 0.0)
    if args:
        kwargs["learning_rate"], args = args[0], ()
    rate = kwargs.get("learning_rate", _old_rate(speller.today))
    if decay:
        speller.say(
            "decay=", "learning_rate=schedules.InverseTimeDecay(rate, 1, decay) today"
        )
        kwargs["learning_rate"] = schedules.InverseTimeDecay(float(rate), 1, decay)
    else:
        kwargs["learning_rate"] = rate
    return args, kwargs


def _old_rate(name: str) -> float:
    return keras2.OLD_RATES.get(name, _OLD_DEFAULT if name == "SGD" else 0.001)


@cache
def names() -> dict[str, Any]:
    """Return every public name of `keras.optimizers`, old ones included."""
    found: dict[str, Any] = {}
    for name in optimizers.__all__:
        thing = getattr(optimizers, name)
        is_class = isinstance(thing, type) and name != "OptimizerOptions"
        if is_class and issubclass(thing, optimizers.Optimizer):
            found[name] = respelled(thing, None, (OldOptimizer,), _repair)
            if name != "Optimizer":
                found[name.lower()] = found[name]
        elif name != "OptimizerOptions":
            found[name] = thing
    found["get"] = get
    return found


def classes() -> dict[str, Any]:
    """Return the classes alone."""
    return {
        name: thing
        for name, thing in names().items()
        if isinstance(thing, type) and name != name.lower()
    }


def get(identifier: Any) -> Any:
    """Return the optimizer of a name, a class, a configuration or an object."""
    if isinstance(identifier, str):
        found = names().get(identifier.lower())
        return found() if found is not None else optimizers.get(identifier)
    if isinstance(identifier, type):
        return identifier()
    if isinstance(identifier, dict):
        name = str(identifier.get("class_name", "")).lower()
        if name in names():
            return names()[name].from_config(identifier.get("config") or {})
    return optimizers.get(identifier)
