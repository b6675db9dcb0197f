"""The base class: names, weights, building, custom layers as the course writes them."""

import jax.numpy as jnp
import numpy as np
import pytest

import tengen
from tengen import Input, layers, models, ops


class CustomDense(layers.Layer):
    """As on the course's slides: no name, no **kwargs, no get_config."""

    def __init__(self, units=32):
        super(CustomDense, self).__init__()  # noqa: UP008
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
        return ops.matmul(inputs, self.w) + self.b


def test_the_custom_layer_of_the_course_trains():
    inputs = Input((4,))
    model = models.Model(inputs, CustomDense(10)(inputs))
    assert model.count_params() == 50
    model.compile("sgd", "mse")
    x = np.ones((8, 4))
    losses = model.fit(x, np.zeros((8, 10)), epochs=20, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_its_configuration_is_its_constructor_call():
    layer = CustomDense(7)
    clone = CustomDense.from_config(layer.get_config())
    assert clone.units == 7
    assert clone.name == layer.name


def test_a_layer_without_super_init_works():
    class Bare(layers.Layer):
        def __init__(self):
            self.factor = 3

        def call(self, inputs):
            return self.factor * inputs

    assert Bare()(np.ones((1, 2))).tolist() == [[3.0, 3.0]]


def test_weights_in_lists_and_dicts_are_found():
    class Tower(layers.Layer):
        def __init__(self):
            super().__init__()
            self.stack = [layers.Dense(3), layers.Dense(2)]
            self.named = {"head": layers.Dense(1)}

        def call(self, inputs):
            for layer in self.stack:
                inputs = layer(inputs)
            return self.named["head"](inputs)

    tower = Tower()
    tower(np.ones((1, 4)))
    assert [tuple(w.shape) for w in tower.weights] == [
        (4, 3), (3,), (3, 2), (2,), (2, 1), (1,),
    ]  # fmt: skip
    tower.trainable = False
    assert tower.trainable_weights == []
    assert len(tower.non_trainable_weights) == 6


def test_names_count_per_class():
    first, second = layers.Dense(1), layers.Dense(1)
    one, two = first.name, second.name
    assert one.startswith("dense") and two.startswith("dense") and one != two
    assert layers.Dense(1, name="output").name == "output"


def test_set_weights_checks_everything_before_it_changes_anything():
    layer = layers.Dense(2)
    layer(np.ones((1, 3)))
    before = layer.get_weights()
    with pytest.raises(ValueError, match="dense.*bias"):
        layer.set_weights([np.zeros((3, 2)), np.zeros(5)])
    with pytest.raises(ValueError, match="3 arrays"):
        layer.set_weights([np.zeros((3, 2))] * 3)
    assert np.array_equal(layer.get_weights()[0], before[0])


def test_wrong_input_is_refused_with_the_layers_name():
    layer = layers.Dense(2, name="head")
    layer(np.ones((1, 3)))
    with pytest.raises(ValueError, match=r"'head'[\s\S]*\(1, 4\)[\s\S]*size 3"):
        layer(np.ones((1, 4)))
    with pytest.raises(ValueError, match="channel axis"):
        layers.Conv2D(1, 3)(np.ones((2, 8, 8)))
    with pytest.raises(ValueError, match="smaller than the kernel"):
        layers.Conv2D(1, 5)(np.ones((1, 3, 3, 1)))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: layers.Dense(0), "units"),
        (lambda: layers.Dense("3"), "units"),
        (lambda: layers.Dense(3, activation="rellu"), "relu"),
        (lambda: layers.Dense(3, activaton="relu"), "did you mean 'activation'"),
        (lambda: layers.Conv2D(4, 3, padding="full"), "padding"),
        (lambda: layers.Conv2D(4, 3, strides=2, dilation_rate=2), "one of them 1"),
        (lambda: layers.Conv2D(4, 3, groups=3), "divisible"),
        (lambda: layers.Dropout(1.5), "rate"),
        (lambda: layers.Add()([np.ones((2, 3)), np.ones((2, 4))]), "shapes"),
        (lambda: layers.Concatenate()([np.ones((2, 3)), np.ones((2, 4, 1))]), "shapes"),
    ],
)
def test_bad_arguments_are_named(make, words):
    with pytest.raises((ValueError, TypeError), match=words):
        make()


def test_regularizers_and_add_loss_are_collected():
    class Taxed(layers.Layer):
        def call(self, inputs):
            self.add_loss(jnp.sum(inputs))
            return inputs

    layer = layers.Dense(2, kernel_regularizer="l2", kernel_initializer="ones")
    taxed = Taxed()
    model = models.Sequential([Input((3,)), layer, taxed])
    model.compile("sgd", "mse")
    x = np.ones((4, 3))
    loss = model.evaluate(x, np.full((4, 2), 3.0), verbose=0)
    assert loss == pytest.approx(0.01 * 6 + 24.0)
    assert [float(v) for v in layer.losses] == pytest.approx([0.06])


def test_dropout_drops_scales_and_repeats_with_its_seed():
    x = np.ones((200, 500), "float32")
    layer = layers.Dropout(0.3, seed=5)
    first, second = layer(x, training=True), layer(x, training=True)
    for y in (first, second):
        values = np.unique(np.asarray(y))
        np.testing.assert_allclose(values, [0, 1 / 0.7], rtol=1e-6)
        assert abs(float((np.asarray(y) == 0).mean()) - 0.3) < 0.01
    assert not np.array_equal(first, second)
    assert np.array_equal(layers.Dropout(0.3, seed=5)(x, training=True), first)


def test_dropout_noise_shape_shares_the_mask():
    x = np.ones((4, 6, 5), "float32")
    y = np.asarray(layers.Dropout(0.5, noise_shape=(None, 1, None))(x, training=True))
    assert (y == y[:, :1]).all()
    assert len(np.unique(y)) == 2


