"""What is true while layers run: bound variables, the training flag, masks, losses.

Stacks, all per thread:

- a `Binding` gives variables traced values, so that a stateful layer becomes a pure
  function: reads come from the binding, assignments go into it;
- a `Call` lives from the outermost layer call to its end (or as long as a training
  step holds it open): it knows `training`, and remembers for each tensor its mask and,
  where it came out of a softmax or sigmoid, the logits.

Who wants to know is told of each variable that is read (`watch_reads`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar


class _Stacks(threading.local):
    def __init__(self) -> None:
        self.bindings: list[Binding] = []
        self.calls: list[Call] = []
        self.compute_dtypes: list[str | None] = []
        self.readers: list[Callable[[Any, Any], None]] = []


_stacks = _Stacks()
BindingKind = TypeVar("BindingKind", bound="Binding")


class Binding:
    """Values that stand in for variables, by identity; `updated` are the assigned."""

    def __init__(
        self,
        variables: Sequence[Any] = (),
        values: Sequence[Any] = (),
        outer: Binding | None = None,
    ) -> None:
        self.outer = outer
        self.values = {id(v): x for v, x in zip(variables, values, strict=True)}
        self.updated: dict[int, Any] = {}

    def read(self, variable: Any) -> Any:
        """Return the bound value; if there is none, the outer binding's or its own."""
        if id(variable) in self.values:
            return self.values[id(variable)]
        return variable._value if self.outer is None else self.outer.read(variable)

    def write(self, variable: Any, value: Any) -> None:
        """Remember an assignment."""
        self.values[id(variable)] = value
        self.updated[id(variable)] = variable

    def current(self, variables: Sequence[Any]) -> list[Any]:
        """Return the present values of variables."""
        return [self.read(variable) for variable in variables]


class Lookout(Binding):
    """A binding that remembers which variables are used that nobody bound."""

    def __init__(self) -> None:
        super().__init__()
        self.used: dict[int, Any] = {}

    def read(self, variable: Any) -> Any:
        """Return the value and remember the variable."""
        self.used[id(variable)] = variable
        return super().read(variable)

    def write(self, variable: Any, value: Any) -> None:
        """Remember the assignment and the variable."""
        self.used[id(variable)] = variable
        super().write(variable, value)


def current_binding() -> Binding | None:
    """Return the innermost binding, `None` outside all."""
    return _stacks.bindings[-1] if _stacks.bindings else None


@contextmanager
def bind(
    variables: Sequence[Any] = (), values: Sequence[Any] = ()
) -> Iterator[Binding]:
    """Bind variables to values inside a `with` block."""
    with use_binding(Binding(variables, values, current_binding())) as binding:
        yield binding


@contextmanager
def use_binding(binding: BindingKind) -> Iterator[BindingKind]:
    """Make a binding the innermost one inside a `with` block."""
    _stacks.bindings.append(binding)
    try:
        yield binding
    finally:
        _stacks.bindings.pop()


def notify_of_read(variable: Any, value: Any) -> None:
    """Tell those who watch that a variable was read."""
    for tell in _stacks.readers:
        tell(variable, value)


@contextmanager
def watch_reads(tell: Callable[[Any, Any], None]) -> Iterator[None]:
    """Call `tell(variable, value)` for each read inside a `with` block."""
    _stacks.readers.append(tell)
    try:
        yield
    finally:
        _stacks.readers.remove(tell)


class Call:
    """The outermost call in progress.

    Attributes:
        training: whether layers behave as in training; `None` where nobody said.
        losses: scalar losses added while the layers ran.
        is_step: whether it is a training step of the user's own: a frame around layer
            calls, each of which is an outermost one.
    """

    def __init__(self, training: bool | None = None, is_step: bool = False) -> None:
        self.training = training
        self.losses: list[Any] = []
        self.is_step = is_step
        self.depth = len(_stacks.compute_dtypes)
        self._masks: dict[int, tuple[Any, Any]] = {}
        self._logits: dict[int, tuple[Any, str, Any]] = {}

    # The tensor itself is kept beside its mask: while it lives, its id is its own.
    def set_mask(self, tensor: Any, mask: Any) -> None:
        """Remember the mask of a tensor."""
        self._masks[id(tensor)] = (tensor, mask)

    def mask_of(self, tensor: Any) -> Any | None:
        """Return the mask of a tensor, or `None`."""
        return self._masks.get(id(tensor), (None, None))[1]

    def set_logits(self, probabilities: Any, activation: str, logits: Any) -> None:
        """Remember which logits an activation turned into these probabilities."""
        self._logits[id(probabilities)] = (probabilities, activation, logits)

    def logits_of(self, probabilities: Any, activation: str) -> Any | None:
        """Return the logits behind `softmax` or `sigmoid` output, or `None`."""
        _, name, logits = self._logits.get(id(probabilities), (None, "", None))
        return logits if name == activation else None

    def origins_of(self, tensor: Any) -> dict[str, Any]:
        """Return `{activation: logits}` of a tensor, empty where not known."""
        _, activation, logits = self._logits.get(id(tensor), (None, "", None))
        return {activation: logits} if activation else {}

    def pass_on(self, source: Any, target: Any) -> None:
        """Say that `target` is the same tensor as `source` under another identity."""
        if id(source) in self._masks:
            self.set_mask(target, self._masks[id(source)][1])
        if id(source) in self._logits:
            self.set_logits(target, *self._logits[id(source)][1:])


def current_call() -> Call | None:
    """Return the call in progress, `None` outside all layers."""
    return _stacks.calls[-1] if _stacks.calls else None


def is_outermost() -> bool:
    """Say whether a layer that is called now is called by no other layer."""
    call = current_call()
    return call is None or (call.is_step and len(_stacks.compute_dtypes) == call.depth)


@contextmanager
def open_call(training: bool | None = None, is_step: bool = False) -> Iterator[Call]:
    """Start a new outermost call (a training step holds it open over the loss)."""
    call = Call(training, is_step)
    _stacks.calls.append(call)
    try:
        yield call
    finally:
        _stacks.calls.pop()


@contextmanager
def enter_layer(training: bool | None, compute_dtype: str | None) -> Iterator[Call]:
    """Enter a layer inside the call in progress, or as a new outermost call."""
    stack = _stacks.calls
    outermost = not stack
    if outermost:
        stack.append(Call(training))
    call = stack[-1]
    before = call.training
    if training is not None:
        call.training = training
    _stacks.compute_dtypes.append(compute_dtype)
    try:
        yield call
    finally:
        _stacks.compute_dtypes.pop()
        call.training = before
        if outermost:
            stack.pop()


def current_compute_dtype() -> str | None:
    """Return the float type that variables are cast to inside the present layer."""
    return _stacks.compute_dtypes[-1] if _stacks.compute_dtypes else None


@contextmanager
def compute_dtype(dtype: str | None) -> Iterator[None]:
    """Cast variables to another float type inside a `with` block; `None`: do not."""
    _stacks.compute_dtypes.append(dtype)
    try:
        yield
    finally:
        _stacks.compute_dtypes.pop()
