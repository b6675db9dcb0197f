"""What Keras 3 has and tengen leaves out, with the reason."""

from __future__ import annotations

Reasons = dict[str, str]

_QUANTIZED = "quantization is left out: it serves the deployment of large models"
_OTHER_ENGINES = "wraps models of another engine, and there is one engine here"
_BOXES = "bounding boxes are left out"
_SOUND = "sound is left out: a layer over ops.stft serves as well"
_AUGMENTATION = "rare augmentation, left out; RandomCrop to RandomContrast are there"
_TRAINING_ENGINE = "the training loop is one compiled program, built elsewhere"
_STREAM = "progress is chosen by verbose= of fit, evaluate and predict"
_JAX_STATE = "state lives in the variables; stateless_call serves pure functions"
_METHODS: Reasons = {
    "add_metric": "Keras 3 has it only to refuse it",
    "quantize": _QUANTIZED,
    "quantized_build": _QUANTIZED,
    "quantized_call": _QUANTIZED,
    "rematerialized_call": "rematerialization is left to jax.checkpoint",
    "symbolic_call": "the inside of calling a layer, here of another make",
}
_OF_MODELS: Reasons = _METHODS | {
    "compute_loss_and_updates": _TRAINING_ENGINE,
    "get_quantization_layer_structure": _QUANTIZED,
    "jax_state_sync": _JAX_STATE,
    "make_predict_function": _TRAINING_ENGINE,
    "make_test_function": _TRAINING_ENGINE,
    "make_train_function": _TRAINING_ENGINE,
    "predict_step": "models write train_step and test_step; predict is call",
    "stateless_compute_loss": _TRAINING_ENGINE,
    "test_step": "there where a model writes it: the usual step is compiled elsewhere",
    "train_step": "there where a model writes it: the usual step is compiled elsewhere",
}

NAMES: dict[str, Reasons] = {
    "callbacks": {
        "OrbaxCheckpoint": "saves by a library for many machines; ModelCheckpoint",
        "ProgbarLogger": _STREAM,
    },
    "config": {
        "disable_flash_attention": "the engine chooses how attention is computed",
        "disable_interactive_logging": _STREAM,
        "disable_traceback_filtering": "tracebacks are not filtered",
        "enable_flash_attention": "the engine chooses how attention is computed",
        "enable_interactive_logging": _STREAM,
        "enable_traceback_filtering": "tracebacks are not filtered",
        "enable_unsafe_deserialization": "code in files is never run",
        "is_flash_attention_enabled": "the engine chooses how attention is computed",
        "is_interactive_logging_enabled": _STREAM,
        "is_nnx_enabled": "Flax is not used",
        "is_traceback_filtering_enabled": "tracebacks are not filtered",
        "max_epochs": "limits from outside a script are left out",
        "max_steps_per_epoch": "limits from outside a script are left out",
        "set_backend": "there is one engine",
        "set_max_epochs": "limits from outside a script are left out",
        "set_max_steps_per_epoch": "limits from outside a script are left out",
    },
    "layers": {
        "AugMix": _AUGMENTATION,
        "AutoContrast": _AUGMENTATION,
        "ContrastLimitedAdaptiveHistogramEqualization": _AUGMENTATION,
        "CutMix": _AUGMENTATION,
        "Equalization": _AUGMENTATION,
        "FlaxLayer": _OTHER_ENGINES,
        "JaxLayer": "a layer's call may use jax.numpy as it is",
        "MaxNumBoundingBoxes": _BOXES,
        "MelSpectrogram": _SOUND,
        "MixUp": _AUGMENTATION,
        "Pipeline": "Sequential does the same",
        "RandAugment": _AUGMENTATION,
        "RandomColorJitter": _AUGMENTATION,
        "RandomElasticTransform": _AUGMENTATION,
        "RandomPerspective": _AUGMENTATION,
        "RandomPosterization": _AUGMENTATION,
        "STFTSpectrogram": _SOUND,
        "Solarization": _AUGMENTATION,
        "TFSMLayer": _OTHER_ENGINES,
        "TorchModuleWrapper": _OTHER_ENGINES,
    },
    "layers.Layer": _METHODS,
    "models.Model": _OF_MODELS,
    "models.Sequential": _OF_MODELS,
    "utils": {
        "Config": "a dict with attributes, of no use to models",
        "FeatureSpace": "tables of features are left out; the layers behind are there",
        "audio_dataset_from_directory": _SOUND,
        "disable_interactive_logging": _STREAM,
        "enable_interactive_logging": _STREAM,
        "get_source_inputs": "model.inputs says the same",
        "is_interactive_logging_enabled": _STREAM,
    },
}

_QUANTIZING: Reasons = {
    "quantization_config": _QUANTIZED,
}
_WEIGHT: Reasons = {"overwrite_with_gradient": _QUANTIZED}
_SHARDS: Reasons = {"max_shard_size": "a file is whole: sharding serves large models"}
_EDGES: Reasons = {"splines": "edges are drawn by tengen's own layout"}

ARGUMENTS: dict[str, Reasons] = {
    "layers.Dense": _QUANTIZING,
    "layers.EinsumDense": _QUANTIZING | {"gptq_unpacked_column_size": _QUANTIZED},
    "layers.Embedding": _QUANTIZING,
    "layers.Layer.add_weight": _WEIGHT,
    "layers.SimpleRNNCell.call": {"sequence": "`inputs`, as in all other cells"},
    "models.Model.add_weight": _WEIGHT,
    "models.Model.save_weights": _SHARDS,
    "models.Sequential.add_weight": _WEIGHT,
    "models.Sequential.save_weights": _SHARDS,
    "saving.save_weights": _SHARDS,
    "utils.model_to_dot": _EDGES
    | {"subgraph": "nested models are drawn by the layout"},
    "utils.plot_model": _EDGES,
}
