"""`Graph`: nodes and constants of an ONNX graph while it is written.

A graph may have children, the bodies of loops and branches; these see the tensors of
their parents.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tengen.export.values import (
    Dim,
    Dims,
    Unsupported,
    Value,
    filled,
    is_static,
    natural,
)

LAST = np.iinfo(np.int64).max  # as the end of a slice: to the end
_SMALL = 64  # constants of at most this many entries are stored once


class Names:
    """Names that are used once each in a file."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def reserve(self, wanted: str) -> str:
        """Return the name, with a number where it is used already."""
        name, count = wanted, 1
        while name in self._used:
            name, count = f"{wanted}_{count}", count + 1
        self._used.add(name)
        return name


class Graph:
    """One graph.

    Attributes:
        nodes: its nodes in order of execution.
        constants: arrays by tensor name, of the whole file.
        names: the file's names.
        scope: the layer that is being written, such as `'block/conv2d'`.
        root: the model's name, left out of scopes.
        divisible: whether the traces had lengths that all strides divide.
    """

    def __init__(self, parent: Graph | None = None) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {} if parent is None else parent.constants
        self.names: Names = Names() if parent is None else parent.names
        self.scope: str = "" if parent is None else parent.scope
        self.root: str = "" if parent is None else parent.root
        self.divisible: bool = False if parent is None else parent.divisible
        self.sums: dict[str, Any] = {}  # sums that may become means
        self._stored: dict[Any, str] = {} if parent is None else parent._stored
        self._sizes: dict[tuple[int, int], Any] = (
            {} if parent is None else dict(parent._sizes)
        )
        self._done: dict[Any, str] = {} if parent is None else dict(parent._done)

    def node(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """Add a node of one result and return the result's name."""
        return self.nodes_of(operation, inputs, 1, **attributes)[0]

    def nodes_of(
        self, operation: str, inputs: Iterable[str], results: int, **attributes: Any
    ) -> list[str]:
        """Add a node of several results and return their names."""
        from onnx import helper

        attributes = {key: value for key, value in attributes.items() if value != []}
        base = self.names.reserve(f"{self.scope}/{operation}".lstrip("/"))
        outputs = [base]
        outputs += [self.names.reserve(f"{base}:{i}") for i in range(1, results)]
        self.nodes.append(
            helper.make_node(operation, list(inputs), outputs, base, **attributes)
        )
        return outputs

    # -- graphs inside graphs --------------------------------------------------------

    def child(self) -> Graph:
        """Return an empty graph for the body of a loop or branch."""
        return Graph(self)

    def parameter(self, shape: Dims, dtype: np.dtype[Any]) -> Value:
        """Return an argument of a body."""
        name = self.names.reserve(f"{self.scope}/argument".lstrip("/"))
        value = Value(shape, dtype, name, None, natural(len(shape)))
        self.remember_sizes(value)
        return value

    def finished(self, parameters: Sequence[Value], results: Sequence[Value]) -> Any:
        """Return the body as ONNX has it: each result is made by a node of its own."""
        from onnx import helper

        outputs: list[Any] = []
        for value in results:
            name = self.tensor(value)
            made = {name for node in self.nodes for name in node.output}
            if name not in made or any(name == other.name for other in outputs):
                name = self.node("Identity", name)
            outputs.append(description(name, value))
        inputs = [description(value.name, value) for value in parameters]
        title = self.names.reserve(f"{self.scope}/body".lstrip("/"))
        return helper.make_graph(
            without_unused(self.nodes, outputs), title, inputs, outputs
        )

    # -- constants -------------------------------------------------------------------

    def store(self, array: Any, label: str = "") -> str:
        """Return the name of a tensor with these values."""
        array = np.ascontiguousarray(array).reshape(np.shape(array))
        if array.dtype.name == "bfloat16":
            array = array.astype(np.float32)
        content = hashlib.blake2b(array.reshape(-1).view(np.uint8)).digest()
        key: Any = (label, array.dtype.str, array.shape, content)
        if array.size <= _SMALL and not label:
            key = key[1:]
        if key not in self._stored:
            wanted = label or f"{self.scope}/constant".lstrip("/")
            name = self.names.reserve(wanted)
            self.constants[name] = array
            self._stored[key] = name
        return self._stored[key]

    def integers(self, *numbers: int) -> str:
        """Return the name of a vector of whole numbers."""
        return self.store(np.array(numbers, np.int64))

    def scalar(self, number: float, dtype: Any) -> str:
        """Return the name of a single number."""
        return self.store(np.array(number, dtype))

    # -- values as tensors -----------------------------------------------------------

    def tensor(
        self, value: Value, order: Sequence[int] | None = None, thin: bool = False
    ) -> str:
        """Return the name of a tensor with a value's entries.

        Args:
            order: which axis of the value is the tensor's first, second, ...
            thin: whether axes along which all entries are equal may have size one.
        """
        order = natural(value.rank) if order is None else tuple(order)
        name = self._in_order(value, order)
        if thin or not value.thin:
            return name
        dims = tuple(value.shape[axis] for axis in order)
        key = ("Expand", name, dims)
        if key not in self._done:
            self._done[key] = self.node("Expand", name, self.sizes(dims))
        return self._done[key]

    def _in_order(self, value: Value, order: tuple[int, ...]) -> str:
        if value.array is not None:
            return self.store(value.array.transpose(order), value.label)
        if order == value.order:
            return value.name
        key = ("Transpose", value.name, order)
        if key not in self._done:
            steps = [value.order.index(axis) for axis in order]
            self._done[key] = self.node("Transpose", value.name, perm=steps)
        return self._done[key]

    def full_constant(self, value: Value) -> np.ndarray[Any, Any] | None:
        """Return a constant's values, or `None` for what is not constant."""
        if value.array is None or not is_static(value.shape):
            return None
        return filled(value)

    # -- sizes that are unknown ------------------------------------------------------

    def remember_sizes(self, value: Value) -> None:
        """Note where unknown sizes can be read when the model runs."""
        if value.array is not None:
            return
        for place, axis in enumerate(value.order):
            dim = value.shape[axis]
            if not isinstance(dim, int) and axis not in value.thin:
                self._sizes.setdefault(dim, (value.name, place))

    def size(self, dim: Dim) -> str:
        """Return the name of a vector of one entry, the size.

        Raises:
            Unsupported: where it does not follow from sizes of tensors.
        """
        if isinstance(dim, int):
            return self.integers(dim)
        key = ("size", dim)
        if key not in self._done:
            self._done[key] = self._computed_size(dim)
        return self._done[key]

    def _computed_size(self, dim: tuple[int, int]) -> str:
        if dim in self._sizes:
            tensor, axis = self._sizes[dim]
            return self.node("Shape", tensor, start=axis, end=axis + 1)
        known = list(self._sizes)
        for other in known:
            if dim[0] - other[0] == dim[1] - other[1]:
                step = self.integers(dim[0] - other[0])
                return self.node("Add", self.size(other), step)
        for other in known:
            if dim[0] * other[1] == dim[1] * other[0]:
                divisor = math.gcd(dim[0], other[0])
                times = self.node(
                    "Mul", self.size(other), self.integers(dim[0] // divisor)
                )
                return self.node("Div", times, self.integers(other[0] // divisor))
        for other in known:
            quotient = (dim[0] // other[0], dim[1] // other[1])
            exact = (
                quotient[0] * other[0] == dim[0] and quotient[1] * other[1] == dim[1]
            )
            if exact and quotient[0] != quotient[1] and quotient in self._sizes:
                return self.node("Mul", self.size(other), self.size(quotient))
        raise Unsupported(
            f"a size that is {dim[0]} or {dim[1]}, depending on the sizes of the inputs"
        )

    def sizes(self, dims: Sequence[Dim]) -> str:
        """Return the name of a vector of sizes."""
        if is_static(tuple(dims)):
            return self.integers(*(int(dim) for dim in dims))  # type: ignore[arg-type]
        if len(dims) == 1:
            return self.size(dims[0])
        return self.node("Concat", *(self.size(dim) for dim in dims), axis=0)

    def known_number(self, pair: tuple[Any, Any], dtype: Any) -> str:
        """Return a scalar that differs between the traces, as a function of sizes.

        Raises:
            Unsupported: where it is neither a size, a product of two, nor one over it.
        """
        numbers = [float(number) for number in pair]
        if all(math.isfinite(number) and number for number in numbers):
            for inverse in (False, True):
                size = self._size_like([1 / n for n in numbers] if inverse else numbers)
                if size is not None:
                    scalar = self.node("Squeeze", size, self.integers(0))
                    number = self.cast(scalar, dtype)
                    return self.node("Reciprocal", number) if inverse else number
        raise Unsupported(
            f"a number that is {pair[0]} or {pair[1]}, depending on the sizes of inputs"
        )

    def _size_like(self, numbers: list[float]) -> str | None:
        """Return a vector of the size that is near these numbers in the traces."""
        whole = (round(numbers[0]), round(numbers[1]))
        if whole[0] == whole[1] or not _near(numbers, whole):
            return None
        if whole in self._sizes:
            return self.size(whole)
        for first in self._sizes:
            for second in self._sizes:
                if _near(numbers, (first[0] * second[0], first[1] * second[1])):
                    return self.node("Mul", self.size(first), self.size(second))
        return self.size(whole)

    def cast(self, name: str, dtype: Any) -> str:
        """Return a tensor with its entries in another type."""
        return self.node("Cast", name, to=element_type(dtype))


def _near(numbers: Sequence[float], sizes: Sequence[int]) -> bool:
    """Say whether numbers are sizes, as far as float32 tells."""
    pairs = zip(numbers, sizes, strict=True)
    return all(math.isclose(a, b, rel_tol=1e-6) for a, b in pairs)


def element_type(dtype: Any) -> int:
    """Return ONNX's number for a type; bfloat16 is written as float32."""
    from onnx import helper

    dtype = np.dtype(dtype)
    if dtype.name == "bfloat16":
        dtype = np.dtype(np.float32)
    try:
        return int(helper.np_dtype_to_tensor_dtype(dtype))
    except (KeyError, ValueError, TypeError):
        raise Unsupported(f"type {dtype.name}") from None


def description(name: str, value: Value, labels: dict[Dim, str] | None = None) -> Any:
    """Return a tensor's name, type and sizes as ONNX has them."""
    from onnx import helper

    sizes: list[Any] = []
    for dim in value.shape:
        known = dim if isinstance(dim, int) else (labels or {}).get(dim)
        sizes.append(known)
    return helper.make_tensor_value_info(name, element_type(value.dtype), sizes)


def without_unused(nodes: list[Any], outputs: Sequence[Any]) -> list[Any]:
    """Return the nodes that contribute to the outputs."""
    wanted = {output.name for output in outputs}
    kept = []
    for node in reversed(nodes):
        if wanted.isdisjoint(node.output):
            continue
        kept.append(node)
        wanted.update(read_by(node))
    return kept[::-1]


def read_by(node: Any) -> set[str]:
    """Return the tensors that a node, or a body inside it, takes from outside."""
    names = {name for name in node.input if name}
    for attribute in node.attribute:
        if attribute.HasField("g"):
            for inner in attribute.g.node:
                names |= read_by(inner)
            names |= {output.name for output in attribute.g.output}
    return names
