"""Three defects of Keras 3.15 on the path of a course, which tengen does not have.

Each test is the script that fails there.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, layers, models, optimizers

X = np.random.default_rng(0).normal(size=(40, 5)).astype("float32")
Y = X[:, :2] * 2


def trained(loss, path=None):
    model = models.Sequential([Input((5,)), layers.Dense(4), layers.Dense(2)])
    model.compile(optimizers.Adam(0.01), loss=loss, metrics=["mae"])
    model.fit(X, Y, epochs=2, verbose=0, shuffle=False)
    if path is not None:
        model.save(path)
    return model


@pytest.mark.parametrize("loss", ["mse", "mae", "mape", "msle", "mean_squared_error"])
def test_an_h5_file_with_a_short_name_for_its_loss_is_loaded(loss, tmp_path):
    """Keras: Could not deserialize 'keras.metrics.mse'."""
    model = trained(loss, tmp_path / "m.h5")
    loaded = models.load_model(tmp_path / "m.h5")
    assert loaded.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)


def test_training_goes_on_after_loading_h5(tmp_path):
    """Keras: Unknown variable; or: optimizer built with 0 variables."""
    model = trained("mse", tmp_path / "m.h5")
    loaded = models.load_model(tmp_path / "m.h5")
    assert int(loaded.optimizer.iterations) == 4
    first = model.fit(X, Y, epochs=3, verbose=0, shuffle=False).history
    assert loaded.fit(X, Y, epochs=3, verbose=0, shuffle=False).history == first


def test_saving_h5_does_not_strip_the_optimizer_of_a_later_keras_file(tmp_path):
    """Keras: the second file comes back with RMSprop(0.001)."""
    model = trained("mse", tmp_path / "m.h5")
    model.save(tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras")
    assert type(loaded.optimizer) is optimizers.Adam
    assert float(loaded.optimizer.learning_rate) == np.float32(0.01)
    first = model.fit(X, Y, epochs=2, verbose=0, shuffle=False).history
    assert loaded.fit(X, Y, epochs=2, verbose=0, shuffle=False).history == first
