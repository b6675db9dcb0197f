"""What the recipes of the textbook's first part claim, against independent sources.

Properties: (1) each runs in the quick setting, and all that it judges is as expected;
(2) every figure of the slides' worked example is among those compared; (3) the
perceptron learns exactly the gates that a linear program can separate; (4) activation
functions and losses are SciPy's or the definition written out, and their derivatives
those of complex steps; (5) gradients written by hand are those of differences, at any
weights; (6) Keras's losses have the slides' derivatives, divided by a count; (7) what
XOR's hidden units make of the four points can be separated; (8) three quarters is the
best on the noisy data.
"""

from __future__ import annotations

import itertools
import json
import math
import runpy

import jax
import numpy as np
import pytest
from scipy import optimize, special

from tengen import datasets, losses
from tengen.course import recording
from tengen.course.catalogue import FOLDER
from tengen.course.results import Record, read_record

SLIDES = """
0.3775 0.593269992 0.596884378 1.105905967 0.75136507 0.772928465
0.274811083 0.023560026 0.298371109
0.74136507 0.186815602 0.082167041 0.35891648 0.408666186 0.511301270 0.561370121
0.138498562 0.40 0.055399425 -0.019049119 0.036350306 0.241300709 0.05 0.000438568
0.149780716 0.19956143 0.24975114 0.29950229
0.291027924 0.000035085 0.015912196 0.984065734
""".split()
GATES = list(itertools.product([0, 1], repeat=4))  # the sixteen functions of two bits
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a recipe and returns its names and its record."""
    monkeypatch.setenv(recording.FOLDER, str(tmp_path))
    monkeypatch.setenv(recording.QUICK, "1")
    monkeypatch.setattr(recording, "_record", Record())

    def whole(recipe):
        names = runpy.run_path(str(FOLDER / f"{recipe}.py"))
        return names, read_record(json.loads((tmp_path / recording.RECORD).read_text()))

    return whole


def cell(recipe, title, **names):
    """Run one cell of a recipe with these names; return the names it leaves."""
    source = (FOLDER / f"{recipe}.py").read_text(encoding="utf-8")
    (code,) = [text for text in source.split("# %% ") if text.startswith(title)]
    exec(compile(f"# {code}", recipe, "exec"), names)
    return names


def separable(points, answers):
    """Say whether some line has all 1s on or above it and all 0s at least 1 below."""
    rows = np.column_stack([np.ones(len(points)), points])
    signs = np.where(np.ravel(answers) == 1, -1.0, 1.0)
    bounds = np.where(np.ravel(answers) == 1, 0.0, -1.0)
    program = optimize.linprog(
        np.zeros(rows.shape[1]), signs[:, None] * rows, bounds, bounds=(None, None)
    )
    return program.status == 0


def complex_steps(f, x):
    """Differentiate the sum of a function, entry by entry, without subtracting."""
    slopes = np.empty_like(x)
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1e-30j
        slopes[place] = np.sum(f(moved)).imag / 1e-30
    return slopes


@pytest.mark.parametrize(
    "recipe", ["perceptron", "activations", "backprop", "one_hidden_neuron", "losses"]
)
def test_all_that_is_judged_is_as_expected(recipe, run):
    _, record = run(recipe)
    assert record.checks and all(check.holds for check in record.checks)
    assert all(number.met(quick=False) is not False for number in record.numbers)
    assert len(record.figures) >= 2


def test_every_figure_of_the_worked_example_is_compared(run):
    _, record = run("backprop")
    compared = [number for number in record.numbers if number.near is not None]
    assert {number.near for number in compared} == {float(text) for text in SLIDES}
    digits = {float(text): len(text.split(".")[1]) for text in SLIDES}
    for number in compared:
        assert number.within <= 1.01 * 10.0 ** -digits[number.near]
        assert number.met(quick=True)


def test_perceptron_learns_exactly_what_a_line_can_separate(run):
    names, _ = run("perceptron")
    for gate in GATES:
        _, mistakes = names["learn"](names["with_bias"](CORNERS), gate, 50)
        assert (mistakes[-1] == 0) == separable(CORNERS, gate), gate


def test_with_the_product_it_learns_all_gates(run):
    names, _ = run("perceptron")
    for gate in GATES:
        w, mistakes = names["learn"](names["with_product"](CORNERS), gate, 50)
        assert mistakes[-1] == 0
        assert tuple(names["unit"](w, names["with_product"](CORNERS))) == gate


def test_activation_functions_are_known_ones(run):
    names, _ = run("activations")
    x = np.random.default_rng(1).normal(0, 3, 200)
    known = {
        "step": np.heaviside(x, 1),
        "ramp": np.clip(x, 0, 1),
        "logistic": special.expit(x),
        "tanh(x / 2)": np.tanh(x / 2),
    }
    assert list(names["functions"]) == list(known)
    for name, expected in known.items():
        np.testing.assert_allclose(names["functions"][name](x), expected, atol=1e-15)


def test_activations_at_the_very_corners(run):
    names, _ = run("activations")
    step, ramp = names["functions"]["step"], names["functions"]["ramp"]
    assert float(step(np.array(0.0))) == 1
    assert ramp(np.array([-1e-9, 0.0, 1.0, 1 + 1e-9])).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("name", ["logistic", "tanh(x / 2)"])
def test_slopes_of_activations(name, run):
    names, _ = run("activations")
    f, slope = names["functions"][name], names["derivatives"][name]
    x = np.linspace(-8, 8, 101)
    np.testing.assert_allclose(slope(x, f(x)), complex_steps(f, x), atol=1e-14)


def test_one_hidden_neuron_goes_back_as_differences_do(run):
    names, _ = run("one_hidden_neuron")

    def error(w):
        return names["error"](names["forward"](*w)[1])

    rng = np.random.default_rng(3)
    for w in rng.normal(size=(10, 5)):
        measured = optimize.approx_fprime(w, error, 1e-7)
        np.testing.assert_allclose(names["backward"](*w), measured, atol=1e-6)


def test_training_with_matrices_goes_back_as_differences_do():
    rng = np.random.default_rng(4)
    shapes = {"W1": (3, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)}
    ends = np.cumsum([math.prod(shape) for shape in shapes.values()])
    x, y = rng.normal(size=(5, 3)), rng.random((5, 2))
    weights = rng.normal(size=ends[-1])

    def names_for(flat):
        parts = zip(shapes.items(), np.split(flat, ends[:-1]), strict=True)
        arrays = {name: part.reshape(shape) for (name, shape), part in parts}
        return cell("matrices", "Forward and back", f=special.expit, **arrays)

    def error(flat):
        return np.sum((y - names_for(flat)["forward"](x)[1]) ** 2) / 2 / len(x)

    gradients = names_for(weights)["backward"](x, y)
    measured = optimize.approx_fprime(weights, error, 1e-7)
    found = np.concatenate([np.ravel(each) for each in gradients])
    np.testing.assert_allclose(found, measured, atol=1e-6)


def examples():
    rng = np.random.default_rng(6)
    softmax = special.softmax(rng.normal(size=(5, 3)), axis=1)
    return {
        "categorical_crossentropy": (np.eye(3)[[0, 2, 1, 1, 0]], softmax, 5),
        "binary_crossentropy": (rng.integers(0, 2, (5, 3)) * 1.0, softmax, 15),
        "mean_squared_error": (rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), 15),
    }


def test_sums_of_the_slides_are_the_definitions(run):
    names, _ = run("losses")
    totals = dict.fromkeys(examples(), 0.0)
    for name, (y, o, _) in examples().items():
        for target, output in zip(y.ravel(), o.ravel(), strict=True):
            if name == "mean_squared_error":
                totals[name] += (target - output) ** 2
            elif target == 1:
                totals[name] -= math.log(output)
            elif name == "binary_crossentropy":
                totals[name] -= math.log(1 - output)
    for name, (y, o, _) in examples().items():
        assert names["slides"][name](y, o) == pytest.approx(totals[name], rel=1e-12)


@pytest.mark.parametrize("name", examples())
def test_derivatives_of_losses(name, run):
    names, _ = run("losses")
    y, o, _ = examples()[name]
    expected = complex_steps(lambda o: names["slides"][name](y, o), o)
    found = names["derivatives"][name](y, o)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["binary_crossentropy", "mean_squared_error"])
def test_keras_has_the_slides_derivatives_over_a_count(name, run):
    names, _ = run("losses")
    y, o, count = examples()[name]

    def mean(o):
        return losses.get(name)(y.astype("float32"), o).mean()

    found = np.array(jax.grad(mean)(o.astype("float32")))
    expected = names["derivatives"][name](y, o) / count
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_keras_makes_outputs_sum_to_one_before_cross_entropy(run):
    """Its derivative is then the slides' one without the part that changes the sum."""
    names, _ = run("losses")
    y, o, count = examples()["categorical_crossentropy"]

    def mean(o):
        return losses.categorical_crossentropy(y.astype("float32"), o).mean()

    found = np.array(jax.grad(mean)(o.astype("float32")))
    slides = names["derivatives"]["categorical_crossentropy"](y, o) / count
    np.testing.assert_allclose(found, slides + 1 / count, rtol=1e-4, atol=1e-5)


