"""`MobileNet`: convolutions taken apart, place by place and channel by channel."""

from __future__ import annotations

from functools import partial
from typing import Any

from tengen import layers
from tengen.applications import imagenet_utils
from tengen.applications._network import Network, Wanted, assemble, channel_axis
from tengen.applications._weights import WeightFile, WeightFiles
from tengen.applications.imagenet_utils import decode_predictions
from tengen.core.messages import complain
from tengen.models import Model
from tengen.utils.notes import say_once

__all__ = ["MobileNet", "decode_predictions", "preprocess_input"]

# Filters and strides of the thirteen blocks.
BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)),
)
TRAINED_SIDES = (128, 160, 192, 224)
TRAINED_WIDTHS = {0.25: "2_5", 0.5: "5_0", 0.75: "7_5", 1.0: "1_0"}


def MobileNet(  # noqa: N802 - the name is Keras's
    input_shape: Any = None,
    alpha: float = 1.0,
    depth_multiplier: int = 1,
    dropout: float = 0.001,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Model:
    """Return MobileNet, 4,253,864 parameters.

    Args:
        input_shape: shape of one image, at least 32 x 32; `(224, 224, 3)` by default,
            without the classifier any size.
        alpha: width: the factor of all numbers of filters.
        depth_multiplier: filters per channel in the depthwise convolutions.
        dropout: rate, before the classifier.
        include_top: whether the classifier is part of it.
        weights: `'imagenet'` (a download, for `alpha` of 0.25, 0.5, 0.75 and 1),
            `None` (random), or the path of a file.
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
        Howard et al. 2017, table 1.

    Example:
        >>> model = MobileNet((32, 32, 3), alpha=0.25, weights=None, classes=10)
        >>> tuple(model.output_shape)
        (None, 10)
    """
    if weights == "imagenet" and (alpha not in TRAINED_WIDTHS or depth_multiplier != 1):
        raise ValueError(
            complain(
                "MobileNet: weights='imagenet'",
                f"alpha={alpha}, depth_multiplier={depth_multiplier}",
                f"alpha one of {[*TRAINED_WIDTHS]}, depth_multiplier=1",
            )
        )
    network = Network(
        "MobileNet",
        partial(_body, alpha=alpha, depth_multiplier=depth_multiplier),
        partial(_head, dropout=dropout),
        partial(_files, alpha),
        lambda rows: f"mobilenet_{alpha:0.2f}_{rows}",
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


def _rectified(x: Any, name: str) -> Any:
    x = layers.BatchNormalization(axis=channel_axis(), name=f"{name}_bn")(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(x)


def _body(x: Any, alpha: float, depth_multiplier: int) -> Any:
    width = int(32 * alpha)
    x = layers.Conv2D(
        width, 3, strides=2, padding="same", use_bias=False, name="conv1"
    )(x)
    x = _rectified(x, "conv1")
    for number, (filters, strides) in enumerate(BLOCKS, 1):
        x = _block(x, int(filters * alpha), strides, depth_multiplier, number)
    return x


def _block(
    x: Any, filters: int, strides: int, depth_multiplier: int, number: int
) -> Any:
    if strides > 1:
        x = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"conv_pad_{number}")(x)
    x = layers.DepthwiseConv2D(
        3,
        strides=strides,
        padding="same" if strides == 1 else "valid",
        depth_multiplier=depth_multiplier,
        use_bias=False,
        name=f"conv_dw_{number}",
    )(x)
    x = _rectified(x, f"conv_dw_{number}")
    x = layers.Conv2D(
        filters, 1, padding="same", use_bias=False, name=f"conv_pw_{number}"
    )(x)
    return _rectified(x, f"conv_pw_{number}")


def _head(x: Any, classes: int, activation: Any, dropout: float) -> Any:
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    x = layers.Conv2D(classes, 1, padding="same", name="conv_preds")(x)
    x = layers.Reshape((classes,), name="reshape_2")(x)
    return layers.Activation(activation, name="predictions")(x)


def _files(alpha: float, rows: Any, columns: Any) -> WeightFiles:
    stem = f"mobilenet_{TRAINED_WIDTHS[alpha]}"
    stem += f"_{nearest_side('MobileNet', TRAINED_SIDES, rows, columns)}_tf"
    return WeightFiles(
        WeightFile(f"{stem}.h5", "mobilenet"),
        WeightFile(f"{stem}_no_top.h5", "mobilenet"),
    )


def nearest_side(title: str, sides: tuple[int, ...], rows: Any, columns: Any) -> int:
    """Return the size of the images whose weights are to be taken; 224 in doubt."""
    if rows == columns and rows in sides:
        return int(rows)
    if rows is not None:
        say_once(
            f"{title}: ImageNet's weights are those for images of 224 x 224; there are "
            f"none for {rows} x {columns}, only for {', '.join(map(str, sides))}"
        )
    return 224


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Return images of 0 ... 255 as MobileNet takes them: -1 ... 1.

    See `imagenet_utils.preprocess_input`, mode `'tf'`.
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="tf")
