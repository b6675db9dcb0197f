"""Layers: one file each, in Keras's groups.

`from tengen import layers`, then `layers.Dense(10)`. `layers.Layer` is the base class
of your own.
"""

from __future__ import annotations

from typing import Any

from tengen.core import serialized
from tengen.core.registry import custom_object_scope
from tengen.layers.activations.activation import Activation
from tengen.layers.activations.elu import ELU
from tengen.layers.activations.leaky_relu import LeakyReLU
from tengen.layers.activations.prelu import PReLU
from tengen.layers.activations.relu import ReLU
from tengen.layers.activations.softmax import Softmax
from tengen.layers.attention.additive_attention import AdditiveAttention
from tengen.layers.attention.attention import Attention
from tengen.layers.attention.group_query_attention import GroupedQueryAttention
from tengen.layers.attention.multi_head_attention import MultiHeadAttention
from tengen.layers.convolutional.conv1d import Conv1D
from tengen.layers.convolutional.conv1d_transpose import Conv1DTranspose
from tengen.layers.convolutional.conv2d import Conv2D
from tengen.layers.convolutional.conv2d_transpose import Conv2DTranspose
from tengen.layers.convolutional.conv3d import Conv3D
from tengen.layers.convolutional.conv3d_transpose import Conv3DTranspose
from tengen.layers.convolutional.depthwise_conv1d import DepthwiseConv1D
from tengen.layers.convolutional.depthwise_conv2d import DepthwiseConv2D
from tengen.layers.convolutional.separable_conv1d import SeparableConv1D
from tengen.layers.convolutional.separable_conv2d import SeparableConv2D
from tengen.layers.core.dense import Dense
from tengen.layers.core.einsum_dense import EinsumDense
from tengen.layers.core.embedding import Embedding
from tengen.layers.core.identity import Identity
from tengen.layers.core.input_layer import Input, InputLayer
from tengen.layers.core.lambda_layer import Lambda
from tengen.layers.core.masking import Masking
from tengen.layers.core.reversible_embedding import ReversibleEmbedding
from tengen.layers.core.wrapper import Wrapper
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer
from tengen.layers.merging.add import Add, add
from tengen.layers.merging.average import Average, average
from tengen.layers.merging.concatenate import Concatenate, concatenate
from tengen.layers.merging.dot import Dot, dot
from tengen.layers.merging.maximum import Maximum, maximum
from tengen.layers.merging.minimum import Minimum, minimum
from tengen.layers.merging.multiply import Multiply, multiply
from tengen.layers.merging.subtract import Subtract, subtract
from tengen.layers.normalization.batch_normalization import BatchNormalization
from tengen.layers.normalization.group_normalization import GroupNormalization
from tengen.layers.normalization.layer_normalization import LayerNormalization
from tengen.layers.normalization.local_response_normalization import (
    LocalResponseNormalization,
)
from tengen.layers.normalization.rms_normalization import RMSNormalization
from tengen.layers.normalization.spectral_normalization import SpectralNormalization
from tengen.layers.normalization.unit_normalization import UnitNormalization
from tengen.layers.pooling.adaptive_average_pooling1d import AdaptiveAveragePooling1D
from tengen.layers.pooling.adaptive_average_pooling2d import AdaptiveAveragePooling2D
from tengen.layers.pooling.adaptive_average_pooling3d import AdaptiveAveragePooling3D
from tengen.layers.pooling.adaptive_max_pooling1d import AdaptiveMaxPooling1D
from tengen.layers.pooling.adaptive_max_pooling2d import AdaptiveMaxPooling2D
from tengen.layers.pooling.adaptive_max_pooling3d import AdaptiveMaxPooling3D
from tengen.layers.pooling.average_pooling1d import AveragePooling1D
from tengen.layers.pooling.average_pooling2d import AveragePooling2D
from tengen.layers.pooling.average_pooling3d import AveragePooling3D
from tengen.layers.pooling.global_average_pooling1d import GlobalAveragePooling1D
from tengen.layers.pooling.global_average_pooling2d import GlobalAveragePooling2D
from tengen.layers.pooling.global_average_pooling3d import GlobalAveragePooling3D
from tengen.layers.pooling.global_max_pooling1d import GlobalMaxPooling1D
from tengen.layers.pooling.global_max_pooling2d import GlobalMaxPooling2D
from tengen.layers.pooling.global_max_pooling3d import GlobalMaxPooling3D
from tengen.layers.pooling.max_pooling1d import MaxPooling1D
from tengen.layers.pooling.max_pooling2d import MaxPooling2D
from tengen.layers.pooling.max_pooling3d import MaxPooling3D
from tengen.layers.preprocessing.category_encoding import CategoryEncoding
from tengen.layers.preprocessing.center_crop import CenterCrop
from tengen.layers.preprocessing.discretization import Discretization
from tengen.layers.preprocessing.hashed_crossing import HashedCrossing
from tengen.layers.preprocessing.hashing import Hashing
from tengen.layers.preprocessing.integer_lookup import IntegerLookup
from tengen.layers.preprocessing.normalization import Normalization
from tengen.layers.preprocessing.random_brightness import RandomBrightness
from tengen.layers.preprocessing.random_color_degeneration import (
    RandomColorDegeneration,
)
from tengen.layers.preprocessing.random_contrast import RandomContrast
from tengen.layers.preprocessing.random_crop import RandomCrop
from tengen.layers.preprocessing.random_erasing import RandomErasing
from tengen.layers.preprocessing.random_flip import RandomFlip
from tengen.layers.preprocessing.random_gaussian_blur import RandomGaussianBlur
from tengen.layers.preprocessing.random_grayscale import RandomGrayscale
from tengen.layers.preprocessing.random_hue import RandomHue
from tengen.layers.preprocessing.random_invert import RandomInvert
from tengen.layers.preprocessing.random_rotation import RandomRotation
from tengen.layers.preprocessing.random_saturation import RandomSaturation
from tengen.layers.preprocessing.random_sharpness import RandomSharpness
from tengen.layers.preprocessing.random_shear import RandomShear
from tengen.layers.preprocessing.random_translation import RandomTranslation
from tengen.layers.preprocessing.random_zoom import RandomZoom
from tengen.layers.preprocessing.rescaling import Rescaling
from tengen.layers.preprocessing.resizing import Resizing
from tengen.layers.preprocessing.string_lookup import StringLookup
from tengen.layers.preprocessing.text_vectorization import TextVectorization
from tengen.layers.regularization.activity_regularization import ActivityRegularization
from tengen.layers.regularization.alpha_dropout import AlphaDropout
from tengen.layers.regularization.dropout import Dropout
from tengen.layers.regularization.gaussian_dropout import GaussianDropout
from tengen.layers.regularization.gaussian_noise import GaussianNoise
from tengen.layers.regularization.spatial_dropout1d import SpatialDropout1D
from tengen.layers.regularization.spatial_dropout2d import SpatialDropout2D
from tengen.layers.regularization.spatial_dropout3d import SpatialDropout3D
from tengen.layers.reshaping.cropping1d import Cropping1D
from tengen.layers.reshaping.cropping2d import Cropping2D
from tengen.layers.reshaping.cropping3d import Cropping3D
from tengen.layers.reshaping.flatten import Flatten
from tengen.layers.reshaping.permute import Permute
from tengen.layers.reshaping.repeat_vector import RepeatVector
from tengen.layers.reshaping.reshape import Reshape
from tengen.layers.reshaping.up_sampling1d import UpSampling1D
from tengen.layers.reshaping.up_sampling2d import UpSampling2D
from tengen.layers.reshaping.up_sampling3d import UpSampling3D
from tengen.layers.reshaping.zero_padding1d import ZeroPadding1D
from tengen.layers.reshaping.zero_padding2d import ZeroPadding2D
from tengen.layers.reshaping.zero_padding3d import ZeroPadding3D
from tengen.layers.rnn.bidirectional import Bidirectional
from tengen.layers.rnn.conv_lstm1d import ConvLSTM1D
from tengen.layers.rnn.conv_lstm2d import ConvLSTM2D
from tengen.layers.rnn.conv_lstm3d import ConvLSTM3D
from tengen.layers.rnn.gru import GRU
from tengen.layers.rnn.gru_cell import GRUCell
from tengen.layers.rnn.lstm import LSTM
from tengen.layers.rnn.lstm_cell import LSTMCell
from tengen.layers.rnn.rnn import RNN
from tengen.layers.rnn.simple_rnn import SimpleRNN
from tengen.layers.rnn.simple_rnn_cell import SimpleRNNCell
from tengen.layers.rnn.stacked_rnn_cells import StackedRNNCells
from tengen.layers.rnn.time_distributed import TimeDistributed

