"""30. Transfer learning: VGG16's first layers, and a head of one's own

Four hundred photographs are few to learn from. The first layers of VGG16, which have
learnt from other pictures, get a new head for CIFAR-10's ten classes. Once they are
frozen and only the head learns, once everything is fine-tuned, and once the same
network starts from random weights; each four times, with other photographs.

The layers come trained on ImageNet if the cache of Keras has VGG16's file without its
dense layers (`~/.keras/models`, 59 MB); the recipe does not download it. Without it
they are first trained here, on clothes: images of Fashion-MNIST, made 32 x 32 x 3.

Slides: Transfer Learning; exercise "Reuse the first layers of VGG19 to train a model
    with a different head on CIFAR10"
Data: cifar10, fashion_mnist; imagenet weights where the cache has them
Expected: Fine-tuned layers are at least 3 points ahead of the same layers from random
    weights, at equal epochs, rates and heads. Frozen ones need not be, if all they have
    seen is grey clothes.
Budget: 150 s
Take away: A new head on frozen layers has few numbers to learn, and fine-tuning adapts
    the rest. What it gains depends on what the layers have learnt from: the closer the
    first task is to the second, and the larger, the more.
"""

import os
from pathlib import Path

import numpy as np

from tengen import Model, course, datasets, layers, utils
from tengen.applications import vgg16

utils.set_random_seed(30)
few, many, epochs, repeats = (32, 32, 1, 1) if course.quick else (400, 1000, 10, 4)
loss = "sparse_categorical_crossentropy"


def first_layers(weights=None):
    model = vgg16.VGG16(include_top=False, weights=weights, input_shape=(32, 32, 3))
    last = "block1_pool" if course.quick else "block2_pool"
    return Model(model.input, model.get_layer(last).output)


def with_head(base, classes=10):
    x = layers.GlobalAveragePooling2D()(base.output)
    x = layers.BatchNormalization(momentum=0.9)(x)  # features of any scale
    x = layers.Dense(128, activation="relu")(x)
    return Model(base.input, layers.Dense(classes, activation="softmax")(x))


def prepared(images):
    return vgg16.preprocess_input(images.astype("float32")) / scale


# %% Layers that have learnt from other pictures
cache = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "models"
file = cache / "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
if file.exists():
    origin, scale = "ImageNet", 1
    base = first_layers("imagenet")
else:
    count, rounds = (64, 1) if course.quick else (20_000, 2)
    origin, scale = f"{count:,} images of Fashion-MNIST, trained here", 64
    base = first_layers()
    (x, y), _ = datasets.fashion_mnist.load_data()
    x = np.pad(x[:count], [(0, 0), (2, 2), (2, 2)])
    x = np.repeat(x[..., None], 3, axis=-1)
    clothes = with_head(base)
    clothes.compile("adam", loss, metrics=["accuracy"])
    clothes.fit(prepared(x), y[:count], epochs=rounds, verbose=2)
course.table("The first layers", ["of", "have learnt from"], [["VGG16", origin]])
learnt = base.get_weights()

# %% Few photographs: four hundred, and then other four hundreds
(x, y), (x_test, y_test) = datasets.cifar10.load_data()
validation = prepared(x[-many:]), y[-many:]
test = prepared(x_test[:many]), y_test[:many]
parts = [slice(k * few, (k + 1) * few) for k in range(repeats)]


# %% Frozen, fine-tuned, and from scratch
def train(name, k):
    utils.set_random_seed(30 + k)
    base = first_layers()
    if name != "from scratch":
        base.set_weights(learnt)
    base.trainable = name != "frozen"
    model = with_head(base)
    model.compile("adam", loss, metrics=["accuracy"])
    photographs = prepared(x[parts[k]]), y[parts[k]]
    history = model.fit(*photographs, epochs=epochs, batch_size=16, verbose=0)
    accuracies = [model.evaluate(*d, verbose=0)[1] for d in (validation, test)]
    return accuracies, history, model


found, histories, rows = {}, {}, []
for name in ("frozen", "fine-tuned", "from scratch"):
    runs = [train(name, k) for k in range(repeats)]
    accuracies = np.array([run[0] for run in runs])
    found[name] = dict(
        zip(["validation", "test"], accuracies.mean(axis=0), strict=True)
    )
    _, histories[name], model = runs[0]
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    shares = [
        f"{each.mean():.1%} ({each.min():.1%} to {each.max():.1%})"
        for each in accuracies.T
    ]
    rows.append([name, f"{trainable:,}", *shares])
head = ["first layers", "numbers that learn", "validation", "test"]
course.table(f"After {epochs} epochs with {few} images; mean of {repeats}", head, rows)
words = "How well each knows the first few training images."
course.figure("curves", course.draw.histories(histories), words)
drawing = course.draw.bars(found, y="accuracy")
course.figure("accuracies", drawing, f"On new images. VGG16's layers: {origin}.")
gain = found["fine-tuned"]["test"] - found["from scratch"]["test"]
course.number("gain of fine-tuned layers", gain, at_least=0.03, percent=True)
