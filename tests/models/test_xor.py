"""XOR, the course's first network: 2-4-1, tanh, batch size 1, SGD 0.1."""

import numpy as np

from tengen import layers, models, optimizers, utils

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def test_four_points_right_for_twenty_of_twenty_seeds():
    model = models.Sequential(
        [
            layers.Dense(4, activation="tanh", input_shape=(2,)),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(loss="binary_crossentropy", optimizer=optimizers.SGD(0.1))
    right = []
    for seed in range(20):
        utils.set_random_seed(seed)
        for layer in model.layers:
            layer.kernel.assign(layer.kernel_initializer(layer.kernel.shape))
            layer.bias.assign(np.zeros(layer.bias.shape))
        model.fit(X, Y, batch_size=1, epochs=1000, verbose=0)
        outputs = model.predict(X, verbose=0)
        right.append(int(((outputs > 0.5) == (Y > 0.5)).all()))
    assert sum(right) == 20, right
    assert model._trainer.compiled_programs() == 1
