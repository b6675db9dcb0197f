"""`Input` and `InputLayer`: where data enters a graph."""

from __future__ import annotations

from typing import Any

from tengen.core.messages import complain
from tengen.core.naming import auto_name
from tengen.core.shapes import Shape, standardize_shape
from tengen.core.symbolic import Node, SymbolicTensor
from tengen.layers.layer import Layer


class InputLayer(Layer):
    """The layer that stands for one input of a model.

    Args:
        shape: shape of one sample.
        batch_size: fixed batch size, or `None`.
        dtype: dtype of the data.
        batch_shape: shape with the batch axis, instead of `shape`.
        name: the input's name; data given as a dict is found by it.
    """

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        batch_shape: Any = None,
        input_tensor: Any = None,
        optional: bool = False,
        name: str | None = None,
        input_shape: Any = None,
        batch_input_shape: Any = None,
        ragged: bool | None = None,
        **options: Any,
    ) -> None:
        name = name or auto_name("input_layer")
        super().__init__(name=name, dtype=dtype)
        batch_shape = batch_shape or batch_input_shape
        shape = shape if shape is not None else input_shape
        if batch_shape is None and shape is None:
            raise ValueError(complain("Input", "no shape", "Input(shape=(...,))"))
        if batch_shape is not None:
            self.batch_shape = standardize_shape(batch_shape)
        else:
            self.batch_shape = Shape((batch_size, *standardize_shape(shape)))
        self.sparse = bool(sparse)
        self.optional = optional
        self.built = True
        node = Node(self, (), {})
        node.outputs = SymbolicTensor(self.batch_shape, dtype, name=name, node=node)
        self._nodes.append(node)

    def call(self, inputs: Any) -> Any:
        """Return the inputs."""
        return inputs

    def get_config(self) -> dict[str, Any]:
        """Return batch shape, dtype and name."""
        return {
            "batch_shape": tuple(self.batch_shape),
            "dtype": self.output.dtype,
            "sparse": self.sparse,
            "name": self.name,
        }


def Input(  # noqa: N802 - the name is Keras's
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    batch_shape: Any = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
    ragged: bool | None = None,
) -> SymbolicTensor:
    """Return a symbolic tensor, the beginning of a functional model.

    Args:
        shape: shape of one sample, such as `(28, 28, 1)`; `None` where unknown.
        batch_size: fixed batch size, or `None`.
        dtype: dtype of the data.
        batch_shape: shape with the batch axis, instead of `shape`.
        name: the input's name; data given as a dict is found by it.
        tensor: a symbolic tensor that is returned as it is.
        optional: whether `None` may be given as data.
        sparse, ragged: only for calls written for Keras; arrays here are dense.

    Example:
        >>> tuple(Input((784,)).shape)
        (None, 784)
    """
    if isinstance(tensor, SymbolicTensor):
        return tensor
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        batch_shape=batch_shape,
        name=name,
        optional=optional,
    )
    symbol: SymbolicTensor = layer.output
    return symbol
