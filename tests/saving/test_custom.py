"""Classes and functions of users: found where they may be, refused where not.

Properties: (1) a layer as the course writes it - no `get_config`, no `**kwargs` - saves
and loads, found in the running script by its name; (2) `custom_objects` and registered
classes are found; (3) what is not known is named in the error; (4) code in files is
never run; (5) arguments keep their kind: arrays, tuples of layers, functions.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap

import numpy as np
import pytest

from tengen import Input, layers, losses, models, ops, saving
from tengen.core.registry import only_built_in
from tengen.layers._registry import registry
from tengen.saving import register_keras_serializable

SCRIPT = """
    import sys
    import numpy as np
    from tengen import Input, layers, models, ops

    class CustomDense(layers.Layer):
        def __init__(self, units=32):
            super(CustomDense, self).__init__()
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(shape=(input_shape[-1], self.units),
                                     initializer="random_normal", trainable=True)
            self.b = self.add_weight(shape=(self.units,),
                                     initializer="random_normal", trainable=True)

        def call(self, inputs):
            return ops.matmul(inputs, self.w) + self.b

    x = np.ones((2, 4), "float32")
    if sys.argv[1] == "write":
        inputs = Input((4,))
        layer = CustomDense(10)
        layer.trainable = False
        model = models.Model(inputs, layers.Dense(2)(layer(inputs)))
        model.compile("adam", "mse")
        for path in sys.argv[2:]:
            model.save(path)
        np.save(sys.argv[2] + ".npy", model.predict(x, verbose=0))
    else:
        for path in sys.argv[2:]:
            model = models.load_model(path)
            layer = model.layers[1]
            assert type(layer) is CustomDense and layer.units == 10
            assert layer.name == "custom_dense" and not layer.trainable
            assert np.array_equal(model.predict(x, verbose=0),
                                  np.load(sys.argv[2] + ".npy"))
        print("loaded")
