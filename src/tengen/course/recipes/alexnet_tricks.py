"""21a. AlexNet's tricks, switched on one at a time

A small network in AlexNet's manner learns CIFAR-10 from 3,000 images, which are far too
few for it. Then it learns again with one trick of AlexNet's, and at last with all of
them. Random crops: in training each image is seen through a 28 x 28 window at a random
place. Mirror images: half of them are turned left to right. Dropout: half of the dense
layers' hidden units are left out. Local response normalization: channels are held down
by active neighbours at the same place.

Each network is then asked in two ways: about the image's centre alone, or about ten
crops (four corners, the centre, and their mirror images), whose answers are averaged.
The bars below the last pictures are a network's five best guesses.

Slides: A neural network for ImageNet; Tricks that significantly improve generalization;
    Examples from the test set (with the network's guesses)
Data: cifar10
Expected: All tricks together are at least 5 points better on validation images than
    none of them; asking about ten crops helps every network.
Budget: 120 s
Take away: Each trick shows the network more different images, or takes away its means
    of learning the few it has by heart: training accuracy falls, accuracy on new images
    rises. All at once are no better here than crops alone: what is held back so much
    has to learn for longer.
"""

import numpy as np

from tengen import course, datasets, layers, models, optimizers, utils
from tengen.applications import alexnet

few, many, epochs = (256, 50, 1) if course.quick else (3000, 3000, 24)
(x, y), (x_test, y_test) = datasets.cifar10.load_data()
mean = x[:few].mean(axis=0)  # of each pixel, as AlexNet does
y, y_val, y_test = y[:few, 0], y[-many:, 0], y_test[:many, 0]
x, x_val, x_test = ((a - mean) / 64 for a in (x[:few], x[-many:], x_test[:many]))


# %% One network, and its tricks
def train(tricks):
    utils.set_random_seed(21)
    network = models.Sequential([layers.Input((28, 28, 3))])
    for filters in (24, 32, 64):
        network.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        if "normalization" in tricks and filters < 64:
            network.add(layers.LocalResponseNormalization(k=1, alpha=0.1))
        network.add(layers.MaxPooling2D(3, strides=2))
    network.add(layers.Flatten())
    for _ in range(2):
        network.add(layers.Dense(256, activation="relu"))
        if "dropout" in tricks:
            network.add(layers.Dropout(0.5))
    network.add(layers.Dense(10, activation="softmax"))
    crop = layers.RandomCrop if "random crops" in tricks else layers.CenterCrop
    model = models.Sequential([layers.Input((32, 32, 3)), crop(28, 28)])
    if "mirror images" in tricks:
        model.add(layers.RandomFlip("horizontal"))
    model.add(network)
    rate = optimizers.schedules.CosineDecay(0.001, -(-few // 32) * epochs)
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizers.Adam(rate), loss, metrics=["accuracy"])
    history = model.fit(x, y, epochs=epochs, batch_size=32, verbose=0).history
    return network, history["accuracy"][-1]


def top(k, p, y):
    return (np.argsort(-p, axis=1)[:, :k] == y[:, None]).any(axis=1).mean()


def ask(network, images):
    crops = alexnet.ten_crops(images, 28, 28)
    p = network.predict(crops.reshape(-1, 28, 28, 3), batch_size=500, verbose=0)
    p = p.reshape(-1, 10, 10)  # images, crops, classes
    return p[:, 4], p.mean(axis=1)  # the fifth crop is the centre


# %% No trick, each alone, all of them: judged by the validation images
each = ["random crops", "mirror images", "dropout", "normalization"]
choices = {"none": [], **{trick: [trick] for trick in each}, "all": each}
if course.quick:
    choices = {"none": [], "all": each}
networks, scores, rows = {}, {}, []
for name, tricks in choices.items():
    networks[name], learnt = train(tricks)
    centre, ten = ask(networks[name], x_val)
    scores[name] = {"centre": top(1, centre, y_val), "ten crops": top(1, ten, y_val)}
    found = [learnt, *scores[name].values(), top(5, ten, y_val)]
    rows.append([name, *(f"{share:.1%}" for share in found)])
    print(*rows[-1])
head = ["tricks", "training", "centre", "ten crops", "ten crops, top 5"]
course.table("Accuracy on training and validation images", head, rows)
drawing = course.draw.bars(scores, y="validation accuracy")
course.figure("tricks", drawing, "Each trick alone, none and all; asked in two ways.")
gain = scores["all"]["ten crops"] - scores["none"]["centre"]
course.number("gain by all tricks and ten crops", gain, at_least=0.05, percent=True)

# %% What a network is asked about, and normalization by hand
crops = (alexnet.ten_crops(x_test[:1], 28, 28)[0] * 64 + mean[2:30, 2:30]).clip(0, 255)
words = "Four corners, the centre, and all five mirrored."
course.figure("crops", course.draw.images(crops, columns=5), words)
a = np.array(
    [0, 1, 2, 10.0, 2, 1, 0]
)  # channels at one place; two neighbours each side
near = np.convolve(a**2, np.ones(5), mode="same")
b = layers.LocalResponseNormalization(k=1, alpha=0.1)(a.reshape(1, 1, 1, -1))
right = np.allclose(np.ravel(b), a / (1 + 0.1 * near) ** 0.75, rtol=1e-5)
course.check("normalization divides by the neighbours' activity", right)

# %% The test images, once, with all tricks
_, p = ask(networks["all"], x_test)
course.number("top-1 accuracy", top(1, p, y_test), at_least=0.55, percent=True)
course.number("top-5 accuracy", top(5, p, y_test), at_least=0.94, percent=True)
names = ["airplane", "automobile", "bird", "cat", "deer"]
names += ["dog", "frog", "horse", "ship", "truck"]
shown = (x_test[:8] * 64 + mean).clip(0, 255)
drawing = course.draw.guesses(shown, p[:8], names, y_test[:8])
course.figure("guesses", drawing, "Above: the truth. The right guess is orange.")
