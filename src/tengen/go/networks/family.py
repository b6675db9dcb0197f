"""`NetworkFamily`: a way to build networks, and how wide and deep it can be made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tengen.models import Model


@dataclass(frozen=True)
class NetworkFamily:
    """Networks of one architecture.

    Calling a family builds a network: `family(size=19, planes=31, ...)`.

    Attributes:
        name: what `--network` calls it.
        build: `build(size=19, planes=..., filters=..., blocks=..., policy=None, ...)`
            returns the model. Its input is named "board", `(N, size, size, planes)`;
            its defaults are those of the table in `docs/go_networks.md`.
        summary: one line for people.
        source: where the architecture comes from.
        filters: the widths that may be tried, ascending; powers of shared factors, so
            that groups and splits come out even.
        blocks: the depths that may be tried, ascending.
        outputs: the names of the outputs. "policy" `(N, moves)` are probabilities,
            "value" `(N, 1)` is the probability that White wins.
        planes: how many input planes `build` expects by default.

    Example:
        >>> from tengen.go.networks import NETWORKS
        >>> model = NETWORKS["residual"](size=9, filters=16, blocks=2)
        >>> [tuple(output.shape) for output in model.outputs]
        [(None, 81), (None, 1)]
    """

    name: str
    build: Callable[..., Model]
    summary: str
    source: str
    filters: range
    blocks: range
    outputs: tuple[str, ...] = ("policy", "value")
    planes: int = 31

    def __call__(self, **arguments: Any) -> Model:
        """Build a network; the arguments are those of `build`."""
        return self.build(**arguments)