def test_masks_travel_and_reach_the_loss():
    class Seen(layers.Layer):
        supports_masking = True

        def call(self, inputs, mask=None):
            self.had_mask = mask is not None
            return inputs

    seen = Seen()
    model = models.Sequential(
        [
            Input((3,), dtype="int32"),
            layers.Embedding(5, 2, mask_zero=True),
            layers.Dropout(0.1),
            seen,
            layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    padded = np.array([[1, 2, 0], [3, 0, 0]])
    target = np.zeros((2, 3, 1))
    loss = model.evaluate(padded, target, verbose=0)
    assert seen.had_mask
    errors = model.predict(padded, verbose=0)[..., 0] ** 2
    real = errors[padded != 0]
    assert loss == pytest.approx(real.sum() / len(real), rel=1e-4) or loss == (
        pytest.approx((errors * (padded != 0)).mean(), rel=1e-4)
    )


def test_float_type_and_policies():
    layer = layers.Dense(2, dtype="mixed_bfloat16")
    assert layer(np.ones((1, 3))).dtype == jnp.bfloat16
    assert layer.kernel.dtype == "float32"
    with pytest.raises(ValueError, match="float32"):
        layers.Dense(1, dtype="float31")
    assert tengen.config.floatx() == "float32"


def test_layers_without_weights_are_built_when_made():
    assert layers.Flatten().built
    assert layers.MaxPooling2D().built
    assert not layers.Dense(2).built
    assert not layers.Layer().built

    class Lazy(layers.Layer):
        def call(self, inputs):
            return inputs

    assert not Lazy().built


def test_a_class_of_code_without_a_module_is_a_layer():
    names = {"layers": layers}
    exec("class Twice(layers.Layer):\n    def call(self, x): return 2 * x", names)
    assert names["Twice"].call.__module__ is None
    assert np.asarray(names["Twice"]()(np.ones((1, 2)))).tolist() == [[2, 2]]
    exec(
        "class Times(layers.Layer):\n    def __init__(self, n): super().__init__(); "
        "self.n = n",
        names,
    )
    again = names["Times"].from_config(names["Times"](3).get_config())
    assert again.n == 3


def test_weights_are_not_made_at_each_call():
    class Growing(layers.Layer):
        def call(self, inputs):
            return inputs + self.add_weight(shape=(), initializer="zeros")

    with pytest.raises(ValueError, match="each time it is called"):
        Growing()(np.ones((1, 2)))


def test_arguments_of_build_have_the_names_of_those_of_call():
    class Wrong(layers.Layer):
        def build(self, first_shape, third_shape):
            pass

        def call(self, first, second):
            return first + second

    with pytest.raises(ValueError, match="third_shape"):
        Wrong()(np.ones((1, 2)), np.ones((1, 2)))


def test_a_stated_output_shape_counts():
    class Stated(layers.Layer):
        def call(self, inputs):
            raise AssertionError("not called")

        def compute_output_shape(self, input_shape):
            return {"a": input_shape, "b": (input_shape, (3, 4))}

    spec = Stated().compute_output_spec(Input((2,), batch_size=5))
    assert tuple(spec["a"].shape) == (5, 2)
    assert tuple(spec["b"][1].shape) == (3, 4)


def test_metrics_of_a_layer_are_found_in_it_and_below():
    class Measured(layers.Layer):
        def __init__(self, inner=None):
            super().__init__()
            self.inner = inner
            self.mean = tengen.metrics.Mean()

    layer = Measured(Measured())
    assert len(layer.metrics) == 2
    assert len(layer.metrics_variables) == 4
    assert layer.variables == []


def test_a_variable_stands_for_its_value():
    values = np.ones((2, 3), "float32")
    result = layers.Add()([tengen.Variable(values), values])
    np.testing.assert_array_equal(result, 2 * values)


def test_trainable_is_a_boolean():
    with pytest.raises(ValueError, match="True or False"):
        layers.Dense(2, trainable="no")


def test_freezing_a_layer_freezes_its_weights_and_keeps_their_order():
    layer = layers.BatchNormalization()
    layer.build((None, 3))
    names = [weight.name for weight in layer.weights]
    layer.trainable = False
    assert not layer.gamma.trainable
    assert [weight.name for weight in layer.weights] == names
    layer.trainable = True
    assert layer.gamma.trainable
    assert not layer.moving_mean.trainable


def test_paths_name_the_layers_around():
    class Inner(layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight(shape=(), name="w")
            self.dense = layers.Dense(2, name="dense")
            self.dense.build(input_shape)

        def call(self, inputs):
            return self.w * self.dense(inputs)

    class Outer(layers.Layer):
        def __init__(self):
            super().__init__(name="outer")
            self.inner = Inner(name="inner")

        def call(self, inputs):
            return self.inner(inputs)

    outer = Outer()
    outer(np.ones((1, 3)))
    outer.inner.dense.enable_lora(1)
    assert {weight.path for weight in outer.weights} == {
        "outer/inner/w",
        "outer/inner/dense/kernel",
        "outer/inner/dense/bias",
        "outer/inner/dense/lora_kernel_a",
        "outer/inner/dense/lora_kernel_b",
    }


def test_a_call_that_needs_values_is_taken_at_its_word():
    class Picky(layers.Layer):
        def call(self, inputs, mask=None):
            assert mask is not None
            return inputs

        def compute_output_shape(self, input_shape):
            return input_shape

    model = models.Sequential([layers.Masking(), Picky(), layers.LSTM(2)])
    assert model(np.ones((2, 3, 4))).shape == (2, 2)
