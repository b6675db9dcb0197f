"""What Keras 3 calls the functions of `ops` in files: a class for each.

The arguments that are tensors stand in the call, the others in the class's
configuration. The table lists the classes by module and by the names of their tensors.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from tengen.core.naming import to_snake_case

_TABLE = {
    "numpy": {
        "x": """Absolute All Amax Amin Angle Any Arccos Arccosh Arcsin Arcsinh Arctan
            Arctanh Argmax Argmin Argpartition Argsort ArraySplit Bincount BitwiseInvert
            BitwiseNot BroadcastTo Cbrt Ceil Clip Conjugate Copy Corrcoef Cos Cosh
            CountNonzero Cumprod Cumsum Deg2rad Diag Diagflat Diagonal Dsplit EmptyLike
            Exp Exp2 ExpandDims Expm1 Fabs Flip Fliplr Flipud Floor Hsplit I0 Imag
            Isfinite Isinf Isnan Isneginf Isposinf Isreal Log Log10 Log1p Log2
            LogicalNot Max Mean Median Min Moveaxis NanToNum Nanargmax Nanargmin
            Nancumprod Nancumsum Nanmax Nanmean Nanmedian Nanmin Nanprod Nanstd Nansum
            Nanvar Ndim Negative Nonzero OnesLike Prod Ptp Rad2deg Ravel Real Reciprocal
            Repeat Reshape Roll Round Sign Signbit Sin Sinc Sinh Size Slogdet Sort Split
            Sqrt Square Squeeze Stack Std Sum Swapaxes Tan Tanh Tile Trace Transpose
            Tril Triu Trunc Unique Vander Var View Vsplit ZerosLike""",
        "x1 x2": """Add AllClose Append Arctan2 Correlate Cross Divide DivideNoNan Dot
            Equal FloorDivide Fmax Fmin Fmod Gcd Greater GreaterEqual Heaviside Hypot
            Inner IsIn Kron Lcm Ldexp Less LessEqual Logaddexp Logaddexp2 LogicalAnd
            LogicalOr LogicalXor Matmul Maximum Minimum Mod Multiply Nextafter NotEqual
            Outer Power Subtract Tensordot TrueDivide Vdot""",
        "x y": """BitwiseAnd BitwiseLeftShift BitwiseOr BitwiseRightShift BitwiseXor
            LeftShift RightShift""",
        "xs": "Concatenate Dstack Hstack Vstack",
        "x q": "Nanpercentile Nanquantile Percentile Quantile",
        "x indices": "Take TakeAlongAxis",
        "x weights": "Average",
        "x bins": "Digitize",
        "x fill_value": "FullLike",
        "x key": "GetItem",
        "x1 x2 rtol atol": "Isclose",
        "array": "Rot90",
        "sorted_sequence values": "SearchSorted",
        "y": "Trapezoid",
        "indices": "UnravelIndex",
        "condition x1 x2": "Where",
    },
    "nn": {
        "x": """Celu DepthToSpace Elu Gelu Glu HardShrink HardSigmoid HardSilu HardTanh
            LeakyRelu LogSigmoid LogSoftmax Moments Normalize OneHot Relu Relu6 Selu
            Sigmoid Silu SoftShrink Softmax Softplus Softsign SpaceToDepth SparsePlus
            SparseSigmoid Sparsemax Squareplus TanhShrink Threshold""",
        "inputs": "AdaptiveAveragePool AdaptiveMaxPool AveragePool MaxPool MultiHot",
        "inputs kernel": "Conv ConvTranspose DepthwiseConv",
        "inputs depthwise_kernel pointwise_kernel": "SeparableConv",
        "target output": """BinaryCrossentropy CategoricalCrossentropy
            SparseCategoricalCrossentropy""",
        "x mean variance offset scale": "BatchNorm",
        "x gamma beta": "LayerNorm",
        "x scale": "RMSNorm",
        "query key value bias mask scale": "DotProductAttention",
        "abs_ angle": "Polar",
        "x1 x2": "PSNR",
    },
    "math": {
        "x": "Erf Erfc Erfinv Logdet Logsumexp Rsqrt TopK ViewAsComplex ViewAsReal",
        "x y": "CDist",
        "targets predictions": "InTopK",
        "data segment_ids": "SegmentMax SegmentMin SegmentProd SegmentSum",
    },
    "linalg": {
        "x": "Cholesky CholeskyInverse Det Eigh Inv MatrixRank Norm Pinv Qr SVD",
        "a b": "Solve SolveTriangular",
    },
    "core": {
        "x": "Cast Unstack",
        "variable": "StopGradient",
        "indices values": "Scatter",
        "inputs indices updates": "ScatterUpdate",
        "inputs start_indices": "Slice",
        "inputs start_indices updates": "SliceUpdate",
    },
}
_FUNCTION_OF = {
    "AllClose": "allclose",
    "BatchNorm": "batch_normalization",
    "CDist": "cdist",
    "IsIn": "isin",
    "LayerNorm": "layer_normalization",
    "RMSNorm": "rms_normalization",
    "SearchSorted": "searchsorted",
}
_ALSO = {
    "abs": "absolute",
    "conj": "conjugate",
    "hard_swish": "hard_silu",
    "swish": "silu",
}


class KerasOperation(NamedTuple):
    """How Keras writes a function.

    Attributes:
        module: such as `"numpy"`, short for `keras.src.ops.numpy`.
        class_name: such as `"ExpandDims"`.
        function: the function's name, such as `"expand_dims"`.
        tensors: the names of the arguments that stand in the call.
    """

    module: str
    class_name: str
    function: str
    tensors: tuple[str, ...]


@cache
def _all() -> tuple[KerasOperation, ...]:
    return tuple(
        KerasOperation(
            module,
            name,
            _FUNCTION_OF.get(name) or to_snake_case(name),
            tuple(tensors.split()),
        )
        for module, groups in _TABLE.items()
        for tensors, names in groups.items()
        for name in names.split()
    )


@cache
def _by_function() -> dict[str, KerasOperation]:
    return {operation.function: operation for operation in _all()}


@cache
def _by_class() -> dict[str, KerasOperation]:
    return {operation.class_name: operation for operation in _all()}


def of_function(name: str) -> KerasOperation | None:
    """Return how Keras writes a function, `None` where it has no class for it."""
    return _by_function().get(_ALSO.get(name, name))


def of_class(name: str) -> KerasOperation | None:
    """Return which function a class of Keras stands for."""
    return _by_class().get(name)
