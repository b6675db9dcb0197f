"""What a layer has: name, dtype policy, weights, losses. `Layer` adds the calling."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Self

import jax
import numpy as np

from tengen import constraints, initializers, regularizers
from tengen.core import context
from tengen.core.configurable import Configurable
from tengen.core.dtypes import DTypePolicy, is_float, standardize_dtype
from tengen.core.messages import complain
from tengen.core.naming import auto_name
from tengen.core.random_state import SeedGenerator
from tengen.core.shapes import standardize_shape
from tengen.core.trees import flatten
from tengen.core.variable import Variable
from tengen.layers._tracking import all_layers, owned, unique
from tengen.metrics.metric import Metric

# The layers that are being built or called at the moment, outermost first.
_owners: ContextVar[tuple[LayerState, ...]] = ContextVar("owners", default=())


class LayerState(Configurable):
    """Base of `Layer`: everything that does not depend on calling it."""

    built: bool
    input_spec: Any
    activity_regularizer: Any
    _name: str | None
    _trainable: bool
    _policy: DTypePolicy | None
    _autocast: bool
    _first_shape: Any
    _created: list[Variable]
    _nodes: list[Any]
    _added_losses: list[Any]
    _build_shape: Any
    _is_calling: bool
    _path: str | None
    _paused: list[Variable]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        layer = super().__new__(cls, *args, **kwargs)
        # Set here, so that a layer whose author forgot super().__init__() works.
        layer.__dict__.update(
            built=False,
            input_spec=None,
            activity_regularizer=None,
            _name=None,
            _trainable=True,
            _policy=None,
            _autocast=True,
            _first_shape=None,
            _created=[],
            _nodes=[],
            _added_losses=[],
            _build_shape=None,
            _is_calling=False,
            _path=None,
            _paused=[],
        )
        return layer

    def __getstate__(self) -> dict[str, Any]:
        _ = self.name  # a copy has the same, also where nobody asked for it yet
        return self.__dict__

    # -- names and types -----------------------------------------------------------

    @property
    def name(self) -> str:
        """The layer's name, such as `'dense_1'`."""
        if self._name is None:
            self._name = auto_name(type(self).__name__)
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = str(value)

    @property
    def dtype_policy(self) -> DTypePolicy:
        """What the layer stores and computes in."""
        if self._policy is None:
            self._policy = DTypePolicy()
        return self._policy

    @dtype_policy.setter
    def dtype_policy(self, value: Any) -> None:
        self._policy = DTypePolicy(value)

    @property
    def compute_dtype(self) -> str:
        """The dtype of the computation."""
        return self.dtype_policy.compute_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of the weights."""
        return self.dtype_policy.variable_dtype

    dtype = variable_dtype

    @property
    def autocast(self) -> bool:
        """Whether floating-point inputs are cast to the compute dtype."""
        return self._autocast

    @autocast.setter
    def autocast(self, value: bool) -> None:
        self._autocast = bool(value)

    # -- weights -------------------------------------------------------------------

    def add_weight(
        self,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: str = "none",
        name: str | None = None,
    ) -> Variable:
        """Create a weight of this layer.

        Args:
            shape: tuple of sizes; `()` if `None`.
            initializer: name, object or function; Glorot uniform by default for
                floating-point weights, zeros for others.
        """
        if isinstance(shape, str):  # Keras 2: add_weight(name, shape, ...)
            name, shape, initializer = shape, initializer, dtype
            dtype = None
        if self._is_calling and self.built:
            raise ValueError(
                complain(
                    f"layer {self.name!r} makes a weight each time it is called",
                    fix="make weights in __init__ or build(input_shape)",
                )
            )
        dtype = standardize_dtype(dtype or self.variable_dtype)
        if initializer is None:
            initializer = "glorot_uniform" if is_float(dtype) else "zeros"
        name = name or "variable"
        with jax.ensure_compile_time_eval():
            variable = Variable(
                initializers.get(initializer),
                shape=standardize_shape(() if shape is None else shape),
                dtype=dtype,
                trainable=trainable,
                name=name,
                path=f"{self._path or self.name}/{name}",
                regularizer=regularizers.get(regularizer),
                constraint=constraints.get(constraint),
                autocast=autocast,
            )
        self._created.append(variable)
        return variable

    add_variable = add_weight

    @contextlib.contextmanager
    def _as_owner(self) -> Iterator[None]:
        """Let what is made inside have paths that begin with this layer's."""
        around = _owners.get()
        if around and around[-1] is self:
            yield
            return
        if self._path is None:
            first = [around[-1]._path or around[-1].name] if around else []
            self._path = "/".join([*first, self.name])
        token = _owners.set((*around, self))
        try:
            yield
        finally:
            _owners.reset(token)

    @contextlib.contextmanager
    def _no_new_weights(self) -> Iterator[None]:
        before, self._is_calling = self._is_calling, True
        try:
            with self._as_owner():
                yield
        finally:
            self._is_calling = before

    def _owned(self) -> list[Any]:
        return list(owned(self))

    def _children(self) -> list[LayerState]:
        return [thing for thing in self._owned() if isinstance(thing, LayerState)]

    def all_layers(self) -> list[Any]:
        """Return this layer and every layer below it, each once, parents first."""
        return list(all_layers(self))

    def _own_weights(self) -> list[Variable]:
        own = [thing for thing in self._owned() if isinstance(thing, Variable)]
        paused = {id(variable) for variable in self._paused}
        return sorted(own, key=lambda v: not (v.trainable or id(v) in paused))

    def _hidden_variables(self) -> list[Variable]:
        """State that is not a weight: random seeds."""
        owned = self._owned()
        return [thing.state for thing in owned if isinstance(thing, SeedGenerator)]

    @property
    def weights(self) -> list[Variable]:
        """All weights, this layer's own first, then those of its sublayers."""
        return unique([v for layer in all_layers(self) for v in layer._own_weights()])

    @property
    def variables(self) -> list[Variable]:
        """All weights and random seeds (metrics' counters: `metrics_variables`)."""
        hidden = [v for layer in all_layers(self) for v in layer._hidden_variables()]
        return unique([*self.weights, *hidden])

    @property
    def trainable_weights(self) -> list[Variable]:
        """The weights that an optimizer may change."""
        return unique(self._trainable_weights(True))

    def _trainable_weights(self, allowed: bool) -> list[Variable]:
        allowed = allowed and self._trainable
        if not allowed:
            return []
        found = [v for v in self._own_weights() if v.trainable]
        for child in self._children():
            found.extend(child._trainable_weights(allowed))
        return found

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The weights that an optimizer leaves alone."""
        trainable = {id(v) for v in self.trainable_weights}
        return [v for v in self.weights if id(v) not in trainable]

    trainable_variables = trainable_weights

    @property
    def metrics(self) -> list[Metric]:
        """Metrics that this layer and the layers below it hold."""
        every = [x for layer in all_layers(self) for x in layer._owned()]
        return [x for x in every if isinstance(x, Metric)]

    @property
    def metrics_variables(self) -> list[Variable]:
        """The counters of `metrics`."""
        return [variable for metric in self.metrics for variable in metric.variables]

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """All variables that an optimizer leaves alone, random seeds included."""
        trainable = {id(v) for v in self.trainable_weights}
        return [v for v in self.variables if id(v) not in trainable]

    @property
    def trainable(self) -> bool:
        """Whether the weights may be trained; setting it reaches all sublayers."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in all_layers(self):
            layer._trainable = bool(value)
            layer._pause_weights(not value)

    def _pause_weights(self, pause: bool) -> None:
        """Say of the trainable weights themselves that they are frozen, or no more."""
        if pause:
            self._paused += [v for v in self._own_weights() if v.trainable]
        for variable in self._paused:
            variable.trainable = not pause
        if not pause:
            self._paused.clear()

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Return copies of the weights as NumPy arrays."""
        return [variable.numpy() for variable in self.weights]

    def set_weights(self, weights: list[Any]) -> None:
        """Set the weights from arrays in the order of `get_weights`.

        Raises:
            ValueError: for a wrong number or shape, before any weight is changed.
        """
        mine = self.weights
        if len(mine) != len(weights):
            raise ValueError(
                complain(
                    f"set_weights of {self.name!r}",
                    f"{len(weights)} arrays",
                    f"{len(mine)} arrays",
                    fix="" if mine else "the layer has no weights until it is built",
                )
            )
        for variable, array in zip(mine, weights, strict=True):
            if tuple(np.shape(array)) != tuple(variable.shape):
                raise ValueError(
                    complain(
                        f"set_weights of {variable.path!r}",
                        f"shape {np.shape(array)}",
                        f"shape {tuple(variable.shape)}",
                    )
                )
        for variable, array in zip(mine, weights, strict=True):
            variable.assign(array)

    def count_params(self) -> int:
        """Return the number of entries of all weights."""
        return sum(variable.size for variable in self.weights)

    # -- losses --------------------------------------------------------------------

    def add_loss(self, loss: Any) -> None:
        """Add a scalar to the loss that training minimizes."""
        call = context.current_call()
        for value in flatten(loss):
            if call is not None:
                call.losses.append(value)
            in_own_step = call is not None and call.is_step
            if in_own_step or not isinstance(value, jax.core.Tracer):
                self._added_losses.append(value)

    def regularization_losses(self) -> list[Any]:
        """Return the penalties of all trainable weights that have a regularizer."""
        return [
            variable.regularizer(variable.value)
            for variable in self.trainable_weights
            if variable.regularizer is not None
        ]

    @property
    def losses(self) -> list[Any]:
        """Penalties of weights, and what `add_loss` added in the last direct call."""
        added = [loss for layer in all_layers(self) for loss in layer._added_losses]
        return [*added, *self.regularization_losses()]
