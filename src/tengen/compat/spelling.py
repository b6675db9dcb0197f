"""How an old spelling becomes a call of today's class.

`respelled(layers.Dense, ...)` is a subclass of `Dense` under its own name: it takes the
arguments of every release, and what it makes is saved as a `Dense`. Classes of scripts
may derive from it. What is old stands in the tables `keras1` and `keras2`.
"""

from __future__ import annotations

import copyreg
import functools
import inspect
from collections.abc import Callable
from typing import Any

from tengen.compat import keras1, keras2
from tengen.compat.notices import say_once

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
Repair = Callable[["Speller", tuple[Any, ...], dict[str, Any], bool], Arguments]


class Speller:
    """Translates the arguments of one class or function.

    Attributes:
        name: the name the script uses, for messages.
        today: the name of the class today, which the tables know.
        is_old: whether the name itself belongs to Keras 1.
        spoke_old: whether the last call used a spelling of Keras 1.
    """

    def __init__(
        self, today: str, name: str | None = None, repair: Repair | None = None
    ) -> None:
        self.today = today
        self.name = name or today
        self.is_old = self.name in keras1.CLASSES
        self.repair = repair
        self.of_keras1 = keras1.ARGUMENTS.get(today, {})
        self.renamed = {**self.of_keras1, **keras2.ARGUMENTS.get(today, {})}
        self.dropped = {
            **keras1.DROPPED.get(today, {}),
            **keras2.DROPPED.get(today, {}),
        }
        self.window = keras1.WINDOW_SIZES.get(today, ())
        self.spoke_old = False

    def __call__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
        """Return the arguments as they are spelled today.

        Raises:
            TypeError: for the old and the new spelling of one argument together.
        """
        old = {*self.of_keras1, *self.window}
        self.spoke_old = self.is_old or any(name in old for name in kwargs)
        if self.repair is not None:
            args, kwargs = self.repair(self, args, kwargs, self.spoke_old)
        return args, {
            name: self._value(name, value) for name, value in self._names(kwargs)
        }

    def _names(self, kwargs: dict[str, Any]) -> list[tuple[str, Any]]:
        found = []
        for name, value in kwargs.items():
            if name in self.dropped:
                self.say(f"{name}=", f"no longer there: {self.dropped[name]}")
                continue
            new = self.renamed.get(name, name)
            if new != name:
                if new in kwargs:
                    raise TypeError(
                        f"{self.name}\n  got {name}= and {new}=, which mean the same; "
                        f"expected one of them"
                    )
                self.say(f"{name}=", f"{new}= today")
            found.append((new, value))
        return found

    def _value(self, name: str, value: Any) -> Any:
        values = keras1.VALUES.get(name, {})
        if isinstance(value, str) and value in values:
            self.say(f"{name}={value!r}", f"{name}={values[value]!r} today")
            return values[value]
        return value

    def say(self, old: str, new: str) -> None:
        """Say once that something is spelled otherwise today."""
        say_once(f"{self.name}({old}) is {new}")


class Respelled(type):
    """The type of classes whose constructors understand every release.

    The classes of the library count as theirs: a loaded `Dense` is an instance of the
    `Dense` of the script.
    """

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        speller = vars(cls).get("_speller")
        if speller is None:
            return super().__call__(*args, **kwargs)
        args, kwargs = speller(args, kwargs)
        was_old = speller.spoke_old
        thing = super().__call__(*args, **kwargs)
        note = getattr(thing, "_note_spelling", None)
        if note is not None:
            note(_bound(cls, args, kwargs), was_old)
        return thing

    def __instancecheck__(cls, thing: Any) -> bool:
        today = vars(cls).get("_today")
        if today is not None:
            return isinstance(thing, today)
        return super().__instancecheck__(thing)

    def __subclasscheck__(cls, other: type) -> bool:
        today = vars(cls).get("_today")
        if today is not None:
            return issubclass(other, today)
        return super().__subclasscheck__(other)


def respelled(
    today: type,
    name: str | None = None,
    mixins: tuple[type, ...] = (),
    repair: Repair | None = None,
) -> Any:
    """Return a subclass of a class of the library that takes old arguments too.

    Args:
        today: the class.
        name: the old name under which scripts know it.
        mixins: classes with the attributes and methods of older releases.
        repair: changes the arguments before the tables are applied.
    """
    speller = Speller(today.__name__, name, repair)

    @functools.wraps(today.__init__)  # type: ignore[misc]
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        args, kwargs = speller(args, kwargs)
        take = getattr(self, "_take_old_arguments", None)
        if take is not None:
            kwargs = take(kwargs)
        super(made, self).__init__(*args, **kwargs)

    def __reduce_ex__(self: Any, protocol: Any) -> Any:  # noqa: N807
        """Let pickles hold today's class, which can be found by its name."""
        if mixins or type(self) is not made:
            return super(made, self).__reduce_ex__(protocol)
        rebuild = copyreg._reconstructor  # type: ignore[attr-defined]
        return rebuild, (today, object, None), self.__getstate__()

    made: Any = Respelled(
        today.__name__,
        (*mixins, today),
        {
            "__module__": today.__module__,
            "__qualname__": today.__qualname__,
            "__doc__": today.__doc__,
            "__init__": __init__,
            "__reduce_ex__": __reduce_ex__,
            "_speller": speller,
            "_today": today,
        },
    )
    return made


def respelled_function(function: Callable[..., Any], name: str | None = None) -> Any:
    """Return a function that takes old arguments too."""
    speller = Speller(name or function.__name__)
    methods = keras1.METHODS.get(speller.today, {})
    speller.renamed = {**speller.renamed, **methods}

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = speller(args, kwargs)
        return function(*args, **kwargs)

    return call


def _bound(cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    signature = inspect.signature(cls.__init__)  # type: ignore[misc]
    try:
        found = signature.bind_partial(None, *args, **kwargs).arguments
    except TypeError:
        return dict(kwargs)
    return dict(list(found.items())[1:])
