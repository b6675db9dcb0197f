"""A series goes on: recurrent networks, and the callbacks that watch them learn."""

import csv

import keras
import numpy as np
from helpers import fill, report
from keras import layers

# Two waves, a trend, and a little noise.
time = np.arange(420, dtype="float32")
series = np.sin(time / 6) + 0.5 * np.sin(time / 17 + 1) + 0.002 * time
series += np.random.default_rng(0).normal(0, 0.05, len(time))
series = ((series - series[:300].mean()) / series[:300].std()).astype("float32")


def windows(series, length):
    rows = len(series) - length
    x = np.stack([series[start : start + length] for start in range(rows)])
    return x[..., None], series[length:]


length = 24
x_train, y_train = windows(series[:324], length)
x_val, y_val = windows(series[300:], length)

model = keras.Sequential(
    [
        layers.Input((length, 1)),
        layers.GRU(12, return_sequences=True),
        layers.LSTM(8, recurrent_dropout=0.0),
        layers.Dense(1),
    ]
)
fill(model)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.02), loss="mse", metrics=["mae"]
)


class Rates(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.seen = []

    def on_epoch_begin(self, epoch, logs=None):
        self.seen.append(float(self.model.optimizer.learning_rate))


rates = Rates()
callbacks = [
    keras.callbacks.ModelCheckpoint(
        "best.keras", monitor="val_loss", save_best_only=True
    ),
    keras.callbacks.ReduceLROnPlateau(
        monitor="val_loss", factor=0.5, patience=1, min_delta=0.01, min_lr=1e-4
    ),
    keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=3, min_delta=0.01, restore_best_weights=True
    ),
    keras.callbacks.CSVLogger("log.csv"),
    rates,
]
history = model.fit(
    x_train,
    y_train,
    validation_data=(x_val, y_val),
    epochs=14,
    batch_size=50,
    shuffle=False,
    callbacks=callbacks,
    verbose=2,
)
with open("log.csv") as file:
    logged = [float(row["val_loss"]) for row in csv.DictReader(file)]

# From the file, with a schedule by hand.
best = keras.models.load_model("best.keras")
best_score = best.evaluate(x_val, y_val, verbose=0)
further = best.fit(
    x_train,
    y_train,
    epochs=2,
    batch_size=50,
    shuffle=False,
    verbose=0,
    callbacks=[
        keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.01 * 0.5**epoch),
        keras.callbacks.TerminateOnNaN(),
    ],
)

# Ten steps ahead, each from the one before.
window = x_val[:1].copy()
forecast = []
for _ in range(10):
    step = best.predict(window, verbose=0)
    forecast.append(step[0, 0])
    window = np.concatenate([window[:, 1:], step[:, :, None]], axis=1)

report(
    history=history.history,
    rates=rates.seen,
    logged=logged,
    best_score=best_score,
    score=model.evaluate(x_val, y_val, verbose=0),
    further=further.history,
    forecast=forecast,
)
