"""Low-rank updates, against the sum written out in NumPy."""

import numpy as np
import pytest

import tengen
from tengen import layers, models

X = np.random.default_rng(0).normal(size=(6, 5, 4, 3)).astype("float32")
WORDS = np.array([[0, 3, 9], [1, 1, 2]])


def made(kind, **options):
    layer, x = {
        "Dense": lambda: (layers.Dense(7, **options), X),
        "EinsumDense": lambda: (
            layers.EinsumDense("abcd,de->abce", (5, 4, 7), **options),
            X,
        ),
        "Conv1D": lambda: (layers.Conv1D(7, 3, **options), X[0]),
        "Conv2D": lambda: (layers.Conv2D(7, 3, **options), X),
        "Embedding": lambda: (layers.Embedding(10, 4, **options), WORDS),
    }[kind]()
    return layer, x


KINDS = ["Dense", "EinsumDense", "Conv1D", "Conv2D", "Embedding"]


def factors(layer):
    name = "embeddings" if isinstance(layer, layers.Embedding) else "kernel"
    return [getattr(layer, f"lora_{name}_{side}") for side in "ab"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_layer_computes_with_the_sum(kind):
    layer, x = made(kind)
    before = np.asarray(layer(x))
    weight = layer.weights[0].numpy()
    layer.enable_lora(2, lora_alpha=3.0)
    np.testing.assert_array_equal(layer(x), before)
    a, b = factors(layer)
    b.assign(np.random.default_rng(1).normal(size=b.shape))
    plain, _ = made(kind)
    plain(x)
    rest = [w.numpy() for w in plain.weights[1:]]
    plain.set_weights([weight + 3 / 2 * (a.numpy() @ b.numpy()), *rest])
    np.testing.assert_allclose(layer(x), plain(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_training_leaves_the_weight_alone(kind):
    layer, x = made(kind, lora_rank=2)
    model = models.Sequential([layer])
    target = np.zeros(model(x).shape)
    frozen = layer.non_trainable_weights[0].numpy()
    before = [factor.numpy() for factor in factors(layer)]
    model.compile("adam", "mse")
    model.fit(x, target + 1, epochs=2, verbose=0)
    np.testing.assert_array_equal(layer.non_trainable_weights[0].numpy(), frozen)
    for factor, old in zip(factors(layer), before, strict=True):
        assert not np.allclose(factor.numpy(), old)


@pytest.mark.parametrize("kind", KINDS)
def test_files_hold_the_sum(kind, tmp_path):
    layer, x = made(kind)
    model = models.Sequential([layer])
    model(x)
    layer.enable_lora(2)
    b = factors(layer)[1]
    b.assign(np.ones(b.shape))
    expected = model.predict(x, verbose=0)
    model.save_weights(tmp_path / "x.weights.h5")
    model.save(tmp_path / "x.keras")
    plain = models.Sequential([made(kind)[0]])
    plain(x)
    plain.load_weights(tmp_path / "x.weights.h5")
    again = models.load_model(tmp_path / "x.keras")
    assert again.layers[0].lora_enabled
    for other in (plain, again):
        result = other.predict(x, verbose=0)
        np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-5)
    model.load_weights(tmp_path / "x.weights.h5")  # nothing is added twice
    result = model.predict(x, verbose=0)
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-5)


def test_where_there_can_be_none():
    with pytest.raises(ValueError, match="build the layer first"):
        layers.Dense(2).enable_lora(2)
    with pytest.raises(ValueError, match="kernel_constraint"):
        layers.Dense(2, kernel_constraint="non_neg").enable_lora(2)
    layer = layers.Dense(2, lora_rank=1)
    layer.build((None, 3))
    with pytest.raises(ValueError, match="already"):
        layer.enable_lora(2)


def test_weights_without_update_keep_their_config():
    assert "lora_rank" not in layers.Dense(2).get_config()
    assert layers.Dense(2, lora_rank=3).get_config()["lora_rank"] == 3


def test_reversible_embedding():
    table = np.array([[0.0, 0.0], [2.0, 2.0], [3.0, 1.0]])
    layer = layers.ReversibleEmbedding(3, 2, logit_soft_cap=5.0, mask_zero=True)
    layer.build()
    layer.embeddings.assign(table)
    np.testing.assert_array_equal(layer(np.array([2, 0])), table[[2, 0]])
    vectors = np.array([[1.0, -1.0]])
    expected = 5 * np.tanh(vectors @ table.T / 5)
    np.testing.assert_allclose(layer(vectors, reverse=True), expected, rtol=1e-6)


def test_reversible_embedding_with_two_tables(tmp_path):
    layer = layers.ReversibleEmbedding(3, 2, tie_weights=False)
    layer.build()
    assert [tuple(w.shape) for w in layer.weights] == [(3, 2), (2, 3)]
    vectors = np.ones((1, 2), "float32")
    expected = vectors @ layer.reverse_embeddings.numpy()
    np.testing.assert_allclose(layer(vectors, reverse=True), expected, rtol=1e-6)
    model = models.Sequential([tengen.Input((4,), dtype="int32"), layer])
    model.save(tmp_path / "x.keras")
    again = models.load_model(tmp_path / "x.keras")
    for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
