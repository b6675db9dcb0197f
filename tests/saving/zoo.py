"""Models in plain Keras 3 style, built alike by tengen and by real Keras.

Each function takes the library (`keras` or `tengen`) and returns a model and inputs
for it. The names of the functions are the names of the models.
"""

from __future__ import annotations

import functools

import numpy as np

ZOO = {}


def model(function):
    """Put a function into the zoo."""
    ZOO[function.__name__] = function
    return function


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def integers(*shape, high=9, low=0, seed=0):
    return np.random.default_rng(seed).integers(low, high, shape).astype("int32")


def randomize(network, seed=7):
    """Give all weights values that depend on their order and shape only.

    What a layer measured stays: real Keras keeps it in two places.
    """
    generator = np.random.default_rng(seed)
    for layer in network.layers:
        values = []
        for weight in layer.get_weights():
            value = generator.uniform(0.1, 0.9, weight.shape)
            if weight.ndim > 1:
                value = (value - 0.5) * 0.6
            values.append(value.astype(weight.dtype))
        if type(layer).__name__ != "Normalization":
            layer.set_weights(values)
    return network


def compiled(k, network):
    """Compile as all models of the zoo are."""
    network.compile(k.optimizers.Adam(0.01), "mean_squared_error")
    return network


def plus_one(x):
    """What a Lambda layer of the zoo computes."""
    return x + 1.0


@functools.cache
def own_objects(k):
    """Return what files of the zoo name and the library does not know."""

    class Doubled(k.layers.Wrapper):
        def call(self, inputs):
            return 2.0 * self.layer(inputs)

    return {"plus_one": plus_one, "Doubled": Doubled}


# Models that are trained for a step, and what on.
targets = {
    "dense_stack": lambda x: x[:, :3],
    "convolutions": lambda x: x[:, 0, 0, :3],
    "batch_normalization": lambda x: x * 2,
    "embedding": lambda x: x[:, :2].astype("float32"),
    "arithmetic": lambda x: x,
}


def chain(k, x, *layers):
    inputs = k.Input(x.shape[1:], dtype=x.dtype.name)
    y = inputs
    for layer in layers:
        y = layer(y)
    return k.Model(inputs, y), x


# -- dense -----------------------------------------------------------------------------


@model
def dense_stack(k):
    y = k.Sequential(
        [
            k.Input((5,)),
            k.layers.Dense(8, activation="relu"),
            k.layers.Dense(6, activation="tanh", use_bias=False),
            k.layers.Dense(3, activation="softmax"),
        ]
    )
    return y, draw(4, 5)


@model
def sequential_without_input(k):
    y = k.Sequential([k.layers.Dense(4, name="first"), k.layers.Dense(2)], name="late")
    y.build((None, 3))
    return y, draw(4, 3)


@model
def dense_with_all_arguments(k):
    layer = k.layers.Dense(
        4,
        activation="elu",
        kernel_initializer=k.initializers.HeNormal(seed=3),
        bias_initializer=k.initializers.Constant(0.5),
        kernel_regularizer=k.regularizers.L1L2(0.1, 0.2),
        bias_regularizer="l1",
        activity_regularizer=k.regularizers.L2(0.01),
        kernel_constraint=k.constraints.MaxNorm(2.0),
        bias_constraint="non_neg",
        name="loaded",
    )
    return chain(k, draw(4, 3), layer)


@model
def activation_layers(k):
    names = ("sigmoid", "selu", "gelu", "softplus", "softsign", "silu", "hard_sigmoid")
    return chain(
        k,
        draw(4, 6),
        *(k.layers.Activation(name) for name in names),
        k.layers.LeakyReLU(negative_slope=0.2),
        k.layers.ELU(0.5),
        k.layers.PReLU(),
        k.layers.ReLU(max_value=2.0, negative_slope=0.1, threshold=0.1),
        k.layers.Softmax(axis=-1),
    )


# -- convolutions ----------------------------------------------------------------------


