"""`export_model`: which format, from the name or from `format`."""

from __future__ import annotations

import os
from typing import Any

from tengen.core.messages import complain


def export_model(
    model: Any,
    filepath: Any,
    format: str | None = None,
    verbose: bool | None = True,
    input_signature: Any = None,
    **options: Any,
) -> None:
    """Write a model for inference in other programs.

    Args:
        model: a built model.
        filepath: a name; `.onnx` chooses the format.
        format: `'onnx'`, or `None`: by the name's ending.
        verbose: whether to print a line about the file.
        input_signature: inputs with shapes and dtypes; default: the model's own.
        **options: `dynamic_batch=True` (whether any number of samples is taken) and
            `opset=18` (the version of ONNX's operations, 18 to 23).

    Raises:
        ImportError: where the package onnx is missing.
        ValueError: for another format, or a layer that has no form in ONNX, by name;
            nothing is written then.
    """
    path = os.fspath(filepath)
    ending = os.path.splitext(path)[1].lower()
    chosen = format or ("onnx" if ending == ".onnx" else ending or "tf_saved_model")
    if chosen != "onnx":
        raise ValueError(
            complain(
                "export: format",
                repr(chosen),
                "'onnx', the only one there is here",
                fix="model.export('model.onnx'); OpenVINO, LiteRT, TensorFlow and "
                "PyTorch have tools that read it",
            )
        )
    unknown = sorted(set(options) - {"dynamic_batch", "opset"})
    if unknown:
        known = "dynamic_batch and opset"
        raise TypeError(complain("export: options", ", ".join(unknown), known))
    from tengen.export.onnx_file import write_onnx

    line = write_onnx(model, path, input_signature, **options)
    if verbose:
        print(line)
