"""Film reviews, good or bad: embedded words, read in both directions."""

import keras
import numpy as np
from helpers import fill, report, sentences
from keras import layers

max_features = 2000
maxlen = 60

x, y = sentences("imdb", 320, max_features, 2)
x = keras.utils.pad_sequences(x, maxlen=maxlen)
x_train, y_train = x[:256], y[:256]
x_val, y_val = x[256:], y[256:]
print(len(x_train), "training sequences,", len(x_val), "validation sequences")

inputs = keras.Input(shape=(None,), dtype="int32")
x = layers.Embedding(max_features, 16, mask_zero=True)(inputs)
x = layers.Bidirectional(layers.LSTM(12, return_sequences=True))(x)
x = layers.Bidirectional(layers.LSTM(8))(x)
outputs = layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)
model.summary()
fill(model)

model.compile(
    "rmsprop",
    "binary_crossentropy",
    metrics=["accuracy", keras.metrics.AUC(name="auc"), keras.metrics.Precision()],
)
history = model.fit(
    x_train,
    y_train,
    batch_size=32,
    epochs=2,
    shuffle=False,
    validation_data=(x_val, y_val),
    class_weight={0: 1.0, 1: 1.5},
)

# Padding is seen by no layer: a longer row of zeros changes nothing.
longer = np.pad(x_val[:6], ((0, 0), (9, 0)))
report(
    history=history.history,
    score=model.evaluate(x_val, y_val, verbose=0, return_dict=True),
    predictions=model.predict(x_val[:6], verbose=0),
    predictions_padded=model.predict(longer, verbose=0),
)
