"""Initializers: distributions, fans, seeds, dtypes, names, configurations."""

from __future__ import annotations

import json
from typing import Any

import jax
import numpy as np
import pytest

from tengen import initializers
from tengen.core.random_state import SeedGenerator, set_seed
from tengen.core.variable import Variable
from tengen.initializers.scaling import fans

SHAPES = {
    (300, 200): (300, 200),
    (3, 3, 60, 40): (540, 360),
    (5, 80, 50): (400, 250),
    (2, 3, 2, 40, 30): (480, 360),
    (2000,): (2000, 2000),
}
# name: scale, which fan, distribution
SCALED = {
    "glorot_uniform": (1, "avg", "uniform"),
    "glorot_normal": (1, "avg", "cut"),
    "he_uniform": (2, "in", "uniform"),
    "he_normal": (2, "in", "cut"),
    "lecun_uniform": (1, "in", "uniform"),
    "lecun_normal": (1, "in", "cut"),
}
CUT = 0.87962566  # standard deviation of a standard normal cut at 2
RANDOM = [*SCALED, "random_normal", "random_uniform", "truncated_normal"]
RANDOM += ["variance_scaling", "orthogonal"]
ALL = [*RANDOM, "zeros", "ones", "constant", "identity"]


def check_distribution(x: np.ndarray, mean: float, std: float, kind: str) -> None:
    """Mean and deviation within five standard errors; bounds; and the kurtosis."""
    x = np.asarray(x, "float64").ravel()
    error = std / np.sqrt(x.size)
    assert abs(x.mean() - mean) < 5 * error
    assert abs(x.std() - std) < 5 * error
    fourth = np.mean(((x - mean) / std) ** 4)
    bounds = {"uniform": np.sqrt(3), "cut": 2 / CUT, "normal": np.inf}
    fourths = {"uniform": 1.8, "cut": 2.365, "normal": 3.0}
    assert abs(x - mean).max() <= std * bounds[kind] * (1 + 1e-6)
    assert abs(fourth - fourths[kind]) < 40 / np.sqrt(x.size)
    if kind != "normal":
        assert abs(x - mean).max() > 0.97 * std * bounds[kind]


@pytest.mark.parametrize("shape", SHAPES)
def test_fans(shape: tuple[int, ...]) -> None:
    assert fans(shape) == SHAPES[shape]


def test_fans_of_scalars_and_of_chosen_axes() -> None:
    assert fans(()) == (1, 1)
    assert fans((4, 3, 5), (0,), (1, 2)) == (4, 15)
    assert fans((7, 4, 3, 5), (-1,), (0,)) == (5, 7)
    initializer = initializers.GlorotUniform(1, input_axes=(0,), output_axes=(1, 2))
    check_distribution(initializer((40, 30, 20)), 0, np.sqrt(2 / 640), "uniform")


@pytest.mark.parametrize("name", SCALED)
@pytest.mark.parametrize("shape", SHAPES)
def test_scaled_distributions(name: str, shape: tuple[int, ...]) -> None:
    scale, which, kind = SCALED[name]
    fan_in, fan_out = SHAPES[shape]
    n = {"in": fan_in, "out": fan_out, "avg": (fan_in + fan_out) / 2}[which]
    x = getattr(initializers, name)(seed=3)(shape)
    check_distribution(x, 0, np.sqrt(scale / n), kind)


@pytest.mark.parametrize(
    "mode, n", [("fan_in", 300), ("fan_out", 200), ("fan_avg", 250)]
)
@pytest.mark.parametrize(
    "distribution, kind",
    [
        ("truncated_normal", "cut"),
        ("normal", "cut"),
        ("untruncated_normal", "normal"),
        ("uniform", "uniform"),
    ],
)
def test_variance_scaling(mode: str, n: float, distribution: str, kind: str) -> None:
    x = initializers.VarianceScaling(0.7, mode, distribution, seed=1)((300, 200))
    check_distribution(x, 0, np.sqrt(0.7 / n), kind)


def test_plain_distributions_and_their_defaults() -> None:
    shape = (300, 200)
    kinds = initializers
    check_distribution(kinds.RandomNormal(0.4, 0.7, 1)(shape), 0.4, 0.7, "normal")
    check_distribution(kinds.RandomNormal(seed=1)(shape), 0, 0.05, "normal")
    wide = kinds.RandomUniform(-0.3, 0.9, 1)(shape)
    check_distribution(wide, 0.3, 1.2 / np.sqrt(12), "uniform")
    narrow = kinds.RandomUniform(seed=1)(shape)
    check_distribution(narrow, 0, 0.1 / np.sqrt(12), "uniform")
    cut = kinds.TruncatedNormal(-0.2, 0.5, 1)(shape)
    check_distribution(cut, -0.2, 0.5 * CUT, "cut")
    assert abs(kinds.TruncatedNormal(seed=1)(shape)).max() <= 0.1


