"""Networks that are known by name, and ImageNet's weights for them.

`from tengen.applications import VGG16`, or with what belongs to it
`from tengen.applications import vgg16`: `vgg16.VGG16`, `vgg16.preprocess_input`,
`vgg16.decode_predictions`. Weights are downloaded once, into the folder that Keras uses
(`$KERAS_HOME/models`, else `~/.keras/models`).
"""

from tengen.applications import alexnet as alexnet
from tengen.applications import imagenet_utils as imagenet_utils
from tengen.applications import lenet as lenet
from tengen.applications import mobilenet as mobilenet
from tengen.applications import mobilenet_v2 as mobilenet_v2
from tengen.applications import resnet as resnet
from tengen.applications import resnet50 as resnet50
from tengen.applications import ten_crop as ten_crop
from tengen.applications import vgg16 as vgg16
from tengen.applications import vgg19 as vgg19
from tengen.applications.alexnet import AlexNet
from tengen.applications.lenet import LeNet5
from tengen.applications.mobilenet import MobileNet
from tengen.applications.mobilenet_v2 import MobileNetV2
from tengen.applications.resnet import (
    ResNet18,
    ResNet34,
    ResNet50,
    ResNet101,
    ResNet152,
)
from tengen.applications.vgg16 import VGG16
from tengen.applications.vgg19 import VGG19

__all__ = [
    "AlexNet",
    "LeNet5",
    "MobileNet",
    "MobileNetV2",
    "ResNet101",
    "ResNet152",
    "ResNet18",
    "ResNet34",
    "ResNet50",
    "VGG16",
    "VGG19",
]
