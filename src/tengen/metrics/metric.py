"""`Metric`: a number collected over many batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import jax
import numpy as np

from tengen.core import config, context
from tengen.core.configurable import Configurable, all_arguments
from tengen.core.dtypes import standardize_dtype
from tengen.core.naming import auto_name
from tengen.core.shapes import standardize_shape
from tengen.core.trees import leaves
from tengen.core.variable import Variable
from tengen.metrics._registry import registry


@registry.register()
class Metric(Configurable):
    """Base of all metrics.

    A subclass makes its state by `add_weight` in `__init__`, and writes
    `update_state(y_true, y_pred, sample_weight=None)` and `result()`.

    Args:
        dtype: float type of state and result; default: that of the configuration.
        name: name of the metric; made from the class name if `None`.

    Example:
        >>> class Positives(Metric):
        ...     def __init__(self, name="positives", **kwargs):
        ...         super().__init__(name=name, **kwargs)
        ...         self.seen = self.add_weight(name="seen", initializer="zeros")
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         self.seen.assign_add((y_pred > 0.5).sum())
        ...     def result(self):
        ...         return self.seen
        >>> metric = Positives()
        >>> metric.update_state(None, np.array([0.2, 0.7, 0.9]))
        >>> float(metric.result())
        2.0
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        metric = super().__new__(cls, *args, **kwargs)
        metric._created = []
        return metric

    def __init__(self, dtype: Any = None, name: str | None = None) -> None:
        self.name = name or auto_name(type(self).__name__)
        self._dtype = dtype
        self._created: list[tuple[Variable, np.ndarray[Any, Any]]]

    @property
    def dtype(self) -> str:
        """The float type of state and result."""
        if self._dtype is None:
            return config.floatx()
        return standardize_dtype(getattr(self._dtype, "compute_dtype", self._dtype))

    @property
    def variables(self) -> list[Variable]:
        """The state: in order of making, then that of metrics inside this one."""
        found = {id(variable): variable for variable, _ in self._created}
        for thing in self._parts():
            more = thing.variables if isinstance(thing, Metric) else [thing]
            found.update({id(variable): variable for variable in more})
        return list(found.values())

    def _parts(self) -> Iterator[Variable | Metric]:
        """Yield variables and metrics among the attributes."""
        for name, value in vars(self).items():
            if name in ("_created", "_constructor_arguments"):
                continue
            if isinstance(value, (list, tuple, dict, Variable, Metric)):
                for item in leaves(value):
                    if isinstance(item, (Variable, Metric)):
                        yield item

    def add_variable(
        self,
        shape: Any,
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str | None = None,
        name: str | None = None,
    ) -> Variable:
        """Make a part of the state.

        Args:
            shape: its shape; `()` for one number.
            initializer: its first value, and the one that `reset_state` gives back: a
                number, a name such as `'zeros'`, or an initializer.
            dtype: default: the metric's.
            aggregation: taken for Keras's sake; there is one kind.
            name: its name.
        """
        dtype = standardize_dtype(dtype or self.dtype)
        name = name or auto_name("variable")
        start = np.asarray(_initial_value(initializer, shape, dtype))
        with jax.ensure_compile_time_eval():
            variable = Variable(
                start,
                dtype=dtype,
                trainable=False,
                name=name,
                path=f"{self.name}/{name}",
            )
        self._created.append((variable, start))
        return variable

    def add_weight(
        self,
        shape: Any = (),
        initializer: Any = "zeros",
        dtype: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Make a part of the state; as `add_variable`, one number by default."""
        if isinstance(shape, str):  # Keras 2: add_weight(name, shape, ...)
            name, shape = shape, ()
        return self.add_variable(shape, initializer, dtype, name=name)

    def build(self, y_true_shape: Sequence[Any], y_pred_shape: Sequence[Any]) -> None:
        """Make the state whose shape depends on the data; called before training."""

    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Add a batch; subclasses write this."""
        raise NotImplementedError(f"{type(self).__name__} needs update_state()")

    def result(self) -> Any:
        """Return the metric's value over all batches since the last reset."""
        raise NotImplementedError(f"{type(self).__name__} needs result()")

    def reset_state(self) -> None:
        """Begin again: all variables get their first values back."""
        own = {id(variable) for variable, _ in self._created}
        for variable, start in self._created:
            variable.assign(start)
        for thing in self._parts():
            if isinstance(thing, Metric):
                thing.reset_state()
            elif id(thing) not in own:
                thing.assign(np.zeros(thing.shape, thing.dtype))

    reset_states = reset_state

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Add a batch and return the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def stateless_update_state(
        self, metric_variables: Sequence[Any], *args: Any, **kwargs: Any
    ) -> list[Any]:
        """Return the state after a batch, given the state before; changes nothing."""
        variables = self.variables
        with context.bind(variables, _values(metric_variables)) as binding:
            self.update_state(*args, **kwargs)
            return binding.current(variables)

    def stateless_result(self, metric_variables: Sequence[Any]) -> Any:
        """Return the result that belongs to a state."""
        with context.bind(self.variables, _values(metric_variables)):
            result = self.result()
            return result.value if isinstance(result, Variable) else result

    def stateless_reset_state(self) -> list[Any]:
        """Return the state at the beginning."""
        variables = self.variables
        with context.bind() as binding:
            self.reset_state()
            return binding.current(variables)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments, defaults included, and the name."""
        arguments = all_arguments(self)
        own = {"name": self.name} if "name" in arguments else {}
        return arguments | own

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


def _values(state: Sequence[Any]) -> list[Any]:
    """Return the values of variables; bound to itself, a variable would have none."""
    return [v.value if isinstance(v, Variable) else v for v in state]


def _initial_value(initializer: Any, shape: Any, dtype: str) -> Any:
    shape = standardize_shape(shape)
    if initializer is None or (isinstance(initializer, str) and initializer == "zeros"):
        initializer = 0
    if isinstance(initializer, (int, float)):
        return np.full(shape, initializer, dtype)
    from tengen import initializers

    return initializers.get(initializer)(shape, dtype)
