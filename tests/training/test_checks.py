"""Mistakes of users are found before the first step, in at most three lines."""

import numpy as np
import pytest

from tengen import Input, layers, models
from tengen.training import epoch

X = np.random.default_rng(0).normal(size=(20, 4)).astype("float32")
LABELS = np.arange(20) % 3
ONE_HOT = np.eye(3, dtype="float32")[LABELS]
IMAGES = np.random.default_rng(0).uniform(size=(20, 8, 8)).astype("float32")


def classifier(loss="sparse_categorical_crossentropy", units=3, activation="softmax"):
    model = models.Sequential(
        [Input((4,)), layers.Dense(units, activation=activation, name="last")]
    )
    model.compile("sgd", loss)
    return model


def two_heads():
    x = Input((4,), name="features")
    model = models.Model(
        x, [layers.Dense(1, name="price")(x), layers.Dense(2, name="place")(x)]
    )
    model.compile("sgd", {"price": "mse", "place": "mae"})
    return model


def with_nan():
    bad = X.copy()
    bad[7, 2] = np.nan
    return bad


def embedding():
    model = models.Sequential(
        [Input((5,), dtype="int32"), layers.Embedding(10, 2, name="words")]
    )
    model.add(layers.Flatten())
    model.add(layers.Dense(1))
    model.compile("sgd", "mse")
    return model


MISTAKES = {
    "labels too large": (classifier, X, LABELS + 3, ["labels 3 to 5", "0 to 2"]),
    "negative labels": (classifier, X, LABELS - 1, ["labels -1 to 1", "0 to 2"]),
    "one-hot for sparse": (classifier, X, ONE_HOT, ["one-hot", "argmax"]),
    "numbers for one-hot": (
        lambda: classifier("categorical_crossentropy"),
        X,
        LABELS,
        ["class numbers", "sparse_categorical_crossentropy", "to_categorical"],
    ),
    "softmax on one unit": (
        lambda: classifier("categorical_crossentropy", units=1),
        X,
        np.ones((20, 1)),
        ["one unit", "sigmoid"],
    ),
    "broadcasting mse": (
        lambda: classifier("mse"),
        X,
        np.ones((20, 1, 3)),
        ["shape (20, 1, 3)", "(n, 3)"],
    ),
    "labels for mse": (lambda: classifier("mse"), X, np.ones((20, 2)), ["(20, 2)"]),
    "labels for binary": (
        lambda: classifier("binary_crossentropy", 1, "sigmoid"),
        X,
        LABELS,
        ["0 to 1", "sparse_categorical_crossentropy"],
    ),
    "no batch axis": (classifier, X[0], LABELS[:4], ["shape (4,)", "x[None]"]),
    "wrong features": (classifier, X[:, :3], LABELS, ["(20, 3)", "(n, 4)"]),
    "flat images": (
        lambda: image_model(),
        IMAGES.reshape(20, 64),
        LABELS,
        ["(20, 64)", "reshape(-1, 8, 8, 1)"],
    ),
    "no targets": (classifier, X, None, ["y is missing", "fit(x, y)"]),
    "wrong lengths": (classifier, X, LABELS[:19], ["x: 20", "y: 19"]),
    "no samples": (classifier, X[:0], LABELS[:0], ["no samples"]),
    "not a number": (classifier, with_nan(), LABELS, ["NaN", "row 7", "1 of them"]),
    "infinite targets": (
        lambda: classifier("mse"),
        X,
        np.full((20, 3), np.inf),
        ["y holds infinite"],
    ),
    "index too large": (
        embedding,
        np.full((20, 5), 10),
        np.ones(20),
        ["'words'", "0 to 9"],
    ),
    "wrong key": (
        two_heads,
        X,
        {"price": np.ones(20), "plaice": np.ones((20, 2))},
        ["'place'", "plaice"],
    ),
    "one output missing": (two_heads, X, [np.ones(20)], ["y", "2"]),
    "two inputs for one": (classifier, [X, X], LABELS, ["(2, 20, 4)", "(n, 4)"]),
    "ragged lists": (classifier, [[1.0, 2.0], [1.0]], LABELS[:2], ["pad_sequences"]),
    "texts": (classifier, np.array(["a"] * 20), LABELS, ["texts"]),
}


