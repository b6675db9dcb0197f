"""Prediction: the program that is prepared from the weights."""

import numpy as np

from tengen import Input, Model, layers


def test_a_model_without_weights_predicts():
    x = Input((3,))
    model = Model(x, layers.ELU()(x))
    data = np.array([[-1.0, 0.0, 2.0]], "float32")
    expected = [[np.expm1(-1.0), 0.0, 2.0]]
    np.testing.assert_allclose(model.predict(data, verbose=0), expected, rtol=1e-6)


def test_new_weights_are_prepared_anew():
    x = Input((2,))
    model = Model(x, layers.Dense(1, use_bias=False)(x))
    data = np.ones((1, 2), "float32")
    for weight in (1.0, 2.0):
        model.set_weights([np.full((2, 1), weight)])
        assert model.predict(data, verbose=0).item() == 2 * weight
