"""`VGG16`: 16 layers with weights, all convolutions 3x3."""

from __future__ import annotations

from typing import Any

from tengen.applications import imagenet_utils
from tengen.applications._network import Wanted, assemble
from tengen.applications._vgg import vgg
from tengen.applications._weights import named_files
from tengen.applications.imagenet_utils import decode_predictions
from tengen.models import Model

__all__ = ["VGG16", "decode_predictions", "preprocess_input"]

_FILES = named_files(
    "vgg16",
    "vgg16",
    whole="64373286793e3c8b2b4e3219cbf3544b",
    body="6d6bbae143d832006294945121d1f1fc",
)
_NETWORK = vgg("VGG16", (2, 2, 3, 3, 3), _FILES)


def VGG16(  # noqa: N802 - the name is Keras's
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = "vgg16",
) -> Model:
    """Return VGG16, 138,357,544 parameters.

    With ImageNet's weights and other classes, or images of another size, the
    convolutions are ImageNet's and the dense layers new; it is said once. (Keras
    refuses this.)

    Args:
        include_top: whether the three dense layers are part of it.
        weights: `'imagenet'` (a download, of 553 MB, without the dense layers
            59 MB), `None` (random), or the path of a file.
        input_tensor: symbolic tensor to use as images, instead of an `Input`.
        input_shape: shape of one image, at least 32 x 32; `(224, 224, 3)` by default,
            without the dense layers any size.
        pooling: without the dense layers: `None` (feature maps, at 1/32 of the size),
            `'avg'` or `'max'` (512 numbers, over all places).
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
        Simonyan and Zisserman 2015, table 1, column D.

    Example:
        >>> model = VGG16(include_top=False, weights=None, pooling="avg")
        >>> tuple(model.output_shape), model.count_params()
        ((None, 512), 14714688)
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
    return assemble(_NETWORK, wanted)


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Return images of 0 ... 255 as VGG16 takes them: BGR, minus ImageNet's means.

    See `imagenet_utils.preprocess_input`, mode `'caffe'`.
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="caffe")
