"""A residual network on small photographs: augmentation, schedule, weight decay."""

import keras
import numpy as np
from helpers import cifar10, fill, report
from keras import layers, ops

(x_train, y_train), (x_test, y_test) = cifar10(192, 64)
mean = x_train.mean(axis=(0, 1, 2)).astype("float32")
epochs, batch_size = 2, 32

# What augmentation may do is said of it alone: its random numbers are each library's
# own. The network is trained with factors of zero.
augmentation = keras.Sequential(
    [
        layers.RandomFlip("horizontal"),
        layers.RandomTranslation(0.1, 0.1, fill_mode="reflect"),
        layers.RandomRotation(0.05),
        layers.RandomZoom(0.1),
        layers.RandomContrast(0.1, value_range=(0, 255)),
    ]
)
photographs = ops.cast(x_train[:16], "float32")
augmented = ops.convert_to_numpy(augmentation(photographs, training=True))
untouched = ops.convert_to_numpy(augmentation(photographs, training=False))
flipped = layers.RandomFlip("horizontal")(photographs, training=True)
flipped = ops.convert_to_numpy(flipped)
kept = (flipped == x_train[:16]).all(axis=(1, 2, 3))
mirrored = (flipped == x_train[:16, :, ::-1]).all(axis=(1, 2, 3))


def residual_block(x, filters, stride=1):
    shortcut = x
    y = layers.Conv2D(
        filters,
        3,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L2(1e-4),
    )(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(
        filters,
        3,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L2(1e-4),
    )(y)
    y = layers.BatchNormalization()(y)
    if stride != 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False)(x)
        shortcut = layers.BatchNormalization()(shortcut)
    return layers.Activation("relu")(layers.add([shortcut, y]))


def make_resnet(input_shape, num_classes, blocks=(1, 1, 1)):
    inputs = keras.Input(shape=input_shape)
    x = layers.RandomTranslation(0.0, 0.0)(inputs)
    x = layers.RandomZoom(0.0)(x)
    x = layers.Rescaling(1 / 128, offset=-mean / 128)(x)
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    for stage, count in enumerate(blocks):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            x = residual_block(x, 8 * 2**stage, stride)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs, name="resnet")


model = make_resnet((32, 32, 3), 10)
model.summary()
fill(model)

steps = epochs * (len(x_train) // batch_size)
schedule = keras.optimizers.schedules.CosineDecay(
    0.0, steps, alpha=0.01, warmup_target=0.004, warmup_steps=3
)
model.compile(
    optimizer=keras.optimizers.SGD(schedule, momentum=0.9, nesterov=True),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
)
history = model.fit(
    x_train.astype("float32"),
    y_train,
    batch_size=batch_size,
    epochs=epochs,
    shuffle=False,
    validation_data=(x_test.astype("float32"), y_test),
)

report(
    history=history.history,
    rates=[float(schedule(step)) for step in range(steps + 1)],
    parameters=model.count_params(),
    trainable=len(model.trainable_weights),
    predictions=model.predict(x_test[:4].astype("float32"), verbose=0),
    augmented_shape=augmented.shape,
    augmented_in_range=bool(augmented.min() >= 0 and augmented.max() <= 255),
    augmented_differs=bool(np.abs(augmented - x_train[:16]).mean() > 1),
    inference_changes_nothing=bool((untouched == x_train[:16]).all()),
    every_flip_is_one=bool((kept | mirrored).all() and kept.any() and mirrored.any()),
)
