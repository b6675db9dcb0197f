"""State that goes from batch to batch: stateful recurrent layers, random generators.

Property: a long sequence given in pieces, batch after batch, is the long sequence.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, layers, models, random

ROWS, PIECES, LENGTH = 3, 4, 5
LONG = np.random.default_rng(0).normal(size=(ROWS, PIECES * LENGTH, 2))
LONG = LONG.astype("float32")
IN_PIECES = np.concatenate(np.split(LONG, PIECES, axis=1))  # piece after piece


def pair(kind):
    """Return a stateful model for pieces, and one for the whole, with equal weights."""
    layer = getattr(layers, kind)
    pieces = models.Sequential(
        [
            Input(batch_shape=(ROWS, LENGTH, 2)),
            layer(4, stateful=True, return_sequences=True),
        ]
    )
    whole = models.Sequential([Input((None, 2)), layer(4, return_sequences=True)])
    whole.set_weights(pieces.get_weights())
    return pieces, whole


def as_long(predictions):
    return np.concatenate(np.split(predictions, PIECES), axis=1)


@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
@pytest.mark.parametrize("run_eagerly", [False, True])
def test_predict_carries_state_from_batch_to_batch(kind, run_eagerly):
    pieces, whole = pair(kind)
    pieces.compile("sgd", "mse", run_eagerly=run_eagerly)
    expected = whole.predict(LONG, verbose=0)
    found = pieces.predict(IN_PIECES, batch_size=ROWS, verbose=0)
    np.testing.assert_allclose(as_long(found), expected, rtol=1e-5, atol=1e-6)

    pieces.layers[0].reset_states()
    one_by_one = [
        pieces.predict(piece, verbose=0) for piece in np.split(IN_PIECES, PIECES)
    ]
    np.testing.assert_allclose(np.concatenate(one_by_one), found, rtol=1e-5, atol=1e-6)


def test_fit_and_evaluate_carry_state_too():
    """With a learning rate of zero the losses are those of the long sequence."""
    pieces, whole = pair("GRU")
    targets = np.random.default_rng(1).normal(size=(len(IN_PIECES), LENGTH, 4))
    expected = np.mean(
        np.square(whole.predict(LONG, verbose=0) - as_long(targets)), dtype="float64"
    )
    options = dict(batch_size=ROWS, verbose=0)
    pieces.compile("sgd", "mse")
    pieces.optimizer.learning_rate = 0.0
    fit = pieces.fit(IN_PIECES, targets, shuffle=False, **options)
    np.testing.assert_allclose(fit.history["loss"], expected, rtol=1e-5)
    pieces.layers[0].reset_states()
    found = pieces.evaluate(IN_PIECES, targets, **options)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_last_batch_of_another_size_is_refused():
    pieces, _ = pair("LSTM")
    with pytest.raises(ValueError, match="got a batch of 2; expected batches of 3"):
        pieces.predict(IN_PIECES[:5], batch_size=3, verbose=0)


class Noisy(layers.Layer):
    def __init__(self):
        super().__init__()
        self.seed_generator = random.SeedGenerator(5)

    def call(self, inputs):
        return inputs + random.normal((1, 3), seed=self.seed_generator)


def test_random_numbers_are_new_in_each_batch():
    model = models.Sequential([Input((3,)), Noisy()])
    rows = model.predict(np.zeros((6, 3)), batch_size=2, verbose=0)
    assert len(np.unique(rows, axis=0)) == 3
    again = model.predict(np.zeros((6, 3)), batch_size=2, verbose=0)
    assert len(np.unique([*rows, *again], axis=0)) == 6