@model
def convolutions(k):
    return chain(
        k,
        draw(2, 9, 8, 4),
        k.layers.Conv2D(6, 3, padding="same", activation="relu"),
        k.layers.Conv2D(4, (3, 2), strides=(2, 1), use_bias=False),
        k.layers.Conv2D(4, 2, dilation_rate=2, padding="same", groups=2),
        k.layers.Flatten(),
        k.layers.Dense(3),
    )


@model
def channels_first(k):
    return chain(
        k,
        draw(2, 3, 8, 8),
        k.layers.Conv2D(4, 3, data_format="channels_first"),
        k.layers.MaxPooling2D(2, data_format="channels_first"),
        k.layers.BatchNormalization(axis=1),
        k.layers.Flatten(data_format="channels_first"),
    )


@model
def pooling(k):
    x = draw(2, 9, 9, 3)
    i = k.Input(x.shape[1:])
    a = k.layers.MaxPooling2D((2, 3), strides=2, padding="same")(i)
    b = k.layers.AveragePooling2D(2, padding="valid")(i)
    ends = [
        k.layers.GlobalAveragePooling2D()(a),
        k.layers.GlobalMaxPooling2D()(b),
        k.layers.Flatten()(k.layers.GlobalMaxPooling2D(keepdims=True)(a)),
    ]
    return k.Model(i, k.layers.Concatenate()(ends)), x


@model
def batch_normalization(k):
    return chain(
        k,
        draw(4, 5, 5, 3),
        k.layers.BatchNormalization(),
        k.layers.BatchNormalization(momentum=0.8, epsilon=1e-2, scale=False),
        k.layers.BatchNormalization(center=False, trainable=False, name="frozen"),
    )


@model
def transposed_convolutions(k):
    return chain(
        k,
        draw(2, 5, 4, 3),
        k.layers.Conv2DTranspose(4, 3, strides=2, padding="same"),
        k.layers.Conv2DTranspose(2, 2, strides=1, padding="valid", activation="tanh"),
    )


@model
def depthwise_and_separable(k):
    return chain(
        k,
        draw(2, 7, 7, 3),
        k.layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same"),
        k.layers.SeparableConv2D(4, 3, depth_multiplier=2, activation="relu"),
    )


@model
def convolutions_1d(k):
    return chain(
        k,
        draw(2, 12, 3),
        k.layers.Conv1D(4, 3, padding="causal", activation="relu"),
        k.layers.MaxPooling1D(2),
        k.layers.Conv1D(4, 2, strides=2),
        k.layers.AveragePooling1D(2),
        k.layers.GlobalMaxPooling1D(),
    )


@model
def one_dimensional_rest(k):
    return chain(
        k,
        draw(2, 8, 3),
        k.layers.ZeroPadding1D(1),
        k.layers.UpSampling1D(2),
        k.layers.Cropping1D((1, 2)),
        k.layers.SeparableConv1D(4, 3),
        k.layers.Conv1DTranspose(2, 3, strides=2),
        k.layers.GlobalAveragePooling1D(),
    )


@model
def convolutions_3d(k):
    return chain(
        k,
        draw(2, 6, 6, 6, 2),
        k.layers.Conv3D(3, 2, padding="same", activation="relu"),
        k.layers.MaxPooling3D(2),
        k.layers.AveragePooling3D(1),
        k.layers.GlobalAveragePooling3D(),
    )


@model
def padding_and_resizing(k):
    return chain(
        k,
        draw(2, 5, 6, 3),
        k.layers.ZeroPadding2D(((1, 2), (0, 3))),
        k.layers.UpSampling2D((2, 3)),
        k.layers.UpSampling2D(2, interpolation="bilinear"),
        k.layers.Cropping2D(((1, 0), (2, 3))),
    )


# -- shapes, merging -------------------------------------------------------------------


@model
def shapes(k):
    return chain(
        k,
        draw(2, 6),
        k.layers.RepeatVector(4),
        k.layers.Permute((2, 1)),
        k.layers.Reshape((2, -1)),
        k.layers.Flatten(),
    )


