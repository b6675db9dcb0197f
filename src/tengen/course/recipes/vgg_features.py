"""29. What VGG19's layers see

A trained network is a graph of layers, and the graph can be asked for what is between
them. A new model with the same input and the outputs of all layers returns the
activations of every layer at once, and shares its weights with the old one.

The weights are those of ImageNet if the cache of Keras has their file
(`~/.keras/models`, 575 MB); the recipe does not download it. Without it the two lowest
blocks are trained here, on a few images of CIFAR-10, and the layers above them stay
random: their pictures would mean nothing, and are not drawn.

Slides: Transfer Learning (the intermediate activations of VGG19)
Data: cifar10; imagenet weights where the cache has them
Expected: One array for each of the 26 layers, and each is what its layer makes of the
    array before it.
Budget: 50 s
Take away: A functional model is a data structure: three lines make a feature extractor
    of it. Low layers answer to edges and colours at many places; higher layers have
    more channels and fewer places.
"""

import os
from pathlib import Path

import numpy as np

from tengen import Input, Model, course, datasets, layers, utils
from tengen.applications import vgg19

utils.set_random_seed(29)

# %% VGG19; in the quick setting without its dense layers, and for small images
whole = not course.quick
cache = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "models"
end = ".h5" if whole else "_notop.h5"
file = cache / f"vgg19_weights_tf_dim_ordering_tf_kernels{end}"
weights = "imagenet" if file.exists() else None
model = vgg19.VGG19(weights=weights, include_top=whole)

# %% Its convolutions, called again for images of another size
side = 224 if weights and whole else 32
image = z = Input((side, side, 3))
outputs = {}
for layer in model.layers[1:22]:
    z = outputs[layer.name] = layer(z)

# %% Without ImageNet's weights, two blocks learn here
(x, y), (x_test, _) = datasets.cifar10.load_data()
origin, shown, scale = "ImageNet's", [f"block{k}_pool" for k in (1, 2, 3, 4)], 1
if not weights:
    few, epochs = (32, 1) if course.quick else (3000, 2)
    z = layers.GlobalAveragePooling2D()(outputs["block2_pool"])
    z = layers.BatchNormalization()(z)
    learner = Model(image, layers.Dense(10, activation="softmax")(z))
    learner.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    scale = 64  # small numbers for small weights
    x = vgg19.preprocess_input(x[:few].astype("float32")) / scale
    learner.fit(x, y[:few], epochs=epochs, batch_size=32, verbose=2)
    origin = f"blocks 1 and 2 trained here on {few} images of CIFAR-10, the rest random"
    shown = ["block1_conv1", "block1_conv2", "block2_conv1", "block2_conv2"]
course.table("The weights", ["of", "are"], [["VGG19", origin]])

# %% The three lines of the course
features_list = [layer.output for layer in model.layers]
feat_extraction_model = Model(inputs=model.input, outputs=features_list)
width = 224 if whole else 32
img = np.random.random((1, width, width, 3)).astype("float32")
extracted_features = feat_extraction_model(img)

rows = [
    [layer.name, " x ".join(map(str, features.shape[1:]))]
    for layer, features in zip(model.layers, extracted_features, strict=True)
]
course.table("The features of one image", ["layer", "shape"], rows)
found = len(extracted_features)
course.check("there is one array for each layer", found == (26 if whole else 22))
again = model.layers[5](extracted_features[4])
same = np.allclose(again, extracted_features[5], rtol=1e-3, atol=1e-5)
course.check("each is what its layer makes of the one before", same)

# %% A picture, and the channels of some layers that answer most
picture = x_test[1:2].astype("float32")
if side == 224:
    picture = np.asarray(layers.UpSampling2D(7, interpolation="bilinear")(picture))
see = Model(image, [outputs[name] for name in shown])
maps = see(vgg19.preprocess_input(picture.copy()) / scale)
course.figure("picture", course.draw.images(picture, columns=4), "What VGG19 is shown.")
for name, features in zip(shown, maps, strict=True):
    features = np.asarray(features)[0]
    best = np.argsort(-features.std(axis=(0, 1)))[:8]
    drawing = course.draw.images([features[..., k] for k in best], best)
    words = f"{name}: the eight channels that differ most from place to place."
    course.figure(name, drawing, f"{words} Weights: {origin}.")
