"""Models inside a model."""

# ruff: noqa

# %% ours
from tensorflow import keras
from tensorflow.keras import layers

# %% today
import keras
from keras import layers


# %% 100
def get_model():
    inputs = keras.Input(shape=(128,))
    outputs = layers.Dense(1, activation="sigmoid")(inputs)
    return keras.Model(inputs, outputs)


model1 = get_model()
model2 = get_model()
model3 = get_model()
inputs = keras.Input(shape=(128,))
y1 = model1(inputs)
y2 = model2(inputs)
y3 = model3(inputs)
outputs = layers.average([y1, y2, y3])
ensemble_model = keras.Model(inputs=inputs, outputs=outputs)

# %% check
import numpy as np

x = np.random.default_rng(0).random((4, 128)).astype("float32")
parts = [model.predict(x, verbose=0) for model in (model1, model2, model3)]
np.testing.assert_allclose(
    ensemble_model.predict(x, verbose=0), np.mean(parts, axis=0), rtol=1e-5
)