@model
def merging(k):
    x = draw(3, 4)
    i = k.Input((4,))
    a, b = k.layers.Dense(5)(i), k.layers.Dense(5)(i)
    kinds = ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")
    parts = [getattr(k.layers, kind)()([a, b]) for kind in kinds]
    return k.Model(i, k.layers.Concatenate(axis=-1)([*parts, a])), x


@model
def dot_products(k):
    x = [draw(3, 4), draw(3, 4, seed=1)]
    a, b = k.Input((4,)), k.Input((4,))
    d = k.layers.Dot(axes=1, normalize=True)([a, b])
    return k.Model([a, b], d), x


@model
def residual(k):
    i = k.Input((8, 8, 3), name="image")
    y = k.layers.Conv2D(4, 3, padding="same", name="stem")(i)
    for block in range(2):
        z = k.layers.BatchNormalization()(y)
        z = k.layers.Activation("relu", name=f"act{block}")(z)
        z = k.layers.Conv2D(4, 3, padding="same")(z)
        y = k.layers.add([y, z])
    y = k.layers.GlobalAveragePooling2D()(y)
    return k.Model(i, k.layers.Dense(2, name="head")(y), name="resnet"), draw(
        2, 8, 8, 3
    )


@model
def shared_layers(k):
    a, b = k.Input((4,), name="left"), k.Input((4,), name="right")
    tower = k.layers.Dense(3, activation="tanh", name="tower")
    both = k.layers.concatenate([tower(a), tower(b), tower(a)])
    return k.Model([a, b], k.layers.Dense(1)(both)), [draw(3, 4), draw(3, 4, seed=2)]


@model
def nested_models(k):
    inner = k.Sequential([k.Input((4,)), k.layers.Dense(5), k.layers.Dense(4)])
    j = k.Input((4,))
    graph = k.Model(j, k.layers.Dense(4, activation="relu")(j), name="graph")
    i = k.Input((4,))
    y = graph(inner(graph(i)))
    return k.Model(i, k.layers.Dense(2)(inner(y))), draw(3, 4)


@model
def model_that_ends_in_models(k):
    j = k.Input((4,))
    graph = k.Model(j, k.layers.Dense(4)(j), name="graph")
    i = k.Input((4,))
    return k.Model(i, [graph(i), graph(graph(i))]), draw(3, 4)


@model
def sequential_of_models(k):
    first = k.Sequential([k.layers.Dense(4), k.layers.BatchNormalization()])
    y = k.Sequential([k.Input((3,)), first, k.layers.Dense(2)])
    return y, draw(3, 3)


@model
def many_outputs(k):
    i = k.Input((4,), name="features")
    y = k.layers.Dense(5)(i)
    outputs = {
        "kind": k.layers.Dense(3, activation="softmax", name="kind")(y),
        "size": k.layers.Dense(1, name="size")(y),
    }
    return k.Model(i, outputs), draw(3, 4)


@model
def named_inputs(k):
    inputs = {"x": k.Input((3,), name="x"), "z": k.Input((2,), name="z")}
    y = k.layers.Concatenate()([inputs["x"], inputs["z"]])
    return k.Model(inputs, k.layers.Dense(2)(y)), {
        "x": draw(3, 3),
        "z": draw(3, 2, seed=1),
    }


@model
def cut_from_the_middle(k):
    i = k.Input((4,))
    a = k.layers.Dense(5, name="a")(i)
    b = k.layers.Dense(6, name="b")(a)
    k.Model(i, k.layers.Dense(7)(b))
    return k.Model(i, [b, a]), draw(3, 4)


@model
def multiplied_names(k):
    y = k.Sequential(
        [k.Input((6, 6, 1))]
        + [k.layers.Conv2D(2, 2, name=f"z{9 - i}") for i in range(4)]
        + [k.layers.Flatten(), k.layers.Dense(2, name="a")]
    )
    return y, draw(2, 6, 6, 1)


# -- regularization, normalization -----------------------------------------------------


