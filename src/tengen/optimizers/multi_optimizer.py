"""`MultiOptimizer`: some variables are trained by one optimizer, some by another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tengen.core.messages import complain
from tengen.core.serialized import serialize
from tengen.core.variable import Variable
from tengen.optimizers._registry import registry
from tengen.optimizers.optimizer import Optimizer
from tengen.optimizers.optimizer_map import OptimizerMap, checked


@registry.register()
class MultiOptimizer(Optimizer):
    """Gives each variable to the optimizer that a map or a function names.

    Each keeps its own learning rate, counter and slots; `optimizers` lists them.

    Args:
        optimizer_map: an `OptimizerMap`, or a function that returns the optimizer of a
            variable.
        loss_scale_factor: factor of the loss, for all of them.
        name: name of the optimizer; made from the class name if `None`.

    Raises:
        TypeError: where the map cannot be called.

    Example:
        >>> from tengen.optimizers import SGD
        >>> kernel, bias = Variable([1.0], name="kernel"), Variable([1.0], name="bias")
        >>> optimizer = MultiOptimizer(OptimizerMap(SGD(0.1), {"bias": SGD(0.5)}))
        >>> optimizer.apply([[1.0], [1.0]], [kernel, bias])
        >>> round(float(kernel[0]), 4), float(bias[0])
        (0.9, 0.5)
    """

    def __init__(
        self,
        optimizer_map: OptimizerMap | Callable[[Variable], Optimizer],
        loss_scale_factor: float | None = None,
        name: str | None = None,
    ) -> None:
        if not callable(optimizer_map):
            expected = "an OptimizerMap, or a function of a variable"
            what = "MultiOptimizer(optimizer_map=...)"
            raise TypeError(complain(what, repr(optimizer_map), expected))
        self._optimizers: list[Optimizer] = []
        super().__init__(0.0, loss_scale_factor=loss_scale_factor, name=name)
        self._optimizer_of = optimizer_map
        if isinstance(optimizer_map, OptimizerMap):
            for optimizer in (*optimizer_map.values(), optimizer_map.default_optimizer):
                self._take(optimizer, "OptimizerMap")

    def _take(self, optimizer: Any, owner: str) -> int:
        """Return the place of an optimizer, a new one where it is new."""
        for place, known in enumerate(self._optimizers):
            if known is optimizer:
                return place
        self._optimizers.append(checked(optimizer, owner))
        optimizer.loss_scale_factor = self.loss_scale_factor
        return len(self._optimizers) - 1

    @property
    def optimizers(self) -> list[Optimizer]:
        """The optimizers: those of the map in its order, then its default."""
        return self._optimizers

    @property
    def loss_scale_factor(self) -> float | None:
        """The factor of the loss, the same for all."""
        return self._loss_scale_factor

    @loss_scale_factor.setter
    def loss_scale_factor(self, value: float | None) -> None:
        self._loss_scale_factor = value
        for optimizer in self._optimizers:
            optimizer.loss_scale_factor = value

    @property
    def structure_version(self) -> int:
        """A number that changes with the state's structure."""
        return self._version + sum(o.structure_version for o in self._optimizers)

    @structure_version.setter
    def structure_version(self, value: int) -> None:
        self._version = value - sum(o.structure_version for o in self._optimizers)

    @property
    def learning_rate(self) -> Any:
        """There is none: each of `optimizers` has its own.

        Raises:
            AttributeError: always.
        """
        raise AttributeError(_several_rates(self.name))

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        raise AttributeError(_several_rates(self.name))

    @property
    def variables(self) -> list[Variable]:
        """The own counter, then the state of each optimizer."""
        inner = [v for optimizer in self._optimizers for v in optimizer.variables]
        return [*super().variables, *inner]

    def build(self, variables: Sequence[Variable]) -> None:
        """Give each variable to its optimizer; those that have some make their slots.

        Raises:
            ValueError: where the function returns something else than an optimizer.
        """
        places = [self._take(self._optimizer_of(v), v.path) for v in variables]
        self._optimizer_places = {
            id(v): place for v, place in zip(variables, places, strict=True)
        }
        for optimizer, own in self._parts(variables):
            optimizer.build(own)
        super().build(variables)

    def _parts(
        self, variables: Sequence[Variable]
    ) -> list[tuple[Optimizer, list[Variable]]]:
        """Return each optimizer that has some of the variables, and these."""
        parts: list[list[Variable]] = [[] for _ in self._optimizers]
        for variable in variables:
            parts[self._optimizer_places[id(variable)]].append(variable)
        pairs = zip(self._optimizers, parts, strict=True)
        return [(optimizer, own) for optimizer, own in pairs if own]

    def apply(
        self,
        grads: Sequence[Any],
        trainable_variables: Sequence[Variable] | None = None,
    ) -> None:
        """Make one step: each optimizer with its own variables."""
        if trainable_variables is None:
            trainable_variables = self._trainable_variables
        elif not self.built:
            self.build(trainable_variables)
        self._check_known(grads, trainable_variables)
        gradients, variables = self._present(grads, trainable_variables)
        gradient_of = {id(v): g for g, v in zip(gradients, variables, strict=True)}
        for optimizer, own in self._parts(variables):
            optimizer.apply([gradient_of[id(v)] for v in own], own)
        self._iterations.assign_add(1)

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """Replace variables by their averages, where their optimizer keeps any."""
        for optimizer, own in self._parts(var_list):
            optimizer.finalize_variable_values(own)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor arguments; the optimizers as data."""
        return {
            "optimizer_map": serialize(self._optimizer_of),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }


def _several_rates(name: str) -> str:
    fix = "use the learning_rate of each of its .optimizers"
    return complain(f"optimizer {name!r} has several learning rates", fix=fix)
