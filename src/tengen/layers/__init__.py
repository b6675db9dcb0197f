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
from tengen.layers.convolutional.conv2d import Conv2D
from tengen.layers.core.dense import Dense
from tengen.layers.core.embedding import Embedding
from tengen.layers.core.identity import Identity
from tengen.layers.core.input_layer import Input, InputLayer
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
from tengen.layers.reshaping.flatten import Flatten
from tengen.layers.reshaping.reshape import Reshape

Convolution2D = Conv2D
MaxPool2D = MaxPooling2D
AvgPool2D = AveragePooling2D
GlobalMaxPool2D = GlobalMaxPooling2D
GlobalAvgPool2D = GlobalAveragePooling2D

__all__ = [
    "Activation",
    "Add",
    "Average",
    "AveragePooling2D",
    "AvgPool2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Convolution2D",
    "Dense",
    "Dropout",
    "ELU",
    "Embedding",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalAvgPool2D",
    "GlobalMaxPool2D",
    "GlobalMaxPooling2D",
    "Identity",
    "Input",
    "InputLayer",
    "InputSpec",
    "Layer",
    "LeakyReLU",
    "MaxPool2D",
    "MaxPooling2D",
    "Maximum",
    "Minimum",
    "Multiply",
    "PReLU",
    "ReLU",
    "Reshape",
    "Softmax",
    "Subtract",
    "add",
    "average",
    "concatenate",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]
