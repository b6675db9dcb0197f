"""The networks: built as their sources say, of standard layers, alive.

Properties: (1) parameters are those of the published figures, or of formulas written
down here by hand; (2) inputs and outputs have their names, shapes and ranges, at 19x19
and at 9x9, with the pass and without; (3) a step of training moves every weight, and no
head is dead at the start; (4) saved as `.keras` and as `.h5` they come back the same,
and nothing but Keras's own layers is in the file; (5) the student networks keep to the
limit of 100,000 parameters; (6) channels are split and shuffled as NumPy does it.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tengen import Input, layers, models, saving
from tengen.go.board import Board
from tengen.go.networks import NETWORKS, find, parts
from tengen.go.planes import PLANES, encode

SMALL = ["plain", "residual", "mobile", "mobile-se", "mixnet", "shuffle", "katago"]
STUDENT = [*SMALL, "convnext", "official"]
ALL = list(NETWORKS)


def tiny(name: str, **arguments: Any) -> Any:
    """A network of the family that is quick to compute, on 9x9."""
    family = NETWORKS[name]
    return family(**{"size": 9, "filters": 24, "blocks": 2} | arguments)


def positions(model: Any, count: int = 4) -> Any:
    shape = (count, *model.inputs[0].shape[1:])
    return np.random.default_rng(5).integers(0, 2, shape).astype("float32")


# Parameters, by hand: k x k convolution, with its bias or with a normalization.


def conv(k: int, inputs: int, filters: int) -> int:
    return k * k * inputs * filters + filters


def normalized(k: int, inputs: int, filters: int) -> int:
    return k * k * inputs * filters + 4 * filters


def dense(inputs: int, outputs: int) -> int:
    return inputs * outputs + outputs


def heads(filters: int, units: int = 32) -> int:
    return filters + dense(filters, units) + dense(2 * units, 1)


def test_the_courses_example_has_65479_parameters() -> None:
    assert NETWORKS["official"]().count_params() == 65_479


def test_alphagos_policy_network() -> None:
    by_hand = conv(5, 48, 192) + 11 * conv(3, 192, 192) + 192 + 361
    assert NETWORKS["alphago-policy"]().count_params() == by_hand == 3_882_793


def test_alphagos_value_network() -> None:
    body = conv(5, 49, 192) + 11 * conv(3, 192, 192) + conv(1, 192, 1)
    by_hand = body + dense(361, 256) + dense(256, 1)
    assert NETWORKS["alphago-value"]().count_params() == by_hand == 3_980_162


def test_alphago_zeros_tower() -> None:
    tower = normalized(3, 17, 256) + 2 * 19 * normalized(3, 256, 256)
    policy = normalized(1, 256, 2) + dense(2 * 361, 362)
    value = normalized(1, 256, 1) + dense(361, 256) + dense(256, 1)
    model = NETWORKS["alphago-zero"]()
    assert model.count_params() == tower + policy + value


def test_goloiss_policy_network_has_20_layers() -> None:
    model = NETWORKS["golois-residual"](value=False)
    convolutions = [one for one in model.layers if isinstance(one, layers.Conv2D)]
    assert len([one for one in convolutions if one.kernel_size != (1, 1)]) == 20
    shortcut, block = conv(1, 31, 256), 2 * conv(3, 256, 256) + 4 * 256
    by_hand = conv(5, 31, 256) + shortcut + 9 * block + conv(3, 256, 1)
    assert model.count_params() == by_hand
    plain = NETWORKS["golois-plain"](value=False)
    assert plain.count_params() == by_hand - shortcut


def test_the_small_networks_by_hand() -> None:
    f, b = 24, 2
    stem = normalized(3, 31, f)
    expanded = normalized(1, f, 2 * f) + normalized(1, 2 * f, f)
    excited = dense(2 * f, f // 4) + dense(f // 4, 2 * f)
    depthwise = (9 + 4) * 2 * f
    by_hand = {
        "plain": stem + (b - 1) * normalized(3, f, f),
        "residual": stem + 2 * b * normalized(3, f, f),
        "mobile": stem + b * (expanded + depthwise),
        "mobile-se": stem + b * (expanded + depthwise + excited),
        "shuffle": stem + b * (2 * normalized(1, f // 2, f // 2) + 13 * f // 2),
    }
    for name, body in by_hand.items():
        model = NETWORKS[name](
            filters=f, blocks=b, value_units=32, **_plain_options(name)
        )
        assert model.count_params() == body + heads(f), name


def _plain_options(name: str) -> dict[str, int]:
    return {"mobile": {"expansion": 2}, "mobile-se": {"expansion": 2, "excite": 4}}.get(
        name, {}
    )


@pytest.mark.parametrize("name", STUDENT)
def test_student_networks_keep_to_the_limit(name: str) -> None:
    model = NETWORKS[name]()
    assert model.count_params() <= 100_000
    assert [tuple(one.shape) for one in model.outputs] == [(None, 361), (None, 1)]


# Names, shapes, ranges.


@pytest.mark.parametrize("name", ALL)
def test_names_shapes_and_ranges(name: str) -> None:
    model = tiny(name)
    family = NETWORKS[name]
    assert model.inputs[0].name.split(":")[0] == "board"
    assert tuple(model.inputs[0].shape) == (None, 9, 9, family.planes)
    assert tuple(model.output_names) == family.outputs
    outputs = model.predict(positions(model), verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    for output, kind in zip(outputs, family.outputs, strict=True):
        if kind == "policy":
            assert output.shape[1] in (81, 82)
            assert np.all(output >= 0)
            np.testing.assert_allclose(output.sum(axis=1), 1, rtol=1e-5)
        else:
            assert output.shape == (4, 1)
            assert np.all((0 < output) & (output < 1))


@pytest.mark.parametrize("name", [*SMALL, "convnext", "exercise", "alphago-zero"])
@pytest.mark.parametrize("moves", [81, 82])
def test_with_and_without_the_pass(name: str, moves: int) -> None:
    assert tiny(name, policy=moves).outputs[0].shape[1] == moves


@pytest.mark.parametrize("name", [n for n in ALL if n != "alphago-value"])
def test_a_policy_that_does_not_fit_the_board_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="policy=361.*size 9.*81.*82"):
        tiny(name, policy=361)


@pytest.mark.parametrize("name", ["official", "golois-plain", "alphago-policy"])
def test_networks_without_a_pass_say_so(name: str) -> None:
    with pytest.raises(ValueError, match="no output for a pass"):
        tiny(name, policy=82)


@pytest.mark.parametrize("name", ["alphago-value", "alphago-zero"])
def test_outcomes_are_probabilities_of_half_the_argument(name: str) -> None:
    """(1 + tanh(u)) / 2 = sigmoid(2 u): the last layer's weights doubled."""
    outcome, white = tiny(name, output="outcome"), tiny(name, output="white")
    last = len(outcome.get_layer("value").get_weights())
    weights = outcome.get_weights()
    order = [weight.path for weight in outcome.weights]
    doubled = [
        w * 2 if "value" in p else w for w, p in zip(weights, order, strict=True)
    ]
    assert sum("value" in path for path in order) == last == 2
    white.set_weights(doubled)
    boards = positions(outcome)
    values = [
        np.reshape(out[-1] if isinstance(out, list) else out, -1)
        for out in (m.predict(boards, verbose=0) for m in (outcome, white))
    ]
    np.testing.assert_allclose((1 + values[0]) / 2, values[1], atol=1e-6)
    with pytest.raises(ValueError, match="'outcome'"):
        tiny(name, output="black")


