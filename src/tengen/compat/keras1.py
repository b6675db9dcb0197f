"""Keras 1: its arguments and names, and what they are called today.

Every old spelling of that release is a line of these tables; `spelling` reads them.
Source: the documentation of Keras 1.2.2 and the conversions that Keras 2.2 made.
"""

from __future__ import annotations

_BIAS = {"b_regularizer": "bias_regularizer", "b_constraint": "bias_constraint"}
_WEIGHTS = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "W_constraint": "kernel_constraint",
    "bias": "use_bias",
    **_BIAS,
}
_IMAGES = {"dim_ordering": "data_format"}
_WINDOW = {"nb_filter": "filters", "border_mode": "padding", **_IMAGES, **_WEIGHTS}
_WINDOW_1D = {
    **_WINDOW,
    "filter_length": "kernel_size",
    "subsample_length": "strides",
    "atrous_rate": "dilation_rate",
}
_WINDOW_ND = {**_WINDOW, "subsample": "strides", "atrous_rate": "dilation_rate"}
_SEPARABLE = {
    "nb_filter": "filters",
    "border_mode": "padding",
    "subsample": "strides",
    "bias": "use_bias",
    **_IMAGES,
    **_BIAS,
}
_POOLING = {"border_mode": "padding", "stride": "strides", **_IMAGES}
_RECURRENT = {
    "output_dim": "units",
    "inner_init": "recurrent_initializer",
    "U_regularizer": "recurrent_regularizer",
    "U_constraint": "recurrent_constraint",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    **_WEIGHTS,
}

_GATED = {**_RECURRENT, "inner_activation": "recurrent_activation"}

# Class of today -> argument of Keras 1 -> argument of today.
ARGUMENTS: dict[str, dict[str, str]] = {
    "Dense": {"output_dim": "units", **_WEIGHTS},
    "Dropout": {"p": "rate"},
    "GaussianDropout": {"p": "rate"},
    "SpatialDropout1D": {"p": "rate"},
    "SpatialDropout2D": {"p": "rate", **_IMAGES},
    "SpatialDropout3D": {"p": "rate", **_IMAGES},
    "GaussianNoise": {"sigma": "stddev"},
    "PReLU": {"init": "alpha_initializer"},
    "plot_model": {"show_shape": "show_shapes", "recursive": "expand_nested"},
    "Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
    },
    "BatchNormalization": {
        "beta_init": "beta_initializer",
        "gamma_init": "gamma_initializer",
    },
    "Conv1D": _WINDOW_1D,
    "Conv2D": _WINDOW_ND,
    "Conv3D": _WINDOW_ND,
    "Conv2DTranspose": _WINDOW_ND,
    "SeparableConv2D": _SEPARABLE,
    "MaxPooling1D": {"pool_length": "pool_size", **_POOLING},
    "MaxPooling2D": _POOLING,
    "MaxPooling3D": _POOLING,
    "AveragePooling1D": {"pool_length": "pool_size", **_POOLING},
    "AveragePooling2D": _POOLING,
    "AveragePooling3D": _POOLING,
    "GlobalMaxPooling2D": _IMAGES,
    "GlobalMaxPooling3D": _IMAGES,
    "GlobalAveragePooling2D": _IMAGES,
    "GlobalAveragePooling3D": _IMAGES,
    "UpSampling1D": {"length": "size"},
    "UpSampling2D": _IMAGES,
    "UpSampling3D": _IMAGES,
    "ZeroPadding2D": _IMAGES,
    "ZeroPadding3D": _IMAGES,
    "Cropping2D": _IMAGES,
    "Cropping3D": _IMAGES,
    "SimpleRNN": _RECURRENT,
    "LSTM": _GATED,
    "GRU": _GATED,
    "Input": {"input_dtype": "dtype"},
    "InputLayer": {"input_dtype": "dtype"},
    "Model": {"input": "inputs", "output": "outputs"},
    "Tokenizer": {"nb_words": "num_words"},
    "ImageDataGenerator": _IMAGES,
}

# Class of today -> argument of Keras 1 that has no counterpart -> what became of it.
DROPPED: dict[str, dict[str, str]] = {
    "Embedding": {"dropout": "put a SpatialDropout1D layer after the Embedding"},
    "Conv2DTranspose": {"output_shape": "the shape follows from strides and padding"},
    "SimpleRNN": {"consume_less": "the engine decides"},
    "LSTM": {"consume_less": "the engine decides"},
    "GRU": {"consume_less": "the engine decides"},
    "imdb.load_data": {"test_split": "half of the reviews are for testing"},
}

# Sizes of the window that Keras 1 gave one by one.
WINDOW_SIZES: dict[str, tuple[str, ...]] = {
    "Conv2D": ("nb_row", "nb_col"),
    "Conv2DTranspose": ("nb_row", "nb_col"),
    "SeparableConv2D": ("nb_row", "nb_col"),
    "Conv3D": ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}

# Argument of today -> value of Keras 1 -> value of today.
VALUES: dict[str, dict[str, str | None]] = {
    "data_format": {"tf": "channels_last", "th": "channels_first", "default": None},
}

# Class names of Keras 1 whose calls are calls of Keras 1, whatever their arguments.
CLASSES: dict[str, str] = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Deconvolution2D": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D",
}

# Arguments of methods and functions.
METHODS: dict[str, dict[str, str]] = {
    "fit": {"nb_epoch": "epochs", "nb_val_samples": "validation_steps"},
    "evaluate": {"val_samples": "steps"},
    "predict": {"val_samples": "steps"},
    "to_categorical": {"nb_classes": "num_classes"},
    "imdb.load_data": {"nb_words": "num_words"},
    "reuters.load_data": {"nb_words": "num_words"},
}

# Names of regularizers.
REGULARIZERS: dict[str, str] = {
    "l1l2": "l1_l2",
    "activity_l1": "l1",
    "activity_l2": "l2",
    "activity_l1l2": "l1_l2",
}

# What `merge(mode=...)` and `Merge(mode=...)` are called today.
MERGE_MODES: dict[str, str] = {
    "sum": "add",
    "mul": "multiply",
    "concat": "concatenate",
    "ave": "average",
    "max": "maximum",
    "dot": "dot",
    "cos": "dot",
}

# Attributes of layers.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "W": ("kernel", "embeddings"),
    "b": ("bias",),
    "U": ("recurrent_kernel",),
    "output_dim": ("units",),
    "nb_filter": ("filters",),
    "border_mode": ("padding",),
    "subsample": ("strides",),
    "dim_ordering": ("data_format",),
    "p": ("rate",),
}
