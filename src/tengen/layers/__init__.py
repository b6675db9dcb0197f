"""Layers: one file each, in Keras's groups.

`from tengen import layers`, then `layers.Dense(10)`. `layers.Layer` is the base class
of your own.
"""

from tengen.layers.activations.activation import Activation
from tengen.layers.activations.elu import ELU
from tengen.layers.activations.leaky_relu import LeakyReLU
from tengen.layers.activations.prelu import PReLU
from tengen.layers.activations.relu import ReLU
from tengen.layers.activations.softmax import Softmax
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
from tengen.layers.core.embedding import Embedding
from tengen.layers.core.identity import Identity
from tengen.layers.core.input_layer import Input, InputLayer
from tengen.layers.core.wrapper import Wrapper
from tengen.layers.input_spec import InputSpec
from tengen.layers.layer import Layer
from tengen.layers.merging.add import Add, add
from tengen.layers.merging.average import Average, average
from tengen.layers.merging.concatenate import Concatenate, concatenate
from tengen.layers.merging.maximum import Maximum, maximum
from tengen.layers.merging.minimum import Minimum, minimum
from tengen.layers.merging.multiply import Multiply, multiply
from tengen.layers.merging.subtract import Subtract, subtract
from tengen.layers.normalization.batch_normalization import BatchNormalization
from tengen.layers.pooling.average_pooling2d import AveragePooling2D
from tengen.layers.pooling.global_average_pooling2d import GlobalAveragePooling2D
from tengen.layers.pooling.global_max_pooling2d import GlobalMaxPooling2D
from tengen.layers.pooling.max_pooling2d import MaxPooling2D
from tengen.layers.regularization.dropout import Dropout
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
from tengen.layers.rnn.gru import GRU
from tengen.layers.rnn.gru_cell import GRUCell
from tengen.layers.rnn.lstm import LSTM
from tengen.layers.rnn.lstm_cell import LSTMCell
from tengen.layers.rnn.rnn import RNN
from tengen.layers.rnn.simple_rnn import SimpleRNN
from tengen.layers.rnn.simple_rnn_cell import SimpleRNNCell
from tengen.layers.rnn.stacked_rnn_cells import StackedRNNCells
from tengen.layers.rnn.time_distributed import TimeDistributed

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

__all__ = [
    "Activation",
    "Add",
    "Average",
    "AveragePooling2D",
    "AvgPool2D",
    "BatchNormalization",
    "Bidirectional",
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
    "Dropout",
    "ELU",
    "Embedding",
    "Flatten",
    "GRU",
    "GRUCell",
    "GlobalAveragePooling2D",
    "GlobalAvgPool2D",
    "GlobalMaxPool2D",
    "GlobalMaxPooling2D",
    "Identity",
    "Input",
    "InputLayer",
    "InputSpec",
    "LSTM",
    "LSTMCell",
    "Layer",
    "LeakyReLU",
    "MaxPool2D",
    "MaxPooling2D",
    "Maximum",
    "Minimum",
    "Multiply",
    "PReLU",
    "Permute",
    "RNN",
    "ReLU",
    "RepeatVector",
    "Reshape",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "StackedRNNCells",
    "Subtract",
    "TimeDistributed",
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
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]