# Alive.


@pytest.mark.parametrize("name", [n for n in ALL if n != "official"])
def test_training_reaches_every_weight(name: str) -> None:
    model = tiny(name)
    boards = positions(model, 16)
    before = [np.array(weight) for weight in model.get_weights()]
    random = np.random.default_rng(0)
    targets = {}
    for kind, output in zip(model.output_names, model.outputs, strict=True):
        width = output.shape[-1]
        rows = np.eye(width)[random.integers(0, width, 16)]
        targets[kind] = rows if kind == "policy" else random.random((16, 1))
    losses = {"policy": "categorical_crossentropy", "value": "mse"}
    model.compile(optimizer="sgd", loss={kind: losses[kind] for kind in targets})
    model.fit(boards, targets, batch_size=16, epochs=2, verbose=0)
    paths = [weight.path for weight in model.weights]
    after = model.get_weights()
    still = [
        path
        for path, old, new in zip(paths, before, after, strict=True)
        if np.array_equal(old, new)
    ]
    assert not still


@pytest.mark.parametrize("name", [n for n in STUDENT if n != "official"])
def test_heads_are_alive_at_the_start(name: str) -> None:
    model = NETWORKS[name]()
    # In inference, statistics that nobody has measured yet normalize nothing.
    outputs = model(positions(model, 8), training=True)
    policy, value = (np.asarray(output) for output in outputs)
    assert np.all(policy.std(axis=1) > 1e-5)  # the points differ
    assert policy.std(axis=0).max() > 1e-5  # and so do the boards
    assert value.std() > 1e-6


