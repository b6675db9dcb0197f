"""`Input` and `InputLayer`: where data enters a graph."""

from __future__ import annotations

import warnings
from typing import Any

from tengen.core.dtypes import standardize_dtype
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
        input_tensor: a symbolic tensor that the layer stands for, instead of a shape.
        optional: whether `None` may be given as data.
        name: the input's name; data given as a dict is found by it.
        sparse: only for calls written for Keras; arrays here are dense.
        ragged: refused: sequences of different lengths are padded.
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
        batch_shape = batch_shape or batch_input_shape
        if ragged:
            fix = "pad the sequences (preprocessing.sequence.pad_sequences) and mask"
            raise ValueError(complain("Input: ragged=True", fix=fix))
        if input_shape is not None:
            warnings.warn(
                "Argument `input_shape` is deprecated. Use `shape` instead.",
                stacklevel=2,
            )
            shape = input_shape
        if input_tensor is not None:
            _check_tensor(input_tensor, shape, batch_size, batch_shape, dtype)
            shape, batch_size = None, None
            batch_shape, dtype = input_tensor.shape, input_tensor.dtype
        super().__init__(name=name, dtype=dtype)
        self.batch_shape = _batch_shape(shape, batch_size, batch_shape)
        self.sparse = bool(sparse)
        self.ragged = bool(ragged)
        self.optional = optional
        self.built = True
        node = Node(self, (), {})
        if input_tensor is not None and input_tensor.node is None:
            node.outputs = input_tensor
            input_tensor.node = node
        else:
            node.outputs = SymbolicTensor(self.batch_shape, dtype, name=name, node=node)
        self._nodes.append(node)

    def call(self, inputs: Any = None) -> Any:
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


def _batch_shape(shape: Any, batch_size: int | None, batch_shape: Any) -> Shape:
    if batch_shape is None and shape is None:
        raise ValueError(complain("Input", "no shape", "Input(shape=(...,))"))
    if batch_shape is None:
        return Shape((batch_size, *standardize_shape(shape)))
    if shape is not None or batch_size is not None:
        other = "shape" if shape is not None else "batch_size"
        raise ValueError(complain("Input", f"batch_shape and {other}", "one of them"))
    return standardize_shape(batch_shape)


def _check_tensor(
    tensor: Any, shape: Any, batch_size: int | None, batch_shape: Any, dtype: Any
) -> None:
    """Check that a tensor is symbolic, and that what stands beside it is said of it."""
    if not isinstance(tensor, SymbolicTensor):
        got = f"one of type {type(tensor).__name__}"
        raise ValueError(complain("Input: tensor", got, "a symbolic tensor"))
    whole = tuple(tensor.shape)
    for what, given, found in (
        ("shape", shape and tuple(shape), whole[1:]),
        ("batch_size", batch_size, whole[0]),
        ("batch_shape", batch_shape and tuple(batch_shape), whole),
        ("dtype", dtype and standardize_dtype(dtype), tensor.dtype),
    ):
        if given is not None and given != found:
            where = f"Input: {what} beside a tensor"
            raise ValueError(complain(where, repr(given), f"{found}, as the tensor"))


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
        sparse: only for calls written for Keras; arrays here are dense.
        ragged: refused: sequences of different lengths are padded.

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
        ragged=ragged,
    )
    symbol: SymbolicTensor = layer.output
    return symbol
