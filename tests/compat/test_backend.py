"""`keras.backend` and the small surface of `tensorflow`, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

A = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
B = np.array([[0.5, 1.0], [-1.0, 2.0]], "float32")

BACKEND = [
    ("dot(A, B)", A @ B),
    ("mean(A, axis=0)", A.mean(0)),
    ("sum(A, axis=-1, keepdims=True)", A.sum(-1, keepdims=True)),
    ("square(A)", A**2),
    ("sqrt(square(A))", np.abs(A)),
    ("pow(A, 2)", A**2),
    ("clip(A, -1, 1)", A.clip(-1, 1)),
    ("concatenate([A, B], axis=0)", np.concatenate([A, B])),
    ("permute_dimensions(A, (1, 0))", A.T),
    ("flatten(A)", A.ravel()),
    ("batch_flatten(A)", A),
    ("expand_dims(A, 1)", A[:, None]),
    ("gather(A, [1])", A[[1]]),
    ("reverse(A, 0)", A[::-1]),
    ("repeat_elements(A, 2, 0)", A.repeat(2, 0)),
    ("repeat(A, 3)", np.repeat(A[:, None], 3, 1)),
    ("l2_normalize(A, -1)", A / np.linalg.norm(A, axis=-1, keepdims=True)),
    ("batch_dot(A, B, axes=1)", (A * B).sum(1, keepdims=True)),
    ("bias_add(A, [1.0, 2.0])", A + [1, 2]),
    ("switch(A > 0, A, B)", np.where(A > 0, A, B)),
    ("relu(A)", A.clip(0)),
    ("max(A)", A.max()),
    ("std(A, axis=1)", A.std(1)),
    ("cast(A, 'int32')", A.astype("int32")),
    ("one_hot([1], 3)", [[0, 1, 0]]),
    ("variable(A)", A),
    ("constant(2.0)", 2.0),
]


@pytest.mark.parametrize(("call", "expected"), BACKEND)
def test_functions_of_the_backend(keras, call, expected):
    names = {name: getattr(keras.backend, name) for name in dir(keras.backend)}
    got = eval(call, {**names, "A": A, "B": B})
    np.testing.assert_allclose(np.asarray(got), expected, rtol=1e-5, atol=1e-6)


def test_settings(keras):
    backend = keras.backend
    assert (backend.floatx(), backend.epsilon(), backend.backend()) == (
        "float32",
        1e-7,
        "jax",
    )
    assert backend.image_dim_ordering() == "tf"
    backend.set_image_dim_ordering("th")
    assert backend.image_data_format() == "channels_first"
    assert keras.layers.Conv2D(3, 3).data_format == "channels_first"
    backend.clear_session()


def test_function_of_intermediate_results(keras):
    backend, layers = keras.backend, keras.layers
    model = keras.Sequential([layers.Dense(3, input_dim=2), layers.Dropout(0.5)])
    first, last = model.layers[0], model.layers[-1]
    run = backend.function([first.input, backend.learning_phase()], [last.output])
    np.testing.assert_allclose(run([A, 0])[0], A @ first.get_weights()[0], rtol=1e-5)
    dropped = np.concatenate([run([A, 1])[0] for _ in range(20)])
    assert (dropped == 0).any()


def test_what_the_backend_refuses(keras):
    with pytest.raises(AttributeError, match="no sessions"):
        keras.backend.get_session()
    with pytest.raises(TypeError, match="expected a variable"):
        keras.backend.set_value(0.1, 0.2)


TENSORFLOW = [
    ("tf.matmul(A, B)", A @ B),
    ("tf.reduce_mean(A)", A.mean()),
    ("tf.reduce_sum(A, axis=1)", A.sum(1)),
    ("tf.reduce_max(A, axis=0, keepdims=True)", A.max(0, keepdims=True)),
    ("tf.square(A)", A**2),
    ("tf.abs(A)", np.abs(A)),
    ("tf.math.log(tf.exp(B))", B),
    ("tf.math.reduce_std(A)", A.std()),
    ("tf.concat([A, B], axis=1)", np.concatenate([A, B], 1)),
    ("tf.stack([A, B])", np.stack([A, B])),
    ("tf.transpose(A)", A.T),
    ("tf.reshape(A, [4])", A.ravel()),
    ("tf.cast(A > 0, tf.float32)", (A > 0).astype("float32")),
    ("tf.nn.relu(A)", A.clip(0)),
    ("tf.nn.softmax(A)", np.exp(A) / np.exp(A).sum(-1, keepdims=True)),
    ("tf.constant([1, 2], dtype=tf.float32)", [1.0, 2.0]),
    ("tf.constant(0.0, shape=(2, 2))", np.zeros((2, 2))),
    ("tf.Variable(A) + 1", A + 1),
    ("tf.clip_by_value(A, 0, 1)", A.clip(0, 1)),
    ("tf.gather(A, [0], axis=1)", A[:, [0]]),
    ("tf.fill([2], 3.0)", [3.0, 3.0]),
    ("tf.range(3)", [0, 1, 2]),
    ("tf.pow(A, 2)", A**2),
    ("tf.zeros((2,))", [0.0, 0.0]),
    ("tf.function(lambda a: a + 1)(A)", A + 1),
    ("tf.linalg.norm(A)", np.linalg.norm(A)),
    ("tf.split(A, 2, axis=1)[1]", A[:, 1:]),
]


@pytest.mark.parametrize(("call", "expected"), TENSORFLOW)
def test_functions_of_tensorflow(call, expected):
    import tensorflow as tf

    got = eval(call, {"tf": tf, "A": A, "B": B})
    np.testing.assert_allclose(np.asarray(got), expected, rtol=1e-5, atol=1e-6)


def test_dtypes_and_shapes():
    import tensorflow as tf

    inputs = tf.keras.Input((784,))
    assert inputs.dtype == tf.float32
    assert (repr(tf.float32), tf.float32.name) == ("tf.float32", "float32")
    assert repr(tf.TensorShape([None, 784])) == "TensorShape([None, 784])"
    assert inputs.shape == tf.TensorShape([None, 784])
    assert inputs.shape.as_list() == [None, 784]


def test_seeds_repeat_the_numbers():
    import tensorflow as tf

    draws = []
    for _ in range(2):
        tf.random.set_seed(3)
        draws.append(np.asarray(tf.random.normal((4,))).tolist())
    assert draws[0] == draws[1]


def test_functions_on_symbolic_tensors_are_part_of_the_model(tmp_path):
    import tensorflow as tf

    inputs = tf.keras.Input((4,))
    left, right = tf.split(inputs, 2, axis=1)
    outputs = tf.concat([tf.square(left), right * 2.0], axis=-1)
    model = tf.keras.Model(inputs, outputs)
    x = np.arange(4.0, dtype="float32")[None]
    np.testing.assert_allclose(model.predict(x), [[0, 1, 4, 6]])
    model.save(tmp_path / "m.keras")
    again = tf.keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(again.predict(x), [[0, 1, 4, 6]])


def test_there_is_a_device():
    import tensorflow as tf

    assert tf.config.list_physical_devices("CPU")[0].device_type == "CPU"


def test_datasets():
    import tensorflow as tf

    x = np.arange(10)
    data = tf.data.Dataset.from_tensor_slices((x, {"b": x * 2}))
    batches = list(data.map(lambda a, b: (a + 1, b)).batch(4))
    assert [len(a) for a, _ in batches] == [4, 4, 2]
    assert batches[0][0].tolist() == [1, 2, 3, 4]
    assert batches[2][1]["b"].tolist() == [16, 18]
    assert len(data.batch(4, drop_remainder=True)) == 2
    numbers = tf.data.Dataset.range(6)
    assert sorted(int(n) for n in numbers.shuffle(3)) == list(range(6))
    assert [int(n) for n in numbers.filter(lambda n: n % 2).repeat(2)] == [1, 3, 5] * 2
    assert [int(n) for n in numbers.skip(1).take(2).cache()] == [1, 2]
    again = numbers.shuffle(6, seed=1).cache()
    assert [int(n) for n in again] == [int(n) for n in again]
    pairs = tf.data.Dataset.zip((numbers, numbers.skip(1)))
    assert (len(pairs), [int(n) for n in next(iter(pairs))]) == (5, [0, 1])


def test_fit_on_a_dataset():
    import tensorflow as tf

    x = np.random.default_rng(0).random((16, 4), "float32")
    data = tf.data.Dataset.from_tensor_slices((x, x.sum(1))).shuffle(16).batch(4)
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_dim=4)])
    model.compile(tf.keras.optimizers.SGD(0.1), "mse")
    losses = model.fit(data.prefetch(tf.data.AUTOTUNE), epochs=9, verbose=0).history
    assert losses["loss"][-1] < losses["loss"][0] / 4


def test_tokenizer():
    from keras.preprocessing.text import Tokenizer, text_to_word_sequence

    texts = ["The cat sat.", "the cat ran; the end"]
    tokenizer = Tokenizer(num_words=3, oov_token="?")
    tokenizer.fit_on_texts(texts)
    assert tokenizer.word_index["?"] == 1
    assert tokenizer.word_index["the"] == 2
    assert tokenizer.texts_to_sequences(["the dog"]) == [[2, 1]]
    plain = Tokenizer()
    plain.fit_on_texts(texts)
    assert plain.texts_to_matrix(["the the cat"], "count").tolist() == [
        [0, 2, 1, 0, 0, 0]
    ]
    assert plain.sequences_to_texts([[1, 2]]) == ["the cat"]
    assert text_to_word_sequence("A b-c") == ["a", "b", "c"]
