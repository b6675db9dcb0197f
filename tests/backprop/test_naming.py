"""Names: the textbook's numbering, and names found again where they were given."""

from __future__ import annotations

import pytest

from tengen.backprop.naming import Names, Place


def test_the_textbooks_numbering():
    names = Names([2, 2, 2], [1, 1])
    assert names.neurons == (("i1", "i2"), ("h1", "h2"), ("o1", "o2"))
    ends = {
        "w1": "i1->h1",
        "w2": "i2->h1",
        "w3": "i1->h2",
        "w4": "i2->h2",
        "w5": "h1->o1",
        "w6": "h2->o1",
        "w7": "h1->o2",
        "w8": "h2->o2",
    }
    for number, end in ends.items():
        assert names.find(number) == names.find(end)
    assert [names.bias(0, 0), names.bias(0, 1), names.bias(1, 0)] == ["b1", "b1", "b2"]
    assert names.find("b1") == Place(0, None, None)


@pytest.mark.parametrize(
    ("sizes", "biases"),
    [
        ([2, 3], [3]),
        ([4, 3, 2], [0, 2]),
        ([1, 2, 3, 4], [1, 3, 0]),
        ([2, 1, 1], [1, 1]),
    ],
)
def test_every_name_is_found_where_it_was_given(sizes, biases):
    names = Names(sizes, biases)
    given = []
    for layer, (m, n) in enumerate(zip(sizes, sizes[1:], strict=False)):
        for j in range(n):
            for i in range(m):
                name = names.weight(layer, i, j)
                given.append(name)
                assert names.find(name) == Place(layer, i, j)
                end = f"{names.neurons[layer][i]}->{names.neurons[layer + 1][j]}"
                assert names.find(end) == Place(layer, i, j)
            if biases[layer]:
                shared = biases[layer] == 1 and n > 1
                expected = Place(layer, None, None if shared else j)
                assert names.find(names.bias(layer, j)) == expected
            else:
                assert names.bias(layer, j) == ""
    assert given == names.all_weights()


def test_hidden_layers_are_told_apart():
    assert Names([1, 2, 1, 1], [0, 0, 0]).neurons[1:3] == (("h1.1", "h1.2"), ("h2.1",))


@pytest.mark.parametrize(
    "name", ["w0", "w9", "b3", "x1", "", "w1.5", "h1->i1", "i1->o1"]
)
def test_an_unknown_name_is_answered_with_the_known_ones(name):
    with pytest.raises(
        ValueError, match=r"expected w1 to w8, b1 to b2 \(or 'i1->h1'\)"
    ):
        Names([2, 2, 2], [1, 1]).find(name)
