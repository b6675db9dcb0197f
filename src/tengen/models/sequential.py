"""`Sequential`: a plain stack of layers."""

from __future__ import annotations

from typing import Any, Self

from tengen.core.messages import complain
from tengen.core.registry import custom_object_scope
from tengen.core.serialized import deserialize, serialize
from tengen.core.symbolic import SymbolicTensor, is_symbolic
from tengen.core.trees import flatten
from tengen.graph import Graph
from tengen.layers._arguments import shapes_of
from tengen.layers.core.input_layer import Input, InputLayer
from tengen.layers.layer import Layer
from tengen.models.model import Model


class Sequential(Model):
    """A stack in which each layer's output is the next one's input.

    The input shape comes from `Input`, from the first layer's `input_shape`, or from
    the first data the model sees.

    Args:
        layers: the layers, bottom first.
        name: the model's name.

    Example:
        >>> from tengen import layers
        >>> model = Sequential([layers.Dense(3, input_shape=(2,)), layers.Dense(1)])
        >>> tuple(model.output_shape), model.count_params()
        ((None, 1), 13)
    """

    def __init__(
        self,
        layers: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **options: Any,
    ) -> None:
        self._stack: list[Layer] = []
        self._connected: list[str] = []
        super().__init__(name=name, trainable=trainable, **options)
        for layer in layers or []:
            self._append(layer)
        self._connect_if_shape_known()

    @property
    def layers(self) -> list[Any]:
        """The layers, bottom first (the input layer is not listed)."""
        return [layer for layer in self._stack if not isinstance(layer, InputLayer)]

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer on top."""
        self._append(layer)
        if rebuild:
            self._connect_if_shape_known()

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the top layer away and return it."""
        if not self.layers:
            raise ValueError(complain(f"model {self.name!r} has no layer to pop"))
        layer = self._stack.pop()
        self._disconnect()
        if rebuild:
            self._connect_if_shape_known()
        return layer

    def _append(self, layer: Any) -> None:
        if is_symbolic(layer) and layer.node and layer.node.is_input:
            layer = layer.node.operation  # Input(...) put into the list
        if not isinstance(layer, Layer):
            if not callable(layer):
                raise TypeError(
                    complain("Sequential.add", type(layer).__name__, "a layer")
                )
            raise TypeError(
                complain(
                    "Sequential.add",
                    f"the {type(layer).__name__} {getattr(layer, '__name__', '')!r}",
                    "a layer",
                    fix="wrap functions: layers.Lambda(function); classes: call them",
                )
            )
        if isinstance(layer, InputLayer) and self._stack:
            raise ValueError(complain("Input", "a place in the middle", "the first"))
        names = {known.name for known in self._stack}
        if layer.name in names and layer not in self._stack:
            raise ValueError(
                complain(
                    f"model {self.name!r} has a layer named {layer.name!r} already",
                    fix="give one of them another name=",
                )
            )
        self._stack.append(layer)
        self._trainer = None

    def _disconnect(self) -> None:
        self._graph = None
        self._trainer = None
        self.built = False

    def _connect_if_shape_known(self) -> None:
        if not self._stack:
            return
        entry = self._entry()
        if entry is not None and self.layers:
            self._connect(entry)

    def _entry(self) -> SymbolicTensor | None:
        if self._graph is not None:
            entry: SymbolicTensor = self._graph.flat_inputs[0]
            return entry
        first = self._stack[0]
        if isinstance(first, InputLayer):
            output: SymbolicTensor = first.output
            return output
        if first._first_shape is not None:
            return Input(batch_shape=first._first_shape, dtype=_input_dtype(first))
        if isinstance(first, Model) and first._graph is not None:
            inner = first._graph.flat_inputs[0]
            return Input(batch_shape=inner.shape, dtype=inner.dtype)
        return None

    def _connect(self, entry: SymbolicTensor) -> None:
        """Grow the graph by what is not in it yet."""
        tensor, done = entry, 0
        if self._graph is not None:
            tensor, done = self._graph.outputs, len(self._connected)
        for layer in self.layers[done:]:
            tensor = layer(tensor)
        self._connected = [layer.name for layer in self.layers]
        self._use_graph(Graph(entry, tensor))
        self._trainer = None

    def build(self, input_shape: Any = None) -> None:
        """Create all weights for an input shape that includes the batch axis.

        Raises:
            ValueError: where the model has another input shape already.
        """
        if self._graph is not None and input_shape is not None:
            known = self._graph.flat_inputs[0].shape
            if not _agree(known, input_shape):
                raise ValueError(
                    complain(
                        f"model {self.name!r} is built",
                        f"shape {tuple(input_shape)}",
                        str(tuple(known)),
                    )
                )
        if self._graph is None and input_shape is not None and self.layers:
            dtype = _input_dtype(self.layers[0])
            self._connect(Input(batch_shape=input_shape, dtype=dtype))

    def _prepare(self, arguments: dict[str, Any]) -> None:
        if self._graph is None:
            inputs = arguments["inputs"]
            if len(flatten(inputs)) != 1:
                raise ValueError(
                    complain(
                        f"Sequential model {self.name!r}",
                        f"{len(flatten(inputs))} inputs",
                        "one input",
                        fix="use the functional API: Model([a, b], outputs)",
                    )
                )
            if not self.layers:
                raise ValueError(complain(f"model {self.name!r} has no layers"))
            shape = shapes_of(flatten(inputs)[0])
            self.build((None, *shape[1:]))
        super()._prepare(arguments)

    def get_config(self) -> dict[str, Any]:
        """Return the model's name and its layers as plain data."""
        if type(self).__init__ is not Sequential.__init__:
            return super().get_config()
        base = {"name": self.name, "trainable": self.trainable}
        config = base | {"dtype": self.dtype_policy.name}
        if self._graph is None:
            return config | {"layers": [serialize(layer) for layer in self._stack]}
        entry = self._graph.flat_inputs[0].node.operation
        layers = [serialize(layer) for layer in [entry, *self.layers]]
        return config | {"layers": layers, "build_input_shape": entry.batch_shape}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Self:
        """Build a model, with new weights, from what `get_config` returned."""
        if "layers" not in config or cls.__init__ is not Sequential.__init__:
            return super().from_config(config, custom_objects)
        with custom_object_scope(custom_objects):
            layers = [deserialize(layer) for layer in config["layers"]]
            trainable = bool(config.get("trainable", True))
            model = cls(layers, name=config.get("name"))
            model._trainable = trainable
            if model._graph is None and config.get("build_input_shape"):
                model.build(config["build_input_shape"])
            return model


def _agree(known: Any, shape: Any) -> bool:
    """Say whether two shapes can be one; `None` fits any size."""
    return len(known) == len(shape) and all(
        one is None or other is None or one == other
        for one, other in zip(known, shape, strict=True)
    )


def _input_dtype(layer: Layer) -> str:
    from tengen.layers.core.embedding import Embedding

    return "int32" if isinstance(layer, Embedding) else layer.compute_dtype
