"""Graphs: which nodes belong, in which order they run, what is missing."""

import numpy as np
import pytest

from tengen import Input, layers, models, ops
from tengen.core.symbolic import SymbolicTensor
from tengen.graph import Graph


def names(graph):
    return [operation.name for operation in graph.operations]


def test_layers_stand_by_distance_from_the_outputs():
    #   a --> long1 --> long2 --+
    #   a --> short ------------+--> sum
    a = Input((3,), name="a")
    long = layers.Dense(3, name="long2")(layers.Dense(3, name="long1")(a))
    short = layers.Dense(3, name="short")(a)
    graph = Graph(a, layers.Add(name="sum")([short, long]))
    order = names(graph)
    assert order[0] == "a" and order[-1] == "sum"
    assert order.index("long1") < order.index("long2")
    assert order.index("long1") < order.index("short")


def test_every_node_runs_after_those_it_needs():
    a = Input((2,))
    tensors = [a]
    generator = np.random.default_rng(0)
    for _ in range(30):
        picked = generator.choice(len(tensors), 2)
        tensors.append(layers.add([tensors[i] for i in picked]))
    graph = Graph(a, tensors[-1])
    seen = {id(a)}
    for node in graph.nodes:
        assert all(id(t) in seen for t in node.inputs)
        seen.update(id(t) for t in node.flat_outputs())


def test_what_does_not_lead_to_an_output_is_left_out():
    a = Input((2,), name="a")
    used = layers.Dense(1, name="used")(a)
    layers.Dense(1, name="unused")(a)
    assert names(Graph(a, used)) == ["a", "used"]


def test_a_graph_can_begin_in_the_middle():
    a = Input((2,))
    middle = layers.Dense(3)(a)
    out = layers.Dense(1, use_bias=False, kernel_initializer="ones")(middle)
    model = models.Model(middle, out)
    np.testing.assert_allclose(model(np.ones((2, 3))), 3 * np.ones((2, 1)))


def test_structures_of_inputs_and_outputs_are_kept():
    a, b = Input((2,), name="left"), Input((2,), name="right")
    model = models.Model(
        {"right": b, "left": a}, {"sum": layers.add([a, b]), "same": a}
    )
    ones = np.ones((1, 2))
    out = model({"left": ones, "right": 2 * ones})
    assert out["sum"].tolist() == [[3, 3]] and out["same"].tolist() == [[1, 1]]


def test_functions_of_ops_and_operators_are_nodes_too():
    a = Input((3,))
    out = ops.sum(ops.square(a), axis=-1, keepdims=True) * 2 - 1
    assert isinstance(out, SymbolicTensor) and tuple(out.shape) == (None, 1)
    model = models.Model(a, out)
    assert model(np.full((1, 3), 2.0)).tolist() == [[23.0]]


def test_one_layer_called_twice_runs_twice_with_the_same_weights():
    a, b = Input((2,)), Input((2,))
    shared = layers.Dense(1, use_bias=False)
    model = models.Model([a, b], layers.subtract([shared(a), shared(b)]))
    assert model.count_params() == 2
    ones = np.ones((4, 2))
    np.testing.assert_allclose(model([ones, ones]), np.zeros((4, 1)), atol=1e-7)


def test_a_missing_input_is_named():
    a, b = Input((2,)), Input((2,), name="forgotten")
    with pytest.raises(ValueError, match="'forgotten'"):
        Graph(a, layers.add([a, b]))


def test_unknown_sequence_lengths_pass_through():
    words = Input((None,), dtype="int32")
    features = layers.Embedding(10, 4)(words)
    out = layers.Dense(3)(features)
    assert tuple(out.shape) == (None, None, 3)
    model = models.Model(words, out)
    for length in (2, 5):
        assert model(np.ones((1, length), "int32")).shape == (1, length, 3)