def image_model():
    model = models.Sequential(
        [Input((8, 8, 1)), layers.Flatten(), layers.Dense(3, activation="softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


@pytest.fixture
def no_step(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a step was compiled before the data was checked")

    for name in ("make_epoch_loop", "make_single", "make_single_of_rows"):
        monkeypatch.setattr(epoch, name, refuse)


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch"])
def test_mistakes_are_explained_before_the_first_step(name, method, no_step):
    make, x, y, words = MISTAKES[name]
    model = make()
    before = model.get_weights()
    with pytest.raises(ValueError) as error:
        getattr(model, method)(x, y)
    message = str(error.value)
    assert len(message.splitlines()) <= 3, message
    for word in words:
        assert word in message, message
    for old, new in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(old, new)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"loss": "mean_square_error"}, ["mean_squared_error"]),
        ({"loss": 3}, ["loss", "3"]),
        ({"loss": "mse", "metrics": ["acurracy"]}, ["acurracy"]),
        ({"loss": "mse", "optimizer": "adamm"}, ["adam"]),
    ],
)
def test_unknown_names_fail_in_compile(arguments, words):
    model = models.Sequential([layers.Dense(1, input_shape=(2,))])
    with pytest.raises(ValueError) as error:
        model.compile(**arguments)
    for word in words:
        assert word in str(error.value)


def test_wrong_number_of_losses_names_the_outputs():
    model = two_heads()
    model.compile("sgd", ["mse", "mse", "mse"])
    with pytest.raises(ValueError, match="price"):
        model.fit(X, [np.ones(20), np.ones((20, 2))], verbose=0)
    model.compile("sgd", {"prise": "mse"})
    with pytest.raises(ValueError, match="did you mean 'price'"):
        model.fit(X, [np.ones(20), np.ones((20, 2))], verbose=0)


def test_fit_before_compile_says_so():
    model = models.Sequential([layers.Dense(1, input_shape=(2,))])
    with pytest.raises(RuntimeError, match="not compiled"):
        model.fit(X, LABELS)


def test_hints_are_said_once(capsys):
    model = image_model()
    pixels = (IMAGES * 255).astype("uint8")
    pixels[0, 0, 0] = 255
    model.fit(pixels, LABELS, verbose=0)
    model.fit(pixels, LABELS, verbose=0)
    said = capsys.readouterr().err
    assert said.count("x / 255") == 1
    assert said.count("channel axis") == 1


def test_no_hint_where_the_model_scales_pixels_itself(capsys):
    model = models.Sequential(
        [
            Input((28, 28)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    pixels = np.full((20, 28, 28), 255, "uint8")
    model.fit(pixels, np.arange(20) % 10, verbose=0)
    assert "x / 255" not in capsys.readouterr().err


def test_linear_output_with_binary_crossentropy_gets_a_hint(capsys):
    model = classifier("binary_crossentropy", 1, None)
    model.fit(X, LABELS > 0, verbose=0)
    assert "from_logits" in capsys.readouterr().err


def test_the_epoch_of_the_first_nan_is_named(capsys):
    model = models.Sequential([Input((4,)), layers.Dense(3)])
    model.compile("sgd", "mse")
    model.optimizer.learning_rate = 30.0
    losses = model.fit(X, ONE_HOT, epochs=60, verbose=0, batch_size=5).history["loss"]
    first = int(np.argmin(np.isfinite(losses))) + 1
    assert 1 < first < 60
    assert f"in epoch {first};" in capsys.readouterr().err


def test_a_loss_that_becomes_nan_is_mentioned_once(capsys):
    model = classifier("mse", 3, None)
    model.compile("sgd", "mse")
    model.optimizer.learning_rate = 1e30
    model.fit(X, ONE_HOT, epochs=3, verbose=0, batch_size=5)
    assert capsys.readouterr().err.count("learning rate") == 1
