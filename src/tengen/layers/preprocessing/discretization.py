"""`Discretization`: numbers as numbers of ranges."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.layers.layer import Layer, LayerOptions
from tengen.layers.preprocessing.encoding import checked_mode, encode


class Discretization(Layer):
    """Says in which range each number lies: below the first boundary is 0, and so on.

    Args:
        bin_boundaries: ascending numbers; a boundary belongs to the range above it.
        num_bins: number of ranges, for `adapt`, which puts equally many of the samples
            into each.
        epsilon: share of the samples by which `adapt` may be wrong, for data that comes
            in many batches.
        output_mode: `'int'`, `'one_hot'`, `'multi_hot'` or `'count'`; see
            `CategoryEncoding`.
        sparse: only for calls written for Keras; arrays here are dense.

    Shapes:
        input `(N, ...)` of numbers, output as input for `'int'`, else with the number
        of ranges last.

    Example:
        >>> Discretization([0.0, 1.0])([[-1.0, 0.0, 0.5, 1.5]]).tolist()
        [[0, 1, 1, 2]]
        >>> layer = Discretization(num_bins=4)
        >>> layer.adapt([[float(n)] for n in range(8)]); layer.bin_boundaries
        [1.0, 3.0, 5.0]
    """

    def __init__(
        self,
        bin_boundaries: Any = None,
        num_bins: int | None = None,
        epsilon: float = 0.01,
        output_mode: str = "int",
        sparse: bool = False,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        name = type(self).__name__
        if (bin_boundaries is None) == (num_bins is None) and num_bins is None:
            what = "bin_boundaries, or num_bins for adapt"
            raise ValueError(complain(name, "neither", what))
        if num_bins is not None and num_bins < 2:
            raise ValueError(complain(f"{name}: num_bins", repr(num_bins), "2 or more"))
        self.bin_boundaries = None
        if bin_boundaries is not None:
            self.bin_boundaries = [float(bound) for bound in bin_boundaries]
            if sorted(self.bin_boundaries) != self.bin_boundaries:
                where = f"{name}: bin_boundaries"
                raise ValueError(
                    complain(where, repr(bin_boundaries), "ascending numbers")
                )
        self.num_bins = num_bins
        self.epsilon = epsilon
        self.output_mode = checked_mode(self, output_mode)
        self.sparse = sparse

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments; Keras's takes no `trainable`."""
        config = super().get_config()
        del config["trainable"]
        return config

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Take boundaries with equally many numbers between them.

        Args:
            data: numbers, or an iterable of batches (a list of arrays, a generator).
            steps: how many batches to take; all if `None`.
        """
        if self.num_bins is None:
            where = f"layer {self.name!r}: adapt"
            raise ValueError(complain(where, "bin_boundaries", "num_bins"))
        is_batch = hasattr(data, "shape") or (
            isinstance(data, (list, tuple)) and not hasattr(data[0], "shape")
        )
        summary = np.zeros((2, 0))
        for number, batch in enumerate([data] if is_batch else data):
            if steps is not None and number >= steps and not is_batch:
                break
            # One batch is summed up exactly; many are kept short along the way.
            seen = _summary(np.asarray(batch, "float32"), self.epsilon)
            summary = _compressed(np.concatenate([seen, summary], 1), self.epsilon)
        bounds = _compressed(summary, 1 / self.num_bins)[0, :-1]
        self.bin_boundaries = [float(bound) for bound in bounds.astype("float32")]

    def call(self, inputs: Any) -> Any:
        """Return the numbers of the ranges, or vectors over them."""
        if self.bin_boundaries is None:
            where = f"layer {self.name!r} has no boundaries yet"
            raise ValueError(complain(where, fix="adapt(data), or bin_boundaries="))
        bounds = jnp.asarray(self.bin_boundaries, "float32")
        numbers = jnp.searchsorted(bounds, jnp.asarray(inputs), side="right")
        if self.output_mode == "int":
            return numbers.astype("int32")
        depth = len(self.bin_boundaries) + 1
        return encode(numbers, self.output_mode, depth, self.compute_dtype)


def _summary(values: Any, epsilon: float) -> Any:
    """Return some sorted values, and for how many values each stands, `(2, k)`."""
    values = np.sort(values.ravel())
    step = max(values.size * epsilon, 1.0)
    kept = values[int(step - 1) :: int(step)]
    return np.stack([kept, np.full_like(kept, step)])


def _compressed(summary: Any, epsilon: float) -> Any:
    """Return a summary of at most about 1 / epsilon values, by interpolation."""
    summary = summary[:, np.argsort(summary[0], kind="stable")]
    if summary.shape[1] * epsilon < 1:
        return summary
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    reached = summary[1].cumsum()
    values = np.interp(shares, reached / reached[-1], summary[0])
    reached = np.interp(shares, reached / reached[-1], reached)
    return np.stack([values, np.diff(reached, prepend=0.0)])