@model
def noise(k):
    return chain(
        k,
        draw(3, 4, 5),
        k.layers.Dropout(0.3, noise_shape=(None, 1, 5), seed=3),
        k.layers.SpatialDropout1D(0.2),
        k.layers.GaussianNoise(0.1),
        k.layers.GaussianDropout(0.1),
        k.layers.AlphaDropout(0.1),
        k.layers.ActivityRegularization(l1=0.1, l2=0.2),
    )


@model
def normalizations(k):
    return chain(
        k,
        draw(3, 4, 4, 6),
        k.layers.LayerNormalization(),
        k.layers.LayerNormalization(axis=[1, 2], center=False),
        k.layers.GroupNormalization(groups=3),
        k.layers.UnitNormalization(),
    )


@model
def spatial_dropouts(k):
    return chain(
        k, draw(2, 4, 4, 3), k.layers.SpatialDropout2D(0.5), k.layers.Identity()
    )


# -- sequences -------------------------------------------------------------------------


@model
def embedding(k):
    x = integers(3, 5)
    return chain(k, x, k.layers.Embedding(9, 4), k.layers.Flatten(), k.layers.Dense(2))


@model
def masked_lstm(k):
    x = integers(3, 6)
    return chain(
        k,
        x,
        k.layers.Embedding(9, 4, mask_zero=True),
        k.layers.LSTM(5, return_sequences=True),
        k.layers.LSTM(3, dropout=0.1, recurrent_dropout=0.1),
        k.layers.Dense(1, activation="sigmoid"),
    )


@model
def gru(k):
    return chain(
        k,
        draw(2, 5, 3),
        k.layers.GRU(4, return_sequences=True),
        k.layers.GRU(3, reset_after=False, go_backwards=True),
    )


@model
def simple_rnn(k):
    return chain(
        k,
        draw(2, 5, 3),
        k.layers.SimpleRNN(4, return_sequences=True, use_bias=False),
        k.layers.SimpleRNN(3, activation="relu", unroll=True),
    )


@model
def bidirectional(k):
    return chain(
        k,
        draw(2, 5, 3),
        k.layers.Bidirectional(k.layers.LSTM(4, return_sequences=True)),
        k.layers.Bidirectional(
            k.layers.GRU(3, return_sequences=True),
            merge_mode="sum",
            backward_layer=k.layers.SimpleRNN(
                3, return_sequences=True, go_backwards=True
            ),
        ),
    )


@model
def time_distributed(k):
    return chain(
        k,
        draw(2, 3, 6, 6, 1),
        k.layers.TimeDistributed(k.layers.Conv2D(2, 3)),
        k.layers.TimeDistributed(k.layers.Flatten()),
        k.layers.TimeDistributed(k.layers.Dense(4, activation="relu")),
    )


@model
def cells(k):
    return chain(
        k,
        draw(2, 5, 3),
        k.layers.RNN(k.layers.LSTMCell(4), return_sequences=True),
        k.layers.RNN([k.layers.GRUCell(3), k.layers.SimpleRNNCell(4)]),
    )


@model
def encoder_decoder(k):
    a, b = k.Input((4, 3), name="source"), k.Input((5, 3), name="target")
    _, h, c = k.layers.LSTM(4, return_state=True)(a)
    y = k.layers.LSTM(4, return_sequences=True)(b, initial_state=[h, c])
    return k.Model([a, b], k.layers.Dense(2)(y)), [draw(2, 4, 3), draw(2, 5, 3, seed=1)]


@model
def masking(k):
    x = draw(3, 5, 2)
    x[1, 3:] = 0
    return chain(k, x, k.layers.Masking(0.0), k.layers.GRU(3))


@model
def attention(k):
    x = draw(2, 5, 4)
    i = k.Input((5, 4))
    q, v = k.layers.Dense(4)(i), k.layers.Dense(4)(i)
    a = k.layers.Attention(use_scale=True)([q, v])
    b = k.layers.AdditiveAttention()([q, v])
    return k.Model(i, k.layers.add([a, b])), x


