"""`MobileNetV2`: narrow residual paths, wide depthwise convolutions beside them."""

from __future__ import annotations

from functools import partial
from typing import Any

from tengen import layers
from tengen.applications import imagenet_utils
from tengen.applications._network import (
    Network,
    Wanted,
    assemble,
    channel_axis,
    rows_and_columns,
)
from tengen.applications._weights import WeightFile, WeightFiles
from tengen.applications.imagenet_utils import decode_predictions
from tengen.applications.mobilenet import nearest_side
from tengen.core.messages import complain
from tengen.models import Model

__all__ = ["MobileNetV2", "decode_predictions", "preprocess_input"]

# Filters, strides and expansion of the seventeen blocks.
BLOCKS = (
    (16, 1, 1),
    *((24, 2, 6), (24, 1, 6)),
    *((32, 2, 6), (32, 1, 6), (32, 1, 6)),
    *((64, 2, 6), (64, 1, 6), (64, 1, 6), (64, 1, 6)),
    *((96, 1, 6), (96, 1, 6), (96, 1, 6)),
    *((160, 2, 6), (160, 1, 6), (160, 1, 6)),
    (320, 1, 6),
)
TRAINED_SIDES = (96, 128, 160, 192, 224)
TRAINED_WIDTHS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)


def MobileNetV2(  # noqa: N802 - the name is Keras's
    input_shape: Any = None,
    alpha: float = 1.0,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Model:
    """Return MobileNetV2, 3,538,984 parameters.

    Args:
        input_shape: shape of one image, at least 32 x 32; `(224, 224, 3)` by default,
            without the classifier any size.
        alpha: width: the factor of all numbers of filters, which are rounded to
            multiples of 8.
        include_top: whether the classifier is part of it.
        weights: `'imagenet'` (a download, for `alpha` of 0.35, 0.5, 0.75, 1, 1.3 and
            1.4), `None` (random), or the path of a file.
        input_tensor: symbolic tensor to use as images, instead of an `Input`.
        pooling: without the classifier: `None` (feature maps, at 1/32 of the size),
            `'avg'` or `'max'` (over all places).
        classes: number of classes; other than 1000, ImageNet's classifier is replaced.
        classifier_activation: of the last layer; `None` gives logits.
        name: the model's name.

    Shapes:
        images `(N, 224, 224, 3)` as `preprocess_input` returns them; output
        `(N, classes)`.

    Raises:
        ValueError: for arguments that do not fit.
        DownloadError: where ImageNet's weights cannot be had.

    Source:
        Sandler et al. 2018, table 2.

    Example:
        >>> model = MobileNetV2((32, 32, 3), alpha=0.35, weights=None, classes=10)
        >>> tuple(model.output_shape)
        (None, 10)
    """
    if weights == "imagenet" and alpha not in TRAINED_WIDTHS:
        where = "MobileNetV2: weights='imagenet'"
        widths = f"alpha one of {TRAINED_WIDTHS}"
        raise ValueError(complain(where, f"alpha={alpha}", widths))
    network = Network(
        "MobileNetV2",
        partial(_body, alpha=alpha),
        _head,
        partial(_files, alpha),
        lambda rows: f"mobilenetv2_{alpha:0.2f}_{rows}",
    )
    wanted = Wanted(
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )
    return assemble(network, wanted)


def _body(x: Any, alpha: float) -> Any:
    width = _multiple_of_8(32 * alpha)
    x = layers.Conv2D(
        width, 3, strides=2, padding="same", use_bias=False, name="Conv1"
    )(x)
    x = _rectified(_normalized(x, "bn_Conv1"), "Conv1_relu")
    for number, (filters, strides, expansion) in enumerate(BLOCKS):
        x = _block(x, int(filters * alpha), strides, expansion, number)
    width = _multiple_of_8(1280 * max(alpha, 1.0))
    x = layers.Conv2D(width, 1, use_bias=False, name="Conv_1")(x)
    return _rectified(_normalized(x, "Conv_1_bn"), "out_relu")


def _block(inputs: Any, filters: int, strides: int, expansion: int, number: int) -> Any:
    channels = inputs.shape[channel_axis()]
    filters = _multiple_of_8(filters)
    name = f"block_{number}" if number else "expanded_conv"
    x = inputs
    if expansion > 1:
        x = _pointwise(x, expansion * channels, f"{name}_expand")
        x = _rectified(x, f"{name}_expand_relu")
    if strides > 1:
        x = layers.ZeroPadding2D(_padding(x), name=f"{name}_pad")(x)
    x = layers.DepthwiseConv2D(
        3,
        strides=strides,
        padding="same" if strides == 1 else "valid",
        use_bias=False,
        name=f"{name}_depthwise",
    )(x)
    x = _normalized(x, f"{name}_depthwise_BN")
    x = _rectified(x, f"{name}_depthwise_relu")
    x = _pointwise(x, filters, f"{name}_project")
    if channels == filters and strides == 1:
        return layers.Add(name=f"{name}_add")([inputs, x])
    return x


def _pointwise(x: Any, filters: int, name: str) -> Any:
    x = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=name)(x)
    return _normalized(x, f"{name}_BN")


def _normalized(x: Any, name: str) -> Any:
    return layers.BatchNormalization(axis=channel_axis(), momentum=0.999, name=name)(x)


def _rectified(x: Any, name: str) -> Any:
    return layers.ReLU(6.0, name=name)(x)


def _padding(x: Any) -> tuple[tuple[int, int], ...]:
    """Return the zeros before and after a map: at even sizes, none before."""
    sizes = rows_and_columns(tuple(x.shape[1:]))
    return tuple((0 if size is None else size % 2, 1) for size in sizes)


def _multiple_of_8(number: float) -> int:
    """Round to a multiple of 8, at least 8, and not below nine tenths."""
    rounded = max(8, int(number + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * number else rounded


def _head(x: Any, classes: int, activation: Any) -> Any:
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Dense(classes, activation=activation, name="predictions")(x)


def _files(alpha: float, rows: Any, columns: Any) -> WeightFiles:
    side = nearest_side("MobileNetV2", TRAINED_SIDES, rows, columns)
    stem = f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{float(alpha)}_{side}"
    return WeightFiles(
        WeightFile(f"{stem}.h5", "mobilenet_v2"),
        WeightFile(f"{stem}_no_top.h5", "mobilenet_v2"),
    )


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Return images of 0 ... 255 as MobileNetV2 takes them: -1 ... 1.

    See `imagenet_utils.preprocess_input`, mode `'tf'`.
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="tf")
