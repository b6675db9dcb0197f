"""Lookups and hashes: published results of Keras, and NumPy."""

import numpy as np
import pytest

from tengen import Input, Model, layers
from tengen.layers.preprocessing.fingerprints import fingerprint64, keyed64

WORDS = [["a", "c", "b"], ["c", "a", "zz"]]


def numbers(layer, inputs):
    return np.asarray(layer(inputs)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # results of the farmhash library, of each range of lengths
        ("", 11160318154034397263),
        ("A", 16915294056622060564),
        ("abcdef", 14062832464964076237),
        ("abcdefghij", 9960479591422212091),
        ("x" * 20, 8233088228747857348),
        ("y" * 50, 1536034821532487699),
        ("z" * 64, 294799756062990872),
        ("abc" * 40, 7255438412385571291),
    ],
)
def test_fingerprints_are_those_of_farmhash(text, expected):
    assert fingerprint64(text.encode()) == expected


def test_the_keyed_hash_is_that_of_its_paper():
    key = (0x0706050403020100, 0x0F0E0D0C0B0A0908)
    assert keyed64(bytes(range(15)), key) == 0xA129CA6149BE45E5


# The examples in the documentation of Keras.
@pytest.mark.parametrize(
    ("arguments", "words", "expected"),
    [
        ({}, "ABCDE", [1, 0, 1, 1, 2]),
        ({"salt": [133, 137]}, "ABCDE", [1, 2, 1, 0, 2]),
        ({"salt": 133}, "ABCDE", [0, 0, 2, 1, 0]),
        ({"mask_value": ""}, ["A", "B", "", "C", "D"], [1, 1, 0, 2, 2]),
    ],
)
def test_hashing_puts_words_where_keras_does(arguments, words, expected):
    layer = layers.Hashing(3, **arguments)
    assert numbers(layer, [[word] for word in words]) == [[n] for n in expected]


def test_hashed_crossing_puts_pairs_where_keras_does():
    features = (np.array(list("ABABA")), np.array([101, 101, 101, 102, 102]))
    assert numbers(layers.HashedCrossing(5), features) == [1, 4, 1, 1, 3]
    one_hot = layers.HashedCrossing(5, output_mode="one_hot")(features)
    np.testing.assert_array_equal(np.argmax(one_hot, 1), [1, 4, 1, 1, 3])
    with pytest.raises(ValueError, match="two or more"):
        layers.HashedCrossing(5)((features[0],))


def test_words_have_the_places_of_their_vocabulary():
    plain = layers.StringLookup(vocabulary=["a", "b", "c"])
    assert numbers(plain, WORDS) == [[1, 3, 2], [3, 1, 0]]
    masked = layers.StringLookup(vocabulary=["a", "b", "c"], mask_token="")
    assert numbers(masked, [["a", "", "q"]]) == [[2, 0, 1]]
    assert masked.get_vocabulary() == ["", "[UNK]", "a", "b", "c"]
    back = layers.StringLookup(vocabulary=["a", "b", "c"], invert=True)
    assert back(np.array([[1, 3, 0]])).tolist() == [["a", "c", "[UNK]"]]
    with pytest.raises(ValueError, match="'zz'"):
        layers.StringLookup(vocabulary=["a", "b", "c"], num_oov_indices=0)(WORDS)


def test_vectors_count_words_and_weigh_them():
    arguments = {"vocabulary": ["a", "b"], "mask_token": ""}
    rows = [["a", "a", "q", ""]]
    for mode, expected in {"count": [1, 2, 0], "multi_hot": [1, 1, 0]}.items():
        layer = layers.StringLookup(output_mode=mode, **arguments)
        assert numbers(layer, rows) == [expected]
    layer = layers.StringLookup(
        output_mode="tf_idf", idf_weights=[0.5, 0.25], **arguments
    )
    assert numbers(layer, rows) == [[0.375, 1.0, 0.0]]


def test_adapt_takes_the_most_frequent_first():
    layer = layers.StringLookup(max_tokens=3)
    layer.adapt([["a", "b", "b"], ["c", "b", "c"]])
    assert layer.get_vocabulary() == ["[UNK]", "b", "c"]
    integers = layers.IntegerLookup(mask_token=0)
    integers.adapt(np.array([5, 5, 7, 0, 7, 7]))
    assert integers.get_vocabulary() == [0, -1, 7, 5]


def test_integers_are_looked_up_in_a_model_as_on_the_host():
    layer = layers.IntegerLookup(vocabulary=[12, 36, 5], num_oov_indices=3)
    x = np.array([[36, 12, 5], [7, 8, 9]])
    expected = [[4, 3, 5], [1, 2, 0]]
    assert numbers(layer, x) == expected
    inputs = Input((3,), dtype="int32")
    model = Model(inputs, layer(inputs))
    assert model.predict(x, verbose=0).astype(int).tolist() == expected


def test_an_adapted_lookup_is_rebuilt_from_its_configuration():
    for layer, x in (
        (layers.StringLookup(output_mode="tf_idf"), WORDS),
        (layers.IntegerLookup(output_mode="count"), np.array([[3, 4], [3, 3]])),
    ):
        layer.adapt(x)
        again = type(layer).from_config(layer.get_config())
        assert numbers(again, x) == numbers(layer, x)


def test_ranges_hold_equally_many_numbers():
    data = np.random.default_rng(0).normal(size=1000)
    layer = layers.Discretization(num_bins=4, epsilon=0.001)
    layer.adapt(data)
    counts = np.bincount(np.asarray(layer(data)))
    assert len(counts) == 4
    assert np.abs(counts - 250).max() <= 2
    coarse = layers.Discretization(num_bins=4, epsilon=0.01)
    coarse.adapt(iter(np.split(data, 10)))
    exact = np.quantile(data, [0.25, 0.5, 0.75])
    np.testing.assert_allclose(coarse.bin_boundaries, exact, atol=0.1)


def test_wrong_arguments_are_named():
    for make, names in (
        (lambda: layers.Hashing(0), "num_bins"),
        (lambda: layers.Hashing(3, salt="salt"), "salt"),
        (lambda: layers.StringLookup(output_mode="many"), "many"),
        (lambda: layers.StringLookup(vocabulary=["a", "a"]), "twice"),
        (lambda: layers.IntegerLookup(invert=True, output_mode="count"), "invert"),
        (lambda: layers.IntegerLookup(oov_method="luck"), "luck"),
        (lambda: layers.Discretization(), "bin_boundaries"),
        (lambda: layers.Discretization([1.0, 0.0]), "ascending"),
        (lambda: layers.GroupQueryAttention(2, 3, 2), "divides"),
    ):
        with pytest.raises(ValueError, match=names):
            make()