"""


def test_the_custom_layer_of_the_course_travels_between_runs_of_a_script(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    paths = [str(tmp_path / "m.keras"), str(tmp_path / "m.h5")]
    for action, said in (("write", ""), ("read", "loaded")):
        done = subprocess.run(
            [sys.executable, script, action, *paths], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    for path in paths:  # here, in another script, nobody knows the class
        with pytest.raises(ValueError, match="CustomDense"):
            models.load_model(path)


class Scaled(layers.Layer):
    """A layer that takes all sorts of arguments."""

    def __init__(self, factor, table=None, activation=None, inner=(), name=None):
        super().__init__(name=name)
        self.factor = factor
        self.table = table
        self.function = activation or (lambda x: x)
        self.inner = list(inner)

    def call(self, inputs):
        outputs = self.function(inputs * self.factor)
        for layer in self.inner:
            outputs = layer(outputs)
        return outputs if self.table is None else outputs + self.table


def doubled(x):
    return 2 * x


def saved(layer, path, shape=(3,)):
    inputs = Input(shape)
    model = models.Model(inputs, layer(inputs))
    model.save(path)
    return model


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_arguments_keep_their_kind(ending, tmp_path):
    table = np.arange(3, dtype="float32")
    inner = (layers.Dense(3, activation="tanh"), layers.Dense(3))
    layer = Scaled(np.float32(1.5), table, activation=doubled, inner=inner)
    path = tmp_path / f"m.{ending}"
    model = saved(layer, path)
    loaded = models.load_model(path, {"Scaled": Scaled, "doubled": doubled})
    copy = loaded.layers[1]
    assert copy.factor == 1.5 and copy.function is doubled
    assert isinstance(copy.table, np.ndarray) and copy.table.dtype == np.float32
    assert [type(x) for x in copy.inner] == [layers.Dense, layers.Dense]
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    assert np.array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))


def test_an_argument_that_cannot_be_written_is_named(tmp_path):
    class Asking(layers.Layer):
        def __init__(self, database, name=None):
            super().__init__(name=name)

        def call(self, inputs):
            return inputs

    path = tmp_path / "m.keras"
    path.write_bytes(b"an older file")
    with pytest.raises(TypeError, match=r"'s', argument 'database'[\s\S]*get_config"):
        saved(Asking(object(), name="s"), path)
    assert path.read_bytes() == b"an older file"
    assert [p.name for p in tmp_path.iterdir()] == ["m.keras"]


def test_registered_classes_are_found_by_their_package(tmp_path):
    @register_keras_serializable("shop")
    class Shelf(layers.Layer):
        def __init__(self, height=2, **options):
            super().__init__(**options)
            self.height = height

        def get_config(self):
            return {**super().get_config(), "height": self.height}

        def call(self, inputs):
            return inputs * self.height

    model = saved(Shelf(5), tmp_path / "m.keras")
    assert '"registered_name": "shop>Shelf"' in model.to_json()
    assert models.load_model(tmp_path / "m.keras").layers[1].height == 5
    saved(Shelf(7), tmp_path / "m.h5")
    assert models.load_model(tmp_path / "m.h5").layers[1].height == 7


def test_custom_object_scope_serves_as_well(tmp_path):
    saved(Scaled(2.0), tmp_path / "m.keras")
    with saving.custom_object_scope({"Scaled": Scaled}):
        assert models.load_model(tmp_path / "m.keras").layers[1].factor == 2.0
    with pytest.raises(ValueError, match="unknown class 'Scaled'"):
        models.load_model(tmp_path / "m.keras")


def test_files_of_strangers_may_use_nothing_but_the_library(tmp_path, monkeypatch):
    @register_keras_serializable("guests")
    class Visitor(layers.Layer):
        def call(self, inputs):
            return inputs

    class OfScript(layers.Layer):
        def call(self, inputs):
            return inputs

    monkeypatch.setattr(OfScript, "__module__", "__main__")
    registry.add(OfScript)
    for kind in (Visitor, OfScript):
        saved(kind(), tmp_path / "m.keras")
        assert type(models.load_model(tmp_path / "m.keras").layers[1]) is kind
        with only_built_in(), pytest.raises(ValueError, match=kind.__name__):
            models.load_model(tmp_path / "m.keras")
        assert type(models.load_model(tmp_path / "m.keras").layers[1]) is kind


def test_a_class_of_ones_own_may_have_the_name_of_a_layer(tmp_path):
    class Dense(layers.Layer):
        def call(self, inputs):
            return inputs

    saved(Dense(), tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras", {"Dense": Dense})
    assert type(loaded.layers[1]) is Dense
    with pytest.raises(ValueError, match="unknown class 'Dense'"):
        models.load_model(tmp_path / "m.keras")


def test_subclasses_of_layers_of_the_library(tmp_path):
    class Tall(layers.Dense):
        def __init__(self, *args, extra=1, **kwargs):
            super().__init__(*args, **kwargs)
            self.extra = extra

    saved(Tall(4, "relu", extra=3), tmp_path / "m.keras")
    copy = models.load_model(tmp_path / "m.keras", {"Tall": Tall}).layers[1]
    assert (copy.units, copy.extra) == (4, 3)
    assert copy.activation.__name__ == "relu"


def test_custom_losses_and_metrics_are_asked_for(tmp_path):
    def strange(y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred) ** 3, axis=-1)

    class Odd(losses.Loss):
        def __init__(self, power=2, **options):
            super().__init__(**options)
            self.power = power

        def call(self, y_true, y_pred):
            return ops.mean((y_true - y_pred) ** self.power, axis=-1)

    x, y = np.ones((4, 3)), np.zeros((4, 2))
    for loss, objects in ((strange, {"strange": strange}), (Odd(4), {"Odd": Odd})):
        model = models.Sequential([Input((3,)), layers.Dense(2)])
        model.compile("sgd", loss, metrics=[strange])
        before = model.evaluate(x, y, verbose=0)
        for name in ("m.keras", "m.h5"):
            model.save(tmp_path / name)
            known = {**objects, "strange": strange}
            loaded = models.load_model(tmp_path / name, known)
            assert loaded.evaluate(x, y, verbose=0) == before
            with pytest.raises(ValueError, match="unknown (class|function)"):
                models.load_model(tmp_path / name)
            assert not models.load_model(tmp_path / name, compile=False).compiled


def test_own_ways_to_save_values_are_followed(tmp_path):
    class Counting(layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.words = []

        def save_own_variables(self, store):
            store["letters"] = np.frombuffer(" ".join(self.words).encode(), "uint8")

        def load_own_variables(self, store):
            self.words = store["letters"].tobytes().decode().split()

        def call(self, inputs):
            return inputs

    layer = Counting()
    layer.words = ["two", "words"]
    saved(layer, tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras", {"Counting": Counting})
    assert loaded.layers[1].words == ["two", "words"]


# -- functions as layers ---------------------------------------------------------------


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_function_with_a_name_is_asked_for_by_it(ending, tmp_path):
    path = tmp_path / f"m.{ending}"
    model = saved(layers.Lambda(doubled, name="twice"), path)
    x = np.ones((2, 3), "float32")
    loaded = models.load_model(path, {"doubled": doubled})
    assert np.array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))
    with pytest.raises(ValueError, match="unknown function 'doubled'"):
        models.load_model(path)


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_lambda_is_asked_for_by_the_name_of_its_layer(ending, tmp_path):
    path = tmp_path / f"m.{ending}"
    saved(layers.Lambda(lambda x: x + 1, name="plus"), path)
    with pytest.raises(ValueError, match=r"'plus'[\s\S]*custom_objects=\{'plus'"):
        models.load_model(path)
    loaded = models.load_model(path, {"plus": lambda x: x + 1})
    assert loaded.predict(np.zeros((1, 3)), verbose=0).tolist() == [[1, 1, 1]]


def test_functions_of_the_library_need_no_introduction(tmp_path):
    stack = [layers.Lambda(ops.square), layers.Lambda(ops.sum, arguments={"axis": 1})]
    model = models.Sequential([Input((3,)), *stack])
    model.save(tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras")
    assert loaded.predict(np.full((1, 3), 2.0), verbose=0).tolist() == [12]


def test_clones_keep_functions_without_names():
    model = models.Sequential(
        [Input((3,)), layers.Lambda(lambda x: x * 3), layers.Lambda(doubled)]
    )
    clone = models.clone_model(model)
    assert clone.predict(np.ones((1, 3)), verbose=0).tolist() == [[6, 6, 6]]


def test_a_subclass_of_a_registered_class_is_not_the_class(tmp_path):
    @register_keras_serializable("inn")
    class Room(layers.Layer):
        def call(self, inputs):
            return inputs

    class Suite(Room):
        def call(self, inputs):
            return inputs * 2

    saved(Suite(), tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras", {"Suite": Suite})
    assert type(loaded.layers[1]) is Suite


def test_a_registered_class_does_not_replace_one_of_the_library(tmp_path):
    @register_keras_serializable("mine")
    class Dense(layers.Dense):
        pass

    saved(layers.Dense(2), tmp_path / "m.keras")
    assert type(models.load_model(tmp_path / "m.keras").layers[1]) is layers.Dense
    saved(Dense(2), tmp_path / "n.keras")
    assert type(models.load_model(tmp_path / "n.keras").layers[1]) is Dense


@register_keras_serializable("kitchen")
class Seasoned(layers.Layer):
    """Writes each argument itself, as a dict that takes no name twice."""

    def __init__(self, salt, **options):
        super().__init__(**options)
        self.amount = salt

    def get_config(self):
        return dict(salt=self.amount, **super().get_config())

    def call(self, x):
        return x * self.amount


def test_a_config_of_ones_own_and_that_of_the_base(tmp_path):
    model = models.Sequential([layers.Input((2,)), Seasoned(3.0, name="pan")])
    assert model.layers[0].get_config().keys() == {"salt", "name", "trainable", "dtype"}
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras").layers[0]
    assert (again.amount, again.name) == (3.0, "pan")


def test_a_class_that_no_file_can_hold_is_not_registered():
    with pytest.raises(ValueError, match="get_config"):
        register_keras_serializable("kitchen")(type("Spoon", (), {}))


def test_arguments_that_are_no_dict():
    entry = {"module": "keras.layers", "class_name": "Dense", "config": [1, 2, 3]}
    with pytest.raises(ValueError, match="Dense"):
        layers.deserialize(entry)


@pytest.mark.parametrize("name", ["builtins.eval", "shop>Dense", 5])
def test_an_entry_that_means_two_things(name):
    dense = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1}}
    relu = {"module": "builtins", "class_name": "function", "config": "relu"}
    for entry in (dense, relu):
        with pytest.raises(ValueError, match="registered"):
            saving.deserialize_keras_object(entry | {"registered_name": name})
        for nothing in (None, ""):
            entry["registered_name"] = nothing
            assert saving.deserialize_keras_object(entry)


def test_layers_that_are_left_out(tmp_path):
    def network():
        inner = models.Sequential([layers.Input((2,)), layers.Dense(2)])
        return models.Sequential([layers.Input((2,)), layers.Dense(2), inner])

    saved, path = network(), tmp_path / "m.weights.h5"
    for written, read in (([0], [0]), ([], [1]), ([1], [1]), ([], [])):
        model = network()
        saved.save_weights(path, objects_to_skip=[saved.layers[i] for i in written])
        model.load_weights(path, objects_to_skip=[model.layers[i] for i in read])
        for index, (one, other) in enumerate(
            zip(saved.layers, model.layers, strict=True)
        ):
            same = np.array_equal(one.get_weights()[0], other.get_weights()[0])
            assert same == (index not in read)
    with pytest.raises(ValueError, match="objects_to_skip"):
        saved.save_weights(tmp_path / "m.h5", objects_to_skip=[saved.layers[0]])
