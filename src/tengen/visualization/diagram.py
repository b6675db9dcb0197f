"""What a picture of a model shows: boxes, groups and arrows, without any geometry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One fact about a layer.

    Attributes:
        label: what it is, such as `"output"`; may be empty.
        lines: what is said, one line each.
        tone: `"plain"`, `"yes"` or `"no"`.
    """

    label: str
    lines: tuple[str, ...]
    tone: str = "plain"


@dataclass(frozen=True)
class Box:
    """A layer, a function, or a model that is not looked into.

    Attributes:
        title: the name of its class.
        name: its own name; empty where it is not to be shown.
        rows: facts, side by side in each row.
        family: the group of layers it belongs to, such as `"convolutional"`.
    """

    title: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    family: str


@dataclass(frozen=True)
class Group:
    """A nested model that is looked into."""

    title: str
    name: str
    inside: Diagram


@dataclass(frozen=True)
class End:
    """An end of an arrow: an item, and the port if that is a group."""

    item: int
    port: int = 0


@dataclass(frozen=True)
class Arrow:
    """What goes from one item to another."""

    source: End
    target: End


@dataclass(frozen=True)
class Diagram:
    """Items and arrows between them.

    Attributes:
        items: boxes and groups.
        arrows: what leads from which to which, each pair of ends once.
        inputs: for each input of the model, the ends at which it arrives.
        outputs: for each output of the model, the ends at which it leaves (one, or
            none where that layer is not shown).
    """

    items: tuple[Box | Group, ...]
    arrows: tuple[Arrow, ...] = ()
    inputs: tuple[tuple[End, ...], ...] = ()
    outputs: tuple[tuple[End, ...], ...] = ()
