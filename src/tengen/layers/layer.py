"""`Layer`: state (variables) and a computation (`call`) under one name.

A subclass states its computation once; output shapes are found by abstract evaluation,
configuration and `repr` come from the constructor's arguments.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Self, TypedDict

import jax
import numpy as np

from tengen import constraints, initializers, regularizers
from tengen.core import context
from tengen.core.configurable import Configurable
from tengen.core.dtypes import DTypePolicy, is_float, standardize_dtype
from tengen.core.messages import complain
from tengen.core.naming import auto_name
from tengen.core.random_state import SeedGenerator
from tengen.core.shapes import Shape, is_shape, standardize_shape
from tengen.core.symbolic import (
    Node,
    SymbolicTensor,
    any_symbolic,
    call_symbolically,
    infer_outputs,
)
from tengen.core.trees import flatten, map_structure
from tengen.core.variable import Variable
from tengen.layers._arguments import (
    CallSignature,
    as_tensor,
    cast_floats,
    has_tensor,
    shapes_of,
)
from tengen.layers._tracking import all_layers, owned, unique
from tengen.layers.input_spec import check_input
from tengen.metrics.metric import Metric


class LayerOptions(TypedDict, total=False):
    """Arguments that every layer takes beside its own."""

    name: str | None
    trainable: bool
    dtype: Any
    activity_regularizer: Any
    autocast: bool
    input_shape: Any
    input_dim: int
    input_length: int
    batch_input_shape: Any
    batch_shape: Any
    batch_size: int | None


class Layer(Configurable):
    """Base of all layers.

    Subclasses write `call`, mostly `__init__`, and `build(input_shape)` where they have
    weights. `call` may take `training` and `mask`; both are supplied where known.

    Args:
        name: unique name; made from the class name if `None`.
        trainable: whether the weights may be trained.
        dtype: dtype or dtype policy, such as `'mixed_bfloat16'`.
        activity_regularizer: penalty on the layer's output.
        input_shape: shape of one sample, for the first layer of a `Sequential`.

    Example:
        >>> import numpy as np
        >>> class Doubled(Layer):
        ...     def call(self, inputs):
        ...         return 2 * inputs
        >>> Doubled()(np.ones((1, 2))).tolist()
        [[2.0, 2.0]]
    """

    supports_masking = False

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
        )
        return layer

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _marking_built(cls.build)  # type: ignore[method-assign]

    def __init__(
        self,
        *,
        name: str | None = None,
        trainable: bool = True,
        dtype: Any = None,
        activity_regularizer: Any = None,
        autocast: bool = True,
        input_shape: Any = None,
        input_dim: int | None = None,
        input_length: int | None = None,
        batch_input_shape: Any = None,
        batch_shape: Any = None,
        batch_size: int | None = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            raise TypeError(
                complain(
                    f"{type(self).__name__} does not know the argument"
                    f"{'s' if len(unknown) > 1 else ''} {', '.join(unknown)}"
                )
            )
        self._name = name if name is None else str(name)
        self._trainable = bool(trainable)
        self._policy = None if dtype is None else DTypePolicy(dtype)
        self._autocast = autocast
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self._first_shape = _first_shape(
            input_shape,
            input_dim,
            input_length,
            batch_input_shape or batch_shape,
            batch_size,
        )

    # -- what subclasses write ---------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Create the weights for inputs of a shape (`None` where unknown)."""
        self.built = True

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output from arrays."""
        raise TypeError(
            complain(f"layer class {type(self).__name__} has no method call(inputs)")
        )

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the mask of the output; by default that of the input."""
        return previous_mask if self.supports_masking else None

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
                path=f"{self.name}/{name}",
                regularizer=regularizers.get(regularizer),
                constraint=constraints.get(constraint),
                autocast=autocast,
            )
        self._created.append(variable)
        return variable

    def _owned(self) -> list[Any]:
        return list(owned(self))

    def _children(self) -> list[Layer]:
        return [thing for thing in self._owned() if isinstance(thing, Layer)]

    def _own_weights(self) -> list[Variable]:
        own = [thing for thing in self._owned() if isinstance(thing, Variable)]
        return sorted(own, key=lambda variable: not variable.trainable)

    def _hidden_variables(self) -> list[Variable]:
        """State that is not a weight: seeds and metric counters."""
        hidden = []
        for thing in self._owned():
            if isinstance(thing, SeedGenerator):
                hidden.append(thing.state)
            elif isinstance(thing, Metric):
                hidden.extend(thing.variables)
        return hidden

    @property
    def weights(self) -> list[Variable]:
        """All weights, this layer's own first, then those of its sublayers."""
        return unique([v for layer in all_layers(self) for v in layer._own_weights()])

    @property
    def variables(self) -> list[Variable]:
        """All weights, random seeds and metric counters."""
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
    def non_trainable_variables(self) -> list[Variable]:
        """All variables that an optimizer leaves alone, seeds and counters included."""
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
            if not isinstance(value, jax.core.Tracer):
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

    # -- calling -------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = map_structure(as_tensor, [args, kwargs])
        args = tuple(args)
        signature = CallSignature.of(self.call)
        arguments = signature.by_name(args, kwargs)
        self._prepare(arguments)
        if any_symbolic(args, kwargs):
            outputs = call_symbolically(self, self._run, args, kwargs)
            self._nodes.append(flatten(outputs)[0].node)
            return outputs
        if context.current_call() is None:
            for layer in all_layers(self):
                layer._added_losses.clear()
        return self._run(*args, **kwargs)

    def _prepare(self, arguments: dict[str, Any]) -> None:
        """Check the inputs and build the weights."""
        tensors = {k: v for k, v in arguments.items() if has_tensor(v)}
        if not tensors:
            return
        first = next(iter(tensors.values()))
        if self.input_spec is not None:
            check_input(self.name, self.input_spec, first)
        if self.built:
            return
        shapes = {name: shapes_of(value) for name, value in tensors.items()}
        self._build_from(shapes)
        self.built = True
        if self.input_spec is not None:
            check_input(self.name, self.input_spec, first)

    def _build_from(self, shapes: dict[str, Any]) -> None:
        wanted = CallSignature.of(self.build).names
        by_name = {f"{name}_shape": shape for name, shape in shapes.items()}
        self._build_shape = next(iter(shapes.values()))
        if len(wanted) > 1 and any(name in by_name for name in wanted):
            self.build(**{name: by_name.get(name) for name in wanted})
        else:
            self.build(self._build_shape)

    def _run(self, *args: Any, **kwargs: Any) -> Any:
        """Run `call` inside the present context: training flag, masks, dtype."""
        signature = CallSignature.of(self.call)
        training = kwargs.pop("training", None)
        with context.enter_layer(training, self.compute_dtype) as call:
            given = signature.by_name(args, kwargs)
            masks = self._collect_masks(signature, given, call)
            if self._autocast:
                args, kwargs = cast_floats([args, kwargs], self.compute_dtype, call)
            if signature.takes_training:
                kwargs["training"] = _resolve_training(training, call, signature)
            outputs = self.call(*args, **kwargs, **masks)
            self._after_call(given, masks, outputs, call)
        return outputs

    def _collect_masks(
        self, signature: CallSignature, given: dict[str, Any], call: context.Call
    ) -> dict[str, Any]:
        masks = {}
        for argument, parameter in signature.mask_parameters(given).items():
            found = map_structure(call.mask_of, given[argument])
            if any(mask is not None for mask in flatten(found)):
                masks[parameter] = found
        return masks

    def _after_call(
        self,
        given: dict[str, Any],
        masks: dict[str, Any],
        outputs: Any,
        call: context.Call,
    ) -> None:
        if self.activity_regularizer is not None:
            for output in flatten(outputs):
                self.add_loss(self.activity_regularizer(output))
        if not given:
            return
        first = next(iter(given.values()))
        mask = given.get("mask", next(iter(masks.values()), None))
        if mask is None:
            mask = map_structure(call.mask_of, first)
            if all(leaf is None for leaf in flatten(mask)):
                mask = None
        new_masks = self.compute_mask(first, mask)
        if new_masks is None:
            return
        flat_masks = flatten(new_masks)
        for output, output_mask in zip(flatten(outputs), flat_masks, strict=False):
            if output_mask is not None:
                call.set_mask(output, output_mask)

    # -- shapes and places in graphs -----------------------------------------------

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Return symbolic outputs for symbolic inputs; the layer is built if needed."""
        self._prepare(CallSignature.of(self.call).by_name(args, kwargs))
        specs = infer_outputs(self._run, args, kwargs)
        return map_structure(lambda spec: SymbolicTensor(spec.shape, spec.dtype), specs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the output shape(s) for input shape(s) with the batch axis first."""
        inputs = _symbolic_like(input_shape, self.compute_dtype)
        outputs = self.compute_output_spec(inputs)
        return map_structure(lambda output: output.shape, outputs)

    def _only_node(self, what: str) -> Node:
        if not self._nodes:
            raise AttributeError(
                complain(
                    f"layer {self.name!r} has no {what} yet",
                    fix="call it on a symbolic tensor, or build the model first",
                )
            )
        return self._nodes[0]

    @property
    def input(self) -> Any:
        """The symbolic input(s) of the layer's first call in a graph."""
        inputs = self._only_node("input").inputs
        return inputs[0] if len(inputs) == 1 else list(inputs)

    @property
    def output(self) -> Any:
        """The symbolic output(s) of the layer's first call in a graph."""
        return self._only_node("output").outputs

    @property
    def input_shape(self) -> Any:
        """Shape(s) of `input`."""
        return map_structure(lambda tensor: tensor.shape, self.input)

    @property
    def output_shape(self) -> Any:
        """Shape(s) of `output`."""
        return map_structure(lambda tensor: tensor.shape, self.output)

    # -- configuration ---------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Return name, trainable, dtype and the constructor's arguments."""
        dtype = self.dtype_policy.name
        base = {"name": self.name, "trainable": self.trainable, "dtype": dtype}
        return {**super().get_config(), **base}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build a layer from what `get_config` returned.

        A constructor that takes no `name`, `trainable` or `dtype` is not given them:
        they are set afterwards.
        """
        accepted = CallSignature.of(cls.__init__)
        base = {}
        if not accepted.takes_anything:
            base = {
                key: config[key]
                for key in ("name", "trainable", "dtype")
                if key in config and key not in accepted.names
            }
        layer = cls(**{k: v for k, v in config.items() if k not in base})
        if "name" in base:
            layer._name = base["name"]
        if "trainable" in base:
            layer._trainable = base["trainable"]
        if "dtype" in base:
            layer._policy = DTypePolicy(base["dtype"])
        return layer

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _marking_built(build: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(build)
    def build_and_mark(self: Layer, *args: Any, **kwargs: Any) -> Any:
        result = build(self, *args, **kwargs)
        self.built = True
        return result

    return build_and_mark


def _resolve_training(
    explicit: bool | None, call: context.Call, signature: CallSignature
) -> bool:
    for choice in (explicit, call.training, signature.training_default):
        if choice is not None:
            return choice
    return False


def _first_shape(
    input_shape: Any,
    input_dim: int | None,
    input_length: int | None,
    batch_shape: Any,
    batch_size: int | None,
) -> Shape | None:
    """Return the batch shape that a first layer's arguments spell, or `None`."""
    if batch_shape is not None:
        return standardize_shape(batch_shape)
    if input_shape is not None:
        return Shape((batch_size, *standardize_shape(input_shape)))
    if input_dim is not None:
        return Shape(
            (batch_size, *((input_length,) if input_length else ()), input_dim)
        )
    return Shape((batch_size, input_length)) if input_length else None


def _symbolic_like(shape: Any, dtype: str) -> Any:
    if is_shape(shape):
        return SymbolicTensor(shape, dtype)
    if isinstance(shape, dict):
        return {key: _symbolic_like(item, dtype) for key, item in shape.items()}
    return type(shape)(_symbolic_like(item, dtype) for item in shape)
