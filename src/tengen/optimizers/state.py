"""What an optimizer keeps between steps: counter, learning rate, slots, arguments."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Any, Self, TypedDict

from tengen.core import config
from tengen.core.configurable import Configurable
from tengen.core.messages import complain
from tengen.core.naming import auto_name
from tengen.core.registry import custom_object_scope
from tengen.core.serialized import serialize
from tengen.core.variable import Variable
from tengen.optimizers import schedules
from tengen.optimizers._average import MovingAverage
from tengen.optimizers._initial import initial_value


class CommonOptions(TypedDict, total=False):
    """Arguments that every optimizer takes beside its own; see `Optimizer`."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    name: str | None


class OptimizerOptions(CommonOptions, total=False):
    """`CommonOptions`, and weight decay."""

    weight_decay: float | None


class OptimizerState(Configurable):
    """The half of `Optimizer` that keeps state; the arguments are explained there."""

    def __init__(
        self,
        learning_rate: Any,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
    ) -> None:
        self.name = name or auto_name(type(self).__name__)
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self._check_arguments()
        self.built = False
        self.structure_version = 0
        self._iterations = Variable(
            0,
            dtype="int32",
            trainable=False,
            name="iteration",
            path=f"{self.name}/iteration",
        )
        self._slots: list[Variable] = []
        self._trainable_variables: list[Variable] = []
        self._places: dict[int, int] = {}
        self._no_decay: tuple[set[int], list[str]] = (set(), [])
        self._accumulators: list[Variable] = []
        self._learning_rate: Any = None
        self._set_learning_rate(learning_rate)

    def _check_arguments(self) -> None:
        clips = [self.clipnorm, self.clipvalue, self.global_clipnorm]
        if sum(clip is not None for clip in clips) > 1:
            given = "clipnorm={}, clipvalue={}, global_clipnorm={}".format(*clips)
            raise ValueError(complain(f"optimizer {self.name!r}", given, "one of them"))
        self._check(
            "gradient_accumulation_steps",
            self.gradient_accumulation_steps is None
            or self.gradient_accumulation_steps >= 2,
            "an integer of 2 or more, or None",
        )
        self._check("ema_momentum", 0 <= self.ema_momentum <= 1, "a number from 0 to 1")
        self._check(
            "ema_overwrite_frequency",
            self.ema_overwrite_frequency is None or self.ema_overwrite_frequency >= 1,
            "an integer of 1 or more, or None",
        )

    def _check(self, argument: str, is_right: bool, expected: str) -> None:
        if not is_right:
            got = f"{argument}={getattr(self, argument)!r}"
            raise ValueError(complain(f"optimizer {self.name!r}", got, expected))

    @property
    def variables(self) -> list[Variable]:
        """All state: iteration, learning rate (unless scheduled), then the slots."""
        rate = self._learning_rate
        rates = [rate] if isinstance(rate, Variable) else []
        return [self._iterations, *rates, *self._slots]

    @property
    def iterations(self) -> Any:
        """The number of updates made (with accumulation: of whole updates)."""
        steps = self.gradient_accumulation_steps
        return self._iterations.value // steps if steps else self._iterations

    @property
    def learning_rate(self) -> Any:
        """The learning rate now: a variable, or what schedule or function gives.

        Assigning a number, or `learning_rate.assign(...)`, changes the variable, so
        compiled steps go on without compiling again.
        """
        rate = self._learning_rate
        if isinstance(rate, schedules.LearningRateSchedule):
            return rate(self._iterations)
        return rate if isinstance(rate, Variable) else rate()

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self._set_learning_rate(value)

    def _set_learning_rate(self, value: Any) -> None:
        if isinstance(value, dict):
            value = schedules.deserialize(value)
        is_array = isinstance(value, Variable) or hasattr(value, "__array__")
        if callable(value) and not is_array:
            self._learning_rate = value
            self.structure_version += 1
        elif isinstance(self._learning_rate, Variable):
            self._learning_rate.assign(value)
        else:
            self._learning_rate = Variable(
                value,
                dtype=config.floatx(),
                trainable=False,
                name="learning_rate",
                path=f"{self.name}/learning_rate",
            )
            self.structure_version += 1

    def add_variable(
        self,
        shape: Any,
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "none",
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Make a slot: state that is carried through the steps and saved.

        Args:
            shape, initializer, dtype, name: of the variable.
            aggregation, layout: only for calls written for Keras on many devices.
        """
        name = name or auto_name("variable")
        slot = Variable(
            initial_value(initializer, shape, dtype),
            dtype=dtype,
            trainable=False,
            name=name,
            path=f"{self.name}/{name}",
        )
        self._slots.append(slot)
        self.structure_version += 1
        return slot

    def add_variable_from_reference(
        self,
        reference_variable: Variable,
        name: str | None = None,
        initializer: Any = 0,
    ) -> Variable:
        """Make a slot with the shape and dtype of a variable."""
        name = name or "slot"
        return self.add_variable(
            reference_variable.shape,
            initializer,
            reference_variable.dtype,
            name=reference_variable.path.replace("/", "_") + "_" + name,
        )

    def add_optimizer_variables(
        self, trainable_variables: Sequence[Variable], name: Any, initializer: Any = 0
    ) -> Any:
        """Make slots for all variables: of one name a list, of names a list each."""
        names = [name] if isinstance(name, str) else list(name)
        slots: list[list[Variable]] = [[] for _ in names]
        for variable in trainable_variables:
            for place, label in enumerate(names):
                slots[place].append(
                    self.add_variable_from_reference(variable, label, initializer)
                )
        return slots[0] if isinstance(name, str) else slots

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the state for these trainable variables; subclasses add their slots."""
        self._trainable_variables = list(variables)
        self._places = {id(variable): i for i, variable in enumerate(variables)}
        if self.use_ema:
            slots = self.add_optimizer_variables(variables, "average")
            self._average = MovingAverage(slots, self.ema_momentum)
        if self.gradient_accumulation_steps:
            self._accumulators = self.add_optimizer_variables(
                variables, "gradient_accumulator"
            )
        self.built = True

    def _get_variable_index(self, variable: Variable) -> int:
        """Return the place of a variable among those given to `build`."""
        return self._places[id(variable)]

    def exclude_from_weight_decay(
        self,
        var_list: Iterable[Variable] | None = None,
        var_names: Iterable[str] | None = None,
    ) -> None:
        """Leave variables, or those whose name contains a pattern, out of the decay."""
        variables = {id(variable) for variable in var_list or []}
        self._no_decay = (variables, list(var_names or []))

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set all variables from arrays, in the order of `variables`.

        Raises:
            ValueError: for a wrong number of arrays.
        """
        own = self.variables
        if len(weights) != len(own):
            where = f"set_weights of optimizer {self.name!r}"
            got, expected = f"{len(weights)} arrays", f"{len(own)} arrays"
            raise ValueError(complain(where, got, expected))
        for variable, array in zip(own, weights, strict=True):
            variable.assign(array)

    def save_own_variables(self, store: dict[str, Any]) -> None:
        """Put the variables into a dict, under `'0'`, `'1'`, ..."""
        store.update({str(place): v for place, v in enumerate(self.variables)})

    def load_own_variables(self, store: dict[str, Any]) -> None:
        """Take the variables from such a dict."""
        self.set_weights([store[str(place)] for place in range(len(store))])

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> Self:
        """Build an optimizer from what `get_config` returned."""
        with custom_object_scope(custom_objects):
            return super().from_config(config)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments, defaults too, and the learning rate now."""
        arguments = {**_defaults(OptimizerState), **_defaults(type(self))}
        arguments.update(self._constructor_arguments)
        found = {name: getattr(self, name, x) for name, x in arguments.items()}
        rate = self._learning_rate
        found["learning_rate"] = (
            float(rate) if isinstance(rate, Variable) else serialize(rate)
        )
        return found


def _defaults(kind: type) -> dict[str, Any]:
    parameters = inspect.signature(kind.__init__).parameters.values()  # type: ignore[misc]
    return {p.name: p.default for p in parameters if p.default is not p.empty}
