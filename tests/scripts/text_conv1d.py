"""Newswires by topic: convolutions along the words."""

import keras
import numpy as np
from helpers import fill, report, sentences
from keras import layers

max_words, maxlen, topics = 1500, 80, 46

x, y = sentences("reuters", 352, max_words, topics)
x = keras.utils.pad_sequences(x, maxlen=maxlen, padding="post", truncating="post")
y = np.asarray(y)
x_train, y_train, x_test, y_test = x[:256], y[:256], x[256:], y[256:]

model = keras.Sequential(name="newswires")
model.add(keras.Input(shape=(maxlen,), dtype="int32"))
model.add(layers.Embedding(max_words, 20))
model.add(layers.SpatialDropout1D(0.0))
model.add(layers.Conv1D(24, 5, activation="relu"))
model.add(layers.MaxPooling1D(3))
model.add(layers.Conv1D(24, 3, padding="causal", dilation_rate=2, activation="relu"))
model.add(layers.SeparableConv1D(16, 3, padding="same", activation="relu"))
model.add(layers.GlobalMaxPooling1D())
model.add(layers.Dense(32, kernel_constraint=keras.constraints.MaxNorm(1.0)))
model.add(layers.LayerNormalization())
model.add(layers.LeakyReLU(negative_slope=0.1))
model.add(layers.Dense(topics, activation="softmax"))
model.summary()
fill(model)

model.compile(
    loss="sparse_categorical_crossentropy",
    optimizer=keras.optimizers.AdamW(5e-3, weight_decay=1e-3, clipnorm=1.0),
    metrics=[
        "accuracy",
        keras.metrics.SparseTopKCategoricalAccuracy(k=3, name="top3"),
    ],
)
history = model.fit(
    x_train,
    y_train,
    batch_size=64,
    epochs=3,
    shuffle=False,
    validation_data=(x_test, y_test),
)
copy = keras.models.model_from_json(model.to_json())
copy.set_weights(model.get_weights())

report(
    history=history.history,
    predictions=model.predict(x_test[:4], verbose=0),
    predictions_of_a_copy=copy.predict(x_test[:4], verbose=0),
)
