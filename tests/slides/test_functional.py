"""The course's code on the functional API, as printed, on small data."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest


@pytest.fixture
def small_mnist(data_dir):
    """Digits in the shapes of the slide, but fewer."""
    from tensorflow import keras

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    x_train = x_train[:1000].reshape(1000, 784).astype("float32") / 255
    x_test = x_test[:200].reshape(200, 784).astype("float32") / 255
    return x_train, y_train[:1000], x_test, y_test[:200]


def mnist_model():
    from tensorflow import keras
    from tensorflow.keras import layers

    inputs = keras.Input(shape=(784,), name="img")
    x = layers.Dense(64, activation="relu")(inputs)
    x = layers.Dense(64, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    return keras.Model(inputs=inputs, outputs=outputs, name="mnist_model")


def test_inputs_have_a_shape_and_a_dtype():
    import tensorflow as tf
    from tensorflow import keras
    from tensorflow.keras import layers

    inputs = keras.Input(shape=(784,))
    img_inputs = keras.Input(shape=(32, 32, 3))
    assert img_inputs.shape.as_list() == [None, 32, 32, 3]
    assert inputs.shape == tf.TensorShape([None, 784])
    assert inputs.dtype == tf.float32
    dense = layers.Dense(64, activation="relu")
    x = dense(inputs)
    x = layers.Dense(64, activation="relu")(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs=inputs, outputs=outputs)
    assert model.count_params() == 784 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10


def test_drawing_the_model(tmp_path):
    from tensorflow import keras

    path = tmp_path / "my_first_model.png"
    if importlib.util.find_spec("tengen.visualization") is None:
        with pytest.raises(NotImplementedError, match="model.summary"):
            keras.utils.plot_model(mnist_model(), str(path))
        return
    keras.utils.plot_model(mnist_model(), str(path))
    assert path.stat().st_size > 1000
    keras.utils.plot_model(mnist_model(), str(path), show_shapes=True)


def test_training_testing_saving_and_going_on(small_mnist, tmp_path, monkeypatch):
    from tensorflow import keras

    monkeypatch.chdir(tmp_path)
    x_train, y_train, x_test, y_test = small_mnist
    model = mnist_model()
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.RMSprop(),
        metrics=["accuracy"],
    )
    history = model.fit(
        x_train, y_train, batch_size=64, epochs=5, validation_split=0.2, verbose=0
    )
    assert set(history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    test_scores = model.evaluate(x_test, y_test, verbose=2)
    print("Test loss:", test_scores[0])
    print("Test accuracy:", test_scores[1])
    assert test_scores[1] > 0.7
    model.save("path_to_my_model.h5")
    before = model.predict(x_test)
    del model
    # Recreate the exact same model purely from the file:
    model = keras.models.load_model("path_to_my_model.h5")
    np.testing.assert_array_equal(model.predict(x_test), before)
    model.fit(x_train, y_train, epochs=1, verbose=0)  # its optimizer is there too


def test_autoencoder_in_one_and_in_parts(capsys):
    from tensorflow import keras
    from tensorflow.keras import layers

    encoder_input = keras.Input(shape=(28, 28, 1), name="original_img")
    x = layers.Conv2D(16, 3, activation="relu")(encoder_input)
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.MaxPooling2D(3)(x)
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.Conv2D(16, 3, activation="relu")(x)
    encoder_output = layers.GlobalMaxPooling2D()(x)
    encoder = keras.Model(encoder_input, encoder_output, name="encoder")
    encoder.summary()

    x = layers.Reshape((4, 4, 1))(encoder_output)
    x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
    x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
    x = layers.UpSampling2D(3)(x)
    x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
    decoder_output = layers.Conv2DTranspose(1, 3, activation="relu")(x)
    whole = keras.Model(encoder_input, decoder_output, name="autoencoder")
    assert whole.output_shape == (None, 28, 28, 1)
    assert (encoder.count_params(), whole.count_params()) == (18672, 28241)

    decoder_input = keras.Input(shape=(16,), name="encoded_img")
    x = layers.Reshape((4, 4, 1))(decoder_input)
    x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
    x = layers.Conv2DTranspose(32, 3, activation="relu")(x)
    x = layers.UpSampling2D(3)(x)
    x = layers.Conv2DTranspose(16, 3, activation="relu")(x)
    decoder_output = layers.Conv2DTranspose(1, 3, activation="relu")(x)
    decoder = keras.Model(decoder_input, decoder_output, name="decoder")
    decoder.summary()
    assert decoder.count_params() == 9569

    autoencoder_input = keras.Input(shape=(28, 28, 1), name="img")
    encoded_img = encoder(autoencoder_input)
    decoded_img = decoder(encoded_img)
    autoencoder = keras.Model(autoencoder_input, decoded_img, name="autoencoder")
    autoencoder.summary()
    assert autoencoder.count_params() == 28241
    printed = capsys.readouterr().out
    assert '"encoder"' in printed and '"autoencoder"' in printed


def test_ensemble():
    from tensorflow import keras
    from tensorflow.keras import layers

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
    x = np.random.default_rng(0).random((4, 128), "float32")
    parts = [model.predict(x) for model in (model1, model2, model3)]
    np.testing.assert_allclose(
        ensemble_model.predict(x), np.mean(parts, axis=0), rtol=1e-5
    )


NUM_TAGS, NUM_WORDS, NUM_DEPARTMENTS = 12, 10000, 4


def ticket_model():
    from tensorflow import keras
    from tensorflow.keras import layers

    title_input = keras.Input(shape=(None,), name="title")
    body_input = keras.Input(shape=(None,), name="body")
    tags_input = keras.Input(shape=(NUM_TAGS,), name="tags")
    title_features = layers.Embedding(NUM_WORDS, 64)(title_input)
    body_features = layers.Embedding(NUM_WORDS, 64)(body_input)
    title_features = layers.LSTM(128)(title_features)
    body_features = layers.LSTM(32)(body_features)
    x = layers.concatenate([title_features, body_features, tags_input])
    priority_pred = layers.Dense(1, activation="sigmoid", name="priority")(x)
    department_pred = layers.Dense(
        NUM_DEPARTMENTS, activation="softmax", name="department"
    )(x)
    return keras.Model(
        inputs=[title_input, body_input, tags_input],
        outputs=[priority_pred, department_pred],
    )


LOSSES = [
    ["binary_crossentropy", "categorical_crossentropy"],
    {"priority": "binary_crossentropy", "department": "categorical_crossentropy"},
]


@pytest.mark.parametrize("loss", LOSSES, ids=["list", "dict"])
def test_tickets(loss):
    from tensorflow import keras

    model = ticket_model()
    model.compile(
        optimizer=keras.optimizers.RMSprop(1e-3), loss=loss, loss_weights=[1.0, 0.2]
    )
    n = 64  # 1280 on the slide
    title_data = np.random.randint(NUM_WORDS, size=(n, 10))
    body_data = np.random.randint(NUM_WORDS, size=(n, 20))
    tags_data = np.random.randint(2, size=(n, NUM_TAGS)).astype("float32")
    priority_targets = np.random.random(size=(n, 1))
    dept_targets = np.random.randint(2, size=(n, NUM_DEPARTMENTS))
    history = model.fit(
        {"title": title_data, "body": body_data, "tags": tags_data},
        {"priority": priority_targets, "department": dept_targets},
        epochs=2,
        batch_size=32,
        verbose=0,
    ).history
    total = np.array(history["priority_loss"]) + 0.2 * np.array(
        history["department_loss"]
    )
    np.testing.assert_allclose(history["loss"], total, rtol=1e-4)


def test_go_like_network():
    """The exercise: six planes in, a policy of 362 moves and a value out."""
    from tensorflow import keras
    from tensorflow.keras import layers

    inputs = keras.Input(shape=(19, 19, 6), name="board")
    x = layers.Conv2D(8, 3, activation="relu", padding="same")(inputs)
    x = layers.Flatten()(x)
    policy = layers.Dense(362, activation="softmax", name="policy")(x)
    value = layers.Dense(1, activation="sigmoid", name="value")(x)
    model = keras.Model(inputs, [policy, value])
    model.compile(
        optimizer=keras.optimizers.SGD(lr=0.01, momentum=0.9),
        loss={"policy": "categorical_crossentropy", "value": "mse"},
        metrics={"policy": "accuracy", "value": "mse"},
    )
    rng = np.random.default_rng(0)
    x = rng.integers(0, 2, (64, 19, 19, 6)).astype("float32")
    targets = {
        "policy": np.eye(362)[rng.integers(0, 362, 64)],
        "value": rng.random((64, 1)),
    }
    losses = model.fit(x, targets, epochs=3, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_residual_block():
    import tensorflow
    from tensorflow import keras
    from tensorflow.keras import layers

    input = tensorflow.keras.Input(shape=(32, 32, 3))
    x = layers.Conv2D(32, 1, activation="relu", padding="same")(input)
    ident = x
    x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
    x = layers.Conv2D(32, (3, 3), activation="relu", padding="same")(x)
    x = layers.add([ident, x])
    model = keras.models.Model(inputs=input, outputs=x)
    assert model.output_shape == (None, 32, 32, 32)
    images = np.random.default_rng(0).random((2, 32, 32, 3), "float32")
    first = keras.Model(input, ident)
    last = keras.Model(input, model.layers[-2].output)
    np.testing.assert_allclose(
        model.predict(images),
        first.predict(images) + last.predict(images),
        rtol=1e-4,
        atol=1e-5,
    )


def test_shared_layers():
    from tensorflow import keras
    from tensorflow.keras import layers

    shared_embedding = layers.Embedding(1000, 128)
    text_input_a = keras.Input(shape=(None,), dtype="int32")
    text_input_b = keras.Input(shape=(None,), dtype="int32")
    encoded_input_a = shared_embedding(text_input_a)
    encoded_input_b = shared_embedding(text_input_b)
    model = keras.Model(
        [text_input_a, text_input_b], [encoded_input_a, encoded_input_b]
    )
    assert model.count_params() == 128000
    words = np.array([[1, 2, 3]])
    a, b = model.predict([words, words])
    np.testing.assert_array_equal(a, b)


def test_custom_dense(tmp_path):
    import tensorflow as tf
    from tensorflow import keras
    from tensorflow.keras import layers

    class CustomDense(layers.Layer):
        def __init__(self, units=32):
            super(CustomDense, self).__init__()  # noqa: UP008 - as on the slide
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(
                shape=(input_shape[-1], self.units),
                initializer="random_normal",
                trainable=True,
            )
            self.b = self.add_weight(
                shape=(self.units,), initializer="random_normal", trainable=True
            )

        def call(self, inputs):
            return tf.matmul(inputs, self.w) + self.b

    inputs = keras.Input((4,))
    outputs = CustomDense(10)(inputs)
    model = keras.Model(inputs, outputs)
    w, b = model.get_weights()
    x = np.ones((2, 4), "float32")
    np.testing.assert_allclose(model.predict(x), x @ w + b, rtol=1e-5)
    for name in ("m.h5", "m.keras"):
        model.save(tmp_path / name)
        custom = {"CustomDense": CustomDense}
        again = keras.models.load_model(tmp_path / name, custom_objects=custom)
        np.testing.assert_array_equal(again.predict(x), model.predict(x))
