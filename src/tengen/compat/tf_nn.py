"""The names of `tf.nn`: functions of networks with the arguments of TensorFlow."""

from __future__ import annotations

from functools import cache
from typing import Any

from tengen import ops, random
from tengen.compat import tf_table
from tengen.compat.tf_functions import gather, l2_normalize, zero_fraction

_ORDERS = {"NHWC": "channels_last", "NCHW": "channels_first"}
_ORDERS |= {"NWC": "channels_last", "NCW": "channels_first", "NDHWC": "channels_last"}


def _order(data_format: str | None) -> str:
    return _ORDERS.get(data_format or "NHWC", "channels_last")


def _inner(sizes: Any, data_format: str | None) -> Any:
    """Return the sizes along the axes of an image, of all axes or of those alone."""
    if isinstance(sizes, int) or sizes is None:
        return sizes or 1
    listed = list(sizes)
    if len(listed) == 1:
        return listed[0]
    if len(listed) < 3:
        return tuple(listed)
    return tuple(listed[1:-1] if _order(data_format) == "channels_last" else listed[2:])


def convolution(
    input: Any,  # noqa: A002 - the name is TensorFlow's
    filters: Any,
    strides: Any = None,
    padding: str = "VALID",
    data_format: str | None = None,
    dilations: Any = None,
    name: Any = None,
) -> Any:
    """Return a convolution; `filters` is `(..., channels in, channels out)`."""
    return ops.conv(
        input,
        filters,
        strides=_inner(strides, data_format),
        padding=padding.lower(),
        data_format=_order(data_format),
        dilation_rate=_inner(dilations, data_format),
    )


def depthwise_conv2d(
    input: Any,  # noqa: A002
    filter: Any,  # noqa: A002
    strides: Any,
    padding: str,
    data_format: str | None = None,
    dilations: Any = None,
    name: Any = None,
) -> Any:
    """Return a convolution of each channel by itself."""
    return ops.depthwise_conv(
        input,
        filter,
        strides=_inner(strides, data_format),
        padding=padding.lower(),
        data_format=_order(data_format),
        dilation_rate=_inner(dilations, data_format),
    )


def _pool(kind: str) -> Any:
    def pool(
        input: Any,  # noqa: A002
        ksize: Any,
        strides: Any,
        padding: str,
        data_format: str | None = None,
        name: Any = None,
    ) -> Any:
        return getattr(ops, f"{kind}_pool")(
            input,
            _inner(ksize, data_format),
            strides=_inner(strides, data_format),
            padding=padding.lower(),
            data_format=_order(data_format),
        )

    pool.__name__ = f"{kind}_pool"
    return pool


def dropout(
    x: Any, rate: float, noise_shape: Any = None, seed: Any = None, name: Any = None
) -> Any:
    """Return entries set to zero at a rate, the others scaled up."""
    return random.dropout(x, rate, noise_shape, seed)


def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    offset: Any,
    scale: Any,
    variance_epsilon: float,
    name: Any = None,
) -> Any:
    """Return `scale * (x - mean) / sqrt(variance + variance_epsilon) + offset`."""
    factor = ops.rsqrt(ops.add(variance, variance_epsilon))
    factor = factor if scale is None else ops.multiply(factor, scale)
    result = ops.multiply(ops.subtract(x, mean), factor)
    return result if offset is None else ops.add(result, offset)


def bias_add(
    value: Any, bias: Any, data_format: str | None = None, name: Any = None
) -> Any:
    """Add a bias per channel."""
    if _order(data_format) == "channels_first" and len(value.shape) > 2:
        bias = ops.reshape(bias, (-1, *(1,) * (len(value.shape) - 2)))
    return ops.add(value, bias)


def l2_loss(t: Any, name: Any = None) -> Any:
    """Return half the sum of squares."""
    return ops.sum(ops.square(t)) / 2


def embedding_lookup(params: Any, ids: Any, name: Any = None, **options: Any) -> Any:
    """Return rows by their numbers."""
    return gather(params, ids)


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: int = -1, name: Any = None
) -> Any:
    """Return the cross-entropy of every row."""
    return ops.categorical_crossentropy(labels, logits, from_logits=True, axis=axis)


def sparse_softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, name: Any = None
) -> Any:
    """Return the cross-entropy of every row with a class number."""
    return ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def sigmoid_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, name: Any = None
) -> Any:
    """Return the cross-entropy of every entry."""
    return ops.binary_crossentropy(labels, logits, from_logits=True)


def weighted_cross_entropy_with_logits(
    labels: Any, logits: Any, pos_weight: Any, name: Any = None
) -> Any:
    """Return the cross-entropy of every entry, the positive ones weighted."""
    weight = 1 + (pos_weight - 1) * labels
    return (1 - labels) * logits + weight * ops.softplus(-logits)


@cache
def names() -> dict[str, Any]:
    """Return the names of `tf.nn`."""
    maximum, average = _pool("max"), _pool("average")
    own = (
        *(convolution, depthwise_conv2d, dropout, batch_normalization, bias_add),
        *(l2_loss, embedding_lookup, softmax_cross_entropy_with_logits),
        *(sparse_softmax_cross_entropy_with_logits, l2_normalize, zero_fraction),
        *(sigmoid_cross_entropy_with_logits, weighted_cross_entropy_with_logits),
    )
    return {
        **tf_table.find(tf_table.NN),
        **{function.__name__: function for function in own},
        **{f"conv{n}d": convolution for n in (1, 2, 3)},
        **{f"max_pool{n}": maximum for n in ("", "1d", "2d", "3d")},
        **{f"avg_pool{n}": average for n in ("", "1d", "2d", "3d")},
    }
