"""Models: stacks, graphs, subclasses; what they show, and how they nest."""

import numpy as np
import pytest

from tengen import Input, layers, models, optimizers

X = np.random.default_rng(0).normal(size=(6, 4)).astype("float32")


def test_input_shape_can_be_spelled_in_every_way():
    ways = [
        models.Sequential([layers.Dense(3, input_shape=(4,))]),
        models.Sequential([layers.Dense(3, input_dim=4)]),
        models.Sequential([layers.Dense(3, batch_input_shape=(None, 4))]),
        models.Sequential([Input((4,)), layers.Dense(3)]),
        models.Sequential([Input(4), layers.Dense(3)]),
        models.Sequential([layers.InputLayer(input_shape=(4,)), layers.Dense(3)]),
    ]
    for model in ways:
        assert tuple(model.output_shape) == (None, 3)
        assert tuple(model.input_shape) == (None, 4)
        assert len(model.layers) == 1
        assert model.count_params() == 15


def test_the_shapes_of_the_courses_reshape_example():
    model = models.Sequential()
    model.add(layers.Reshape((3, 4), input_shape=(12,)))
    assert model.output_shape == (None, 3, 4)
    model.add(layers.Reshape((6, 2)))
    assert model.output_shape == (None, 6, 2)
    model.add(layers.Reshape((-1, 2, 2)))
    assert model.output_shape == (None, 3, 2, 2)


def test_a_stack_without_shape_is_built_by_its_first_data():
    model = models.Sequential([layers.Dense(3, activation="relu"), layers.Dense(2)])
    assert not model.built and model.weights == []
    assert model(X).shape == (6, 2)
    assert tuple(model.input_shape) == (None, 4)
    fitted = models.Sequential([layers.Dense(1)])
    fitted.compile("sgd", "mse")
    fitted.fit(X, X[:, 0], verbose=0)
    assert fitted.count_params() == 5


def test_layers_are_added_and_popped():
    model = models.Sequential([layers.Dense(3, input_shape=(4,))])
    first = model.layers[0]
    model.add(layers.Dense(2))
    assert tuple(model.output_shape) == (None, 2)
    model.pop()
    assert tuple(model.output_shape) == (None, 3)
    assert model.layers == [first]
    model.add(layers.Dense(5))
    assert model.predict(X, verbose=0).shape == (6, 5)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda m: m.add("dense"), "a layer"),
        (lambda m: m.add(layers.Dense), "a layer"),
        (lambda m: m.add(layers.Dense(1, name="one")), "another name"),
        (lambda m: models.Sequential().pop(), "no layer to pop"),
        (lambda m: m.get_layer("two"), "one"),
        (lambda m: m.get_layer(index=4), "index 4"),
        (lambda m: models.Model(Input((3,))), "both"),
        (lambda m: models.Model(X, m.output), "symbolic"),
        (
            lambda m: models.Model(Input((4,), name="other"), m.output),
            "depend on Input",
        ),
        (lambda m: m([X, X]), "2 arrays"),
    ],
)
def test_mistakes_are_explained(act, words):
    model = models.Sequential([layers.Dense(1, name="one", input_shape=(4,))])
    with pytest.raises((ValueError, TypeError), match=words):
        act(model)


def two_towers():
    left, right = Input((4,), name="left"), Input((4,), name="right")
    shared = layers.Dense(3, activation="tanh", name="shared")
    both = layers.concatenate([shared(left), shared(right)], name="both")
    price = layers.Dense(1, name="price")(both)
    place = layers.Dense(2, activation="softmax", name="place")(both)
    return models.Model([left, right], [price, place])


def test_a_graph_lists_its_layers_and_shares_their_weights():
    model = two_towers()
    names = [layer.name for layer in model.layers]
    assert set(names[:2]) == {"left", "right"}
    assert names[2:] == ["shared", "both", "price", "place"]
    assert model.count_params() == 15 + 7 + 14
    assert model.output_names == ["price", "place"]
    assert model.input_names == ["left", "right"]


