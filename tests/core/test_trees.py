"""Trees: flatten, map and pack are inverse to each other; dict keys are sorted."""

from collections import namedtuple

import pytest

from tengen.core.trees import flatten, map_structure, pack_like

Pair = namedtuple("Pair", "left right")


@pytest.mark.parametrize(
    "tree",
    [1, [1, 2], (1, [2, (3,)]), {"b": 1, "a": [2, 3]}, Pair(1, {"x": 2}), [None, 1]],
)
def test_packing_undoes_flattening(tree):
    assert pack_like(tree, flatten(tree)) == tree
    assert type(pack_like(tree, flatten(tree))) is type(tree)


def test_dicts_are_visited_in_sorted_order():
    assert flatten({"b": 1, "a": 2}) == [2, 1]


def test_map_structure_goes_over_several_trees():
    result = map_structure(lambda a, b: a + b, {"x": [1, 2]}, {"x": [10, 20]})
    assert result == {"x": [11, 22]}


def test_map_structure_refuses_trees_of_different_length():
    with pytest.raises(ValueError):
        map_structure(lambda a, b: a, [1, 2], [1])


def test_map_structure_visits_leaves_as_flatten_does():
    tree = {"b": 1, "a": {"d": 2, "c": 3}}
    seen = []
    assert map_structure(lambda x: seen.append(x) or x, tree) == tree
    assert seen == flatten(tree)
    assert list(map_structure(str, tree)) == ["b", "a"]