# Files.


@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.parametrize("name", ALL)
def test_saved_and_loaded_they_are_the_same(
    name: str, ending: str, tmp_path: Path
) -> None:
    model = tiny(name, filters=12, blocks=2 if name == "katago" else 1)
    path = tmp_path / f"network.{ending}"
    model.save(path)
    loaded = models.load_model(path)
    boards = positions(model)
    expected = model.predict(boards, verbose=0)
    given = loaded.predict(boards, verbose=0)
    pairs = zip(expected, given, strict=True)
    for one, other in pairs if isinstance(expected, list) else [(expected, given)]:
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", ALL)
def test_nothing_but_layers_of_keras_is_saved(name: str, tmp_path: Path) -> None:
    path = tmp_path / "network.keras"
    registered = dict(saving.get_custom_objects())
    tiny(name).save(path)
    with zipfile.ZipFile(path) as archive:
        text = archive.read("config.json").decode()
    assert "Lambda" not in text
    assert saving.get_custom_objects() == registered
    for layer in tiny(name).layers:
        assert getattr(layers, type(layer).__name__) is type(layer)


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="Did you mean 'mobile'"):
        find("mobil")


# Pieces.


@pytest.mark.parametrize("planes", [31, 49, 17, 6])
def test_the_value_head_knows_whose_the_board_is(planes: int) -> None:
    board = Input((3, 3, planes))
    sign = models.Model(board, parts.sign_of_side_to_move(board))
    kind = next(kind for kind, count in PLANES.items() if count == planes)
    position = Board(3)
    seen = [encode(position, kind)]
    position.play("B2")
    seen.append(encode(position, kind))
    np.testing.assert_array_equal(
        sign.predict(np.stack(seen), verbose=0), [[-1.0], [1.0]]
    )


def test_planes_without_a_colour_give_no_sign() -> None:
    assert parts.sign_of_side_to_move(Input((3, 3, 48))) is None


def test_split_and_shuffle_are_numpys() -> None:
    x = np.random.default_rng(1).random((2, 3, 3, 8)).astype("float32")
    board = Input((3, 3, 8))
    outputs = [*parts.split_in_two(board), parts.shuffle_channels(board, 2)]
    first, second, shuffled = models.Model(board, outputs).predict(x, verbose=0)
    np.testing.assert_array_equal(first, x[..., :4])
    np.testing.assert_array_equal(second, x[..., 4:])
    np.testing.assert_array_equal(shuffled, x[..., [0, 4, 1, 5, 2, 6, 3, 7]])


def test_excitation_scales_channels() -> None:
    board = Input((3, 3, 4))
    model = models.Model(board, parts.squeeze_and_excite(board, 2))
    x = np.random.default_rng(1).random((2, 3, 3, 4)).astype("float32")
    factors = model.predict(x, verbose=0) / x
    same = factors[:, :1, :1].repeat(3, 1).repeat(3, 2)
    np.testing.assert_allclose(factors, same, rtol=1e-5)
    assert np.all((0 < factors) & (factors < 1))
