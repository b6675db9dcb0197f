"""The small TensorFlow: every name is there, and does what it does there.

The oracle is NumPy; where TensorFlow differs from it, the numbers of its documentation.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen.compat import tf_surface

X = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")
IMAGES = np.random.default_rng(1).uniform(size=(2, 5, 6, 3)).astype("float32")


@pytest.fixture
def tf(keras):
    import tensorflow

    return tensorflow


def close(found, expected, tolerance=1e-6):
    np.testing.assert_allclose(np.asarray(found), expected, tolerance, tolerance)


@pytest.mark.parametrize("path", tf_surface.HOMES)
def test_every_name_is_there(tf, path):
    module = tf
    for part in filter(None, path.split(".")):
        module = getattr(module, part)
    for name in dir(module):
        getattr(module, name)


# Function, arguments as TensorFlow names them, what NumPy says.
CASES = [
    ("reduce_mean", dict(input_tensor=X, axis=1, keepdims=True), X.mean(1, keepdims=1)),
    ("reduce_sum", dict(input_tensor=X, axis=[0, 2]), X.sum((0, 2))),
    ("concat", dict(values=[X, X], axis=-1), np.concatenate([X, X], -1)),
    ("stack", dict(values=[X, X], axis=1), np.stack([X, X], 1)),
    ("transpose", dict(a=X, perm=[2, 0, 1]), X.transpose(2, 0, 1)),
    ("expand_dims", dict(input=X, axis=1), X[:, None]),
    ("tile", dict(input=X, multiples=[1, 2, 1]), np.tile(X, (1, 2, 1))),
    ("reshape", dict(tensor=X, shape=[2, -1]), X.reshape(2, -1)),
    ("reshape", dict(tensor=X, shape=(None, 12)), X.reshape(2, 12)),
    ("argmax", dict(input=X), X.argmax(0)),
    ("argsort", dict(values=X, direction="DESCENDING"), (-X).argsort(-1)),
    ("sort", dict(values=X, direction="DESCENDING"), -np.sort(-X)),
    ("gather", dict(params=X, indices=[2, 0], axis=1), X[:, [2, 0]]),
    ("gather_nd", dict(params=X, indices=[[1, 2], [0, 1]]), X[[1, 0], [2, 1]]),
    ("boolean_mask", dict(tensor=X, mask=[True, False]), X[:1]),
    ("where", dict(condition=[False, True, True]), [[1], [2]]),
    ("one_hot", dict(indices=[1, 0], depth=2, on_value=5), [[0, 5], [5, 0]]),
    (
        "pad",
        dict(tensor=X[0], paddings=[[1, 0], [0, 2]]),
        np.pad(X[0], ((1, 0), (0, 2))),
    ),
    ("matmul", dict(a=X, b=X, transpose_b=True), X @ X.swapaxes(1, 2)),
    ("clip_by_norm", dict(t=[3.0, 4.0], clip_norm=1.0), [0.6, 0.8]),
    ("squared_difference", dict(x=X, y=1.0), (X - 1) ** 2),
    ("fill", dict(dims=[2, 2], value=7), [[7, 7], [7, 7]]),
    ("slice", dict(input_=X, begin=[0, 1, 0], size=[1, -1, 2]), X[0:1, 1:, :2]),
    ("range", dict(start=2, limit=8, delta=3), [2, 5]),
    ("roll", dict(input=X, shift=1, axis=2), np.roll(X, 1, 2)),
    (
        "math.l2_normalize",
        dict(x=X, axis=-1),
        X / np.linalg.norm(X, axis=-1)[..., None],
    ),
    ("math.reduce_std", dict(input_tensor=X), X.std()),
    ("math.count_nonzero", dict(input=[0, 3, 4]), 2),
    ("linalg.matvec", dict(a=X[0], b=X[0, 0]), X[0] @ X[0, 0]),
    ("linalg.band_part", dict(input=X[0], num_lower=0, num_upper=-1), np.triu(X[0])),
    ("linalg.diag", dict(diagonal=[1.0, 2.0]), np.diag([1.0, 2.0])),
    ("nn.leaky_relu", dict(features=X), np.where(X > 0, X, 0.2 * X)),
    ("nn.l2_loss", dict(t=X), (X**2).sum() / 2),
    ("nn.embedding_lookup", dict(params=X[0], ids=[2, 2]), X[0][[2, 2]]),
    ("nn.zero_fraction", dict(value=[0, 0, 1, 2]), 0.5),
    ("image.flip_left_right", dict(image=IMAGES), IMAGES[:, :, ::-1]),
    ("image.adjust_brightness", dict(image=IMAGES, delta=0.1), IMAGES + 0.1),
    (
        "image.central_crop",
        dict(image=IMAGES, central_fraction=0.5),
        IMAGES[:, 1:4, 1:5],
    ),
    (
        "image.convert_image_dtype",
        dict(image=np.uint8([255, 51]), dtype="float32"),
        [1, 0.2],
    ),
]


@pytest.mark.parametrize(("name", "given", "expected"), CASES)
def test_values(tf, name, given, expected):
    function = tf
    for part in name.split("."):
        function = getattr(function, part)
    if isinstance(given.get("t"), list):
        given = {**given, "t": np.asarray(given["t"], "float32")}
    close(function(**given), expected, 1e-5)


def test_splits(tf):
    assert [p.shape[2] for p in tf.split(X, 2, axis=2)] == [2, 2]
    assert [p.shape[2] for p in tf.split(X, [1, -1], axis=2)] == [1, 3]
    assert [p.shape for p in tf.unstack(X, axis=1)] == [(2, 4)] * 3


def test_gather_with_batches(tf):
    found = tf.gather(X, [[0, 2], [1, 1]], axis=1, batch_dims=1)
    close(found, np.stack([X[0][[0, 2]], X[1][[1, 1]]]))


def test_crossentropies(tf):
    logits = X[:, :, 0]
    soft = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    close(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0, 2], logits=logits),
        -np.log([soft[0, 0], soft[1, 2]]),
        1e-5,
    )
    close(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=np.ones((2, 3)), logits=logits),
        np.log1p(np.exp(-logits)),
        1e-5,
    )


def test_convolution_and_pooling(tf):
    x = np.arange(16.0, dtype="float32").reshape(1, 4, 4, 1)
    kernel = np.ones((2, 2, 1, 1), "float32")
    found = tf.nn.conv2d(x, kernel, strides=[1, 2, 2, 1], padding="VALID")
    assert np.asarray(found).ravel().tolist() == [10, 18, 42, 50]
    found = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
    assert np.asarray(found).ravel().tolist() == [5, 7, 13, 15]
    found = tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    assert np.asarray(found).ravel().tolist() == [2.5, 4.5, 10.5, 12.5]


def test_variables_and_tensors(tf):
    v = tf.Variable([1.0, 2.0], dtype=tf.float32)
    assert v.assign_add([1.0, 1.0]) is v and v.numpy().tolist() == [2.0, 3.0]
    assert (v - [1.0, 1.0]).numpy().tolist() == [1.0, 2.0]
    x = tf.constant([[1, 2], [3, 4]])
    assert x.dtype == tf.int32 and x.get_shape().as_list() == [2, 2]
    assert repr(x.get_shape()) == "TensorShape([2, 2])"
    assert isinstance(x, tf.Tensor) and tf.is_tensor(x)
    assert tf.reduce_sum(x).numpy() == 10 and tf.float32.max > 1e38


def test_methods_of_tensors_go_with_the_door(tf):
    from tengen import compat

    x = tf.zeros(2)
    assert x.numpy().tolist() == [0.0, 0.0]
    compat.uninstall()
    assert not hasattr(x, "numpy")


def test_clipping_by_the_global_norm(tf):
    clipped, length = tf.clip_by_global_norm(
        [tf.ones(4) * 3.0, None, tf.ones(1) * 8.0], 5
    )
    assert float(length) == 10.0 and clipped[1] is None
    close(clipped[0], np.full(4, 1.5))


def test_random_numbers(tf):
    tf.random.set_seed(1)
    first = tf.random.normal([2, 3], mean=5.0, stddev=0.0)
    close(first, np.full((2, 3), 5.0))
    drawn = np.asarray(tf.random.uniform((1000,), minval=2, maxval=4))
    assert 2 <= drawn.min() and drawn.max() < 4 and abs(drawn.mean() - 3) < 0.1
    whole = np.asarray(tf.random.uniform((100,), maxval=3, dtype=tf.int32))
    assert set(whole) == {0, 1, 2}
    again = [tf.random.stateless_uniform([3], seed=[1, 2]).tolist() for _ in range(2)]
    assert again[0] == again[1]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("io", "image_dataset_from_directory"),
        ("train", "model.save"),
        ("stop_gradien", "nearest is 'stop_gradient'"),
    ],
)
def test_what_is_not_there(tf, name, hint):
    with pytest.raises(AttributeError, match=hint):
        getattr(tf, name)


def graph(tf, keras):
    """A model of functions on symbolic tensors, as scripts write them."""
    a, b = keras.Input((4, 6)), keras.Input((4, 6))
    first, second = tf.split(tf.concat([a, b], axis=-1), 2, axis=-1)
    x = tf.nn.relu(first[:, 1:] * 2.0 - 1.0) + tf.square(second)[:, :3, :]
    x = tf.transpose(tf.clip_by_value(x, 0.0, 3.0), perm=[0, 2, 1])
    x = tf.matmul(x, x, transpose_b=True) / tf.cast(tf.shape(x)[1], tf.float32)
    x = tf.math.l2_normalize(tf.reduce_mean(x, axis=1), axis=-1)
    x = tf.reshape(tf.stack([x, tf.exp(-x)], axis=1), (tf.shape(x)[0], 12))
    return keras.Model([a, b], keras.layers.Dense(2)(tf.expand_dims(x, 1)[:, 0]))


def test_functions_on_symbolic_tensors_survive_saving(tf, keras, tmp_path):
    model = graph(tf, keras)
    inputs = [np.random.default_rng(i).normal(size=(3, 4, 6)) for i in range(2)]
    expected = model.predict(inputs, verbose=0)
    for name in ("m.keras", "m.h5"):
        model.save(tmp_path / name)
        again = keras.models.load_model(tmp_path / name)
        close(again.predict(inputs, verbose=0), expected)
    tensors = [np.asarray(x, "float32") for x in inputs]
    close(model(tensors), expected, 1e-5)
