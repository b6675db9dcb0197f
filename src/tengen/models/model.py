"""`Model`: layers that are trained, evaluated, saved and called together.

The facade of the library: its methods are short calls into `graph` and `training`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import jax.numpy as jnp

from tengen.core import context
from tengen.core.messages import complain
from tengen.core.naming import auto_name
from tengen.core.symbolic import SymbolicTensor
from tengen.core.trees import flatten
from tengen.graph import Graph
from tengen.layers.core.input_layer import InputLayer
from tengen.layers.layer import Layer, _symbolic_like
from tengen.models.saving_methods import SavingMethods
from tengen.models.state_tree import StateTrees
from tengen.models.training_methods import TrainingMethods


class Model(TrainingMethods, SavingMethods, StateTrees, Layer):
    """A model, functional (`Model(inputs, outputs)`) or by subclass (with `call`).

    Args:
        inputs: symbolic tensor(s) made by `Input`.
        outputs: symbolic tensor(s) computed from them.
        name: the model's name.

    Example:
        >>> from tengen import Input, layers
        >>> x = Input((4,))
        >>> model = Model(x, layers.Dense(2)(x))
        >>> tuple(model.output_shape), model.count_params()
        ((None, 2), 10)
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        model = super().__new__(cls, *args, **kwargs)
        model.__dict__.update(_graph=None, _record=None, _trainer=None)
        model.__dict__.update(
            _entries=[], _predictor=None, _row_shape=None, _initial_epoch=None
        )
        model.__dict__.update(stop_training=False, history=None, optimizer=None)
        return model

    def __init__(
        self,
        inputs: Any = None,
        outputs: Any = None,
        name: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(name=name, **options)
        if (inputs is None) != (outputs is None):
            raise ValueError(
                complain("Model", "only one of inputs and outputs", "both, or neither")
            )
        if inputs is not None:
            self._use_graph(Graph(inputs, outputs))

    # -- the graph -------------------------------------------------------------------

    def _use_graph(self, graph: Graph) -> None:
        self._graph = graph
        self._predictor = None
        self.built = True
        # A model cut out of another begins with tensors that no input layer made.
        self._entries = [
            InputLayer(batch_shape=t.shape, dtype=t.dtype, name=t.name)
            for t in graph.flat_inputs
            if t.node is None or not t.node.is_input
        ]

    @property
    def name(self) -> str:
        """The model's name; a functional model is `'functional'` by default."""
        if self._name is None and type(self) is Model and self._graph is not None:
            self._name = auto_name("functional")
        return super().name

    @name.setter
    def name(self, value: str) -> None:
        self._name = str(value)

    @property
    def layers(self) -> list[Any]:
        """The layers of this model, in the order of the graph."""
        if self._graph is not None:
            return [op for op in self.operations if isinstance(op, Layer)]
        return self._attribute_children()

    @property
    def operations(self) -> list[Any]:
        """The layers and functions of the graph, inputs first."""
        return [*self._entries, *self._need_graph("operations").operations]

    def _attribute_children(self) -> list[Any]:
        return super()._children()

    def _children(self) -> list[Any]:
        if self._graph is None:
            return self._attribute_children()
        listed = self.layers
        known = {id(layer) for layer in listed}
        extra = [x for x in self._attribute_children() if id(x) not in known]
        return [*listed, *extra]

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """The symbolic inputs as a flat list."""
        return list(self._need_graph("inputs").flat_inputs)

    @property
    def outputs(self) -> list[SymbolicTensor]:
        """The symbolic outputs as a flat list."""
        return list(self._need_graph("outputs").flat_outputs)

    @property
    def input(self) -> Any:
        """The symbolic input(s) in the structure they were given."""
        return self._need_graph("input").inputs

    @property
    def output(self) -> Any:
        """The symbolic output(s) in the structure they were given."""
        return self._need_graph("output").outputs

    @property
    def input_names(self) -> list[str]:
        """Names of the inputs."""
        return [tensor.name for tensor in self.inputs]

    @property
    def output_names(self) -> list[str]:
        """Names of the outputs: dict keys, or the layers that make them."""
        graph = self._graph
        if graph is None:
            return []
        if isinstance(graph.outputs, dict):
            return sorted(graph.outputs)
        return _output_names(graph)

    def _need_graph(self, what: str) -> Graph:
        if self._graph is None:
            raise AttributeError(
                complain(
                    f"model {self.name!r} has no {what} yet",
                    fix="give the first layer input_shape=..., or call it on data",
                )
            )
        graph: Graph = self._graph
        return graph

    # -- computing -------------------------------------------------------------------

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Run the graph (functional models); subclasses write their own `call`."""
        if self._graph is None:
            raise TypeError(
                complain(
                    f"model class {type(self).__name__} has no method call(inputs)"
                )
            )
        values = self._graph.arrange(inputs)
        call = context.current_call()
        if mask is not None and call is not None:
            for value, value_mask in zip(values, flatten(mask), strict=False):
                if value_mask is not None:
                    call.set_mask(value, value_mask)
        return self._graph.run(_as_declared(values, self._graph.flat_inputs))

    call.is_the_default = True  # type: ignore[attr-defined]

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return `None`: the masks of a model's outputs are set by its last layers."""
        return None

    def build(self, input_shape: Any) -> None:
        """Create all weights for an input shape that includes the batch axis."""
        if self._graph is None:
            self.built = True
            self.compute_output_spec(_symbolic_like(input_shape, self.compute_dtype))

    def _build_from(self, shapes: dict[str, Any]) -> None:
        self._build_shape = next(iter(shapes.values()))  # files say it
        if not _is_inherited_build(type(self)):
            super()._build_from(shapes)  # else the layers are built as they are called

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return a layer by its name or its place in `layers`.

        Raises:
            ValueError: for an unknown name (with the known ones) or index.
        """
        layers = self.layers
        if index is not None:
            if not -len(layers) <= index < len(layers):
                raise ValueError(
                    complain("get_layer", f"index {index}", f"one of {len(layers)}")
                )
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        known = [layer.name for layer in layers]
        raise ValueError(complain("get_layer", repr(name), f"one of {known}"))

    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Print a table of layers, output shapes and parameter counts.

        Args:
            line_length: no line is longer; by default the width of the terminal.
            positions: where each column ends, in letters or, up to 1, relative to the
                line.
            print_fn: called with each line instead of `print`.
            expand_nested: list the layers of nested models below them.
            show_trainable: say whether layers with weights are trainable.
            layer_range: first and last layer to be listed, by name or regular
                expression; see `plot_model`.

        Raises:
            ValueError: if no layer is in the range, or the lines are too short.
        """
        from tengen.models.summary import print_summary

        print_summary(
            self,
            line_length,
            positions,
            print_fn,
            expand_nested,
            show_trainable,
            layer_range,
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _is_inherited_build(model_class: type[Model]) -> bool:
    written = getattr(model_class.build, "__wrapped__", model_class.build)
    return written is getattr(Model.build, "__wrapped__", Model.build)


def _as_declared(values: list[Any], symbols: list[SymbolicTensor]) -> list[Any]:
    """Cast data to the inputs' dtypes and add a missing last axis of size one."""
    call = context.current_call()

    def fit(value: Any, symbol: SymbolicTensor) -> Any:
        shape = getattr(value, "shape", None)
        if shape is None or isinstance(value, SymbolicTensor):
            return value
        result = value
        if len(shape) == symbol.ndim - 1 and symbol.shape[-1] == 1:
            result = jnp.expand_dims(result, -1)
        elif len(shape) == symbol.ndim + 1 and shape[-1] == 1:
            result = jnp.squeeze(result, -1)
        if result.dtype != symbol.dtype:
            result = result.astype(symbol.dtype)
        if call is not None and result is not value:
            call.pass_on(value, result)
        return result

    return [fit(v, s) for v, s in zip(values, symbols, strict=True)]


def _output_names(graph: Graph) -> list[str]:
    names = []
    for tensor in graph.flat_outputs:
        node = tensor.node
        name = tensor.name if node is None else node.operation.name
        if node is not None and len(node.flat_outputs()) > 1:
            name = f"{name}_{tensor.index}"
        names.append(name)
    return names