def test_xor_is_separable_for_who_sees_the_hidden_units(run):
    names, record = run("xor")
    hidden = names["hidden"].predict(CORNERS * 1.0, verbose=0)
    assert not separable(CORNERS, names["y"])
    assert separable(hidden, names["y"])
    answers = names["model"].predict(CORNERS * 1.0, verbose=0)
    assert (answers > 0.5).ravel().tolist() == [False, True, True, False]
    assert all(number.met(quick=False) is not False for number in record.numbers)


def test_three_quarters_is_the_best_on_the_noisy_data():
    np.random.seed(1)
    names = cell("two_kinds_of_tasks", "Five dimensions", np=np)
    x, y = (np.concatenate([part[k] for part in names["noisy"]]) for k in (0, 1))
    assert x.shape == (10_400, 5)
    deviation = math.sqrt(0.75 * 0.25 / len(y))
    assert abs(np.mean((x @ names["w"] > 0) == y) - 0.75) < 4 * deviation


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "figure", "least"),
    [
        ("matrices", "test accuracy", 0.8),
        ("two_kinds_of_tasks", "digits, network", 0.88),
    ],
)
def test_on_real_digits(recipe, figure, least, run):
    if not datasets.available("mnist"):
        pytest.skip("no MNIST: set TENGEN_DATA to the folder of data sets")
    _, record = run(recipe)
    assert all(check.holds for check in record.checks)
    assert all(number.met(quick=True) is not False for number in record.numbers)
    (value,) = [number.value for number in record.numbers if number.name == figure]
    assert value > least