@pytest.mark.parametrize("shape", [(7, 4), (4, 7), (5, 5), (2, 2, 3, 5), (1, 1, 2, 9)])
@pytest.mark.parametrize("gain", [1.0, 1.5])
def test_orthogonal(shape: tuple[int, ...], gain: float) -> None:
    x = np.asarray(initializers.Orthogonal(gain, seed=1)(shape)).reshape(-1, shape[-1])
    product = x.T @ x if len(x) >= shape[-1] else x @ x.T
    np.testing.assert_allclose(product, gain**2 * np.eye(len(product)), atol=1e-5)


def test_orthogonal_matrices_are_drawn_uniformly() -> None:
    """Rotations of the plane: all angles alike, reflections as often as not."""
    draws = [initializers.Orthogonal(seed=i)((2, 2)) for i in range(600)]
    angles = np.array([np.arctan2(x[1, 0], x[0, 0]) for x in draws])
    counts, _ = np.histogram(angles, 6, (-np.pi, np.pi))
    assert abs(counts - 100).max() < 5 * np.sqrt(100 * 5 / 6)
    reflections = sum(np.linalg.det(x) < 0 for x in draws)
    assert abs(reflections - 300) < 5 * np.sqrt(150)


def test_constants() -> None:
    assert initializers.Zeros()((2,)).tolist() == [0, 0]
    assert initializers.Ones()((2,), dtype="int32").tolist() == [1, 1]
    assert initializers.Constant()((1,)).tolist() == [0]
    assert initializers.Constant(2.5)((1, 2)).tolist() == [[2.5, 2.5]]
    assert initializers.Constant([1, 2])((2, 2)).tolist() == [[1, 2], [1, 2]]
    expected = [[0.5, 0, 0], [0, 0.5, 0]]
    assert initializers.Identity(0.5)((2, 3)).tolist() == expected


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("dtype", [None, "float16", "bfloat16", "float32"])
def test_results_are_tensors_of_the_wanted_dtype(name: str, dtype: Any) -> None:
    x = initializers.get(name)((3, 4), dtype=dtype)
    assert isinstance(x, jax.Array)
    assert x.shape == (3, 4) and x.dtype == (dtype or "float32")


def test_double_precision_is_drawn_in_double_precision() -> None:
    with jax.enable_x64(True):
        x = np.asarray(initializers.HeNormal(seed=1)((50, 50), "float64"))
    assert x.dtype == "float64" and (x != x.astype("float32")).any()


@pytest.mark.parametrize("name", RANDOM)
def test_seeds(name: str) -> None:
    kind = type(initializers.get(name))
    fixed, shape = kind(seed=7), (6, 5)
    first = fixed(shape)
    assert np.array_equal(first, fixed(shape))
    assert np.array_equal(first, kind(seed=7)(shape))
    assert not np.array_equal(first, kind(seed=8)(shape))
    fresh = kind()
    assert not np.array_equal(fresh(shape), fresh(shape))
    set_seed(3)
    once = fresh(shape)
    set_seed(3)
    assert np.array_equal(once, fresh(shape))
    assert not np.array_equal(once, fresh(shape))


def test_a_seed_generator_is_moved_on() -> None:
    first = initializers.RandomNormal(seed=SeedGenerator(4))
    second = initializers.RandomNormal(seed=SeedGenerator(4))
    a, b = first((3,)), first((3,))
    assert not np.array_equal(a, b)
    assert np.array_equal(a, second((3,))) and np.array_equal(b, second((3,)))


def test_variables_take_initializers() -> None:
    v = Variable(initializers.get("he_normal"), shape=(3, 4))
    assert v.shape == (3, 4) and abs(v.numpy()).max() > 0


@pytest.mark.parametrize("name", ALL)
def test_names_and_configurations(name: str) -> None:
    initializer = initializers.get(name)
    kind = type(initializer)
    assert getattr(initializers, name) is kind
    assert type(initializers.get(kind.__name__)) is kind
    assert type(initializers.get(kind)) is kind
    assert initializers.get(initializer) is initializer
    data = initializers.serialize(initializer)
    assert data["module"] == "keras.initializers"
    assert data["class_name"] == kind.__name__ and data["registered_name"] is None
    back = initializers.deserialize(json.loads(json.dumps(data)))
    assert type(back) is kind and back.get_config() == initializer.get_config()
    assert initializer.clone().get_config() == initializer.get_config()


