"""Models as ONNX files, computed by ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx", reason="the package onnx is not installed")
pytest.importorskip("onnxruntime", reason="the package onnxruntime is not installed")

SAMPLES = 7


def randomized(model, seed=0):
    """Give every weight values that a wrong order or a left-out step would betray."""
    numbers = np.random.default_rng(seed)
    for variable in model.variables:
        if np.dtype(variable.dtype).kind != "f":
            continue
        values = numbers.uniform(0.2, 0.8, variable.shape)
        if variable.name not in ("gamma", "moving_variance", "variance"):
            values *= numbers.choice([-1, 1], variable.shape)
        variable.assign(values)
    return model


def data_for(tensor, seed=1):
    """Seven samples for an input; whole numbers are from 0 to 4."""
    numbers = np.random.default_rng(seed)
    shape = (SAMPLES, *tensor.shape[1:])
    if tensor.dtype.startswith("int"):
        return numbers.integers(0, 5, shape).astype(tensor.dtype)
    return numbers.normal(size=shape).astype(tensor.dtype)


class Exported:
    """An ONNX file that is run by ONNX Runtime."""

    def __init__(self, path):
        import onnx
        import onnxruntime

        self.proto = onnx.load(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    @property
    def operations(self):
        return [node.op_type for node in self.proto.graph.node]

    @property
    def input_names(self):
        return [one.name for one in self.session.get_inputs()]

    @property
    def output_names(self):
        return [one.name for one in self.session.get_outputs()]

    def __call__(self, *arrays):
        named = dict(zip(self.input_names, arrays, strict=True))
        return self.session.run(None, named)


@pytest.fixture
def export(tmp_path):
    def write(model, **options):
        path = tmp_path / "model.onnx"
        model.export(path, verbose=False, **options)
        return Exported(path)

    return write


@pytest.fixture
def agrees(export):
    """Say that a file gives what the model gives, for one sample and for seven."""

    def check(model, *data, tolerance=1e-5, **options):
        from tengen.core.trees import flatten

        if not data:
            data = [data_for(x, seed=i) for i, x in enumerate(model.inputs)]
        expected = flatten(
            model.predict(list(data) if len(data) > 1 else data[0], verbose=0)
        )
        exported = export(model, **options)
        for samples in (SAMPLES, 1):
            results = exported(*(x[:samples] for x in data))
            assert len(results) == len(expected)
            for got, wanted in zip(results, expected, strict=True):
                assert got.dtype == wanted.dtype
                scale = max(1.0, float(np.abs(wanted).max()))
                np.testing.assert_allclose(
                    got, wanted[:samples], rtol=0, atol=tolerance * scale
                )
        return exported

    return check
