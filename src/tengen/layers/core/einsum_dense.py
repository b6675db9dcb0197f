"""`EinsumDense`: a dense layer between any axes."""

from __future__ import annotations

from typing import Any, NamedTuple, Unpack

from tengen import activations, constraints, initializers, ops, regularizers
from tengen.core.messages import complain
from tengen.layers._checks import known_size
from tengen.layers._low_rank import AdaptableKernel
from tengen.layers.layer import LayerOptions


class EinsumDense(AdaptableKernel):
    """A dense layer given by an equation: `activation(einsum(x, kernel) + bias)`.

    Args:
        equation: as for einsum, of the input and the kernel, such as `'abc,cd->abd'`;
            `...` stands for axes that stay as they are, at the beginning or the end.
        output_shape: sizes of the output without the batch axis and without `...`;
            `None` where the size is the input's. One integer for the last axis only.
        activation: name or function; linear if `None`.
        bias_axes: the output's letters along which there is a bias, such as `'d'`.
        kernel_initializer: Glorot uniform by default.
        bias_initializer: zeros by default.
        kernel_regularizer, bias_regularizer: penalties added to the loss.
        kernel_constraint, bias_constraint: projections after each update.
        lora_rank, lora_alpha: train only an update of this rank; see `enable_lora`.

    Shapes:
        as the equation says.

    Example:
        >>> import numpy as np
        >>> layer = EinsumDense("abc,cde->abde", (None, 2, 4), bias_axes="de")
        >>> layer(np.ones((3, 5, 6))).shape
        (3, 5, 2, 4)
    """

    def __init__(  # type: ignore[misc]  # also among the options
        self,
        equation: str,
        output_shape: Any,
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **options)
        self.equation = equation
        several = isinstance(output_shape, (tuple, list))
        self.partial_output_shape = tuple(output_shape if several else [output_shape])
        self.activation = activations.get(activation)
        self.bias_axes = bias_axes
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self._parts = _parse(equation)
        self._set_lora(lora_rank, lora_alpha)

    def build(self, input_shape: Any) -> None:
        """Create the kernel, and the bias where it has axes."""
        sizes = self._sizes(tuple(input_shape))
        self.kernel = self.add_weight(
            name="kernel",
            shape=tuple(sizes[letter] for letter in self._parts.kernel),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.bias_axes:
            self.bias = self.add_weight(
                name="bias",
                shape=self._bias_shape(sizes, len(input_shape)),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self._begin_lora()

    def _sizes(self, input_shape: tuple[int | None, ...]) -> dict[str, int]:
        """Return the size of each of the kernel's letters."""
        parts, rank = self._parts, len(input_shape)
        elided = rank - len(parts.input)
        if elided < 0 or (elided and not parts.dots):
            raise ValueError(self._misfit(input_shape))
        places = dict(zip(parts.input, range(rank), strict=False))
        if parts.dots == "left":
            places = {letter: place + elided for letter, place in places.items()}
        outputs = self.partial_output_shape
        letters = parts.output[len(parts.output) - len(outputs) :]
        if parts.dots == "right":
            letters = parts.output[1 : 1 + len(outputs)]
        given = dict(zip(letters, outputs, strict=False))
        sizes = {}
        for letter in parts.kernel:
            if letter in places:
                sizes[letter] = known_size(self, input_shape, places[letter])
            elif given.get(letter) is not None:
                sizes[letter] = int(given[letter])
            else:
                raise ValueError(self._misfit(input_shape))
            if given.get(letter) not in (None, sizes[letter]):
                raise ValueError(self._misfit(input_shape))
        return sizes | {k: int(v) for k, v in given.items() if v is not None}

    def _bias_shape(self, sizes: dict[str, int], rank: int) -> tuple[int, ...]:
        parts, axes = self._parts, str(self.bias_axes)
        unknown = [a for a in axes if a not in parts.output or a not in sizes]
        if unknown:
            raise ValueError(
                complain(
                    f"layer {self.name!r}: bias_axes",
                    repr(axes),
                    f"letters of the output {parts.output!r} with known sizes",
                )
            )
        first = min(parts.output.index(axis) for axis in axes)
        shape = [sizes[a] if a in axes else 1 for a in parts.output[first:]]
        if parts.dots == "right":
            shape += [1] * (rank - len(parts.input))
        return tuple(shape)

    def _misfit(self, shape: tuple[int | None, ...]) -> str:
        return complain(
            f"layer {self.name!r}: equation {self.equation!r}",
            f"input shape {shape} and output_shape {self.partial_output_shape}",
            "shapes that fit the equation, with all sizes of the kernel known",
        )

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        found = super()._present_arguments(constructor)
        return found | {"output_shape": self.partial_output_shape}

    def call(self, inputs: Any) -> Any:
        """Return the product, with bias and activation."""
        outputs = ops.einsum(self.equation, inputs, self.kernel)
        if self.bias is not None:
            outputs = outputs + self.bias.value
        return outputs if self.activation is None else self.activation(outputs)


class _Parts(NamedTuple):
    """Letters without dots, and on which side the dots are ('' for none)."""

    input: str
    kernel: str
    output: str
    dots: str


def _parse(equation: str) -> _Parts:
    terms = str(equation).replace(" ", "").replace("->", ",").split(",")
    if len(terms) == 3 and "->" in equation:
        first, kernel, output = terms
        for side, test in (("left", str.startswith), ("right", str.endswith)):
            if test(first, "...") and test(output, "..."):
                first, output = first.replace(".", ""), output.replace(".", "")
                return _checked(equation, _Parts(first, kernel, output, side))
        return _checked(equation, _Parts(first, kernel, output, ""))
    raise ValueError(_no_equation(equation))


def _checked(equation: str, parts: _Parts) -> _Parts:
    if not all(part.isalpha() for part in parts[:3]):
        raise ValueError(_no_equation(equation))
    return parts


def _no_equation(equation: str) -> str:
    where = "EinsumDense: equation"
    return complain(where, repr(equation), "input,kernel->output, as 'ab,bc->ac'")
