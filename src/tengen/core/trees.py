"""Nested lists, tuples and dicts of leaves: flatten, rebuild, map.

Dicts are visited in sorted key order, as everywhere in Keras; `None` is a leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tengen.core.messages import complain
from tengen.core.shapes import Shape


def _is_branch(value: object) -> bool:
    return isinstance(value, (list, tuple, dict)) and not isinstance(value, Shape)


def _keys(branch: dict[Any, Any]) -> list[Any]:
    try:
        return sorted(branch)
    except TypeError:
        return list(branch)


def leaves(tree: Any) -> Iterator[Any]:
    """Yield the leaves from left to right."""
    if not _is_branch(tree):
        yield tree
    elif isinstance(tree, dict):
        for key in _keys(tree):
            yield from leaves(tree[key])
    else:
        for item in tree:
            yield from leaves(item)


def flatten(tree: Any) -> list[Any]:
    """Return the leaves as a list.

    Example:
        >>> flatten({"b": [1, 2], "a": 0})
        [0, 1, 2]
    """
    return list(leaves(tree))


def map_structure(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """Apply a function to corresponding leaves of trees of one structure.

    Leaves are visited in the order of `leaves`; dicts keep the order of their keys.
    """
    if not _is_branch(tree):
        return function(tree, *others)
    if isinstance(tree, dict):
        mapped = {
            key: map_structure(function, tree[key], *(other[key] for other in others))
            for key in _keys(tree)
        }
        return {key: mapped[key] for key in tree}
    items = [
        map_structure(function, item, *rest)
        for item, *rest in zip(tree, *others, strict=True)
    ]
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*items)
    return type(tree)(items)


def pack_like(structure: Any, flat: list[Any]) -> Any:
    """Rebuild a structure from the flat list of its leaves."""
    if not _is_branch(structure):
        (leaf,) = flat
        return leaf
    order = iter(range(len(flat)))
    index = _indices(structure, order)
    return map_structure(lambda place: flat[place], index)


def _indices(tree: Any, order: Iterator[int]) -> Any:
    if not _is_branch(tree):
        return next(order)
    if isinstance(tree, dict):
        numbered = {key: _indices(tree[key], order) for key in _keys(tree)}
        return {key: numbered[key] for key in tree}
    items = [_indices(item, order) for item in tree]
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*items)
    return type(tree)(items)


def assert_same_structure(first: Any, second: Any) -> None:
    """Check that two trees have the same branches; leaves may be anything.

    Raises:
        ValueError: where a list, tuple or dict has another beside it, or a leaf.

    Example:
        >>> assert_same_structure({"a": (1, 2)}, {"a": (3, None)})
    """
    if not _is_branch(first) and not _is_branch(second):
        return
    same = type(first) is type(second) and len(first) == len(second)
    if same and isinstance(first, dict):
        same = first.keys() == second.keys()
    if not same:
        raise ValueError(
            complain("the structures differ", _outline(second), _outline(first))
        )
    if isinstance(first, dict):
        for key in first:
            assert_same_structure(first[key], second[key])
    else:
        for one, other in zip(first, second, strict=True):
            assert_same_structure(one, other)


def _outline(tree: Any) -> str:
    if not _is_branch(tree):
        return "a leaf"
    if isinstance(tree, dict):
        return f"a dict of {sorted(map(str, tree))}"
    return f"a {type(tree).__name__} of {len(tree)}"
