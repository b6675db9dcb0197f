"""`Layer`: state (variables) and a computation (`call`) under one name.

A subclass states its computation once; output shapes are found by abstract evaluation,
configuration and `repr` come from the constructor's arguments.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypedDict

import jax
import jax.numpy as jnp
import numpy as np

from tengen import regularizers
from tengen.core import context
from tengen.core.dtypes import DTypePolicy
from tengen.core.messages import complain, did_you_mean
from tengen.core.shapes import Shape, is_shape, standardize_shape
from tengen.core.symbolic import (
    Node,
    SymbolicTensor,
    any_symbolic,
    call_symbolically,
    infer_outputs,
)
from tengen.core.trees import flatten, map_structure
from tengen.layers._arguments import (
    CallSignature,
    as_tensor,
    cast_floats,
    has_tensor,
    shapes_of,
)
from tengen.layers._registry import registry
from tengen.layers._saving import LayerSaving
from tengen.layers._tracking import all_layers
from tengen.layers.input_spec import check_input


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


class Layer(LayerSaving):
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

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _marking_built(cls.build)  # type: ignore[method-assign]
        registry.add(cls)

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
                    f"{'s' if len(unknown) > 1 else ''} {', '.join(unknown)}",
                    fix=did_you_mean(next(iter(unknown)), self._argument_names()),
                )
            )
        if not isinstance(trainable, (bool, np.bool_)):
            where = f"{type(self).__name__}: trainable"
            raise ValueError(complain(where, repr(trainable), "True or False"))
        self.built = _has_nothing_to_build(type(self))
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

    @classmethod
    def _argument_names(cls) -> list[str]:
        own = inspect.signature(cls.__init__).parameters
        return [*own, *LayerOptions.__annotations__]

    # -- what subclasses write ---------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Create the weights for inputs of a shape (`None` where unknown)."""
        self.built = True

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output from arrays."""
        raise NotImplementedError(
            complain(f"layer class {type(self).__name__} has no method call(inputs)")
        )

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the mask of the output; by default that of the input."""
        return previous_mask if self.supports_masking else None

    # -- calling -------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = map_structure(as_tensor, [args, kwargs])
        args = tuple(args)
        signature = CallSignature.of(self.call)
        arguments = signature.by_name(args, kwargs)
        self._prepare(arguments)
        if any_symbolic(args, kwargs):
            outputs = self._call_symbolically(args, kwargs)
            self._nodes.append(flatten(outputs)[0].node)
            return outputs
        if context.is_outermost():
            for layer in all_layers(self):
                layer._added_losses.clear()
        return self._run(*args, **kwargs)

    def _call_symbolically(self, args: Any, kwargs: Any) -> Any:
        try:
            return call_symbolically(self, self._run, args, kwargs)
        except Exception:
            if not self._states_its_output_shape():
                raise
        # What cannot be called without values is taken at its word, as in Keras.
        return call_symbolically(self, self._as_stated, args, kwargs)

    def _states_its_output_shape(self) -> bool:
        stated = type(self).compute_output_shape
        return not _is_ours(stated)

    def _as_stated(self, *args: Any, **kwargs: Any) -> Any:
        """Return zeros of the shapes that `compute_output_shape` says."""
        arguments = CallSignature.of(self.call).by_name(args, kwargs)
        shapes = self.compute_output_shape(shapes_of(next(iter(arguments.values()))))
        symbols = _symbolic_like(shapes, self.compute_dtype)
        return map_structure(lambda x: jnp.zeros(tuple(x.shape), x.dtype), symbols)

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
        _check_build_arguments(self)
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
        scope = jax.named_scope(self.name)  # who computes what, in traces and profiles
        with scope, context.enter_layer(training, self.compute_dtype) as call:
            given = signature.by_name(args, kwargs)
            masks = self._collect_masks(signature, given, call)
            if self._autocast:
                args, kwargs = cast_floats([args, kwargs], self.compute_dtype, call)
            if signature.takes_training:
                kwargs["training"] = _resolve_training(training, call, signature)
            try:
                with self._no_new_weights():
                    outputs = self.call(*args, **kwargs, **masks)
            except jax.errors.ConcretizationTypeError as error:
                _explain_tracing(self, error)
                raise
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
                batch_size = max(1, output.shape[0]) if output.ndim else 1
                self.add_loss(self.activity_regularizer(output) / batch_size)
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

    def stateless_call(
        self,
        trainable_variables: Any,
        non_trainable_variables: Any,
        *args: Any,
        return_losses: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Call the layer as a pure function of its variables' values.

        Returns:
            the outputs, the new values of the non-trainable variables, and with
            `return_losses` the losses that layers added and the weights' penalties.
        """
        frozen = self.non_trainable_variables
        known = [*self.trainable_variables, *frozen]
        given = [*trainable_variables, *non_trainable_variables]
        with (
            context.bind(known, given) as binding,
            context.open_call(kwargs.get("training")) as call,
        ):
            outputs = self(*args, **kwargs)
            losses = [*call.losses, *self.regularization_losses()]
            new = binding.current(frozen)
        return (outputs, new, losses) if return_losses else (outputs, new)

    # -- shapes and places in graphs -----------------------------------------------

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Return symbolic outputs for symbolic inputs; the layer is built if needed.

        Where a subclass wrote `compute_output_shape`, its word counts.
        """
        arguments = CallSignature.of(self.call).by_name(args, kwargs)
        self._prepare(arguments)
        if self._states_its_output_shape():
            shapes = self.compute_output_shape(
                shapes_of(next(iter(arguments.values())))
            )
            return _symbolic_like(shapes, self.compute_dtype)
        specs = infer_outputs(self._run, args, kwargs)
        return map_structure(lambda spec: SymbolicTensor(spec.shape, spec.dtype), specs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Return the output shape(s) for input shape(s) with the batch axis first."""
        if type(self).call is Layer.call:
            self.call()  # says that there is none
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
        node: Node = self._nodes[0]
        return node

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

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _marking_built(build: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(build)
    def build_and_mark(self: Layer, *args: Any, **kwargs: Any) -> Any:
        with self._as_owner():
            result = build(self, *args, **kwargs)
        self.built = True
        if self._build_shape is None and args:
            self._build_shape = args[0]
        return result

    return build_and_mark


def _has_nothing_to_build(kind: type[Layer]) -> bool:
    """Say whether layers of a class are complete as soon as they are made.

    A user's class may make its weights anywhere, so this holds for our own only.
    """
    own_call = _is_ours(kind.call) and kind.call is not Layer.call
    return own_call and kind.build is Layer.build


def _is_ours(function: Callable[..., Any]) -> bool:
    """Say whether a function is one of the library's."""
    module = function.__module__ or ""  # code run by `exec` may have none
    return module.split(".")[0] == "tengen"


def _check_build_arguments(layer: Layer) -> None:
    """Refuse a `build` of several shapes that are not named after `call`'s arguments.

    Raises:
        ValueError: naming the layer's class and the argument.
    """
    parameters = inspect.signature(layer.build).parameters.values()
    if len(parameters) < 2:
        return
    inputs = CallSignature.of(layer.call).names
    for parameter in parameters:
        is_needed = (
            parameter.kind is parameter.POSITIONAL_OR_KEYWORD
            and parameter.default is parameter.empty
        )
        if is_needed and parameter.name not in {f"{name}_shape" for name in inputs}:
            raise ValueError(
                complain(
                    f"{type(layer).__name__}: argument {parameter.name!r} of build",
                    expected=f"the name of an argument of call{inputs} and '_shape'",
                )
            )


def _explain_tracing(layer: Layer, error: Exception) -> None:
    """Add to JAX's message, once, whose `call` it was and what to do."""
    if getattr(error, "__notes__", None):
        return
    error.add_note(
        complain(
            f"call of layer {layer.name!r} looks at the values of a tensor",
            "a tensor that has none yet, because the step is being compiled",
            fix="tengen.ops.where or cond instead of if; or compile(run_eagerly=True)",
        )
    )


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
