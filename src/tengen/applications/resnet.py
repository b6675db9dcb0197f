"""`ResNet18` to `ResNet152`: residual networks, first version."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tengen import layers
from tengen.applications import imagenet_utils
from tengen.applications._network import Network, Wanted, assemble, channel_axis
from tengen.applications._weights import WeightFiles, named_files
from tengen.applications.imagenet_utils import decode_predictions
from tengen.models import Model

__all__ = [
    "ResNet101",
    "ResNet152",
    "ResNet18",
    "ResNet34",
    "ResNet50",
    "decode_predictions",
    "preprocess_input",
]

FILTERS = (64, 128, 256, 512)

Block = Callable[[Any, int, int, bool, str], Any]


# -- parts -----------------------------------------------------------------------------


def _normalized(x: Any, name: str) -> Any:
    return layers.BatchNormalization(
        axis=channel_axis(), epsilon=1.001e-5, name=f"{name}_bn"
    )(x)


def _rectified(x: Any, name: str) -> Any:
    return layers.Activation("relu", name=name)(x)


def _bottleneck(x: Any, filters: int, strides: int, changes: bool, name: str) -> Any:
    """Narrow, convolve, widen to four times `filters`; beside it the shortcut."""
    shortcut = x
    if changes:
        wide = layers.Conv2D(4 * filters, 1, strides=strides, name=f"{name}_0_conv")
        shortcut = _normalized(wide(x), f"{name}_0")
    x = layers.Conv2D(filters, 1, strides=strides, name=f"{name}_1_conv")(x)
    x = _rectified(_normalized(x, f"{name}_1"), f"{name}_1_relu")
    x = layers.Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x)
    x = _rectified(_normalized(x, f"{name}_2"), f"{name}_2_relu")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    x = _normalized(x, f"{name}_3")
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return _rectified(x, f"{name}_out")


def _basic(x: Any, filters: int, strides: int, changes: bool, name: str) -> Any:
    """Two 3x3 convolutions without biases; beside them the shortcut."""
    shortcut = x
    if changes and (strides > 1 or x.shape[channel_axis()] != filters):
        convolution = layers.Conv2D(
            filters, 1, strides=strides, use_bias=False, name=f"{name}_0_conv"
        )
        shortcut = _normalized(convolution(x), f"{name}_0")
    x = layers.ZeroPadding2D(1, name=f"{name}_1_pad")(x)
    x = layers.Conv2D(
        filters, 3, strides=strides, use_bias=False, name=f"{name}_1_conv"
    )(x)
    x = _rectified(_normalized(x, f"{name}_1"), f"{name}_1_relu")
    x = layers.Conv2D(
        filters, 3, padding="same", use_bias=False, name=f"{name}_2_conv"
    )(x)
    x = _normalized(x, f"{name}_2")
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return _rectified(x, f"{name}_out")


def _body(x: Any, block: Block, depths: tuple[int, ...], use_bias: bool) -> Any:
    x = layers.ZeroPadding2D(3, name="conv1_pad")(x)
    x = layers.Conv2D(64, 7, strides=2, use_bias=use_bias, name="conv1_conv")(x)
    x = _rectified(_normalized(x, "conv1"), "conv1_relu")
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    for stage, (filters, depth) in enumerate(zip(FILTERS, depths, strict=True), 2):
        for number in range(1, depth + 1):
            is_first = number == 1
            strides = 2 if is_first and stage > 2 else 1
            x = block(x, filters, strides, is_first, f"conv{stage}_block{number}")
    return x


def _head(x: Any, classes: int, activation: Any) -> Any:
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    return layers.Dense(classes, activation=activation, name="predictions")(x)


def _network(
    title: str, depths: tuple[int, ...], block: Block, files: WeightFiles | None = None
) -> Network:
    return Network(
        title,
        partial(_body, block=block, depths=depths, use_bias=block is _bottleneck),
        _head,
        None if files is None else lambda rows, columns: files,
        pool_names=("avg_pool", "max_pool"),
    )


# -- networks --------------------------------------------------------------------------

_RESNET18 = _network("ResNet18", (2, 2, 2, 2), _basic)
_RESNET34 = _network("ResNet34", (3, 4, 6, 3), _basic)
_RESNET50 = _network(
    "ResNet50",
    (3, 4, 6, 3),
    _bottleneck,
    named_files(
        "resnet50",
        "resnet",
        whole="2cb95161c43110f7111970584f804107",
        body="4d473c1dd8becc155b73f8504c6f6626",
    ),
)
_RESNET101 = _network(
    "ResNet101",
    (3, 4, 23, 3),
    _bottleneck,
    named_files(
        "resnet101",
        "resnet",
        whole="f1aeb4b969a6efcfb50fad2f0c20cfc5",
        body="88cf7a10940856eca736dc7b7e228a21",
    ),
)
_RESNET152 = _network(
    "ResNet152",
    (3, 8, 36, 3),
    _bottleneck,
    named_files(
        "resnet152",
        "resnet",
        whole="100835be76be38e30d865e96f2aaae62",
        body="ee4c566cf9a93f14d82f913c2dc6dd0c",
    ),
)


def ResNet50(  # noqa: N802 - the name is Keras's
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "resnet50",
) -> Model:
    """Return ResNet50, 25,636,712 parameters.

    With ImageNet's weights and other classes, the classifier alone is new; it is said
    once. (Keras refuses this.)

    Args:
        include_top: whether the classifier is part of it.
        weights: `'imagenet'` (a download), `None` (random), or the path of a file.
        input_tensor: symbolic tensor to use as images, instead of an `Input`.
        input_shape: shape of one image, at least 32 x 32; `(224, 224, 3)` by default,
            without the classifier any size.
        pooling: without the classifier: `None` (feature maps, at 1/32 of the size),
            `'avg'` or `'max'` (2048 numbers, over all places).
        classes: number of classes.
        classifier_activation: of the last layer; `None` gives logits.
        name: the model's name.

    Shapes:
        images `(N, 224, 224, 3)` as `preprocess_input` returns them; output
        `(N, classes)`.

    Raises:
        ValueError: for arguments that do not fit.
        DownloadError: where ImageNet's weights cannot be had.

    Source:
        He, Zhang, Ren and Sun 2016, table 1. As in Keras, convolutions have biases, and
        a block's first 1x1 convolution has its strides.

    Example:
        >>> model = ResNet50(include_top=False, weights=None, pooling="avg")
        >>> tuple(model.output_shape), model.count_params()
        ((None, 2048), 23587712)
    """
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
    return assemble(_RESNET50, wanted)


def ResNet101(  # noqa: N802 - the name is Keras's
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "resnet101",
) -> Model:
    """Return ResNet101, 44,707,176 parameters; arguments as for `ResNet50`."""
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
    return assemble(_RESNET101, wanted)


def ResNet152(  # noqa: N802 - the name is Keras's
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "resnet152",
) -> Model:
    """Return ResNet152, 60,419,944 parameters; arguments as for `ResNet50`."""
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
    return assemble(_RESNET152, wanted)


def ResNet18(  # noqa: N802 - a name like Keras's
    include_top: bool = True,
    weights: Any = None,
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "resnet18",
) -> Model:
    """Return ResNet18, 11,689,512 trainable parameters; arguments as for `ResNet50`.

    Keras has neither this network nor weights for it. Names follow its larger ones;
    convolutions have no biases, since normalization follows them.

    Source:
        He, Zhang, Ren and Sun 2016, table 1; shortcuts of type B.

    Example:
        >>> model = ResNet18(include_top=False, input_shape=(64, 64, 3))
        >>> tuple(model.output_shape)
        (None, 2, 2, 512)
    """
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
    return assemble(_RESNET18, wanted)


def ResNet34(  # noqa: N802 - a name like Keras's
    include_top: bool = True,
    weights: Any = None,
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "resnet34",
) -> Model:
    """Return ResNet34, 21,797,672 trainable parameters; see `ResNet18`."""
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
    return assemble(_RESNET34, wanted)


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Return images of 0 ... 255 as these take them: BGR, minus ImageNet's means.

    See `imagenet_utils.preprocess_input`, mode `'caffe'`.
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="caffe")
