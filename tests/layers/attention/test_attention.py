"""Attention: masks, shapes, and the formula in NumPy."""

import jax.numpy as jnp
import numpy as np
import pytest

import tengen
from tengen import layers
from tengen.core import context


def real(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype("float32")


QUERY, VALUE, KEY = real(2, 3, 4), real(2, 5, 6), real(2, 5, 4)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def multi_head(weights, query, value, key, seen=None):
    """Vaswani et al. 2017, equations of section 3.2."""
    wq, bq, wk, bk, wv, bv, wo, bo = weights
    q = np.einsum("nta,ahd->nhtd", query, wq) + bq[:, None]
    k = np.einsum("nsa,ahd->nhsd", key, wk) + bk[:, None]
    v = np.einsum("nsa,ahd->nhsd", value, wv) + bv[:, None]
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if seen is not None:
        scores = np.where(seen, scores, -np.inf)
    return np.einsum("nhtd,hda->nta", softmax(scores) @ v, wo) + bo


@pytest.fixture
def layer():
    made = layers.MultiHeadAttention(2, 3, value_dim=5)
    made(QUERY, VALUE, KEY)
    made.set_weights([real(*w.shape) for w in made.get_weights()])
    return made


def test_the_formula(layer):
    expected = multi_head(layer.get_weights(), QUERY, VALUE, KEY)
    np.testing.assert_allclose(layer(QUERY, VALUE, KEY), expected, atol=1e-5)


def test_masks_of_all_kinds(layer):
    weights = layer.get_weights()
    given = np.random.default_rng(0).random((2, 3, 5)) < 0.7
    given[..., 0] = True
    expected = multi_head(weights, QUERY, VALUE, KEY, given[:, None])
    found = layer(QUERY, VALUE, KEY, attention_mask=given)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    by_head = np.stack([given, np.ones_like(given)], 1)
    expected = multi_head(weights, QUERY, VALUE, KEY, by_head)
    found = layer(QUERY, VALUE, KEY, attention_mask=by_head)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    causal = np.tril(np.ones((3, 5), bool))
    expected = multi_head(weights, QUERY, VALUE, KEY, causal)
    found = layer(QUERY, VALUE, KEY, use_causal_mask=True)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_padding_is_not_looked_at(layer):
    words = np.array([[1, 2, 0, 0], [3, 1, 2, 4]])
    embedding = layers.Embedding(5, 4, mask_zero=True)
    attention = layers.MultiHeadAttention(1, 2)
    with context.open_call() as call:
        x = embedding(words)
        y, scores = attention(x, x, return_attention_scores=True)
        np.testing.assert_array_equal(call.mask_of(y), words != 0)
    assert scores.shape == (2, 1, 4, 4)
    np.testing.assert_array_equal(scores[0, 0, :2, 2:], 0)
    np.testing.assert_allclose(y[0, :2], attention(x[:1, :2], x[:1, :2])[0], atol=1e-6)


def test_only_the_values_are_masked():
    attention = layers.MultiHeadAttention(1, 2)
    query, value = jnp.asarray(QUERY), jnp.asarray(KEY)
    with context.open_call() as call:
        call.set_mask(value, jnp.ones((2, 5), bool).at[:, 3:].set(False))
        output = attention(query, value)
        assert call.mask_of(output) is None
    np.testing.assert_allclose(output, attention(query, value[:, :3]), atol=1e-6)


def test_a_sliding_window():
    layer = layers.MultiHeadAttention(1, 2, sliding_window=2)
    _, scores = layer(KEY, KEY, return_attention_scores=True)
    near = np.abs(np.subtract.outer(range(5), range(5))) < 2
    np.testing.assert_array_equal(np.array(scores)[0, 0] > 0, near)


def test_attention_over_two_axes_and_over_one_of_two():
    images = real(2, 3, 4, 5)
    both = layers.MultiHeadAttention(2, 3)
    output, scores = both(images, images, return_attention_scores=True)
    assert (output.shape, scores.shape) == (images.shape, (2, 2, 3, 4, 3, 4))
    flat = layers.MultiHeadAttention(2, 3)
    tokens = images.reshape(2, 12, 5)
    flat(tokens, tokens)
    flat.set_weights(both.get_weights())
    np.testing.assert_allclose(
        np.array(output).reshape(2, 12, 5), flat(tokens, tokens), atol=1e-5
    )
    rows = layers.MultiHeadAttention(2, 3, attention_axes=2)
    output, scores = rows(images, images, return_attention_scores=True)
    assert scores.shape == (2, 3, 2, 4, 4)
    tokens = images.reshape(6, 4, 5)
    flat.set_weights(rows.get_weights())
    np.testing.assert_allclose(
        np.array(output).reshape(6, 4, 5), flat(tokens, tokens), atol=1e-5
    )


def test_dropout_of_the_weights():
    layer = layers.MultiHeadAttention(2, 3, dropout=0.5, seed=1)
    rest = np.array(layer(QUERY, QUERY))
    np.testing.assert_array_equal(layer(QUERY, QUERY), rest)
    assert np.abs(np.array(layer(QUERY, QUERY, training=True)) - rest).max() > 1e-3


def test_in_a_graph_and_back_from_its_configuration():
    x, y = layers.Input((3, 4)), layers.Input((None, 6))
    layer = layers.MultiHeadAttention(2, 3, output_shape=7)
    output, scores = layer(x, y, return_attention_scores=True)
    assert output.shape == (None, 3, 7)
    assert scores.shape == (None, 2, 3, None)
    model = tengen.Model([x, y], output)
    assert model.predict([QUERY, VALUE], verbose=0).shape == (2, 3, 7)
    copy = layers.MultiHeadAttention.from_config(layer.get_config())
    copy.build_from_config(layer.get_build_config())
    copy.set_weights(layer.get_weights())
    np.testing.assert_allclose(copy(QUERY, VALUE), layer(QUERY, VALUE), atol=1e-6)
    assert [w.path.split("/")[1] for w in layer.weights[::2]] == [
        "query",
        "key",
        "value",
        "attention_output",
    ]


def test_attention_heeds_both_masks():
    q_mask = np.array([[True, True, False], [True, True, True]])
    v_mask = np.array([[True, True, True, False, False], [True] * 5])
    layer = layers.Attention()
    output, weights = layer(
        [QUERY, KEY], mask=[q_mask, v_mask], return_attention_scores=True
    )
    scores = np.where(v_mask[:, None], QUERY @ KEY.swapaxes(1, 2), -np.inf)
    np.testing.assert_allclose(weights, softmax(scores), atol=1e-5)
    expected = softmax(scores) @ KEY * q_mask[..., None]
    np.testing.assert_allclose(output, expected, atol=1e-5)
    causal = layer([QUERY, KEY], use_causal_mask=True)
    np.testing.assert_allclose(causal[:, 0], KEY[:, 0], atol=1e-5)


def test_additive_attention():
    layer = layers.AdditiveAttention()
    layer([QUERY, VALUE, KEY])
    scale = layer.get_weights()[0]
    scores = (np.tanh(QUERY[:, :, None] + KEY[:, None]) * scale).sum(-1)
    expected = softmax(scores) @ VALUE
    np.testing.assert_allclose(layer([QUERY, VALUE, KEY]), expected, atol=1e-5)


def test_messages():
    with pytest.raises(ValueError, match="as many keys as values"):
        layers.MultiHeadAttention(2, 3)(QUERY, VALUE, KEY[:, :2])
    with pytest.raises(ValueError, match="score_mode"):
        layers.Attention(score_mode="sum")
    with pytest.raises(ValueError, match=r"query, value"):
        layers.Attention()(QUERY)


def test_first_weights_count_heads_as_inputs_or_outputs():
    layer = layers.MultiHeadAttention(8, 64, value_dim=32)
    layer.build((None, 10, 96), (None, 10, 96))
    for dense, fans in (
        (layer.query_dense, 96 + 8 * 64),
        (layer.value_dense, 96 + 8 * 32),
        (layer.output_dense, 8 * 32 + 96),
    ):
        # Glorot and Bengio 2010, equation 16, for the matrix that the kernel is.
        deviation = np.std(np.asarray(dense.kernel))
        np.testing.assert_allclose(deviation, np.sqrt(2 / fans), rtol=0.03)
