"""Shapes with unknown dimensions, and the stand-in sizes that abstract evaluation uses.

A shape is a tuple whose unknown entries are `None`. `jax.eval_shape` knows no `None`:
each unknown dimension is evaluated at two sizes, and what differs between the two
results is unknown in the output.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tengen.core.messages import complain

# Highly divisible, so that reshapes and strides find a whole quotient; different on
# every axis, so that two unknown dimensions are never taken for one another; the batch
# small, because some layers multiply by it.
_STAND_INS = (
    (2, 3),
    (5040, 10080),
    (7560, 15120),
    (9240, 18480),
    (10920, 21840),
    (12600, 25200),
)


class Shape(tuple[int | None, ...]):
    """A tuple of sizes, `None` where unknown, with the attributes TensorFlow has.

    Example:
        >>> Shape((None, 3)).as_list()
        [None, 3]
    """

    __slots__ = ()

    @property
    def rank(self) -> int:
        """The number of dimensions."""
        return len(self)

    ndims = rank

    def as_list(self) -> list[int | None]:
        """Return the sizes as a list."""
        return list(self)


def standardize_shape(shape: object) -> Shape:
    """Return a `Shape` from a tuple, list or single integer.

    Raises:
        ValueError: for entries that are neither `None` nor a non-negative integer.
    """
    if isinstance(shape, int):
        shape = (shape,)
    if shape is None or not isinstance(shape, Iterable):
        raise ValueError(complain("shape", repr(shape), "a tuple such as (28, 28, 1)"))
    sizes: list[int | None] = []
    for size in shape:
        if size is None or getattr(size, "value", 0) is None:
            sizes.append(None)
            continue
        try:
            sizes.append(int(size))
        except (TypeError, ValueError):
            raise ValueError(
                complain("shape", repr(shape), "integers, or None where unknown")
            ) from None
        if sizes[-1] < 0:  # type: ignore[operator]
            raise ValueError(
                complain("shape", repr(tuple(sizes)), "sizes of 0 or more")
            )
    return Shape(sizes)


def known_shape(shape: object) -> tuple[int, ...]:
    """Return the shape as integers.

    Raises:
        ValueError: if a size is `None`.
    """
    sizes = standardize_shape(shape)
    if None in sizes:
        raise ValueError(complain("shape", repr(tuple(sizes)), "known sizes only"))
    return tuple(size for size in sizes if size is not None)


def is_shape(value: object) -> bool:
    """Say whether a value is a tuple or list of integers and `None`."""
    return isinstance(value, (tuple, list)) and all(
        size is None or isinstance(size, int) for size in value
    )


def stand_in(shape: Sequence[int | None], which: int) -> tuple[int, ...]:
    """Return the shape with unknown sizes replaced by the first or second stand-in."""
    return tuple(
        _STAND_INS[min(axis, len(_STAND_INS) - 1)][which] if size is None else size
        for axis, size in enumerate(shape)
    )


def merge_probes(first: Sequence[int], second: Sequence[int]) -> Shape:
    """Return the shape two probes agree on, `None` where they differ."""
    return Shape(a if a == b else None for a, b in zip(first, second, strict=True))
