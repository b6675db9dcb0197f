"""Models to be looked at: as large as VGG19 and ResNet50, and every kind of graph."""

from __future__ import annotations

from tengen import Input, Model, Sequential, layers


def vgg19() -> Sequential:
    """The sizes of VGG19, whose first dense layer is left out for its weights."""
    model = Sequential([Input((224, 224, 3))], name="vgg19")
    blocks = [(2, 64), (2, 128), (4, 256), (4, 512), (4, 512)]
    for block, (count, filters) in enumerate(blocks, 1):
        for number in range(1, count + 1):
            name = f"block{block}_conv{number}"
            convolution = layers.Conv2D(
                filters, 3, padding="same", activation="relu", name=name
            )
            model.add(convolution)
        model.add(layers.MaxPooling2D(2, 2, name=f"block{block}_pool"))
    model.add(layers.GlobalAveragePooling2D(name="average"))
    model.add(layers.Dense(512, activation="relu", name="fc1"))
    model.add(layers.Dense(1000, activation="softmax", name="predictions"))
    return model


def resnet50() -> Model:
    """The graph of ResNet50 with few filters."""
    inputs = Input((64, 64, 3), name="images")
    x = _unit(inputs, 4, 7, 2, "conv1")
    x = layers.MaxPooling2D(3, 2, name="pool1")(x)
    for stage, count in enumerate((3, 4, 6, 3), 2):
        for block in range(1, count + 1):
            strides = 2 if block == 1 and stage > 2 else 1
            name = f"conv{stage}_block{block}"
            x = _bottleneck(x, 2**stage, strides, block == 1, name)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    outputs = layers.Dense(1000, activation="softmax", name="predictions")(x)
    return Model(inputs, outputs, name="resnet50")


def _bottleneck(x, filters, strides, projects, name):
    shortcut = x
    if projects:
        shortcut = _unit(x, 4 * filters, 1, strides, f"{name}_0", relu=False)
    x = _unit(x, filters, 1, strides, f"{name}_1")
    x = _unit(x, filters, 3, 1, f"{name}_2")
    x = _unit(x, 4 * filters, 1, 1, f"{name}_3", relu=False)
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


def _unit(x, filters, size, strides, name, relu=True):
    x = layers.Conv2D(filters, size, strides, padding="same", name=f"{name}_conv")(x)
    x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return layers.Activation("relu", name=f"{name}_relu")(x) if relu else x


def twins() -> Model:
    """Two inputs through one nested encoder; two outputs; a nested Sequential."""
    image = Input((28, 28, 1), name="image")
    x = layers.Conv2D(8, 3, activation="relu", name="conv")(image)
    x = layers.Flatten(name="flatten")(layers.MaxPooling2D(name="pool")(x))
    encoder = Model(image, layers.Dense(16, name="code")(x), name="encoder")
    head = Sequential(
        [
            layers.Dense(16, activation="relu", input_shape=(32,), name="hidden"),
            layers.Dropout(0.5, name="dropout"),
        ],
        name="head",
    )
    left, right = Input((28, 28, 1), name="left"), Input((28, 28, 1), name="right")
    both = layers.Concatenate(name="both")([encoder(left), encoder(right)])
    seen = head(both)
    same = layers.Dense(1, activation="sigmoid", name="same")(seen)
    more = layers.Concatenate(name="more")([seen, both])
    which = layers.Dense(10, activation="softmax", name="which")(more)
    return Model([left, right], [same, which], name="twins")


def unet() -> Model:
    """Long ways past a bottom, each of another length."""
    x = inputs = Input((32, 32, 1), name="image")
    kept = []
    for depth in range(3):
        x = layers.Conv2D(4 << depth, 3, padding="same", name=f"down{depth}")(x)
        kept.append(x)
        x = layers.MaxPooling2D(name=f"pool{depth}")(x)
    x = layers.Conv2D(32, 3, padding="same", name="bottom")(x)
    for depth in (2, 1, 0):
        x = layers.UpSampling2D(name=f"grow{depth}")(x)
        x = layers.Concatenate(name=f"join{depth}")([kept[depth], x])
        x = layers.Conv2D(4 << depth, 3, padding="same", name=f"up{depth}")(x)
    return Model(inputs, x, name="unet")


def inception() -> Model:
    """Four ways side by side, twice."""
    x = inputs = Input((16, 16, 8), name="image")
    for number in range(2):
        ways = [
            layers.Conv2D(4, 1, name=f"one{number}")(x),
            layers.Conv2D(4, 3, padding="same", name=f"three{number}")(
                layers.Conv2D(4, 1, name=f"before_three{number}")(x)
            ),
            layers.Conv2D(4, 5, padding="same", name=f"five{number}")(x),
            layers.MaxPooling2D(3, 1, padding="same", name=f"pool{number}")(x),
        ]
        x = layers.Concatenate(name=f"mixed{number}")(ways)
    return Model(inputs, x, name="inception")


def shared() -> Model:
    """A layer that is called on its own output, and again after another layer."""
    inputs = Input((4,), name="start")
    turn, other = layers.Dense(4, name="turn"), layers.Dense(4, name="other")
    x = turn(turn(inputs))
    return Model(inputs, layers.Dense(1, name="end")(turn(other(x))), name="shared")


def nested_twice() -> Model:
    """A model in a model in a model, with several inputs and outputs each."""
    a, b = Input((3,), name="a"), Input((3,), name="b")
    total = layers.Add(name="total")([a, b])
    inner = Model([a, b], [total, layers.Dense(2, name="small")(total)], name="inner")
    c, d = Input((3,), name="c"), Input((3,), name="d")
    first, second = inner([d, c])
    wide = layers.Dense(3, name="wide")(first)
    middle = Model([c, d], {"y": wide, "z": second}, name="middle")
    e, f = Input((3,), name="e"), Input((3,), name="f")
    found = middle([e, f])
    joined = layers.Concatenate(name="joined")([found["y"], found["z"], e])
    return Model([e, f], joined, name="outer")


def unrolled() -> Model:
    """A nested model that is called on its own output, at once and by a detour."""
    state = Input((4,), name="state")
    cell = Model(state, layers.Dense(4, name="step")(state), name="cell")
    start = Input((4,), name="start")
    detour = layers.Dense(4, name="detour")(cell(cell(start)))
    return Model(start, layers.Dense(1, name="end")(cell(detour)), name="unrolled")


ZOO = [vgg19, resnet50, twins, unet, inception, shared, nested_twice, unrolled]