GroupQueryAttention = GroupedQueryAttention
Convolution2D = Conv2D
MaxPool2D = MaxPooling2D
AvgPool2D = AveragePooling2D
GlobalMaxPool2D = GlobalMaxPooling2D
GlobalAvgPool2D = GlobalAveragePooling2D
Convolution1D = Conv1D
Convolution3D = Conv3D
Convolution1DTranspose = Conv1DTranspose
Convolution2DTranspose = Conv2DTranspose
Convolution3DTranspose = Conv3DTranspose
SeparableConvolution1D = SeparableConv1D
SeparableConvolution2D = SeparableConv2D
MaxPool1D = MaxPooling1D
MaxPool3D = MaxPooling3D
AvgPool1D = AveragePooling1D
AvgPool3D = AveragePooling3D
GlobalMaxPool1D = GlobalMaxPooling1D
GlobalMaxPool3D = GlobalMaxPooling3D
GlobalAvgPool1D = GlobalAveragePooling1D
GlobalAvgPool3D = GlobalAveragePooling3D

__all__ = [
    "RandomShear",
    "RandomErasing",
    "RandomGaussianBlur",
    "RandomInvert",
    "RandomSharpness",
    "RandomColorDegeneration",
    "RandomSaturation",
    "RandomHue",
    "RandomGrayscale",
    "AdaptiveMaxPooling3D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling1D",
    "AdaptiveAveragePooling3D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling1D",
    "ConvLSTM3D",
    "ConvLSTM2D",
    "ConvLSTM1D",
    "StringLookup",
    "IntegerLookup",
    "Hashing",
    "HashedCrossing",
    "Discretization",
    "SpectralNormalization",
    "GroupQueryAttention",
    "Activation",
    "ActivityRegularization",
    "Add",
    "AdditiveAttention",
    "AlphaDropout",
    "Attention",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "BatchNormalization",
    "Bidirectional",
    "CategoryEncoding",
    "CenterCrop",
    "Concatenate",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Convolution1D",
    "Convolution1DTranspose",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Dot",
    "Dropout",
    "ELU",
    "EinsumDense",
    "Embedding",
    "Flatten",
    "GRU",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GroupNormalization",
    "Identity",
    "Input",
    "InputLayer",
    "InputSpec",
    "LSTM",
    "LSTMCell",
    "Lambda",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "LocalResponseNormalization",
    "Masking",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Maximum",
    "Minimum",
    "MultiHeadAttention",
    "Multiply",
    "Normalization",
    "PReLU",
    "Permute",
    "RMSNormalization",
    "RNN",
    "RandomBrightness",
    "RandomContrast",
    "RandomCrop",
    "RandomFlip",
    "RandomRotation",
    "RandomTranslation",
    "RandomZoom",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "ReversibleEmbedding",
    "Resizing",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "StackedRNNCells",
    "Subtract",
    "TextVectorization",
    "TimeDistributed",
    "UnitNormalization",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "Wrapper",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
    "add",
    "average",
    "concatenate",
    "deserialize",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "serialize",
    "subtract",
]


def serialize(layer: Layer) -> dict[str, Any]:
    """Return a layer as data: `{"module", "class_name", "config", ...}`.

    Example:
        >>> serialize(Dense(3))["class_name"]
        'Dense'
    """
    return dict(serialized.serialize(layer))


def deserialize(
    config: dict[str, Any], custom_objects: dict[str, Any] | None = None
) -> Any:
    """Return the layer that `serialize` described, with new weights.

    Raises:
        ValueError: for a class that is not known, naming it.
    """
    with custom_object_scope(custom_objects):
        return serialized.deserialize(config)