@pytest.mark.parametrize(
    "given",
    [
        lambda a, b: [a, b],
        lambda a, b: (a, b),
        lambda a, b: {"right": b, "left": a},
    ],
)
def test_inputs_are_taken_as_lists_and_by_name(given):
    model = two_towers()
    expected = model([X, X[::-1]])
    got = model.predict(given(X, X[::-1]), verbose=0)
    for a, b in zip(expected, got, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_two_outputs_train_with_losses_by_list_and_by_name():
    y = [X[:, :1], np.eye(2)[[0, 1, 0, 1, 0, 1]]]
    histories = []
    weights = two_towers().get_weights()
    for loss, weight, target in (
        (["mse", "categorical_crossentropy"], [1.0, 0.2], y),
        (
            {"place": "categorical_crossentropy", "price": "mse"},
            {"price": 1.0, "place": 0.2},
            {"place": y[1], "price": y[0]},
        ),
    ):
        model = two_towers()
        model.set_weights(weights)
        model.compile(
            "sgd", loss, loss_weights=weight, metrics={"place": ["accuracy", "mae"]}
        )
        history = model.fit([X, X], target, epochs=3, shuffle=False, verbose=0)
        histories.append(history.history)
        assert model.metrics_names == [
            *("loss", "price_loss", "place_loss"),
            *("place_accuracy", "place_mae"),
        ]
    assert list(histories[0]) == model.metrics_names
    for name in histories[0]:
        np.testing.assert_allclose(histories[0][name], histories[1][name], rtol=1e-5)
    rows = zip(
        histories[0]["loss"],
        histories[0]["price_loss"],
        histories[0]["place_loss"],
        strict=True,
    )
    for total, price, place in rows:
        assert total == pytest.approx(price + 0.2 * place, rel=1e-5)


def test_models_are_layers_and_can_be_cut_open():
    inner = models.Sequential(
        [layers.Dense(3, activation="relu", input_shape=(4,)), layers.Dense(2)],
        name="inner",
    )
    x = Input((4,))
    outer = models.Model(x, layers.Dense(1)(inner(x)))
    assert outer.count_params() == inner.count_params() + 3
    assert outer.get_layer("inner") is inner
    before = outer.predict(X, verbose=0)
    inner.set_weights([w * 0 for w in inner.get_weights()])
    assert not np.allclose(before, outer.predict(X, verbose=0))
    features = models.Model(inner.input, [layer.output for layer in inner.layers])
    hidden, output = features(X)
    assert hidden.shape == (6, 3) and output.shape == (6, 2)


def test_an_ensemble_averages():
    members = [models.Sequential([layers.Dense(1, input_shape=(4,))]) for _ in "abc"]
    x = Input((4,))
    ensemble = models.Model(x, layers.average([member(x) for member in members]))
    expected = np.mean([member.predict(X, verbose=0) for member in members], axis=0)
    np.testing.assert_allclose(ensemble.predict(X, verbose=0), expected, rtol=1e-5)


class Small(models.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(5, activation="tanh")
        self.drop = layers.Dropout(0.5)
        self.out = layers.Dense(1)

    def call(self, inputs, training=False):
        return self.out(self.drop(self.hidden(inputs), training=training))


def test_a_subclass_is_built_by_data_and_trains():
    model = Small()
    model.compile(optimizers.Adam(0.05), "mse", metrics=["mae"])
    y = X.sum(1, keepdims=True)
    before = model.evaluate(X, y, verbose=0)[0]
    model.fit(X, y, epochs=200, verbose=0)
    assert model.evaluate(X, y, verbose=0)[0] < 0.5 * before
    assert model.count_params() == 25 + 6
    assert [layer.name.split("_")[0] for layer in model.layers] == [
        "dense", "dropout", "dense",
    ]  # fmt: skip
    np.testing.assert_allclose(model.predict(X, verbose=0), model.predict(X, verbose=0))


def test_frozen_layers_stay_and_count_as_frozen():
    base = layers.Dense(3, input_shape=(4,), trainable=False)
    model = models.Sequential([base, layers.BatchNormalization(), layers.Dense(1)])
    model.layers[1].trainable = False
    model.compile("sgd", "mse")
    before = [w.copy() for w in model.get_weights()]
    model.fit(X, X[:, 0], epochs=2, verbose=0)
    for old, new in zip(before[:6], model.get_weights()[:6], strict=True):
        assert np.array_equal(old, new)
    assert not np.array_equal(before[6], model.get_weights()[6])
    model.layers[0].trainable = True
    model.compile("sgd", "mse")
    model.fit(X, X[:, 0], epochs=2, verbose=0)
    assert not np.array_equal(before[0], model.get_weights()[0])


def test_predict_pads_and_cuts_exactly():
    model = models.Sequential([layers.Dense(2, input_shape=(4,))])
    many = np.random.default_rng(1).normal(size=(101, 4)).astype("float32")
    kernel, bias = model.get_weights()
    expected = many @ kernel + bias
    for batch_size in (1, 7, 32, 101, 500):
        got = model.predict(many, batch_size=batch_size, verbose=0)
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)
    for count in (1, 2, 3, 31):
        got = model.predict(many[:count], verbose=0)
        np.testing.assert_allclose(got, expected[:count], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(
        model.predict(iter([many[:10], many[10:13]]), verbose=0),
        expected[:13],
        rtol=1e-4,
        atol=1e-5,
    )


def test_predictions_follow_the_weights():
    model = models.Sequential([layers.Dense(1, input_shape=(4,))])
    before = model.predict(X[:1], verbose=0)
    model.set_weights([w + 1 for w in model.get_weights()])
    after = model.predict(X[:1], verbose=0)
    np.testing.assert_allclose(after - before, X[:1].sum() + 1, rtol=1e-4)


def test_summary_counts_and_shows(capsys):
    two_towers().summary()
    text = capsys.readouterr().out
    assert "shared (Dense)" in text and "left, right" in text
    assert "Total params: 36" in text
    lines = []
    model = Small()
    model.summary(print_fn=lines.append)
    assert any("not built" in line for line in lines)


def test_summary_survives_a_narrow_console(monkeypatch):
    import io
    import sys

    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", stream)
    two_towers().summary()
    stream.flush()
    assert b"shared (Dense)" in stream.buffer.getvalue()


def test_layer_input_and_output_lead_back_into_the_graph():
    model = two_towers()
    both = model.get_layer("both")
    assert tuple(both.output.shape) == (None, 6)
    assert [tuple(t.shape) for t in both.input] == [(None, 3), (None, 3)]
    with pytest.raises(AttributeError, match="no output yet"):
        _ = layers.Dense(1).output
