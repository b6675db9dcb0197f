"""Keras 2 and tf.keras: arguments and names that Keras 3 no longer takes."""

from __future__ import annotations

# Class of today -> argument of Keras 2 -> argument of today.
ARGUMENTS: dict[str, dict[str, str]] = {
    "LeakyReLU": {"alpha": "negative_slope"},
    "InputLayer": {"batch_input_shape": "batch_shape", "input_shape": "shape"},
    "Input": {"batch_input_shape": "batch_shape", "input_shape": "shape"},
    "L1": {"l": "l1"},
    "L2": {"l": "l2"},
    "l1": {"l": "l1"},
    "l2": {"l": "l2"},
    "MaxNorm": {"m": "max_value"},
}

# Class of today -> argument without a counterpart -> what became of it.
DROPPED: dict[str, dict[str, str]] = {
    "plot_model": {"splines": "arrows are curves where they are not straight"},
    "model_to_dot": {
        "splines": "arrows are curves where they are not straight",
        "subgraph": "a nested model is a cluster with expand_nested=True",
    },
    "Input": {"ragged": "tensors are dense", "type_spec": "give shape and dtype"},
    "BatchNormalization": {
        "renorm": "the usual moving statistics are kept",
        "fused": "the engine decides",
        "virtual_batch_size": "the whole batch is normalized",
    },
    "LSTM": {"time_major": "the batch comes first"},
    "GRU": {"time_major": "the batch comes first"},
    "SimpleRNN": {"time_major": "the batch comes first"},
    "compile": {
        "sample_weight_mode": "the shape of sample_weight decides",
        "target_tensors": "give targets to fit",
        "experimental_run_tf_function": "the engine decides",
        "class_mode": "the shape of the targets decides",
    },
    "fit": {
        "workers": "the engine decides",
        "use_multiprocessing": "the engine decides",
        "max_queue_size": "the engine decides",
        "nb_worker": "the engine decides",
        "pickle_safe": "the engine decides",
        "max_q_size": "the engine decides",
        "show_accuracy": "compile(metrics=['accuracy'])",
    },
    "evaluate": {
        "workers": "the engine decides",
        "use_multiprocessing": "the engine decides",
        "max_queue_size": "the engine decides",
        "nb_worker": "the engine decides",
        "pickle_safe": "the engine decides",
        "max_q_size": "the engine decides",
        "show_accuracy": "compile(metrics=['accuracy'])",
    },
    "predict": {
        "workers": "the engine decides",
        "use_multiprocessing": "the engine decides",
        "max_queue_size": "the engine decides",
        "nb_worker": "the engine decides",
        "pickle_safe": "the engine decides",
        "max_q_size": "the engine decides",
    },
    "Nadam": {"schedule_decay": "the schedule of the momentum is fixed"},
}

# Learning rates of optimizers before TensorFlow 2; taken where `decay=` shows that the
# call is that old and it names no rate.
OLD_RATES: dict[str, float] = {
    "Adagrad": 0.01,
    "Adadelta": 1.0,
    "Adamax": 0.002,
    "Nadam": 0.002,
}

# Names of classes and functions, by module, and what they are today.
LAYERS: dict[str, str] = {
    "CuDNNLSTM": "LSTM",
    "CuDNNGRU": "GRU",
    "SyncBatchNormalization": "BatchNormalization",
}
LOSSES: dict[str, str] = {
    "kullback_leibler_divergence": "kl_divergence",
    "cosine_proximity": "cosine_similarity",
    "cosine": "cosine_similarity",
    "logcosh": "log_cosh",
    "MSE": "mean_squared_error",
    "MAE": "mean_absolute_error",
    "MAPE": "mean_absolute_percentage_error",
    "MSLE": "mean_squared_logarithmic_error",
    "KLD": "kl_divergence",
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "kld": "kl_divergence",
}
INITIALIZERS: dict[str, str] = {
    "normal": "RandomNormal",
    "uniform": "RandomUniform",
    "zero": "Zeros",
    "one": "Ones",
    "zeros": "Zeros",
    "ones": "Ones",
}
CONSTRAINTS: dict[str, str] = {
    "maxnorm": "MaxNorm",
    "nonneg": "NonNeg",
    "unitnorm": "UnitNorm",
}
