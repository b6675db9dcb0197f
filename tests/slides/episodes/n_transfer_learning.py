"""VGG with its inner activations, and with another head. The weights of ImageNet
are a download: a call without them stands for it."""

# ruff: noqa

# %% 128 needs applications.VGG19
from tensorflow.keras.applications import VGG19

# %% today
from keras.applications import VGG19

# %% ours needs applications.VGG19
import functools

import keras
import numpy as np

VGG19 = functools.partial(VGG19, weights=None)

# %% 128 needs applications.VGG19
vgg19 = VGG19()

# %% 129 needs applications.VGG19
features_list = [layer.output for layer in vgg19.layers]

# %% 130 needs applications.VGG19
feat_extraction_model = keras.Model(inputs=vgg19.input, outputs=features_list)
img = np.random.random((1, 224, 224, 3)).astype("float32")
extracted_features = feat_extraction_model(img)

# %% check needs applications.VGG19
assert len(extracted_features) == len(vgg19.layers) == 26
assert extracted_features[-1].shape == (1, 1000)

# %% 131 needs applications.VGG19
from tensorflow.keras.applications.vgg16 import VGG16

# %% today
from keras.applications.vgg16 import VGG16

# %% tengen needs applications.VGG19
VGG16 = functools.partial(VGG16, weights=None)

# %% 132 needs applications.VGG19
model = VGG16(classes=10, input_shape=(32, 32, 3))

# %% check needs applications.VGG19
assert model.count_params() == 33638218
assert model.output_shape == (None, 10)