def test_configurations_are_complete_and_are_kept() -> None:
    config = {"seed": None, "input_axes": None, "output_axes": None}
    assert initializers.GlorotUniform().get_config() == config
    assert initializers.Constant(2.0).get_config() == {"value": 2.0}
    made = initializers.VarianceScaling(2.0, "fan_out", "uniform", seed=5)
    back = initializers.deserialize(initializers.serialize(made))
    assert np.array_equal(made((4, 5)), back((4, 5)))
    assert back.get_config()["mode"] == "fan_out"
    old = {"class_name": "RandomNormal", "config": {"mean": 1.0, "stddev": 0.0}}
    assert initializers.get(old)((2,)).tolist() == [1, 1]
    keyed = initializers.RandomNormal(seed=SeedGenerator(4))
    back = initializers.deserialize(json.loads(json.dumps(keyed_data(keyed))))
    assert np.array_equal(back((3,)), keyed((3,)))


def keyed_data(initializer: Any) -> Any:
    return initializers.serialize(initializer)


def test_further_names_of_old_dialects() -> None:
    for name, kind in {
        "normal": initializers.RandomNormal,
        "uniform": initializers.RandomUniform,
        "zero": initializers.Zeros,
        "one": initializers.Ones,
        "IdentityInitializer": initializers.Identity,
        "OrthogonalInitializer": initializers.Orthogonal,
    }.items():
        assert type(initializers.get(name)) is kind


def test_functions_and_arrays_are_taken() -> None:
    def own(shape: Any, dtype: Any = None) -> Any:
        return np.full(shape, 3.0)

    assert initializers.get(own) is own
    assert initializers.get(np.array([1.0, 2.0]))((2,)).tolist() == [1, 2]
    assert initializers.get(None) is None


def test_a_subclass_of_the_user_is_configured_without_writing_get_config() -> None:
    class Alternating(initializers.Initializer):
        def __init__(self, size: float = 1.0) -> None:
            self.size = size

        def __call__(self, shape: Any, dtype: Any = None, **ignored: Any) -> Any:
            signs = np.where(np.arange(np.prod(shape)) % 2, -1, 1)
            return (self.size * signs).reshape(shape)

    data = initializers.serialize(Alternating(3.0))
    assert data["config"] == {"size": 3.0}
    back = initializers.deserialize(data, {"Alternating": Alternating})
    assert back((2,)).tolist() == [3.0, -3.0]


@pytest.mark.parametrize(
    "wrong, message",
    [
        (lambda: initializers.get("glorot_unifrom"), "did you mean 'glorot_uniform'"),
        (lambda: initializers.get(4), "initializer"),
        (lambda: initializers.VarianceScaling(-1), "a positive number"),
        (lambda: initializers.VarianceScaling(mode="fan_inn"), "did you mean 'fan_in'"),
        (lambda: initializers.VarianceScaling(distribution="x"), "one of"),
        (lambda: initializers.GlorotUniform(seed="x"), "an integer or None"),
        (lambda: initializers.Orthogonal()((3,)), "two axes or more"),
        (lambda: initializers.Identity()((3, 4, 5)), "two axes"),
        (lambda: initializers.Constant([1, 2])((3,)), r"shape \(2,\)"),
    ],
)
def test_mistakes_are_explained(wrong: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        wrong()
    assert str(error.value).count("\n") <= 2


def test_the_base_class_says_what_is_missing() -> None:
    with pytest.raises(NotImplementedError, match="__call__"):
        initializers.Initializer()((2,))


@pytest.mark.parametrize(
    "initializer",
    [
        initializers.Constant(np.arange(6.0).reshape(2, 3)),
        initializers.STFT(window=np.hanning(8)),
        initializers.Orthogonal(seed=SeedGenerator(3)),
    ],
    ids=["array", "window", "generator"],
)
def test_configurations_with_arrays_and_generators_are_json(initializer: Any) -> None:
    config = json.loads(json.dumps(initializer.get_config()))
    again = type(initializer).from_config(config)
    assert again.get_config() == initializer.get_config()
    if not isinstance(initializer, initializers.Orthogonal):
        shape = (2, 3) if isinstance(initializer, initializers.Constant) else (8, 1, 5)
        assert np.array_equal(again(shape), initializer(shape))


@pytest.mark.parametrize("name", ["hann", "hamming", "blackman", "tukey", "bartlett"])
@pytest.mark.parametrize("periodic", [False, True])
def test_windows_are_those_of_scipy(name: str, periodic: bool) -> None:
    from scipy.signal import get_window

    got = initializers.STFT("real", name, None, periodic)((16, 1, 9))
    # The first frequency is 0: its cosine is 1, and the window is left.
    np.testing.assert_allclose(got[:, 0, 0], get_window(name, 16, periodic), atol=1e-6)


def test_an_unknown_window_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="round"):
        initializers.STFT(window="round")
