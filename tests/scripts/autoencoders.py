"""Autoencoders: a dense one cut in two, and a convolutional one that removes noise."""

import keras
import numpy as np
from helpers import fill, mnist, report
from keras import layers

(x_train, _), (x_test, _) = mnist(384, 64)
x_train = x_train.astype("float32") / 255
x_test = x_test.astype("float32") / 255

# -- dense, with a sparse code ---------------------------------------------------------

flat_train = x_train.reshape(len(x_train), np.prod(x_train.shape[1:]))
flat_test = x_test.reshape(len(x_test), -1)

input_img = keras.Input(shape=(784,))
encoded = layers.Dense(
    32, activation="relu", activity_regularizer=keras.regularizers.l1(1e-5)
)(input_img)
decoded = layers.Dense(784, activation="sigmoid")(encoded)
autoencoder = keras.Model(input_img, decoded)
fill(autoencoder)

encoder = keras.Model(input_img, encoded)
encoded_input = keras.Input(shape=(32,))
decoder = keras.Model(encoded_input, autoencoder.layers[-1](encoded_input))

autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
dense_history = autoencoder.fit(
    flat_train,
    flat_train,
    epochs=3,
    batch_size=64,
    shuffle=False,
    validation_data=(flat_test, flat_test),
)
codes = encoder.predict(flat_test[:8], verbose=0)
images = decoder.predict(codes, verbose=0)
whole = autoencoder.predict(flat_test[:8], verbose=0)

# -- convolutional, from noisy to clean ------------------------------------------------

generator = np.random.default_rng(0)
x_train, x_test = x_train[..., None], x_test[..., None]
noise = generator.normal(size=x_train.shape).astype("float32")
noisy_train = np.clip(x_train + 0.4 * noise, 0.0, 1.0)

denoiser = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu", padding="same"),
        layers.MaxPooling2D(2, padding="same"),
        layers.Conv2D(8, 3, activation="relu", padding="same"),
        layers.MaxPooling2D(2, padding="same"),
        layers.Conv2DTranspose(8, 3, strides=2, activation="relu", padding="same"),
        layers.UpSampling2D(2),
        layers.Conv2D(1, 3, activation="sigmoid", padding="same"),
    ]
)
denoiser.summary()
fill(denoiser, seed=2)
denoiser.compile(optimizer=keras.optimizers.Adam(2e-3), loss="mse", metrics=["mae"])
history = denoiser.fit(noisy_train, x_train, epochs=2, batch_size=64, shuffle=False)

report(
    dense_history=dense_history.history,
    codes=codes,
    image=images[0, ::29],
    cut_in_two_is_the_whole=bool(np.allclose(images, whole, atol=1e-6)),
    conv_history=history.history,
    score=denoiser.evaluate(x_test, x_test, verbose=0),
    denoised=denoiser.predict(x_test[:2], verbose=0)[:, ::7, ::7, 0],
)