@model
def multi_head_attention(k):
    x = draw(2, 5, 4)
    i = k.Input((5, 4))
    y = k.layers.MultiHeadAttention(num_heads=2, key_dim=3, name="mha")(i, i)
    y = k.layers.LayerNormalization()(k.layers.add([i, y]))
    return k.Model(i, k.layers.GlobalAveragePooling1D()(y)), x


# -- preprocessing ---------------------------------------------------------------------


@model
def preprocessing(k):
    return chain(
        k,
        draw(2, 6, 6, 3),
        k.layers.Rescaling(1 / 4, offset=0.5),
        k.layers.Resizing(4, 5),
        k.layers.RandomFlip("horizontal"),
        k.layers.RandomRotation(0.1),
        k.layers.RandomTranslation(0.1, 0.1),
        k.layers.RandomZoom(0.1),
        k.layers.RandomContrast(0.2),
        k.layers.Flatten(),
    )


@model
def mean_and_variance(k):
    layer = k.layers.Normalization(mean=1.0, variance=4.0)
    return chain(k, draw(3, 4), layer, k.layers.Dense(2))


# -- types, freezing -------------------------------------------------------------------


@model
def mixed_precision(k):
    return chain(
        k,
        draw(3, 4),
        k.layers.Dense(5, dtype="mixed_bfloat16"),
        k.layers.Dense(2, dtype="float32"),
    )


@model
def frozen_layers(k):
    base = k.Sequential(
        [
            k.Input((6, 6, 1)),
            k.layers.Conv2D(2, 3),
            k.layers.BatchNormalization(),
            k.layers.Conv2D(3, 2),
        ],
        name="base",
    )
    base.layers[0].trainable = False
    y = k.Sequential([k.Input((6, 6, 1)), base, k.layers.Flatten(), k.layers.Dense(2)])
    return y, draw(2, 6, 6, 1)


# -- functions in graphs ---------------------------------------------------------------


@model
def arithmetic(k):
    i = k.Input((4,))
    y = k.layers.Dense(4)(i)
    z = (y + i) * 2.0 - y / 3.0
    return k.Model(i, 1.0 - z), draw(3, 4)


@model
def functions(k):
    i = k.Input((4, 3))
    y = k.layers.Dense(3)(i)
    y = k.ops.concatenate([y, k.ops.relu(i)], axis=-1)
    z = k.ops.mean(y, axis=1, keepdims=True)
    z = k.ops.reshape(z, (-1, 6))
    return k.Model(i, k.ops.softmax(k.ops.tanh(z) * 2.0, axis=-1)), draw(3, 4, 3)


@model
def slices(k):
    i = k.Input((6, 5))
    return k.Model(i, k.layers.Dense(2)(i[:, 1:4, 2] - i[:, -3:, 0])), draw(3, 6, 5)


# -- the rest of the layers ------------------------------------------------------------


@model
def three_dimensional_rest(k):
    return chain(
        k,
        draw(2, 4, 4, 4, 2),
        k.layers.ZeroPadding3D(1),
        k.layers.UpSampling3D((1, 2, 1)),
        k.layers.Cropping3D(((1, 0), (2, 2), (0, 1))),
        k.layers.SpatialDropout3D(0.3),
        k.layers.Conv3DTranspose(2, 2, strides=2),
        k.layers.GlobalMaxPooling3D(),
    )


@model
def images_to_size(k):
    return chain(
        k,
        draw(2, 9, 8, 3),
        k.layers.RandomBrightness(0.1, value_range=(-3.0, 3.0)),
        k.layers.CenterCrop(7, 6),
        k.layers.RandomCrop(6, 6),
        k.layers.LeakyReLU(),
        k.layers.DepthwiseConv2D(2, strides=2, use_bias=False),
    )


@model
def einsum_and_norms(k):
    return chain(
        k,
        draw(2, 6, 4),
        k.layers.EinsumDense("abc,cd->abd", output_shape=(None, 5), bias_axes="d"),
        k.layers.RMSNormalization(),
        k.layers.DepthwiseConv1D(3, depth_multiplier=2, padding="same"),
        k.layers.GlobalAveragePooling1D(keepdims=True),
    )


