"""The table of layers: what stands in it, and that it fits into any terminal.

Properties: (1) no line is longer than the terminal or `line_length`, and nothing is
left out; (2) nested layers, trainability, ranges and positions as in Keras; (3) counts
and bytes are those of the variables.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, Model, Sequential, layers


def twins() -> Model:
    image = Input((28, 28, 1), name="image")
    x = layers.Conv2D(8, 3, name="a_convolution_with_a_long_name")(image)
    encoder = Model(image, layers.Dense(16)(layers.Flatten()(x)), name="encoder")
    left, right = Input((28, 28, 1), name="left"), Input((28, 28, 1), name="right")
    both = layers.Concatenate(name="both")([encoder(left), encoder(right)])
    stack = [layers.Dense(16, input_shape=(32,), name="hidden"), layers.Dropout(0.5)]
    seen = Sequential(stack, name="head")(both)
    return Model([left, right], layers.Dense(1, name="same")(seen), name="twins")


def lines(model, **options) -> list[str]:
    said: list[str] = []
    model.summary(print_fn=said.append, **options)
    return said


def first_column(said: list[str]) -> list[str]:
    body = [line for line in said if "(" in line and "params:" not in line][1:]
    return [line.split(" (")[0] for line in body]


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_it_fits_the_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    said = lines(twins(), expand_nested=True, show_trainable=True)
    table = said[1:-3]
    assert max(map(len, table)) <= columns
    words = ["86,624", "28,", "yes"]
    if columns > 40:
        words += ["encoder", "(InputLayer)", "(Concatenate)", "Trainable"]
    for word in words:
        assert word in " ".join(table)


def test_what_is_too_long_goes_on_in_the_next_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    said = lines(twins().get_layer("encoder"))
    at = next(n for n, line in enumerate(said) if line.startswith("a_conv"))
    assert said[at].startswith("a_convolution_with_a_long_name")
    assert "(Conv2D)" in said[at] or said[at + 1].startswith("(Conv2D)")


def test_line_length(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert max(map(len, lines(twins(), line_length=50)[1:-3])) <= 50
    with pytest.raises(ValueError, match="10 letters per line"):
        lines(twins(), line_length=10)


def test_positions():
    model = Sequential([layers.Dense(1, input_shape=(2,), name="one")])
    for positions in ([20, 40, 55], [0.2, 0.4, 0.55]):
        header = lines(model, line_length=100, positions=positions)[2]
        assert header.index("Output Shape") == 22
        assert header.index("Param #") + len("Param #") == 55
    with pytest.raises(ValueError, match="got 2 numbers; expected one for each of 3"):
        lines(model, positions=[0.5, 1.0])


def test_nested_layers_are_listed_below_their_model():
    assert first_column(lines(twins())) == [
        *("left", "right", "encoder", "both", "head", "same")
    ]
    said = lines(twins(), expand_nested=True, line_length=200)
    names = first_column(said)
    assert names[2:5] == ["encoder", "  image", "  a_convolution_with_a_long_name"]
    hidden = next(line for line in said if line.startswith("  hidden"))
    assert "input" not in hidden  # which is not listed


def test_trainability():
    model = twins()
    model.get_layer("encoder").trainable = False
    said = lines(model, show_trainable=True, line_length=120)
    ends = {line.split(" ")[0]: line.split(" ")[-1] for line in said[4:-4]}
    assert ends["encoder"] == "no" and ends["same"] == "yes" and ends["both"] == "-"
    assert lines(model)[-1].startswith("Non-trainable params: 86,624")


def test_ranges():
    assert first_column(lines(twins(), layer_range=("enc", "head"))) == [
        *("encoder", "both", "head")
    ]
    with pytest.raises(ValueError, match="matches no layer"):
        lines(twins(), layer_range=("decoder", "head"))


def test_counts_and_bytes():
    model = Sequential([layers.Dense(3, input_shape=(4,)), layers.BatchNormalization()])
    assert lines(model)[-3:] == [
        "Total params: 27 (108.00 B)",
        "Trainable params: 21 (84.00 B)",
        "Non-trainable params: 6 (24.00 B)",
    ]
    half = Sequential([layers.Dense(3, input_shape=(4,), dtype="float16")])
    size = sum(v.size * np.dtype(v.dtype).itemsize for v in half.weights)
    assert lines(half)[-3] == f"Total params: 15 ({size}.00 B)"
    model.compile("adam", "mse")
    model.fit(np.ones((4, 4)), np.ones((4, 3)), verbose=0)
    slots = sum(v.size for v in model.optimizer.variables)
    said = lines(model)
    assert said[-1].startswith(f"Optimizer params: {slots} ")
    assert said[-4].startswith(f"Total params: {27 + slots} ")
