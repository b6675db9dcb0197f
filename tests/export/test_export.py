"""`export`: what is refused and how it is said, what a file says of itself.

Properties: an error names layer and operation and leaves files as they were; names of
inputs, outputs, weights and nodes are those of the model; layers keep their layout.
"""

from __future__ import annotations

import sys

import jax
import numpy as np
import pytest

import tengen
from tengen import Input, Model, Sequential, layers
from tengen.export import supported_primitives

from .test_models import lenet


def small():
    x = Input((4,), name="features")
    y = layers.Dense(3, name="hidden", activation="relu")(x)
    return Model(x, layers.Dense(2, name="scores")(y), name="small")


def decomposed():
    x = Input((3, 3))
    return Model(x, layers.Lambda(jax.numpy.linalg.svd, name="decompose")(x)[1])


# -- refusals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path, options, named",
    [
        ("model", {}, "tf_saved_model"),
        ("model", {"format": "tf_saved_model"}, "tf_saved_model"),
        ("model.tflite", {}, "tflite"),
        ("model.onnx", {"format": "openvino"}, "openvino"),
        ("model.x", {"format": "litert"}, "litert"),
    ],
)
def test_other_formats_are_named(path, options, named, tmp_path):
    with pytest.raises(ValueError, match=f"{named}(.|\n)*onnx"):
        small().export(tmp_path / path, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_format_may_be_said(tmp_path, capsys):
    small().export(str(tmp_path / "network"), format="onnx")
    printed = capsys.readouterr().out
    assert "features (None, 4) -> scores" in printed
    assert (tmp_path / "network").stat().st_size > 0


def test_unknown_options_and_versions(tmp_path):
    with pytest.raises(TypeError, match="opsets"):
        small().export(tmp_path / "model.onnx", opsets=18)
    with pytest.raises(ValueError, match="18 to 23"):
        small().export(tmp_path / "model.onnx", opset=7)


def test_an_operation_that_onnx_lacks_is_named_with_its_layer(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_text("what was here")
    with pytest.raises(ValueError, match="decompose(.|\n)*'svd'"):
        decomposed().export(path)
    assert path.read_text() == "what was here"
    assert list(tmp_path.iterdir()) == [path]


def test_a_layer_that_calls_python_is_refused(tmp_path):
    def outside(x):
        kind = jax.ShapeDtypeStruct(x.shape, x.dtype)
        return jax.pure_callback(np.sort, kind, x)

    x = Input((3,))
    model = Model(x, layers.Lambda(outside, name="outside")(x))
    with pytest.raises(ValueError, match="outside(.|\n)*callback"):
        model.export(tmp_path / "model.onnx")


def test_numbers_drawn_in_inference_are_refused(tmp_path):
    class Noisy(layers.Layer):
        def call(self, x):
            return x + jax.random.normal(jax.random.key(0), x.shape)

    x = Input((3,))
    with pytest.raises(ValueError, match="noise(.|\n)*random"):
        Model(x, Noisy(name="noise")(x)).export(tmp_path / "model.onnx")


def test_what_cannot_be_traced_is_said(tmp_path):
    class Looks(layers.Layer):
        def call(self, x):
            return x if x.sum() > 0 else -x

    x = Input((3,))
    model = Model(x, Looks(name="looks")(x))
    with pytest.raises(ValueError, match="cannot be traced"):
        model.export(tmp_path / "model.onnx")


def test_more_than_two_gibibytes_are_refused(tmp_path, monkeypatch):
    from tengen.export import onnx_file

    monkeypatch.setattr(onnx_file, "_LARGEST", 10)
    with pytest.raises(ValueError, match="2 GiB"):
        small().export(tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match="pip install onnx"):
        small().export(tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


# -- what a file says ------------------------------------------------------------------


def test_names_are_the_models(export):
    exported = export(small())
    graph = exported.proto.graph
    assert exported.input_names == ["features"]
    assert exported.output_names == ["scores"]
    assert graph.name == "small"
    assert {tensor.name for tensor in graph.initializer} == {
        "hidden/kernel",
        "hidden/bias",
        "scores/kernel",
        "scores/bias",
    }
    assert [node.name for node in graph.node] == [
        "hidden/MatMul",
        "hidden/Add",
        "hidden/Relu",
        "scores/MatMul",
        "scores/Add",
    ]


def test_who_wrote_it(export):
    proto = export(small()).proto
    assert (proto.producer_name, proto.producer_version) == (
        "tengen",
        tengen.__version__,
    )


def test_a_network_of_convolutions_is_what_one_would_draw(export):
    assert export(lenet()).operations == [
        "Transpose",
        *("Conv", "Tanh", "AveragePool") * 2,
        *("Transpose", "Reshape"),
        *("MatMul", "Add", "Tanh") * 2,
        *("MatMul", "Add", "Softmax"),
    ]


def test_limits_and_enlargements_have_their_names(export):
    x = Input((4, 4, 2))
    y = layers.UpSampling2D()(layers.Conv2D(3, 1)(x))
    y = layers.Activation("relu6")(layers.ReLU(4.0)(y))
    wanted = ["Transpose", "Conv", "Resize", "Clip", "Clip", "Transpose"]
    assert export(Model(x, y)).operations == wanted


def test_channels_first_needs_no_transposition(export):
    first = {"data_format": "channels_first"}
    model = Sequential(
        [
            Input((3, 8, 8)),
            layers.Conv2D(4, 3, activation="relu", **first),
            layers.MaxPooling2D(**first),
            layers.Flatten(),
        ]
    )
    assert export(model).operations == ["Conv", "Relu", "MaxPool", "Reshape"]


def test_the_path_of_a_folder_that_is_not_there_is_made(tmp_path):
    path = tmp_path / "models" / "model.onnx"
    small().export(path, verbose=False)
    assert path.exists()


def test_training_goes_on_after_export(tmp_path):
    model = small()
    model.compile("sgd", "mse")
    data = np.ones((4, 4), "float32"), np.ones((4, 2), "float32")
    before = model.train_on_batch(*data)
    model.export(tmp_path / "model.onnx", verbose=False)
    assert float(model.train_on_batch(*data)) < float(before)


def test_the_table_of_operations_is_in_the_document():
    from pathlib import Path

    text = (Path(tengen.__file__).parents[2] / "docs" / "formats.md").read_text()
    missing = [name for name in supported_primitives() if f"`{name}`" not in text]
    assert missing == []