@model
def categories(k):
    x = integers(5, 4, high=6)
    encoding = k.layers.CategoryEncoding(num_tokens=6, output_mode="multi_hot")
    return chain(k, x, encoding, k.layers.Dense(2))


@model
def adapted_normalization(k):
    x = draw(8, 4) * 3 + 1
    layer = k.layers.Normalization()
    layer.adapt(x)
    return chain(k, x, layer, k.layers.Dense(2))


@model
def cells_in_cells(k):
    inner = k.layers.StackedRNNCells([k.layers.GRUCell(3), k.layers.LSTMCell(4)])
    return chain(
        k,
        draw(2, 5, 3),
        k.layers.RNN(inner, return_sequences=True),
        k.layers.TimeDistributed(k.layers.Dense(2)),
        k.layers.Bidirectional(k.layers.RNN(k.layers.SimpleRNNCell(3))),
    )


@model
def cross_attention(k):
    a, b = k.Input((5, 4)), k.Input((3, 6))
    mha = k.layers.MultiHeadAttention(2, 3, value_dim=4, output_shape=5, dropout=0.1)
    y = mha(a, value=b, key=b)
    return k.Model([a, b], k.layers.Flatten()(y)), [draw(2, 5, 4), draw(2, 3, 6)]


@model
def merged_functions(k):
    a, b = k.Input((4,)), k.Input((4,))
    parts = [
        getattr(k.layers, name)([a, b])
        for name in ("add", "average", "maximum", "minimum", "multiply", "subtract")
    ]
    parts.append(k.layers.dot([a, b], axes=-1))
    return k.Model([a, b], k.layers.concatenate(parts)), [
        draw(3, 4),
        draw(3, 4, seed=1),
    ]


@model
def layers_of_the_third_set(k):
    i = k.Input((3, 6, 6, 2))
    frames = k.layers.ConvLSTM2D(3, 3, padding="same", return_sequences=True)(i)
    images = k.layers.ConvLSTM2D(2, 2, dilation_rate=2)(frames)
    images = k.layers.SpectralNormalization(k.layers.Conv2D(4, 2))(images)
    images = k.layers.AdaptiveAveragePooling2D(2)(images)
    words = k.layers.Reshape((4, 4))(images)
    attention = k.layers.GroupQueryAttention(3, 4, 2, use_gate=True)
    words = attention(words, words)
    ranges = k.layers.Discretization([-0.1, 0.1], output_mode="count")(words)
    words = k.layers.AdaptiveMaxPooling1D(3)(words)
    parts = [k.layers.Flatten()(part) for part in (words, ranges)]
    return k.Model(i, k.layers.concatenate(parts)), draw(2, 3, 6, 6, 2)


@model
def more_functions(k):
    ops = k.ops
    i = k.Input((4, 6))
    a, b = ops.split(i, 2, axis=-1)
    y = ops.stack([a, b, ops.maximum(a, b)], axis=1)
    y = ops.transpose(y, (0, 2, 1, 3))
    y = ops.squeeze(ops.expand_dims(y, 1), axis=1)
    y = ops.where(y > 0.0, y, ops.exp(y) - 1.0)
    y = ops.clip(y, -1.0, 2.0) ** 2 / (1.0 + ops.abs(y))
    y = ops.concatenate([ops.sum(y, axis=(1, 2)), ops.max(y, axis=(1, 2))], axis=-1)
    y = ops.cast(ops.round(y * 4.0), "float32") + ops.sqrt(ops.square(y) + 1.0)
    z = ops.matmul(y, ops.ones((6, 2))) - ops.logsumexp(y, axis=-1, keepdims=True)
    return k.Model(i, z), draw(3, 4, 6)


# -- objects of one's own --------------------------------------------------------------


@model
def objects_of_ones_own(k):
    doubled = own_objects(k)["Doubled"]
    return chain(
        k,
        draw(3, 4),
        doubled(k.layers.Dense(5, activation="tanh")),
        k.layers.Lambda(plus_one, output_shape=(5,)),
        k.layers.Dense(2),
    )
