"""Backpropagation laid open: the textbook, in NumPy.

Every derivative of a small network can be seen, printed and drawn. Nothing here knows
the engine; the engine's gradients are compared with what is computed here.

    from tengen.backprop import worked_example
    example = worked_example()
    example.round().explain("w1")              # the chain rule, factor by factor
    example.round().draw("backprop.svg")       # a picture with all numbers
    example.train(10_000)

`Perceptron` is the first generation; `Network` the second, with `forward`, `error`,
`backward`, `learn` and `train`; `numeric_gradient` and `dense_gradients` are the
witnesses for others' tests. On the command line: ``tengen backprop``.
"""

from tengen.backprop.activations import (
    ACTIVATIONS,
    Activation,
    get_activation,
    half_tanh,
    linear,
    logistic,
    piecewise_linear,
    relu,
    step,
    tanh,
)
from tengen.backprop.dense import DenseGradients, dense_gradients, softmax
from tengen.backprop.differences import numeric_gradient
from tengen.backprop.drawing import draw
from tengen.backprop.examples import (
    Example,
    exercise_network,
    random_network,
    worked_example,
    xor_batch,
)
from tengen.backprop.explanation import Explanation, explanation
from tengen.backprop.network import Network
from tengen.backprop.passes import Gradients, UpdateOrder
from tengen.backprop.perceptron import (
    CORNERS,
    GATES,
    Lesson,
    Perceptron,
    with_product,
)
from tengen.backprop.report import perceptron_report, round_report, training_report
from tengen.backprop.round import Activity, Round

__all__ = [
    "ACTIVATIONS",
    "CORNERS",
    "GATES",
    "Activation",
    "Activity",
    "DenseGradients",
    "Example",
    "Explanation",
    "Gradients",
    "Lesson",
    "Network",
    "Perceptron",
    "Round",
    "UpdateOrder",
    "dense_gradients",
    "draw",
    "exercise_network",
    "explanation",
    "get_activation",
    "half_tanh",
    "linear",
    "logistic",
    "numeric_gradient",
    "perceptron_report",
    "piecewise_linear",
    "random_network",
    "relu",
    "round_report",
    "softmax",
    "step",
    "tanh",
    "training_report",
    "with_product",
    "worked_example",
    "xor_batch",
]
