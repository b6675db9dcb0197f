"""Two images, one network: are they the same digit? Contrastive loss."""

import keras
import numpy as np
from helpers import fill, mnist, report
from keras import layers, ops

margin = 1.0


def make_pairs(images, labels):
    """Return pairs of images, and 0 for the same class, 1 for different ones."""
    generator = np.random.default_rng(5)
    left, right, different = [], [], []
    for index, label in enumerate(labels):
        same = np.flatnonzero(labels == label)
        other = np.flatnonzero(labels != label)
        for choice, kind in ((same, 0.0), (other, 1.0)):
            left.append(images[index])
            right.append(images[generator.choice(choice)])
            different.append(kind)
    return np.array(left), np.array(right), np.array(different, "float32")


def euclidean_distance(vectors):
    x, y = vectors
    squares = ops.sum(ops.square(x - y), axis=1, keepdims=True)
    return ops.sqrt(ops.maximum(squares, keras.config.epsilon()))


def contrastive(margin=1.0):
    """Pull equals together, push others apart up to a margin."""

    def contrastive_loss(y_true, y_pred):
        near = ops.square(y_pred)
        far = ops.square(ops.maximum(margin - y_pred, 0))
        return ops.mean((1 - y_true) * near + y_true * far)

    return contrastive_loss


(x_train, y_train), (x_test, y_test) = mnist(160, 48)
left, right, different = make_pairs(x_train.astype("float32") / 255, y_train)
test_left, test_right, test_different = make_pairs(
    x_test.astype("float32") / 255, y_test
)

inputs = keras.Input((28, 28, 1))
x = layers.BatchNormalization()(inputs)
x = layers.Conv2D(4, (5, 5), activation="tanh")(x)
x = layers.AveragePooling2D(pool_size=(2, 2))(x)
x = layers.Conv2D(8, (5, 5), activation="tanh")(x)
x = layers.AveragePooling2D(pool_size=(2, 2))(x)
x = layers.Flatten()(x)
x = layers.BatchNormalization()(x)
x = layers.Dense(10, activation="tanh")(x)
embedding_network = keras.Model(inputs, x, name="embedding")

left_input = keras.Input((28, 28, 1), name="left")
right_input = keras.Input((28, 28, 1), name="right")
merged = layers.Lambda(euclidean_distance, output_shape=(1,))(
    [embedding_network(left_input), embedding_network(right_input)]
)
x = layers.BatchNormalization()(merged)
outputs = layers.Dense(1, activation="sigmoid")(x)
siamese = keras.Model(inputs=[left_input, right_input], outputs=outputs)
fill(siamese)

siamese.compile(
    loss=contrastive(margin=margin), optimizer="RMSprop", metrics=["accuracy"]
)
siamese.summary()
history = siamese.fit(
    [left, right],
    different,
    validation_data=([test_left, test_right], test_different),
    batch_size=32,
    epochs=2,
    shuffle=False,
)

report(
    history=history.history,
    score=siamese.evaluate([test_left, test_right], test_different, verbose=0),
    weights=len(siamese.weights),
    trainable=len(siamese.trainable_weights),
    predictions=siamese.predict([test_left[:6], test_right[:6]], verbose=0),
    embedding=embedding_network.predict(test_left[:2], verbose=0),
)
