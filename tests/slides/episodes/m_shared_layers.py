"""One layer for two inputs."""

# ruff: noqa

# %% ours
from tensorflow import keras
from tensorflow.keras import layers

# %% today
import keras
from keras import layers

# %% 119 120
shared_embedding = layers.Embedding(1000, 128)

# %% 121 122
text_input_a = keras.Input(shape=(None,), dtype="int32")

# %% 123 124
text_input_b = keras.Input(shape=(None,), dtype="int32")

# %% 125 126
encoded_input_a = shared_embedding(text_input_a)

# %% 127
encoded_input_b = shared_embedding(text_input_b)

# %% check
import numpy as np

model = keras.Model([text_input_a, text_input_b], [encoded_input_a, encoded_input_b])
assert model.count_params() == 128000
words = np.array([[1, 2, 3]])
a, b = model.predict([words, words], verbose=0)
assert (a == b).all()
