"""Models as files for other programs: ONNX.

The inference function of a model is traced by JAX, and each primitive of the trace is
written as nodes of ONNX. So custom layers, `Lambda` and functions of `tengen.ops`
travel as built-in layers do.

What is not here: files that are read again (`tengen.saving`).
"""

from tengen.export.formats import export_model
from tengen.export.operations import supported_primitives

__all__ = ["export_model", "supported_primitives"]
